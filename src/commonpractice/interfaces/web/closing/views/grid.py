"""The month end: where every surgery stands, and what closing has posted."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import Power
from commonpractice.interfaces.web.closing import grid as grids
from commonpractice.interfaces.web.closing import posted as posteds
from commonpractice.interfaces.web.closing.months import month_of, month_to_close
from commonpractice.interfaces.web.powers import needs, surgeries_within


@needs(Power.SEE_MONTH)
def month_end(request: HttpRequest) -> HttpResponse:
    """Straight to the month that waits to be closed: of the whole, or of whoever's own surgery."""
    theirs = [one for one in surgeries_within(request, Power.SEE_MONTH) if not one.is_centre]
    ids = [one.id for one in theirs]
    month = month_to_close(scope=request.scope, surgeries=ids, on=timezone.localdate())
    if request.scope.may(Power.SEE_PARTNERSHIP):
        return redirect("closing", month)
    if len(theirs) == 1:
        return redirect("sign_off", theirs[0].code, month)
    return render(request, "closing/which.jinja", {"surgeries": theirs, "month": month})


@needs(Power.SEE_PARTNERSHIP)
def grid(request: HttpRequest, month: str) -> HttpResponse:
    """Every surgery's month: what waits, who has signed, and what stands in the way of closing."""
    asked = month_of(month)
    some = request.GET.get("show") == "some"
    try:
        page = grids.grid(
            scope=request.scope,
            of=request.partnership,
            month=asked,
            on=timezone.localdate(),
            only_some=some,
        )
    except partnership.NoDeed as refusal:
        return render(request, "closing/no_deed.jinja", {"month": asked, "why": str(refusal)})
    context = {"page": page, "month": asked, "some": some, "may_close": request.scope.may(Power.CLOSE_MONTHS)}
    return render(request, "closing/grid.jinja", context)


@needs(Power.SEE_PARTNERSHIP)
def posted(request: HttpRequest, month: str) -> HttpResponse:
    """What closing posted to a month, surgery by surgery, and the proof that they make the partnership."""
    asked = month_of(month)
    page = posteds.posted(scope=request.scope, of=request.partnership, month=asked)
    return render(request, "closing/posted.jinja", {"page": page, "month": asked})
