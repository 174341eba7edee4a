"""The people who sign in: add them, close and open their accounts, set their passwords.

All of it is for whoever administers the installation, through its commands: the database refuses any other
actor than the program.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.audit.facts import Actor
from commonpractice.domain.partnership import models
from commonpractice.domain.partnership.rules.words import not_text
from commonpractice.gateways.scoped_postgres import tickets

LONGEST = 200  # characters of a name: more is something else that was pasted


class NoSuchUser(LookupError):
    """Nobody signs in with this email address."""


class AlreadyThere(ValueError):
    """What was to be done is so already."""


class NotAPerson(ValueError):
    """An email address or a name that cannot be one; the message says what to mend."""


class WeakPassword(ValueError):
    """A password that could be guessed; the message says why."""


@transaction.atomic
def add_user(*, email: str, name: str, password: str | None, actor: Actor, at: datetime) -> int:
    """Add somebody who may sign in; they see nothing until they hold a role. Returns their id.

    Without a password they set one by “forgotten password”. Raises NotAPerson for an address or a name that
    cannot be one, WeakPassword, and AlreadyThere where somebody signs in with the address, however written.
    """
    email, name = _address(email), _name(name)
    if models.User.objects.filter(email__iexact=email).exists():
        raise AlreadyThere(f"{email} is here already.")
    if password is not None:
        _check_password(password, models.User(email=email, name=name))
    with tickets.acting(actor_id=actor.id, surgeries=()):
        user = models.User.objects.create_user(email, password, name=name)
        audit.record(actor=actor, deed="partnership.add_user", subject=f"{name} ({email})", at=at)
    return user.id


@transaction.atomic
def deactivate(*, email: str, actor: Actor, at: datetime) -> None:
    """Close somebody's account: they cannot sign in, and where they are signed in that ends at once.

    Their roles stay as they are, for when the account is opened again. Raises NoSuchUser, and AlreadyThere
    where it is closed.
    """
    user = user_of(email)
    if not user.is_active:
        raise AlreadyThere(f"The account of {user.name} ({user.email}) is deactivated already.")
    with _acting_everywhere(actor):
        _open_or_close(user, active=False, at=at)
        _record(user, "deactivate", f"the account of {user.name} ({user.email})", actor, at)


@transaction.atomic
def reactivate(*, email: str, actor: Actor, at: datetime) -> None:
    """Open an account that was closed, with the password and the roles that it had, and none of its sessions.

    Raises NoSuchUser, and AlreadyThere where it is open.
    """
    user = user_of(email)
    if user.is_active:
        raise AlreadyThere(f"The account of {user.name} ({user.email}) is active already.")
    with _acting_everywhere(actor):
        _open_or_close(user, active=True, at=at)
        _record(user, "reactivate", f"the account of {user.name} ({user.email})", actor, at)


@transaction.atomic
def set_password(*, email: str, password: str, actor: Actor, at: datetime) -> None:
    """Give somebody a new password, which ends their sessions: whoever knew the old one is signed out.

    Raises NoSuchUser and WeakPassword.
    """
    user = user_of(email)
    _check_password(password, user)
    with _acting_everywhere(actor):
        with connection.cursor() as cursor:
            cursor.execute("SELECT app.set_password(%s, %s)", [user.id, make_password(password)])
        _record(user, "set_password", f"of {user.name} ({user.email})", actor, at)


def user_of(email: str) -> models.User:
    """Who signs in with an address, however it is written. Raises NoSuchUser."""
    user = models.User.objects.filter(email__iexact=email.strip()).first()
    if user is None:
        raise NoSuchUser(f"Nobody signs in as {email}. Add them first: commonpractice user add")
    return user


def _address(email: str) -> str:
    """An email address as it is kept. Raises NotAPerson."""
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise NotAPerson(f"“{email}” is not an email address, like name@example.nhs.uk.") from None
    if not_text(email) or len(email) > models.User._meta.get_field("email").max_length:
        raise NotAPerson("That is not an email address that anybody could type: it is too long, or worse.")
    return email


def _name(name: str) -> str:
    """A name as it is kept. Raises NotAPerson."""
    name = name.strip()
    if not name:
        raise NotAPerson("Give the name that colleagues know them by: it cannot be empty.")
    if fault := not_text(name):
        raise NotAPerson(f"The name {fault}")
    if len(name) > LONGEST:
        raise NotAPerson(f"The name is too long: {LONGEST} characters at the most.")
    return name


def _check_password(password: str, user: models.User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise WeakPassword(" ".join(error.messages)) from None


@contextmanager
def _acting_everywhere(actor: Actor) -> Iterator[None]:
    """Somebody's account is of every surgery where they have a role: so is what the log says of it."""
    everywhere = models.Surgery.objects.values_list("id", flat=True)
    with tickets.acting(actor_id=actor.id, surgeries=list(everywhere)):
        yield


def _open_or_close(user: models.User, *, active: bool, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app.open_or_close_account(%s, %s, %s)", [user.id, active, at])


def _record(user: models.User, deed: str, subject: str, actor: Actor, at: datetime) -> None:
    """One entry at each surgery where they have or had a role, and at its centre; or one at none."""
    held = models.RoleHeld.objects.known().filter(user=user)
    roles = set(held.values_list("surgery_id", "surgery__partnership_id"))
    centres = models.Surgery.objects.filter(kind="centre", partnership_id__in={of for _, of in roles})
    places = {surgery for surgery, _ in roles} | set(centres.values_list("id", flat=True))
    for surgery_id in sorted(places) or [None]:
        audit.record(
            actor=actor,
            deed=f"partnership.{deed}",
            subject=subject,
            surgery_id=surgery_id,
            at=at,
        )
