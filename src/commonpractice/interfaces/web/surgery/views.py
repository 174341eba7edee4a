"""My surgery: what waits in it, and its month at a glance."""

from dataclasses import replace
from datetime import date
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import Power, SurgerySummary
from commonpractice.domain.profits import actions as profits
from commonpractice.foundations.months import Month, months
from commonpractice.interfaces.web import navigation, periods
from commonpractice.interfaces.web.contract_holders import practice_of
from commonpractice.interfaces.web.income import reading
from commonpractice.interfaces.web.income.presenters import words as income_words
from commonpractice.interfaces.web.powers import needs, surgeries_within, surgery_within
from commonpractice.interfaces.web.surgery import choosing, presenters
from commonpractice.interfaces.web.surgery.morning import Morning, month_end, morning, waiting

FEW = 5
"""Surgeries of which what waits is shown at once; of more, whoever looks chooses one first."""


@needs(Power.SEE_MONTH)
def which_surgery(request: HttpRequest) -> HttpResponse:
    """Straight to it, for whoever has one or types one's code; else the list of theirs."""
    theirs = surgeries_within(request, Power.SEE_MONTH)
    wanted = request.GET.get("q", "").strip()
    found = choosing.find(theirs, wanted)
    if len(theirs) == 1 or (wanted and len(found) == 1):
        return redirect("surgery", found[0].code if found else theirs[0].code)
    stays = partnership.memberships(scope=request.scope, surgeries=[surgery.id for surgery in theirs])
    on = timezone.localdate()
    few = len(theirs) <= FEW and Power.SEE_PARTNERSHIP not in request.scope.powers
    context = {
        "title": navigation.surgeries_name(request.scope),
        "wanted": wanted,
        "choice": choosing.choice(found, stays, on=on),
        "mornings": [_briefly(request, each, on) for each in theirs] if few else [],
        "otherwise": reading.otherwise_than_due(
            scope=request.scope, surgeries=[each.id for each in theirs] if few else [], on=on
        ),
    }
    return render(request, "surgery/which.jinja", context)


def _briefly(request: HttpRequest, surgery: SurgerySummary, on: date) -> tuple[SurgerySummary, Morning]:
    """A surgery with what waits in it and where its month stands, for a list of several."""
    own = replace(request.scope, surgeries=(surgery.id,))
    end = month_end(scope=own, of=request.partnership, surgery=surgery, on=on)
    return surgery, Morning(tuple(waiting(scope=own, surgery=surgery, end=end, on=on)), end)


def _own_statement(request: HttpRequest) -> str:
    """The code of the statement of whoever is a partner, where the deed lets them see it; else nothing."""
    if not partnership.partners_of_user(user_id=request.scope.actor.id):
        return ""
    try:
        theirs = profits.statements_to_see(of=request.partnership, scope=request.scope, at=timezone.now())
    except partnership.NoDeed:
        return ""
    return next((each.code for each in theirs if each.own), "")


@needs(Power.SEE_MONTH)
def month_at_a_glance(request: HttpRequest, code: str) -> HttpResponse:
    surgery = surgery_within(request, code, Power.SEE_MONTH)
    period, form, kept = periods.of_books(request, [surgery.id])
    first = morning(scope=request.scope, of=request.partnership, surgery=surgery, on=timezone.localdate())
    if kept and (first.left_on or period.month in first.unposted):
        until = min(kept[1], Month.of(first.left_on)) if first.left_on else period.month
        whole = [each for each in months(kept[0], until) if each not in first.unposted]
        period, form = periods.asked(
            request,
            kept=kept,
            usual=max(whole, default=period.month),
            year_starts=request.partnership.year_starts,
        )
    context = {
        "surgery": surgery,
        "period": period,
        "form": form,
        "kept": kept,
        "page": presenters.month(scope=request.scope, surgery=surgery, period=period),
        "morning": first,
        "practice": practice_of(
            scope=request.scope, of=request.partnership, surgery=surgery, month=period.month
        ),
        "words": income_words,
        "scope_may": partial(request.scope.may, Power.POST),
        "statement": _own_statement(request),
        "is_own": Power.SEE_PARTNERSHIP not in request.scope.powers,
        "several": len(request.scope.surgeries) > 1,
    }
    return render(request, "surgery/month.jinja", context)
