"""Income and expenditure, balance sheet and trial balance, of a surgery, the centre or all together."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.partnership.facts import Power
from commonpractice.interfaces.web import periods
from commonpractice.interfaces.web.accounts import books, presenters
from commonpractice.interfaces.web.powers import needs

STATEMENTS = {
    "income": "Income and expenditure",
    "balance_sheet": "Balance sheet",
    "trial_balance": "Trial balance",
}


@needs(Power.SEE_ACCOUNTS)
def choose(request: HttpRequest) -> HttpResponse:
    """To the books and the statement that were chosen; to income and expenditure where none was."""
    codes = [code for code, _ in books.offered(request)]
    if not codes:
        return render(request, "home/nothing_yet.jinja")
    where = request.GET.get("where")
    statement = request.GET.get("statement")
    asked = request.GET.copy()
    for name in ("where", "statement"):
        asked.pop(name, None)
    for name in [name for name, value in asked.items() if not value]:
        del asked[name]
    address = reverse(
        statement if statement in STATEMENTS else "income", args=[where if where in codes else codes[0]]
    )
    return redirect(f"{address}?{asked.urlencode()}" if asked else address)


@needs(Power.SEE_ACCOUNTS)
def income(request: HttpRequest, where: str) -> HttpResponse:
    return _statement(request, where, "income", presenters.income)


@needs(Power.SEE_ACCOUNTS)
def balance_sheet(request: HttpRequest, where: str) -> HttpResponse:
    return _statement(request, where, "balance_sheet", presenters.balance_sheet)


@needs(Power.SEE_ACCOUNTS)
def trial_balance(request: HttpRequest, where: str) -> HttpResponse:
    return _statement(request, where, "trial_balance", presenters.trial_balance)


def _statement(request: HttpRequest, where: str, name: str, present: Callable) -> HttpResponse:
    asked = books.books_of(request, where)
    kept = ledger.months_with_postings(scope=request.scope, surgeries=asked.surgeries)
    period, form = periods.asked(request, kept=kept, year_starts=request.partnership.year_starts)
    context = {
        "books": asked,
        "surgery": asked.surgery,
        "offered": books.offered(request),
        "statements": STATEMENTS,
        "statement": name,
        "period": period,
        "form": form,
        "kept": kept,
        "page": present(scope=request.scope, books=asked, period=period),
    }
    return render(request, f"accounts/{name}.jinja", context)
