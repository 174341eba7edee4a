"""Whose books a page is about: one surgery's, the centre's, or all of them together."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest

from commonpractice.domain.partnership.facts import Power, SurgerySummary
from commonpractice.interfaces.web.called import said
from commonpractice.interfaces.web.powers import surgeries_within, surgery_within

ALL = "ALL"
TOGETHER = "Your surgeries together"


@dataclass(frozen=True)
class Books:
    """The books of `surgeries` together; `surgery` where they are one's alone."""

    code: str
    name: str
    surgeries: tuple[int, ...]
    surgery: SurgerySummary | None = None


def books_of(request: HttpRequest, code: str) -> Books:
    """The books that an address names: by a surgery's code, CENTRE, or ALL for every one within reach.

    Raises Http404 for no such books, OutOfScope for those beyond the person's reach.
    """
    if code != ALL:
        surgery = surgery_within(request, code, Power.SEE_ACCOUNTS)
        return Books(code, surgery.name, (surgery.id,), surgery)
    theirs = surgeries_within(request, Power.SEE_ACCOUNTS)
    if len(theirs) < 2:
        raise Http404(said("There is only one surgery within reach."))
    whole = request.scope.may(Power.SEE_PARTNERSHIP)
    name = request.partnership.name if whole else said(TOGETHER)
    return Books(ALL, name, tuple(surgery.id for surgery in theirs))


def offered(request: HttpRequest) -> list[tuple[str, str]]:
    """(code, name) of the books that somebody may choose among, all together first."""
    theirs = surgeries_within(request, Power.SEE_ACCOUNTS)
    choices = [(surgery.code, surgery.name) for surgery in theirs]
    if len(theirs) < 2:
        return choices
    whole = request.scope.may(Power.SEE_PARTNERSHIP)
    return [(ALL, "The whole partnership" if whole else said(TOGETHER)), *choices]
