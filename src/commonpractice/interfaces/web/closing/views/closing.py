"""Close a month, and reopen it. First what closing would come to, then the deed: each while a page waits."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import Power
from commonpractice.domain.profits import actions as profits
from commonpractice.foundations.months import Month
from commonpractice.interfaces.web.called import said
from commonpractice.interfaces.web.closing import deeds, trial, work
from commonpractice.interfaces.web.closing.forms import ReopenForm
from commonpractice.interfaces.web.closing.months import month_of
from commonpractice.interfaces.web.powers import needs
from commonpractice.interfaces.web.sent import sent

AGAIN = 2  # seconds after which the page asks again


@require_POST
@needs(Power.CLOSE_MONTHS)
def check(request: HttpRequest, month: str) -> HttpResponse:
    """Begin to work out what closing would come to."""
    _begin(request, work.What.CHECK, month_of(month), deeds.try_closing)
    return redirect("close_month", month)


@needs(Power.CLOSE_MONTHS)
def close(request: HttpRequest, month: str) -> HttpResponse:
    """What closing would come to, with the button that does it; while either is going on, that it is."""
    asked = month_of(month)
    if request.method == "POST":
        _begin(request, work.What.CLOSE, asked, deeds.close)
        return redirect("close_month", month)
    found = work.awaited(request.scope)
    if found is None or (found.of_month != asked and not found.is_working):
        return redirect("closing", month)
    if found.is_working:
        answer = render(request, "closing/working.jinja", {"work": found, "month": asked, "again": AGAIN})
        answer["Refresh"] = str(AGAIN)
        return answer
    if found.what is work.What.CLOSE and found.state is work.State.DONE:
        return _closed(request, asked, found)
    if found.state is not work.State.DONE:
        return render(request, "closing/refused.jinja", {"work": found, "month": asked})
    page = trial.page(found, scope=request.scope, of=request.partnership)
    return render(request, "closing/close.jinja", {"page": page, "work": found, "month": asked})


def _begin(request: HttpRequest, what: work.What, month: Month, deed: Callable[..., work.Found]) -> None:
    do = partial(deed, of=request.partnership, month=month, scope=request.scope, at=timezone.now())
    other = work.begin(what, month, scope=request.scope, do=do, refusals=deeds.REFUSALS)
    if other is not None and (other.actor != request.scope.actor.id or other.of_month != month):
        messages.error(request, f"{other.by} began {other.what.words} {other.of_month.words} before you.")


def _closed(request: HttpRequest, month: Month, found: work.Work) -> HttpResponse:
    if found.actor == request.scope.actor.id:
        work.forget(request.scope)
        messages.success(request, f"{month.words} is closed.")
    else:
        messages.info(request, f"{month.words} is closed. {found.by} has closed it.")
    return redirect("closing_posted", month)


@needs(Power.CLOSE_MONTHS)
def reopen(request: HttpRequest, month: str) -> HttpResponse:
    """Open the latest closed month again, for all, with the reason."""
    asked = month_of(month)
    form = ReopenForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            profits.reopen_month(
                of=request.partnership,
                month=asked,
                why=form.cleaned_data["why"],
                scope=request.scope,
                at=timezone.now(),
            )
        except (profits.CannotClose, ledger.MonthRefused, partnership.NoDeed) as refusal:
            form.add_error(None, str(refusal))
        else:
            work.forget(request.scope)
            messages.success(request, said(f"{asked.words} is open again, for every surgery and the centre."))
            return redirect("closing", month)
    return render(request, "closing/reopen.jinja", {"form": form, "month": asked})
