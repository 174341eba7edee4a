"""Partnership: every surgery side by side, and the proof that together they are the partnership."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.partnership.facts import Power
from commonpractice.interfaces.web import periods
from commonpractice.interfaces.web.partnership import presenters
from commonpractice.interfaces.web.powers import needs


@needs(Power.SEE_PARTNERSHIP)
def side_by_side(request: HttpRequest) -> HttpResponse:
    whole = request.partnership
    kept = ledger.months_with_postings(scope=request.scope, surgeries=request.scope.surgeries)
    period, form = periods.asked(request, kept=kept, year_starts=whole.year_starts)
    page = presenters.side_by_side(
        scope=request.scope,
        partnership=whole,
        period=period,
        over="year" if request.GET.get("over") == "year" else "month",
        sort=request.GET.get("sort", ""),
        on=timezone.localdate(),
    )
    return render(
        request,
        "partnership/side_by_side.jinja",
        {"page": page, "period": period, "form": form, "kept": kept},
    )
