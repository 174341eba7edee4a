"""Improvement actions: which there are, the overdue first; and opening one from what a chart shows."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from commonpractice.domain.partnership.facts import Power, SurgerySummary
from commonpractice.domain.quality import actions
from commonpractice.domain.quality import queries as quality
from commonpractice.domain.quality.facts.improving import Goal
from commonpractice.domain.quality.parameters.definitions import definitions
from commonpractice.domain.quality.parameters.improving import improving
from commonpractice.domain.quality.rules.effects import seen_in
from commonpractice.foundations.months import Month
from commonpractice.interfaces.web.improving import presenters
from commonpractice.interfaces.web.improving.forms import OpenForm
from commonpractice.interfaces.web.powers import needs, surgeries_within, surgery_within
from commonpractice.interfaces.web.sent import sent


@needs(Power.SEE_QUALITY)
def improvements(request: HttpRequest, code: str = "") -> HttpResponse:
    """The actions within reach, or a surgery's, the overdue first."""
    theirs = surgeries_within(request, Power.SEE_QUALITY)
    surgery = surgery_within(request, code, Power.SEE_QUALITY) if code else None
    wanted = request.GET.get("surgery", "")
    chosen = surgery or next((one for one in theirs if one.code == wanted), None)
    showing = request.GET.get("show", "")
    showing = showing if showing in presenters.SHOWING else "open"
    number = request.GET.get("page", "1")
    every = quality.improvements(scope=request.scope, surgeries=[one.id for one in theirs])
    page = presenters.page_of(
        every,
        [chosen] if chosen else theirs,
        showing=showing,
        me=request.scope.actor.id,
        on=timezone.localdate(),
        number=int(number) if number.isdecimal() else 1,
    )
    context = {
        "surgery": surgery,
        "chosen": chosen,
        "theirs": theirs,
        "several": len(theirs) > 1 and not surgery,
        "showing": showing,
        "choices": presenters.SHOWING,
        "page": page,
        "again": urlencode({"show": showing, "surgery": wanted} if wanted else {"show": showing}),
        "colours": presenters.COLOURS,
        "place_of": presenters.place_of,
        "may_open": request.scope.may(Power.IMPROVE, surgery.id if surgery else None),
    }
    return render(request, "improving/list.jinja", context)


@needs(Power.IMPROVE)
def start(request: HttpRequest) -> HttpResponse:
    """Open an action on an indicator, filled in from what its chart shows; first of all, where."""
    code = request.GET.get("indicator", "")
    if code not in definitions().indicators:
        raise Http404(f"There is no indicator “{code}”.")
    surgery = _where(request)
    if surgery is None:
        theirs = surgeries_within(request, Power.IMPROVE)
        context = {"code": code, "title_of": presenters.title(code), "theirs": theirs}
        return render(request, "improving/where.jinja", {**context, "place_of": presenters.place_of})
    today = timezone.localdate()
    due = today + timedelta(days=improving().due_days)
    owners = quality.may_own(scope=request.scope, of=request.partnership, surgery=surgery, on=today)
    form = OpenForm(
        sent(request),
        owners=owners,
        initial={
            "owner": request.scope.actor.id,
            "due_on": due,
            "goal": Goal.SIGNAL.value,
            "check_on": (Month.of(due) + improving().check_months).last,
        },
    )
    already = 0
    if request.method == "POST" and form.is_valid():
        try:
            number = _open(request, surgery, code, form.cleaned_data)
        except actions.CannotImprove as refusal:
            form.add_error(None, str(refusal))
            already = refusal.number if isinstance(refusal, actions.AlreadyOpen) else 0
        else:
            messages.success(request, f"Action {number} is open.")
            return redirect("improving:action", number)
    figures, runs = quality.figures(scope=request.scope, surgery=surgery, code=code)
    there = quality.improvements(scope=request.scope, surgeries=[surgery.id], indicator=code)
    context = {
        "surgery": surgery,
        "code": code,
        "title_of": presenters.title(code),
        "place_of": presenters.place_of,
        "seen": presenters.seen_in_words(seen_in(figures, runs), figures.better),
        "picture": presenters.picture(figures, code=code, surgery=surgery),
        "form": form,
        "already": already,
        "there": [one for one in there if one.state.is_open],
    }
    return render(request, "improving/open.jinja", context)


def _open(request: HttpRequest, surgery: SurgerySummary, code: str, given: dict[str, Any]) -> int:
    """Open what was sent; its number. Raises CannotImprove."""
    return actions.open_improvement(
        of=request.partnership,
        surgery=surgery,
        indicator=code,
        plan=given["plan"],
        goal=Goal(given["goal"]),
        percent=given["percent"],
        owner_id=given["owner"],
        due_on=given["due_on"],
        check_on=given["check_on"],
        scope=request.scope,
        at=timezone.now(),
    )


def _where(request: HttpRequest) -> SurgerySummary | None:
    """The surgery that is named; else the whole partnership, or one's only surgery; None of several."""
    if code := request.GET.get("surgery", ""):
        return surgery_within(request, code, Power.IMPROVE)
    theirs = surgeries_within(request, Power.IMPROVE)
    centre = next((one for one in theirs if one.is_centre), None)
    return centre or (theirs[0] if len(theirs) == 1 else None)
