"""Care at one surgery: all its indicators and registers, and one indicator in full."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from commonpractice.domain.partnership.facts import Power, SurgerySummary
from commonpractice.domain.quality import queries
from commonpractice.domain.records import queries as records
from commonpractice.interfaces.web.called import said
from commonpractice.interfaces.web.powers import needs, surgery_within
from commonpractice.interfaces.web.published import beside as england
from commonpractice.interfaces.web.quality import reading, words
from commonpractice.interfaces.web.quality.forms import AsAtForm
from commonpractice.interfaces.web.quality.presenters import measured, one_surgery
from commonpractice.interfaces.web.quality.views.partnership import defined


@needs(Power.SEE_QUALITY)
def indicators(request: HttpRequest, code: str) -> HttpResponse:
    """Every indicator of a surgery, the worst first, and its registers."""
    surgery, form = _surgery(request, code), AsAtForm.of(request)
    found = reading.read(scope=request.scope, surgeries=[surgery.id], by=form.by)
    context = {"surgery": surgery, "form": form, "read": found, "page": None}
    if found.newest:
        context["page"] = one_surgery.page(
            found,
            surgery,
            scope=request.scope,
            registers=reading.registers(scope=request.scope, run=found.newest),
        )
        context["why_hidden"] = words.hidden(found.threshold)
    context["england"] = england.indicators(request.partnership)
    context["england_registers"] = england.registers(request.partnership)
    return render(request, "quality/surgery.jinja", context)


@needs(Power.SEE_QUALITY)
def indicator(request: HttpRequest, code: str, indicator: str) -> HttpResponse:
    """One indicator at a surgery: its chart, months, groups, reasons, and how it was counted."""
    surgery, form, told = _surgery(request, code), AsAtForm.of(request), defined(indicator)
    scope = request.scope
    found = reading.read(scope=scope, surgeries=[surgery.id], by=form.by, codes=[told.code])
    context = {"surgery": surgery, "form": form, "read": found, "told": told, "page": None}
    if run := found.newest:
        snapshots = records.in_use(scope=scope, surgeries=[surgery.id], known_at=run.at)
        context["page"] = measured.page(
            found,
            told,
            surgery,
            scope=scope,
            limits=_limits(request.GET.get("limits", "")),
            by_group=queries.groups(scope=scope, run=run, code=told.code),
            reasons=queries.reasons(scope=scope, run=run, code=told.code),
            snapshot=snapshots.get(surgery.id),
        )
        context["why_hidden"] = words.hidden(found.threshold)
    context["england"] = england.indicators(request.partnership)
    context["several"] = len(scope.surgeries) > 1
    return render(request, "quality/measured.jinja", context)


def _limits(asked: str) -> measured.Limits:
    return measured.Limits(asked) if asked in set(measured.Limits) else measured.Limits.OF_CHANCE


def _surgery(request: HttpRequest, code: str) -> SurgerySummary:
    surgery = surgery_within(request, code, Power.SEE_QUALITY)
    if surgery.is_centre:
        raise Http404(said("The centre has no patients: care is measured at each surgery."))
    return surgery
