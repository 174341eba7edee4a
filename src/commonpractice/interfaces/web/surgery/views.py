"""My surgery: its month at a glance."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import Power
from commonpractice.interfaces.web import navigation, periods
from commonpractice.interfaces.web.income.presenters import words as income_words
from commonpractice.interfaces.web.powers import needs, surgeries_within, surgery_within
from commonpractice.interfaces.web.surgery import choosing, presenters
from commonpractice.interfaces.web.surgery.morning import morning


@needs(Power.SEE_MONTH)
def which_surgery(request: HttpRequest) -> HttpResponse:
    """Straight to it, for whoever has one or types one's code; else the list of theirs."""
    theirs = surgeries_within(request, Power.SEE_MONTH)
    wanted = request.GET.get("q", "").strip()
    found = choosing.find(theirs, wanted)
    if len(theirs) == 1 or (wanted and len(found) == 1):
        return redirect("surgery", found[0].code if found else theirs[0].code)
    stays = partnership.memberships(scope=request.scope, surgeries=[surgery.id for surgery in theirs])
    context = {
        "title": navigation.surgeries_name(request.scope),
        "wanted": wanted,
        "choice": choosing.choice(found, stays, on=timezone.localdate()),
    }
    return render(request, "surgery/which.jinja", context)


@needs(Power.SEE_MONTH)
def month_at_a_glance(request: HttpRequest, code: str) -> HttpResponse:
    surgery = surgery_within(request, code, Power.SEE_MONTH)
    period, form, kept = periods.of_books(request, [surgery.id])
    page = presenters.month(scope=request.scope, surgery=surgery, period=period)
    context = {
        "surgery": surgery,
        "period": period,
        "form": form,
        "kept": kept,
        "page": page,
        "morning": morning(
            scope=request.scope, of=request.partnership, surgery=surgery, on=timezone.localdate()
        ),
        "words": income_words,
        "scope_may": partial(request.scope.may, Power.POST),
        "is_own": len(request.scope.surgeries) == 1,
    }
    return render(request, "surgery/month.jinja", context)
