"""Continuity at one surgery, and at every surgery side by side."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from commonpractice.domain.partnership.facts import Power
from commonpractice.domain.records import queries as records
from commonpractice.interfaces.web.called import said
from commonpractice.interfaces.web.continuity import reading
from commonpractice.interfaces.web.continuity.presenters import one_surgery, side_by_side
from commonpractice.interfaces.web.powers import needs, surgeries_within, surgery_within


@needs(Power.SEE_QUALITY)
def surgery(request: HttpRequest, code: str) -> HttpResponse:
    """A surgery's months, its groups, and for its own people its doctors' lists."""
    found = surgery_within(request, code, Power.SEE_QUALITY)
    if found.is_centre:
        raise Http404(said("The centre has no patients: continuity is measured at each surgery."))
    read = reading.read(scope=request.scope, surgeries=[found.id])
    context = {"surgery": found, "page": None}
    if read.newest:
        snapshots = records.in_use(scope=request.scope, surgeries=[found.id], known_at=read.newest.at)
        context["page"] = one_surgery.page(read, found, scope=request.scope, snapshot=snapshots.get(found.id))
    return render(request, "continuity/surgery.jinja", context)


@needs(Power.SEE_QUALITY)
def partnership(request: HttpRequest) -> HttpResponse:
    """Every surgery beside the others: small charts, a funnel, and the table."""
    theirs = [one for one in surgeries_within(request, Power.SEE_QUALITY) if not one.is_centre]
    read = reading.read(scope=request.scope, surgeries=[one.id for one in theirs])
    context = {"page": None}
    if read.newest:
        context["page"] = side_by_side.page(read, theirs, scope=request.scope)
    return render(request, "continuity/partnership.jinja", context)
