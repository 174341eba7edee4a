"""Open, lock and reopen months. Each is an event with a name and a time; nothing else changes a month."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.ledger import models
from commonpractice.domain.ledger.facts import MonthDeed
from commonpractice.domain.partnership.facts import Power, Scope
from commonpractice.domain.partnership.rules.reach import check_covers, check_may
from commonpractice.foundations.months import Month


class MonthRefused(ValueError):
    """A month that cannot be opened, locked or reopened; the message says why."""


@transaction.atomic
def open_months(*, surgeries: Iterable[int], months: Iterable[Month], scope: Scope, at: datetime) -> int:
    """Open months for posting; those that are open or locked already are left alone. Returns how many."""
    check_may(scope, Power.LOCK_MONTHS)
    surgeries, months = list(surgeries), list(months)
    check_covers(scope, surgeries, Power.LOCK_MONTHS)
    there = set(models.Month.objects.filter(surgery_id__in=surgeries).values_list("surgery_id", "month"))
    new = [
        _event(surgery_id, month, MonthDeed.OPENED, "", scope, at)
        for surgery_id in surgeries
        for month in months
        if (surgery_id, month.first) not in there
    ]
    models.MonthEvent.objects.bulk_create(new)
    for surgery_id, opened in Counter(event.surgery_id for event in new).items():
        of = [event.month for event in new if event.surgery_id == surgery_id]
        until = f" to {Month.of(max(of)).words}" if opened > 1 else ""
        audit.record(
            actor=scope.actor,
            deed="ledger.open_months",
            subject=f"{Month.of(min(of)).words}{until} opened",
            surgery_id=surgery_id,
            at=at,
        )
    return len(new)


def lock_month(*, surgery_id: int, month: Month, scope: Scope, at: datetime) -> None:
    """Lock a profit centre's month: it takes no posting from now on. Raises MonthRefused."""
    _tell(surgery_id, month, MonthDeed.LOCKED, "", scope, at)


@transaction.atomic
def lock_months(*, surgeries: Iterable[int], month: Month, scope: Scope, at: datetime) -> None:
    """Lock a month for several profit centres, all or none. Raises MonthRefused."""
    for surgery_id in sorted(surgeries):
        lock_month(surgery_id=surgery_id, month=month, scope=scope, at=at)


def reopen_month(*, surgery_id: int, month: Month, why: str, scope: Scope, at: datetime) -> None:
    """Reopen a locked month, with the reason. Raises MonthRefused."""
    _tell(surgery_id, month, MonthDeed.REOPENED, why.strip(), scope, at)


@transaction.atomic
def _tell(surgery_id: int, month: Month, deed: MonthDeed, why: str, scope: Scope, at: datetime) -> None:
    check_may(scope, Power.LOCK_MONTHS)
    check_covers(scope, [surgery_id], Power.LOCK_MONTHS)
    try:
        with transaction.atomic():
            models.MonthEvent.objects.bulk_create([_event(surgery_id, month, deed, why, scope, at)])
    except IntegrityError as error:
        raise MonthRefused(error.__cause__.diag.message_primary) from error
    audit.record(
        actor=scope.actor,
        deed=f"ledger.{deed.value}_month",
        subject=f"{month.words} {deed.words}{f': {why}' if why else ''}",
        surgery_id=surgery_id,
        at=at,
    )


def _event(
    surgery_id: int, month: Month, deed: MonthDeed, why: str, scope: Scope, at: datetime
) -> models.MonthEvent:
    return models.MonthEvent(
        surgery_id=surgery_id,
        month=month.first,
        deed=deed.value,
        at=at,
        actor_id=scope.actor.id,
        actor_name=scope.actor.name,
        reason=why,
    )
