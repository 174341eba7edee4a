"""What somebody may do here. Where they may not, the domain's own sentence becomes the page."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse

from commonpractice.domain.partnership.facts import Power, Scope, SurgerySummary
from commonpractice.domain.partnership.rules import reach
from commonpractice.interfaces.web.called import said


def needs(power: Power) -> Callable:
    """A view that only those with a power may ask for; everybody else is told why not."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            reach.check_may(request.scope, power)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def surgery_within(request: HttpRequest, code: str, power: Power | None = None) -> SurgerySummary:
    """The surgery of a code in the partnership at hand.

    Raises Http404 for a code that is none of its surgeries', OutOfScope for one beyond the person's reach,
    and NotAllowed for one where no role of theirs gives the power that is named.
    """
    surgeries = request.partnership.surgeries if request.partnership else ()
    surgery = next((each for each in surgeries if each.code == code), None)
    if surgery is None:
        raise Http404(f"{said('No surgery')} of this partnership has the code {code}.")
    reach.check_covers(request.scope, [surgery.id], power)
    return surgery


def surgeries_within(request: HttpRequest, power: Power) -> list[SurgerySummary]:
    """The surgeries at which somebody has a power, by name; the centre last, where they reach it."""
    surgeries = request.partnership.surgeries if request.partnership else ()
    return [surgery for surgery in surgeries if request.scope.may(power, surgery.id)]


def roles_in_words(scope: Scope) -> str:
    """Such as “Surgery manager” or “GP partner and Board member”; “No role” where there is none."""
    words = [said(role.words) for role in scope.roles]
    if not words:
        return "No role"
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
