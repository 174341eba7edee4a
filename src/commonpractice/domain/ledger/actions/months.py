"""Open, lock and reopen months. Each is an event with a name and a time; nothing else changes a month."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.ledger import models, queries
from commonpractice.domain.ledger.actions.database import Refusal, hold_books, saying_why
from commonpractice.domain.ledger.facts import MonthDeed, MonthsKept
from commonpractice.domain.ledger.rules.months import (
    MonthRefused,
    check_before_leaving,
    check_can_lock,
    check_can_open,
    check_can_reopen,
)
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import Power, Scope
from commonpractice.domain.partnership.rules.belonging import left_on
from commonpractice.domain.partnership.rules.reach import check_covers, check_may
from commonpractice.foundations.days import local_day
from commonpractice.foundations.months import Month


@transaction.atomic
def open_months(
    *,
    surgeries: Iterable[int],
    months: Iterable[Month],
    scope: Scope,
    at: datetime,
    after_leaving: bool = False,
) -> int:
    """Open months for posting; those that are open or locked already are left alone. Returns how many.

    Raises MonthRefused, and opens none, where one is before the partnership's first financial year, after
    the end of next year, or before a month that is locked; and where a surgery had left the partnership
    before the month began, unless its books are to be wound up: `after_leaving` says so.
    """
    months = sorted(months)
    new: list[models.MonthEvent] = []
    held = _held(surgeries, scope)
    spells = partnership.memberships(scope=scope, surgeries=list(held))
    for surgery_id, kept in held.items():
        missing = [month for month in months if month not in kept.locked]
        if not after_leaving:
            check_before_leaving(kept, missing, left_on(spells[surgery_id]))
        for month in missing:
            check_can_open(kept, month, today=local_day(at))
        new += [_event(surgery_id, month, MonthDeed.OPENED, "", scope, at) for month in missing]
    with saying_why(_refused):
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
    """Lock a profit centre's month: it takes no posting from now on. Months lock in order.

    Raises MonthRefused.
    """
    lock_months(surgeries=[surgery_id], month=month, scope=scope, at=at)


@transaction.atomic
def lock_months(*, surgeries: Iterable[int], month: Month, scope: Scope, at: datetime) -> None:
    """Lock a month for several profit centres, all or none. Raises MonthRefused."""
    held = _held(surgeries, scope)
    for kept in held.values():
        check_can_lock(kept, month)
    _tell(list(held), month, MonthDeed.LOCKED, "", scope, at)


def reopen_month(*, surgery_id: int, month: Month, why: str, scope: Scope, at: datetime) -> None:
    """Reopen a locked month, the latest that is locked, with the reason. Raises MonthRefused."""
    reopen_months(surgeries=[surgery_id], month=month, why=why, scope=scope, at=at)


@transaction.atomic
def reopen_months(*, surgeries: Iterable[int], month: Month, why: str, scope: Scope, at: datetime) -> None:
    """Reopen a month for several profit centres, all or none, each its latest. Raises MonthRefused."""
    held = _held(surgeries, scope)
    for kept in held.values():
        check_can_reopen(kept, month, why)
    _tell(list(held), month, MonthDeed.REOPENED, why.strip(), scope, at)


def _held(surgeries: Iterable[int], scope: Scope) -> dict[int, MonthsKept]:
    """The months of some profit centres, by id in order, held so that nobody else changes them meanwhile."""
    surgeries = sorted(set(surgeries))
    check_may(scope, Power.LOCK_MONTHS)
    check_covers(scope, surgeries, Power.LOCK_MONTHS)
    with saying_why(_refused):
        hold_books(surgeries)
    return queries.months_kept(scope=scope, surgeries=surgeries)


def _tell(
    surgeries: Sequence[int], month: Month, deed: MonthDeed, why: str, scope: Scope, at: datetime
) -> None:
    with saying_why(_refused):
        models.MonthEvent.objects.bulk_create(
            [_event(surgery_id, month, deed, why, scope, at) for surgery_id in surgeries]
        )
    subject = f"{month.words} {deed.words}{f': {why}' if why else ''}"
    audit.record_each(
        actor=scope.actor,
        deed=f"ledger.{deed.value}_month",
        subjects=[(surgery_id, subject) for surgery_id in surgeries],
        at=at,
    )


def _refused(refusal: Refusal) -> MonthRefused:
    return MonthRefused(refusal.sentence)


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
