"""Who saw what: the audit log of the surgeries within reach."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commonpractice.domain.audit import queries as audit
from commonpractice.domain.partnership.facts import Power
from commonpractice.interfaces.web.powers import needs, surgeries_within, surgery_within

ROOMS = {
    "": "Everything",
    "ledger": "Accounts",
    "partnership": "People and surgeries",
    "published": "Published figures",
}


@needs(Power.SEE_AUDIT)
def log(request: HttpRequest) -> HttpResponse:
    theirs = surgeries_within(request, Power.SEE_AUDIT)
    code = request.GET.get("where", "")
    chosen = [surgery_within(request, code, Power.SEE_AUDIT)] if code else theirs
    room = request.GET.get("room") if request.GET.get("room") in ROOMS else ""
    page = int(request.GET["page"]) if request.GET.get("page", "").isdecimal() else 1
    rows, more = audit.entries(surgeries=[surgery.id for surgery in chosen], deed=room, page=page)
    context = {
        "rows": rows,
        "more": more,
        "page": max(page, 1),
        "offered": theirs,
        "where": code,
        "room": room,
        "rooms": ROOMS,
        "names": {surgery.id: surgery.name for surgery in theirs},
        "surgery": chosen[0] if len(chosen) == 1 else None,
    }
    return render(request, "audit/log.jinja", context)
