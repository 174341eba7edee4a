"""Statements as the page's table: each figure with the address of the postings behind it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from django.urls import reverse

from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.ledger.queries import Statement, StatementTable
from commonpractice.domain.ledger.rules.statement_rows import Over, Row
from commonpractice.domain.partnership.facts import Scope, SurgerySummary
from commonpractice.foundations.money import Pence
from commonpractice.interfaces.web.accounts.books import Books
from commonpractice.interfaces.web.periods import Period


@dataclass(frozen=True)
class Cell:
    """A figure; an amount of None is a place without one."""

    amount: Pence | None
    href: str | None = None


@dataclass(frozen=True)
class Drawn:
    """A row of a statement, with its cells; none under a heading."""

    row: Row
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Page:
    """A statement to draw. `over` are the headings that span several columns, each with how many."""

    statement: StatementTable
    over: tuple[tuple[str, int], ...]
    rows: tuple[Drawn, ...]


def page(
    statement: Statement, *, scope: Scope, books: Books, places: list[SurgerySummary], period: Period
) -> Page:
    """A statement of some books."""
    table = ledger.statement_table(statement, scope=scope, places=places, period=period)
    spans = tuple(
        (over, len(list(columns))) for over, columns in groupby(column.over for column in table.columns)
    )
    return Page(
        statement=table,
        over=spans if any(heading for heading, _ in spans) else (),
        rows=tuple(Drawn(row, tuple(_cells(row, table, books))) for row in table.rows),
    )


def postings_address(books: Books, code: int, period: Period, over: Over) -> str:
    """Where the postings behind a figure are: of an account, over the month, the year, or ever."""
    if over is Over.BEFORE_THE_YEAR:
        period, over = period.before_the_year, Over.EVER
    address = f"{reverse('account', args=[books.code, code])}?{period.query}"
    return address if over is Over.MONTH else f"{address}&{urlencode({'over': over.value})}"


def _cells(row: Row, table: StatementTable, books: Books) -> Iterator[Cell]:
    for place, amount in enumerate(row.amounts):
        period = table.columns[place].period
        if amount and row.over and isinstance(row.code, int) and isinstance(period, Period):
            yield Cell(amount, postings_address(books, row.code, period, row.over[place]))
        else:
            yield Cell(amount)
