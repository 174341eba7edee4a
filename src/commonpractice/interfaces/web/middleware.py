"""What happens to every request, before and after its view."""

import secrets
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from commonpractice.domain.audit.facts import Actor
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.partnership.rules import reach
from commonpractice.gateways.scoped_postgres import tickets
from commonpractice.interfaces.web import refusals
from commonpractice.interfaces.web.called import calling, words_of

View = Callable[[HttpRequest], HttpResponse]

CHOSEN = (
    "partnership"  # the session's word for the partnership that somebody with roles in several has chosen
)
NOBODY = Scope(actor=Actor(0, "Nobody signed in"))

POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' 'nonce-{nonce}'",
        "style-src 'self' 'nonce-{nonce}'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)


def content_security_policy(get_response: View) -> View:
    """Let a page run and load only what is ours: no inline script or style without this request's nonce."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.csp_nonce = secrets.token_urlsafe(16)
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY.format(nonce=request.csp_nonce))
        return response

    return middleware


def act_within_scope(get_response: View) -> View:
    """Give the request its `scope` and `partnership`, and its view's transaction the ticket of that scope.

    A page is rendered within its view: what streams or renders afterwards carries no ticket and sees nothing.
    Pages of somebody signed in are never kept by a cache.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        be_nobody(request)
        if not request.user.is_authenticated:
            return get_response(request)
        _arrive(request)
        with (
            tickets.acting(
                actor_id=request.scope.actor.id,
                surgeries=request.scope.surgeries,
                patients=request.scope.patients,
                counts=request.scope.counts,
            ),
            calling(words_of(request.partnership)),
        ):
            response = get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    middleware.process_exception = _refuse
    return middleware


def be_nobody(request: HttpRequest) -> None:
    """What a request is before anybody has signed in, and after whoever had has been signed out."""
    request.scope, request.partnership = NOBODY, None


def _refuse(request: HttpRequest, exception: Exception) -> HttpResponse | None:
    """A view that came upon the limits of its scope, wherever below, ends in a page that says so."""
    if isinstance(exception, reach.NotAllowed | reach.OutOfScope):
        return refusals.forbidden(request, exception)
    return None


def _arrive(request: HttpRequest) -> None:
    user = request.user
    with tickets.acting(actor_id=user.pk, surgeries=()), transaction.atomic():
        request.scope = partnership.scope_of(
            user_id=user.pk,
            name=user.name,
            on=timezone.localdate(),
            partnership_id=request.session.get(CHOSEN),
        )
        if request.scope.partnership_id is not None:
            request.partnership = partnership.partnership(partnership_id=request.scope.partnership_id)
