"""Who saw what: the audit log of the surgeries within reach."""

from datetime import datetime, time, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from commonpractice.domain.audit import queries as audit
from commonpractice.domain.audit.facts import Page, Wanted
from commonpractice.domain.partnership.facts import Power
from commonpractice.interfaces.web.audit.forms import LogForm
from commonpractice.interfaces.web.powers import needs, surgeries_within, surgery_within


@needs(Power.SEE_AUDIT)
def log(request: HttpRequest) -> HttpResponse:
    offered = surgeries_within(request, Power.SEE_AUDIT)
    code = request.GET.get("where", "")
    chosen = [surgery_within(request, code, Power.SEE_AUDIT)] if code else offered
    everything = Wanted(
        surgeries=tuple(surgery.id for surgery in chosen),
        beyond=not code and any(surgery.is_centre for surgery in offered),
    )
    form = LogForm(request.GET, offered=offered, actors=audit.actors(everything))
    page = _page(request, everything, form) if form.is_valid() else Page((), None, None)
    narrowed = {name: request.GET[name] for name in form.fields if request.GET.get(name)}
    context = {
        "form": form,
        "page": page,
        "address": f"{request.path}?{urlencode(narrowed)}{'&' if narrowed else ''}",
        "narrowed": bool(narrowed),
        "names": {surgery.id: surgery.name for surgery in offered},
        "surgery": chosen[0] if len(chosen) == 1 else None,
    }
    return render(request, "audit/log.jinja", context)


def _page(request: HttpRequest, everything: Wanted, form: LogForm) -> Page:
    asked = form.cleaned_data
    day = asked["day"]
    wanted = Wanted(
        surgeries=everything.surgeries,
        beyond=everything.beyond,
        room=asked["kind"],
        actors=asked["who"],
        since=_midnight(day) if day else None,
        until=_midnight(day + timedelta(days=1)) if day else None,
    )
    return audit.entries(wanted, before=_number(request, "before"), after=_number(request, "after"))


def _midnight(day) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _number(request: HttpRequest, name: str) -> int | None:
    """The number of an entry in the address; none where it says something else."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
