"""Partnership: what waits, every surgery side by side, and the proof that they make the whole."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from commonpractice.domain.partnership.facts import Power
from commonpractice.interfaces.web import periods
from commonpractice.interfaces.web.partnership import presenters
from commonpractice.interfaces.web.partnership.waiting import waiting
from commonpractice.interfaces.web.powers import needs


@needs(Power.SEE_PARTNERSHIP)
def side_by_side(request: HttpRequest) -> HttpResponse:
    whole = request.partnership
    period, form, _ = periods.of_books(request, request.scope.surgeries)
    page = presenters.side_by_side(
        scope=request.scope,
        partnership=whole,
        period=period,
        over="year" if request.GET.get("over") == "year" else "month",
        sort=request.GET.get("sort", ""),
    )
    waits = waiting(scope=request.scope, partnership=whole, on=timezone.localdate())
    return render(
        request,
        "partnership/side_by_side.jinja",
        {"page": page, "period": period, "form": form, "waits": waits},
    )
