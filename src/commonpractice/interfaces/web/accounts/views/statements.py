"""Income and expenditure, balance sheet and trial balance, of a surgery, the centre or all together."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from commonpractice.domain.ledger.queries import Statement
from commonpractice.domain.partnership.facts import Power
from commonpractice.interfaces.web import periods
from commonpractice.interfaces.web.accounts import books, presenters
from commonpractice.interfaces.web.powers import needs

STATEMENTS = {
    statement.value: statement.words
    for statement in (Statement.INCOME, Statement.BALANCE_SHEET, Statement.TRIAL_BALANCE)
}
"""The statements with a page here, by the name of its address; the consolidation is on Partnership's."""


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
    return _statement(request, where, Statement.INCOME)


@needs(Power.SEE_ACCOUNTS)
def balance_sheet(request: HttpRequest, where: str) -> HttpResponse:
    return _statement(request, where, Statement.BALANCE_SHEET)


@needs(Power.SEE_ACCOUNTS)
def trial_balance(request: HttpRequest, where: str) -> HttpResponse:
    return _statement(request, where, Statement.TRIAL_BALANCE)


def _statement(request: HttpRequest, where: str, statement: Statement) -> HttpResponse:
    asked = books.books_of(request, where)
    period, form, kept = periods.of_books(request, asked.surgeries)
    places = [surgery for surgery in request.partnership.surgeries if surgery.id in asked.surgeries]
    context = {
        "books": asked,
        "surgery": asked.surgery,
        "offered": books.offered(request),
        "statements": STATEMENTS,
        "statement": statement.value,
        "period": period,
        "form": form,
        "kept": kept,
        "page": presenters.page(statement, scope=request.scope, books=asked, places=places, period=period),
    }
    return render(request, "accounts/statement.jinja", context)
