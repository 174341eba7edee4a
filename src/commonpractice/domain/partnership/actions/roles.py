"""The roles that decide what people see: given for a while, ended on a last day, or withdrawn at once."""

from datetime import date, datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.audit.facts import Actor
from commonpractice.domain.partnership import models
from commonpractice.domain.partnership.actions.people import AlreadyThere, user_of
from commonpractice.domain.partnership.facts import Role
from commonpractice.foundations.dated import Period, day
from commonpractice.foundations.days import local_day
from commonpractice.gateways.scoped_postgres.dated_rows import DatedRowQuerySet


class NoSuchRole(LookupError):
    """Somebody does not hold a role that was to be ended."""


@transaction.atomic
def give_role(
    *, email: str, role: Role, surgery_id: int, start: date, last_day: date | None, actor: Actor, at: datetime
) -> None:
    """Give somebody a role at a surgery, or at the centre for the whole partnership, for a while.

    From the day `start` to the end of `last_day`; for good where that is None. Raises NoSuchUser, NotAPeriod
    where it would end before it starts, AlreadyThere where they hold it on some of those days.
    """
    user = user_of(email)
    period = Period.until(start, last_day)
    effective = DateRange(period.start, period.end)
    if _held(user, role, surgery_id).filter(effective__overlap=effective).exists():
        raise AlreadyThere(f"{user.name} is {role.words} there on some of those days already.")
    _add(user, role, surgery_id, period, at)
    _record("give_role", f"{user.name}: {role.words} {period}", surgery_id, actor, at)


@transaction.atomic
def end_role(*, email: str, role: Role, surgery_id: int, last_day: date, actor: Actor, at: datetime) -> None:
    """End the role that somebody holds on a day with that day, to its midnight: `withdraw_role` is at once.

    Raises NoSuchUser, NoSuchRole where no such role is held on `last_day`, and AlreadyThere where it ends
    with that day as it is.
    """
    user = user_of(email)
    held = _held(user, role, surgery_id).filter(effective__contains=last_day).first()
    if held is None:
        raise NoSuchRole(f"{user.name} is not {role.words} there on {day(last_day)}.")
    ended = Period.until(held.period.start, last_day)
    if ended == held.period:
        raise AlreadyThere(f"{user.name} is {role.words} there until the end of {day(last_day)} as it is.")
    _close([held], at)
    _add(user, role, surgery_id, ended, at)
    _record("end_role", f"{user.name}: {role.words} {ended}", surgery_id, actor, at)


@transaction.atomic
def withdraw_role(*, email: str, role: Role, surgery_id: int, actor: Actor, at: datetime) -> None:
    """Take a role away at once: what it shows is shown no more, from this moment.

    The days before the day of `at` stay, for pages as they were; one that was to start today or later never
    was. The audit log keeps the moment. Raises NoSuchUser, and NoSuchRole where they neither hold it nor
    will.
    """
    user = user_of(email)
    today = local_day(at)
    theirs = [
        row for row in _held(user, role, surgery_id) if row.period.end is None or row.period.end > today
    ]
    if not theirs:
        raise NoSuchRole(f"{user.name} is not {role.words} there, today or later.")
    _close(theirs, at)
    for row in theirs:
        if row.period.start < today:
            _add(user, role, surgery_id, Period(row.period.start, today), at)
    words = " and ".join(str(row.period) for row in sorted(theirs, key=lambda row: row.period))
    _record("withdraw_role", f"{user.name}: {role.words}, held {words}", surgery_id, actor, at)


def _held(user: models.User, role: Role, surgery_id: int) -> DatedRowQuerySet:
    """Somebody's rows of a role at a surgery, as known now."""
    return models.RoleHeld.objects.known().filter(user=user, role=role.value, surgery_id=surgery_id)


def _add(user: models.User, role: Role, surgery_id: int, period: Period, at: datetime) -> None:
    models.RoleHeld.objects.bulk_create(
        [
            models.RoleHeld(
                user=user,
                role=role.value,
                surgery_id=surgery_id,
                effective=DateRange(period.start, period.end),
                known_on=local_day(at),
            )
        ]
    )


def _close(rows: list[models.RoleHeld], at: datetime) -> None:
    models.RoleHeld.objects.filter(pk__in=[row.pk for row in rows]).update(superseded_on=local_day(at))


def _record(deed: str, subject: str, surgery_id: int, actor: Actor, at: datetime) -> None:
    audit.record(actor=actor, deed=f"partnership.{deed}", subject=subject, surgery_id=surgery_id, at=at)
