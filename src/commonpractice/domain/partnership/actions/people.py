"""The people who sign in, and the roles that decide what they see."""

from datetime import date, datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.audit.facts import Actor
from commonpractice.domain.partnership import models
from commonpractice.domain.partnership.facts import Role
from commonpractice.foundations.dated import Period, day
from commonpractice.gateways.scoped_postgres import tickets


class NoSuchUser(LookupError):
    """Nobody signs in with this email address."""


class AlreadyThere(ValueError):
    """What was to be added is there already."""


@transaction.atomic
def add_user(*, email: str, name: str, password: str | None, actor: Actor, at: datetime) -> int:
    """Add somebody who may sign in; they see nothing until they hold a role. Raises AlreadyThere.

    Without a password they set one by “forgotten password”.
    """
    if models.User.objects.filter(email__iexact=email).exists():
        raise AlreadyThere(f"{email} is here already.")
    with tickets.acting(actor_id=actor.id, surgeries=()):
        user = models.User.objects.create_user(email, password, name=name)
        audit.record(actor=actor, deed="partnership.add_user", subject=f"{name} ({email})", at=at)
    return user.id


@transaction.atomic
def give_role(
    *, email: str, role: Role, surgery_id: int, start: date, last_day: date | None, actor: Actor, at: datetime
) -> None:
    """Give somebody a role at a surgery, or at the centre for the whole partnership, for a while.

    Raises NoSuchUser, and AlreadyThere where they hold it on some of those days.
    """
    user = models.User.objects.filter(email__iexact=email).first()
    if user is None:
        raise NoSuchUser(f"Nobody signs in as {email}. Add them first: commonpractice user add")
    period = Period.until(start, last_day)
    effective = DateRange(period.start, period.end)
    same = models.RoleHeld.objects.known().filter(user=user, role=role.value, surgery_id=surgery_id)
    if same.filter(effective__overlap=effective).exists():
        raise AlreadyThere(f"{user.name} is {role.words} there on some of those days already.")
    models.RoleHeld.objects.bulk_create(
        [
            models.RoleHeld(
                user=user, role=role.value, surgery_id=surgery_id, effective=effective, known_on=at.date()
            )
        ]
    )
    audit.record(
        actor=actor,
        deed="partnership.give_role",
        subject=f"{user.name}: {role.words} {period}",
        surgery_id=surgery_id,
        at=at,
    )


@transaction.atomic
def end_role(*, email: str, role: Role, surgery_id: int, last_day: date, actor: Actor, at: datetime) -> None:
    """End a role on its last day. Raises NoSuchUser where no such role is held on that day."""
    held = (
        models.RoleHeld.objects.in_force(last_day)
        .filter(user__email__iexact=email, role=role.value, surgery_id=surgery_id)
        .select_related("user")
        .first()
    )
    if held is None:
        raise NoSuchUser(f"{email} is not {role.words} there on {day(last_day)}.")
    ended = Period.until(held.effective.lower, last_day)
    models.RoleHeld.objects.filter(pk=held.pk).update(superseded_on=at.date())
    models.RoleHeld.objects.bulk_create(
        [
            models.RoleHeld(
                user=held.user,
                role=role.value,
                surgery_id=surgery_id,
                effective=DateRange(ended.start, ended.end),
                known_on=at.date(),
            )
        ]
    )
    audit.record(
        actor=actor,
        deed="partnership.end_role",
        subject=f"{held.user.name}: {role.words} {ended}",
        surgery_id=surgery_id,
        at=at,
    )
