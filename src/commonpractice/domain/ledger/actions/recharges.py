"""Recharges between two surgeries: the host raises one, the home answers, and only then is it posted.

Neither can write in the other's books. The database's own function posts what both have agreed.
"""

from datetime import date, datetime

from django.db import connection, transaction

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.ledger import models, parameters
from commonpractice.domain.ledger.actions.database import Refusal, saying_why
from commonpractice.domain.ledger.rules.posting import CannotPost, check_dated
from commonpractice.domain.ledger.rules.recharges import RechargeRefused, check_can_answer, check_can_raise
from commonpractice.domain.partnership import queries as partnerships
from commonpractice.domain.partnership.facts import Power, Scope
from commonpractice.domain.partnership.rules.reach import check_covers, check_may
from commonpractice.foundations.days import local_day
from commonpractice.foundations.money import Pence, pounds
from commonpractice.foundations.months import Month


def check_recharge(*, host_id: int, home_id: int, amount: Pence, reason: str, scope: Scope) -> None:
    """Raise RechargeRefused for a recharge that cannot be raised, as far as the host may know."""
    check_may(scope, Power.ANSWER_RECHARGES)
    check_covers(scope, [host_id], Power.ANSWER_RECHARGES)
    where = partnerships.partnership(partnership_id=scope.partnership_id)
    check_can_raise(
        home_id=home_id,
        host_id=host_id,
        amount=amount,
        reason=reason,
        surgeries=[surgery.id for surgery in where.surgeries],
        most=parameters.most_recharged(),
    )


@transaction.atomic
def raise_recharge(
    *, host_id: int, home_id: int, amount: Pence, reason: str, month: Month, scope: Scope, at: datetime
) -> int:
    """Ask another surgery of the partnership to bear a cost. Returns its number.

    Raises RechargeRefused, also where the other surgery has left.
    """
    check_recharge(host_id=host_id, home_id=home_id, amount=amount, reason=reason, scope=scope)
    recharge = models.Recharge(
        home_id=home_id,
        host_id=host_id,
        month=month.first,
        amount=amount,
        reason=reason.strip(),
        raised_at=at,
        raised_by=scope.actor.name,
    )
    with saying_why(_refused):
        models.Recharge.objects.bulk_create([recharge])
    _record(f"Recharge of {pounds(amount)}: {reason}", "raise_recharge", host_id, scope, at)
    return recharge.pk


@transaction.atomic
def answer_recharge(
    *, recharge_id: int, agree: bool, words: str, dated: date, month: Month, scope: Scope, at: datetime
) -> int | None:
    """Agree a recharge, which posts it to both surgeries' books in a month open to both; or decline it.

    Returns the journal's id where it was posted. Raises RechargeRefused, also for a declined one without
    a reason.
    """
    check_may(scope, Power.ANSWER_RECHARGES)
    check_can_answer(agree=agree, words=words)
    if agree:
        _check_dated(dated, month, at)
    journal = _ask_database(
        "SELECT app.answer_recharge(%s, %s, %s, %s, %s, %s, %s)",
        [
            recharge_id,
            agree,
            words.strip(),
            scope.actor.name,
            at,
            dated,
            month.first,
        ],
    )
    home_id = models.Recharge.objects.values_list("home_id", flat=True).get(pk=recharge_id)
    check_covers(scope, [home_id], Power.ANSWER_RECHARGES)  # what was not allowed is undone
    done = "agreed" if agree else "declined"
    _record(f"Recharge {recharge_id} {done}", "answer_recharge", home_id, scope, at)
    return journal


@transaction.atomic
def withdraw_recharge(*, recharge_id: int, scope: Scope, at: datetime) -> None:
    """Take back a recharge that has not been answered. Raises RechargeRefused."""
    check_may(scope, Power.ANSWER_RECHARGES)
    _ask_database("SELECT app.withdraw_recharge(%s, %s, %s)", [recharge_id, scope.actor.name, at])
    host_id = models.Recharge.objects.values_list("host_id", flat=True).get(pk=recharge_id)
    check_covers(scope, [host_id], Power.ANSWER_RECHARGES)  # what was not allowed is undone
    _record(f"Recharge {recharge_id} withdrawn", "withdraw_recharge", host_id, scope, at)


def _ask_database(sql: str, values: list) -> int | None:
    with saying_why(_refused), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]


def _refused(refusal: Refusal) -> RechargeRefused:
    return RechargeRefused(refusal.sentence)


def _check_dated(dated: date, month: Month, at: datetime) -> None:
    try:
        check_dated(dated, month, today=local_day(at), dating=parameters.dating())
    except CannotPost as refusal:
        raise RechargeRefused(str(refusal)) from None


def _record(subject: str, deed: str, surgery_id: int, scope: Scope, at: datetime) -> None:
    audit.record(actor=scope.actor, deed=f"ledger.{deed}", subject=subject, surgery_id=surgery_id, at=at)
