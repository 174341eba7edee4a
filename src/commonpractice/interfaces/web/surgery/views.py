"""My surgery: its month at a glance."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.partnership.facts import Power
from commonpractice.interfaces.web import periods
from commonpractice.interfaces.web.powers import needs, surgeries_within, surgery_within
from commonpractice.interfaces.web.surgery import presenters


@needs(Power.SEE_MONTH)
def which_surgery(request: HttpRequest) -> HttpResponse:
    """Straight to it, for whoever has one; else the list of theirs."""
    theirs = surgeries_within(request, Power.SEE_MONTH)
    if len(theirs) == 1:
        return redirect("surgery", theirs[0].code)
    return render(request, "surgery/which.jinja", {"surgeries": theirs})


@needs(Power.SEE_MONTH)
def month_at_a_glance(request: HttpRequest, code: str) -> HttpResponse:
    surgery = surgery_within(request, code, Power.SEE_MONTH)
    kept = ledger.months_with_postings(scope=request.scope, surgeries=[surgery.id])
    period, form = periods.asked(request, kept=kept, year_starts=request.partnership.year_starts)
    page = presenters.month(scope=request.scope, surgery=surgery, period=period, on=timezone.localdate())
    return render(
        request,
        "surgery/month.jinja",
        {"surgery": surgery, "period": period, "form": form, "kept": kept, "page": page},
    )
