"""Who signed in or out, who tried to, and what changed about how somebody signs in: in the audit log."""

from allauth.account import signals as account
from allauth.mfa import signals as second_step
from django.contrib.auth import signals as auth
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.audit.facts import Actor
from commonpractice.gateways.scoped_postgres import tickets

STRANGER = Actor(0, "Nobody signed in")


def listen() -> None:
    """Connect to what Django and allauth tell. Called once, when the web application starts."""
    for signal, listener in (
        (auth.user_logged_in, _signed_in),
        (auth.user_login_failed, _refused),
        (auth.user_logged_out, _signed_out),
        (account.password_changed, _password_changed),
        (account.password_reset, _password_reset),
        (second_step.authentication_failed, _code_refused),
        (second_step.authenticator_added, _second_step_added),
        (second_step.authenticator_removed, _second_step_removed),
        (second_step.authenticator_reset, _recovery_codes_made_anew),
    ):
        signal.connect(listener, dispatch_uid=f"audit.{listener.__name__}")


def _record(actor: Actor, deed: str, subject: str, request: HttpRequest | None) -> None:
    details = {"from": request.META.get("REMOTE_ADDR", "")} if request is not None else {}
    with transaction.atomic(), tickets.acting(actor_id=actor.id, surgeries=()):
        audit.record(actor=actor, deed=f"sign_in.{deed}", subject=subject, at=timezone.now(), details=details)


def _person(user) -> Actor:
    return Actor(user.pk, user.name)


def _signed_in(*, request, user, **_) -> None:
    _record(_person(user), "signed_in", f"{user.name} signed in", request)


def _refused(*, credentials, request=None, **_) -> None:
    email = str(credentials.get("email") or credentials.get("username") or "")[:100]
    _record(STRANGER, "refused", f"a sign-in as {email or 'nobody'} was refused", request)


def _signed_out(*, request, user, **_) -> None:
    if user is not None:  # whose session has run out is nobody by now
        _record(_person(user), "signed_out", f"{user.name} signed out", request)


def _password_changed(*, request, user, **_) -> None:
    _record(_person(user), "password_changed", f"{user.name} changed their password", request)


def _password_reset(*, request, user, **_) -> None:
    _record(_person(user), "password_reset", f"{user.name} set a new password by email", request)


def _code_refused(*, request, user, **_) -> None:
    _record(_person(user), "code_refused", f"a second-step code of {user.name} was refused", request)


def _second_step_added(*, request, user, authenticator, **_) -> None:
    what = authenticator.get_type_display().lower()
    _record(_person(user), "second_step_added", f"{user.name} added a second step: {what}", request)


def _second_step_removed(*, request, user, authenticator, **_) -> None:
    what = authenticator.get_type_display().lower()
    _record(_person(user), "second_step_removed", f"{user.name} took away a second step: {what}", request)


def _recovery_codes_made_anew(*, request, user, **_) -> None:
    _record(_person(user), "recovery_codes_made", f"{user.name} made new recovery codes", request)
