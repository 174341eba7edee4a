"""Partnership: the finance director's desk; every surgery side by side, and that they make the whole."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from commonpractice.domain.partnership.facts import Power
from commonpractice.interfaces.web import periods
from commonpractice.interfaces.web.income.presenters import words
from commonpractice.interfaces.web.partnership import desk as desks
from commonpractice.interfaces.web.partnership import presenters
from commonpractice.interfaces.web.partnership.waiting import waiting
from commonpractice.interfaces.web.powers import needs


@needs(Power.SEE_PARTNERSHIP)
def desk(request: HttpRequest) -> HttpResponse:
    """Where the month end stands, what was not paid, what cash there is: surgery by surgery."""
    on = timezone.localdate()
    page = desks.desk(scope=request.scope, of=request.partnership, on=on, sort=request.GET.get("sort", ""))
    context = {
        "page": page,
        "on": on,
        "waits": waiting(scope=request.scope, partnership=request.partnership, on=on),
        "words": words,
        "scope_may": partial(request.scope.may, Power.POST),
    }
    return render(request, "partnership/desk.jinja", context)


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
    context = {"page": page, "period": period, "form": form}
    return render(request, "partnership/side_by_side.jinja", context)
