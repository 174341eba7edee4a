"""Statements as tables: columns with headings, rows with the address of the postings behind each figure."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.ledger.rules.statements import RESULT, Section, StatementLine
from commonpractice.domain.partnership.facts import Scope
from commonpractice.foundations.dated import day
from commonpractice.foundations.money import Pence
from commonpractice.interfaces.web.accounts.books import Books
from commonpractice.interfaces.web.periods import Period


@dataclass(frozen=True)
class Cell:
    amount: Pence
    href: str | None = None


@dataclass(frozen=True)
class Row:
    """A line of a statement. `kind`: "line", "group" (a heading), "sum", "total"."""

    kind: str
    name: str
    cells: tuple[Cell, ...] = ()
    code: int | None = None


@dataclass(frozen=True)
class Table:
    headings: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def is_empty(self) -> bool:
        return not any(row.kind == "line" for row in self.rows)


def income(*, scope: Scope, books: Books, period: Period) -> Table:
    """Income and expenditure: the month and the year so far, each beside the same a year before."""
    spans = [period.this_month, period.month_before, period.this_year, period.year_before]
    statement = ledger.income_statement(
        scope=scope, surgeries=books.surgeries, spans=spans, known_at=period.known_at
    )
    before = Period(period.month_before.last, None, period.year_starts)
    columns = [(period, "month"), (before, "month"), (period, "year"), (before, "year")]
    rows = [
        *_sections(statement.income, books, columns),
        _sum("Income", statement.total_income),
        *_sections(statement.expenses, books, columns),
        _sum("Spending", statement.total_expenses),
        _sum("Surplus", statement.surplus, kind="total"),
    ]
    if any(statement.total_borne):
        rows += [
            *_sections(statement.borne_by_partners, books, columns),
            _sum("For the partners", statement.for_partners, kind="total"),
        ]
    month = period.month.words if period.whole_month else period.words.split(",")[0]
    earlier = before.month.words if before.whole_month else before.words
    return Table((month, earlier, f"{period.year} so far", f"{before.year} to then"), tuple(rows))


def balance_sheet(*, scope: Scope, books: Books, period: Period) -> Table:
    """What is owned and owed at the end of the day, beside the same day a year before."""
    before = Period(period.month_before.last, None, period.year_starts)
    statement = ledger.balance_sheet(
        scope=scope, surgeries=books.surgeries, days=[period.at, before.at], known_at=period.known_at
    )
    columns = [(period, "ever"), (before, "ever")]
    rows = [
        *_sections(statement.assets, books, columns),
        _sum("Assets", statement.total_assets),
        *_sections(statement.liabilities, books, columns),
        _sum("Liabilities", statement.total_liabilities),
        _sum("Net assets", statement.net_assets, kind="total"),
        *_sections(statement.equity, books, columns),
        _sum("Results not yet shared among partners", statement.unshared, kind="line"),
        _sum("Partners' funds", statement.funds, kind="total"),
    ]
    empty = not any(statement.total_assets + statement.total_liabilities + statement.funds)
    return Table((day(period.at), day(before.at)), () if empty else tuple(rows))


def trial_balance(*, scope: Scope, books: Books, period: Period) -> Table:
    """Every account with a balance, debits and credits apart, at the end of the day."""
    statement = ledger.trial_balance(
        scope=scope,
        surgeries=books.surgeries,
        at=period.at,
        year_starts=period.year_starts,
        known_at=period.known_at,
    )
    rows = [_debit_or_credit(line, books, period) for line in statement.lines]
    if statement.earlier:
        rows.append(Row("line", "Results of earlier years, not yet shared", _apart(statement.earlier, None)))
    if rows:
        rows.append(Row("total", "Total", (Cell(statement.debits), Cell(statement.credits))))
    return Table(("Debit", "Credit"), tuple(rows))


def postings_address(books: Books, code: int, period: Period, over: str) -> str:
    """Where the postings behind a figure are: of an account, over the month, the year, or ever."""
    address = reverse("account", args=[books.code, code])
    return f"{address}?{period.query}" + ("" if over == "month" else f"&{urlencode({'over': over})}")


def _sections(sections: tuple[Section, ...], books: Books, columns: list[tuple[Period, str]]) -> list[Row]:
    rows = []
    for section in sections:
        rows.append(Row("group", section.title))
        for line in section.lines:
            code = line.account.code
            cells = tuple(
                Cell(amount, postings_address(books, code, period, over) if amount else None)
                for amount, (period, over) in zip(line.amounts, columns, strict=True)
            )
            rows.append(Row("line", line.account.name, cells, code))
        if len(section.lines) > 1:
            rows.append(_sum(f"{section.title} total", section.totals))
    return rows


def _sum(name: str, amounts: tuple[Pence, ...], kind: str = "sum") -> Row:
    return Row(kind, name, tuple(Cell(amount) for amount in amounts))


def _debit_or_credit(line: StatementLine, books: Books, period: Period) -> Row:
    over = "year" if line.account.kind in RESULT else "ever"
    address = postings_address(books, line.account.code, period, over)
    return Row("line", line.account.name, _apart(line.amounts[0], address), line.account.code)


def _apart(amount: Pence, href: str | None) -> tuple[Cell, Cell]:
    """A debit in the first column or a credit in the second, the other left empty."""
    return (Cell(amount, href), Cell(0)) if amount > 0 else (Cell(0), Cell(-amount, href))
