"""Who signed in or out, who tried to, and what changed about how somebody signs in: in the audit log.

Written once for each surgery at which the person holds a role (or the centre, for a role in the whole
partnership), so that whoever reads that surgery's log sees what its people did, and nobody else's.
"""

from allauth.account import signals as account
from allauth.account.adapter import get_adapter
from allauth.mfa import signals as second_step
from django.contrib.auth import signals as auth
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.audit.facts import STRANGER, Actor
from commonpractice.domain.partnership import queries as partnership
from commonpractice.gateways.scoped_postgres import tickets


def listen() -> None:
    """Connect to what Django and allauth tell. Called once, when the web application starts."""
    for signal, listener in (
        (auth.user_logged_in, _signed_in),
        (auth.user_login_failed, _refused),
        (auth.user_logged_out, _signed_out),
        (account.password_changed, _password_changed),
        (account.password_set, _password_changed),
        (account.password_reset, _password_reset),
        (second_step.authentication_failed, _code_refused),
        (second_step.authenticator_added, _second_step_added),
        (second_step.authenticator_removed, _second_step_removed),
        (second_step.authenticator_reset, _recovery_codes_made_anew),
    ):
        signal.connect(listener, dispatch_uid="commonpractice.audit")


def _record(deed: str, subject: str, request: HttpRequest | None, *, by: Actor, whose: int | None) -> None:
    """`by` is who acts, `whose` the id of the person it concerns, where there is such a person."""
    at = timezone.now()
    known = request is not None and "REMOTE_ADDR" in request.META
    details = {"from": get_adapter().get_client_ip(request)} if known else {}
    with transaction.atomic():
        with tickets.acting(actor_id=whose or by.id, surgeries=()):
            places = partnership.seen_at(user_id=whose, on=timezone.localdate(at))
        with tickets.acting(actor_id=by.id, surgeries=places):
            for place in places or [None]:  # nowhere, where no partnership has been loaded yet
                audit.record(actor=by, deed=deed, subject=subject, at=at, surgery_id=place, details=details)


def _did(user, deed: str, subject: str, request: HttpRequest | None) -> None:
    """Somebody did something about their own signing in."""
    _record(f"sign_in.{deed}", f"{user.name} {subject}", request, by=Actor(user.pk, user.name), whose=user.pk)


def _signed_in(*, request, user, **_) -> None:
    _did(user, "signed_in", "signed in", request)


def _signed_out(*, request, user, **_) -> None:
    if user is not None:  # whose session has run out is nobody by now
        _did(user, "signed_out", "signed out", request)


def _password_changed(*, request, user, **_) -> None:
    _did(user, "password_changed", "changed their password", request)


def _password_reset(*, request, user, **_) -> None:
    _did(user, "password_reset", "set a new password by email", request)


def _second_step_added(*, request, user, authenticator, **_) -> None:
    _did(user, "second_step_added", f"added a second step: {_called(authenticator)}", request)


def _second_step_removed(*, request, user, authenticator, **_) -> None:
    _did(user, "second_step_removed", f"took away a second step: {_called(authenticator)}", request)


def _recovery_codes_made_anew(*, request, user, **_) -> None:
    _did(user, "recovery_codes_made", "made new recovery codes", request)


def _refused(*, credentials, request=None, **_) -> None:
    """A password that was not right, of somebody or of nobody whom we know."""
    email = str(credentials.get("email") or credentials.get("username") or "")[:100]
    _record(
        "refusal.sign_in_refused",
        f"a sign-in as {email or 'nobody'} was refused",
        request,
        by=_whoever_tries(request),
        whose=partnership.user_id_of(email=email),
    )


def _code_refused(*, request, user, **_) -> None:
    subject = f"a second-step code of {user.name} was refused"
    _record("refusal.code_refused", subject, request, by=_whoever_tries(request), whose=user.pk)


def _whoever_tries(request: HttpRequest | None) -> Actor:
    """Nobody whom we know yet; or whoever is signed in, and is asked to prove it once more."""
    if request is None or not request.user.is_authenticated:
        return STRANGER
    return Actor(request.user.pk, request.user.name)


def _called(authenticator) -> str:
    return authenticator.get_type_display().lower()
