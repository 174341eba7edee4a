"""Care in the whole partnership: every indicator, and one at every surgery."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from commonpractice.domain.partnership.facts import Power, SurgerySummary
from commonpractice.domain.quality import queries
from commonpractice.domain.quality.facts.definitions import Indicator
from commonpractice.domain.quality.parameters.definitions import definitions
from commonpractice.interfaces.web.powers import needs, surgeries_within
from commonpractice.interfaces.web.published import beside as england
from commonpractice.interfaces.web.quality import words
from commonpractice.interfaces.web.quality.forms import AsAtForm, OverviewForm
from commonpractice.interfaces.web.quality.presenters import beside, overview
from commonpractice.interfaces.web.quality.reading import Read, read


@needs(Power.SEE_QUALITY)
def start(request: HttpRequest) -> HttpResponse:
    """Where the menu leads: to their surgery for whoever has one, to all of theirs for everybody else."""
    theirs = _surgeries(request)
    if len(theirs) == 1 and not request.scope.may(Power.SEE_PARTNERSHIP):
        return redirect("quality:surgery", theirs[0].code)
    return redirect("quality:indicators")


@needs(Power.SEE_QUALITY)
def indicators(request: HttpRequest) -> HttpResponse:
    """Every indicator: what needs looking at first, and the table."""
    form, theirs = OverviewForm.of(request), _surgeries(request)
    found = read(scope=request.scope, surgeries=[one.id for one in theirs], by=form.by)
    page = overview.overview(
        found,
        theirs,
        sought=form.asked("q"),
        condition=form.asked("condition"),
        programme=form.asked("programme"),
        sort=request.GET.get("sort", ""),
    )
    again = request.GET.copy()
    again.pop("sort", None)
    context = {
        "form": form,
        "page": page,
        "read": found,
        "again": again.urlencode(),
        "sort": request.GET.get("sort", ""),
        "theirs": theirs,
        "why_hidden": words.hidden(found.threshold),
        "england": england.indicators(request.partnership),
    }
    return render(request, "quality/indicators.jinja", context)


@needs(Power.SEE_QUALITY)
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """One indicator at every surgery."""
    told = defined(code)
    form, theirs = AsAtForm.of(request), _surgeries(request)
    found = read(scope=request.scope, surgeries=[one.id for one in theirs], by=form.by, codes=[code])
    context = {"form": form, "read": found, "told": told, "page": None}
    context["england"] = england.indicators(request.partnership)
    if found.newest:
        seen = [one for one in theirs if one.id in found.runs]
        context["page"] = beside.page(
            found, told, seen, scope=request.scope, by_group=_groups(request, found, told)
        )
        context["not_counted"] = [one for one in theirs if one.id not in found.runs]
        context["why_hidden"] = words.hidden(found.threshold)
    return render(request, "quality/indicator.jinja", context)


def defined(code: str) -> Indicator:
    """The indicator of a code. Raises Http404 where none has it."""
    told = definitions().indicators.get(code)
    if told is None:
        raise Http404(f"No indicator has the code {code}.")
    return told


def _groups(request: HttpRequest, found: Read, told: Indicator) -> list:
    return queries.groups_of_all(scope=request.scope, run=found.newest, code=told.code)


def _surgeries(request: HttpRequest) -> list[SurgerySummary]:
    return [one for one in surgeries_within(request, Power.SEE_QUALITY) if not one.is_centre]
