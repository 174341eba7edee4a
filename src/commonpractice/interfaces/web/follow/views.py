"""Follow the pound, both ways: a surgery's month, what it is made of, and each partner's part in it."""

from collections.abc import Sequence
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date

from commonpractice.domain.contracts import queries as contracts
from commonpractice.domain.contracts.rules.amounts import CannotReckon
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import queries as ledger_queries
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import Power
from commonpractice.domain.profits import actions as profits
from commonpractice.domain.profits import queries as profit_queries
from commonpractice.foundations.months import FinancialYear, Month, NotAMonth
from commonpractice.interfaces.web.follow import presenters
from commonpractice.interfaces.web.powers import needs, surgery_within
from commonpractice.interfaces.web.worth import presenters as worth

FIRST_QOF = 2004
QOF = "qof_achievement"


@needs(Power.SEE_ACCOUNTS)
def month(request: HttpRequest, code: str, month: str) -> HttpResponse:
    """What a surgery's month came to by now, whenever it was posted, and who has it."""
    surgery, asked = surgery_within(request, code, Power.SEE_ACCOUNTS), _month(month)
    found = profits.look_at_month(surgery=surgery.id, month=asked, scope=request.scope, at=timezone.now())
    names = partnership.partner_names(ids={partner for partner, _ in found.shares})
    kept = ledger_queries.months_kept(scope=request.scope, surgeries=[surgery.id])[surgery.id]
    context = {
        "surgery": surgery,
        "month": asked,
        "found": found,
        "kinds": presenters.kinds(found),
        "shares": presenters.shares(found, names),
        "whole": bool(found.shares or kept.locked.get(asked)),
    }
    return render(request, "follow/month.jinja", context)


@needs(Power.SEE_ACCOUNTS)
def item(request: HttpRequest, code: str, month: str, item: str) -> HttpResponse:
    """One line of a month: how it was reckoned each time, where it was posted, and whose it is."""
    surgery, asked, now = surgery_within(request, code, Power.SEE_ACCOUNTS), _month(month), timezone.now()
    journals = ledger.look_at_item(
        surgery_id=surgery.id, item=item, concerns=asked, scope=request.scope, at=now
    )
    if not journals:
        raise Http404(f"Nothing was posted for this in {asked.words}.")
    theirs = {one["partner"] for journal in journals for one in journal.told if "partner" in one}
    names = partnership.partner_names(ids=theirs)
    found = presenters.item(item, journals, names)
    context = {
        "surgery": surgery,
        "month": asked,
        "item": found,
        "brought": None,
        "nobody": "",
        "practice": None,
    }
    if found.lines and not surgery.is_centre:
        context["practice"] = profit_queries.practice_of(
            scope=request.scope, of=request.partnership, surgery=surgery.id, month=asked
        )
        try:
            brought = profits.look_at_brought(
                of=request.partnership,
                surgery=surgery.id,
                month=asked,
                lines=found.lines,
                what=found.words,
                scope=request.scope,
                at=now,
            )
        except profits.NobodyShares as refusal:
            context["nobody"] = str(refusal)
        else:
            names = partnership.partner_names(ids=brought)
            context["brought"] = sorted((names[partner], amount) for partner, amount in brought.items())
    return render(request, "follow/item.jinja", context)


@needs(Power.SEE_ACCOUNTS)
def qof(request: HttpRequest, code: str, begins: int) -> HttpResponse:
    """A year of QOF as known on a day, indicator by indicator; ?indicator= for the steps of one."""
    surgery = surgery_within(request, code, Power.SEE_ACCOUNTS)
    today = timezone.localdate()
    known_on = _day(request.GET.get("known", "")) or today
    if not FIRST_QOF <= begins <= today.year:
        raise Http404("There is no such year of QOF.")
    year = FinancialYear(begins)
    sums = ledger_queries.sums_by_item(
        scope=request.scope, surgeries=[surgery.id], items=[QOF], concerns=(year.first, year.last)
    )
    context = {
        "surgery": surgery,
        "year": year,
        "known_on": known_on,
        "today": today,
        "why_not": "",
        "month": _asked_of(request.GET.get("month", ""), sorted({place.concerns for place in sums})),
        "item": QOF,
    }
    if total := contracts.forecast_paying(
        scope=request.scope, surgery=surgery.id, year=year, known_on=known_on
    ):
        parts = contracts.forecast_parts(scope=request.scope, surgery=surgery.id, forecast=total.of_year.id)
        whole = surgery.id in request.scope.counts
        context["total"] = total
        context["forecast"] = worth.of_surgery(total, parts, request.GET.get("indicator", ""), whole)
        return render(request, "follow/forecast.jinja", context)
    try:
        found = contracts.qof_of_year(scope=request.scope, surgery=surgery.id, year=year, known_on=known_on)
    except CannotReckon as refusal:
        context["why_not"] = str(refusal)
        found = None
    if found:
        context["page"] = presenters.qof(found, request.GET.get("indicator", ""))
    return render(request, "follow/qof.jinja", context)


def _asked_of(text: str, posted: Sequence[Month]) -> Month | None:
    """The month of the year that the page was come to from, else the latest that was posted; None of none."""
    return next((each for each in posted if str(each) == text), posted[-1] if posted else None)


def _month(text: str) -> Month:
    try:
        month = Month.parse(text)
        ledger_queries.check_day(month.last)
    except (NotAMonth, ledger_queries.DayOutOfReach) as refusal:
        raise Http404(str(refusal)) from refusal
    return month


def _day(text: str) -> date | None:
    """A day like 2025-11-30; None for anything else."""
    try:
        return parse_date(text)
    except ValueError:  # a 31 June
        return None
