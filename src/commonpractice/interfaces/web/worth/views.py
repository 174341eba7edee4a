"""What care is worth: every surgery's forecast, one's by indicator, and what was declared of a year."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from commonpractice.domain.contracts import queries as contracts
from commonpractice.domain.contracts.rules.amounts import CannotReckon
from commonpractice.domain.partnership.facts import Power
from commonpractice.domain.partnership.queries import memberships
from commonpractice.foundations.months import FinancialYear, NotAYear
from commonpractice.interfaces.web.contract_holders import holders, practice_of
from commonpractice.interfaces.web.powers import needs, surgeries_within, surgery_within
from commonpractice.interfaces.web.worth import presenters


@needs(Power.SEE_PARTNERSHIP)
def partnership(request: HttpRequest) -> HttpResponse:
    """Every surgery's forecast of a year, and their sum."""
    every = surgeries_within(request, Power.SEE_PARTNERSHIP)
    paid = holders(scope=request.scope, of=request.partnership, surgeries=every)
    theirs = [one for one in every if one.id in paid]
    ids = [one.id for one in theirs]
    year = _year(request) or contracts.latest_year(scope=request.scope, surgeries=ids)
    totals = contracts.forecast_totals(scope=request.scope, surgeries=ids, year=year) if year else {}
    spells = memberships(scope=request.scope, surgeries=[*totals])
    page = presenters.of_partnership(theirs, totals, spells, request.GET.get("sort", ""))
    context = {"year": year, "page": page}
    return render(request, "worth/partnership.jinja", context)


@needs(Power.SEE_MONTH)
def surgery(request: HttpRequest, code: str) -> HttpResponse:
    """A surgery's forecast by indicator, as far as its counts may be seen; ?indicator= for one's steps."""
    where = surgery_within(request, code, Power.SEE_MONTH)
    year = _year(request) or contracts.latest_year(scope=request.scope, surgeries=[where.id])
    total, parts = None, []
    if year:
        total = contracts.forecast_totals(scope=request.scope, surgeries=[where.id], year=year).get(where.id)
    if total:
        asked = {"surgery": where.id, "forecast": total.of_year.id}
        parts = contracts.forecast_parts(scope=request.scope, **asked)
    whole = where.id in request.scope.counts
    month = presenters.month_of(timezone.localdate())
    context = {
        "surgery": where,
        "year": year,
        "total": total,
        "practice": None
        if total
        else practice_of(scope=request.scope, of=request.partnership, surgery=where, month=month),
        "page": presenters.of_surgery(total, parts, request.GET.get("indicator", ""), whole)
        if total
        else None,
        "declared": bool(year and contracts.declared(scope=request.scope, surgery=where.id, year=year - 1)),
    }
    return render(request, "worth/surgery.jinja", context)


@needs(Power.SEE_ACCOUNTS)
def declared(request: HttpRequest, code: str) -> HttpResponse:
    """What the national system declared of a surgery's year, beside what we counted."""
    where = surgery_within(request, code, Power.SEE_ACCOUNTS)
    year = _year(request) or FinancialYear.of(presenters.month_of(timezone.localdate())) - 1
    rows = contracts.declared(scope=request.scope, surgery=where.id, year=year)
    total = contracts.forecast_totals(scope=request.scope, surgeries=[where.id], year=year).get(where.id)
    ours = (
        contracts.forecast_parts(scope=request.scope, surgery=where.id, forecast=total.of_year.id)
        if total
        else []
    )
    why_not, paid = "", None
    if rows:
        try:
            paid = contracts.qof_of_year(
                scope=request.scope, surgery=where.id, year=year, known_on=timezone.localdate()
            )
        except CannotReckon as refusal:
            why_not = str(refusal)
    context = {
        "surgery": where,
        "year": year,
        "total": total,
        "why_not": why_not,
        "page": presenters.beside(rows, ours, paid) if rows else None,
    }
    return render(request, "worth/declared.jinja", context)


def _year(request: HttpRequest) -> FinancialYear | None:
    """The year that is asked for; None where none is. Raises Http404 for what is no year."""
    text = request.GET.get("year", "")
    if not text:
        return None
    try:
        return FinancialYear.parse(text)
    except NotAYear as refusal:
        raise Http404(str(refusal)) from refusal
