"""The limits of one chart: by which months they are fixed, who set them anew and why; setting them anew."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from commonpractice.domain.partnership.facts import Power, SurgerySummary
from commonpractice.domain.quality import actions
from commonpractice.domain.quality import queries as quality
from commonpractice.domain.quality.parameters.definitions import definitions
from commonpractice.foundations.months import Month, NotAMonth
from commonpractice.foundations.spc import making_data_count
from commonpractice.interfaces.web.improving import presenters
from commonpractice.interfaces.web.improving.forms import RebaseForm, TakeBackForm
from commonpractice.interfaces.web.powers import needs, surgery_within


@needs(Power.SEE_QUALITY)
def limits(request: HttpRequest) -> HttpResponse:
    """A chart with the history of its limits; forms for whoever may set them."""
    code = request.GET.get("indicator", "")
    if code not in definitions().indicators:
        raise Http404(f"There is no indicator “{code}”.")
    surgery = surgery_within(request, request.GET.get("surgery", ""), Power.SEE_QUALITY)
    figures, _ = quality.figures(scope=request.scope, surgery=surgery, code=code)
    history = quality.rebased(scope=request.scope, surgery=surgery, code=code)
    offered = _offered(request, surgery, figures.days, [one for one in history if not one.taken_back_at])
    deed = request.POST.get("deed", "") if request.method == "POST" else ""
    form = offered.get(deed)
    if form is not None and form.is_valid():
        try:
            _write(request, surgery, code, deed, form.cleaned_data)
        except actions.CannotRebase as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "It is written down, and the chart has its limits by it.")
            asked = urlencode({"indicator": code, "surgery": surgery.code})
            return redirect(f"{reverse('improving:limits')}?{asked}")
    context = {
        "surgery": surgery,
        "code": code,
        "title_of": presenters.title(code),
        "place_of": presenters.place_of,
        "picture": presenters.picture(figures, code=code, surgery=surgery),
        "history": [(one, offered.get(f"take-back-{one.id}")) for one in history],
        "usual": making_data_count().enough_points,
        "rebase": offered.get("rebase"),
        "forms": list(offered.values()),
        "opened": deed,
    }
    return render(request, "improving/limits.jinja", context)


def _offered(request: HttpRequest, surgery: SurgerySummary, days, in_force) -> dict[str, forms.Form]:
    if not request.scope.may(Power.IMPROVE, surgery.id):
        return {}
    deed = request.POST.get("deed", "") if request.method == "POST" else ""
    found: dict[str, forms.Form] = {}

    def offer(name: str, form: type[forms.Form], **how: Any) -> None:
        found[name] = form(request.POST if deed == name else None, prefix=name, **how)

    if days:
        usual = making_data_count().enough_points
        offer("rebase", RebaseForm, days=days, usual=usual, initial={"first": _month(request)})
    for one in in_force:
        offer(f"take-back-{one.id}", TakeBackForm, initial={"number": one.id})
    return found


def _month(request: HttpRequest) -> str:
    """The month that is suggested by ?first=2026-04."""
    try:
        return str(Month.parse(request.GET.get("first", "")))
    except NotAMonth:
        return ""


def _write(
    request: HttpRequest, surgery: SurgerySummary, code: str, deed: str, given: dict[str, Any]
) -> None:
    """Write down what was sent. Raises CannotRebase."""
    who: dict[str, Any] = {
        "surgery": surgery,
        "indicator": code,
        "scope": request.scope,
        "at": timezone.now(),
    }
    if deed == "rebase":
        last = given["last"].last if given["last"] else None
        actions.rebase(first=given["first"].first, last=last, reason=given["reason"], **who)
    else:
        actions.take_back(number=given["number"], why=given["why"], **who)
