"""The statements as tables, whoever draws them: the same columns and the same rows for a page and a file.

Each stands beside the same a year before. What a column is of is said here, and nowhere else.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from commonpractice.domain.ledger.queries.movements import Span
from commonpractice.domain.ledger.queries.periods import Period, span_in_words
from commonpractice.domain.ledger.queries.statements import (
    ConsolidationRow,
    balance_sheet,
    consolidation,
    income_statement,
    trial_balance,
)
from commonpractice.domain.ledger.rules.statement_rows import (
    Over,
    Row,
    RowKind,
    balance_sheet_rows,
    income_rows,
    trial_balance_rows,
)
from commonpractice.domain.partnership.facts import Scope, SurgerySummary
from commonpractice.foundations.dated import day
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month
from commonpractice.foundations.worded import Worded


class Statement(Worded):
    INCOME = "income", "Income and expenditure"
    BALANCE_SHEET = "balance_sheet", "Balance sheet"
    TRIAL_BALANCE = "trial_balance", "Trial balance"
    CONSOLIDATION = "consolidation", "Consolidation"


@dataclass(frozen=True)
class Column:
    """A column of amounts. `over` is what it shares with its neighbours, such as the balance that it is a
    side of; `period` the period that its amounts are of, None where they are of none."""

    name: str
    period: Period | None = None
    over: str = ""

    @property
    def words(self) -> str:
        """All that is said of it, in one line."""
        return f"{self.over}, {self.name.lower()}" if self.over else self.name


@dataclass(frozen=True)
class StatementTable:
    """A statement. `words` say of when it is, such as “March 2025” or “at the end of 31 March 2025”."""

    statement: Statement
    words: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is no amount in it at all."""
        return not any(amount for row in self.rows for amount in row.amounts)


def statement_table(
    statement: Statement, *, scope: Scope, places: Sequence[SurgerySummary], period: Period
) -> StatementTable:
    """A statement of some profit centres together, of a period or at its end. Raises OutOfScope."""
    if statement is Statement.CONSOLIDATION:
        return consolidation_table(scope=scope, places=places, span=period.this_year, period=period)
    make = {
        Statement.INCOME: _income,
        Statement.BALANCE_SHEET: _balance_sheet,
        Statement.TRIAL_BALANCE: _trial_balance,
    }[statement]
    return make(scope, [place.id for place in places], period)


def income_by_month(
    *, scope: Scope, places: Sequence[SurgerySummary], months: Sequence[Month]
) -> StatementTable:
    """Income and expenditure month by month, and of all the months together. Raises OutOfScope."""
    first, last = months[0].first, months[-1].last
    spans = [*map(Span.of_month, months), Span(first, last)]
    found = income_statement(scope=scope, surgeries=[place.id for place in places], spans=spans)
    columns = (*(Column(month.words) for month in months), Column("Total"))
    return StatementTable(
        Statement.INCOME, span_in_words(spans[-1]), columns, income_rows(found, (Over.MONTH,) * len(spans))
    )


def balance_sheet_by_month(
    *, scope: Scope, places: Sequence[SurgerySummary], months: Sequence[Month], year_starts: int
) -> StatementTable:
    """The balance sheet as the first month begins and at the end of each. Raises OutOfScope."""
    days = [(months[0] - 1).last, *(month.last for month in months)]
    surgeries = [place.id for place in places]
    found = balance_sheet(scope=scope, surgeries=surgeries, days=days, year_starts=year_starts)
    return StatementTable(
        Statement.BALANCE_SHEET,
        span_in_words(Span(months[0].first, days[-1])),
        tuple(Column(day(each)) for each in days),
        balance_sheet_rows(found),
    )


def consolidation_table(
    *, scope: Scope, places: Sequence[SurgerySummary], span: Span, period: Period
) -> StatementTable:
    """Each profit centre's part in the whole over a span; known as the period is. Raises OutOfScope."""
    found = consolidation(
        scope=scope, surgeries=[place.id for place in places], span=span, known_at=period.known_at
    )
    names = {place.id: place for place in places}
    rows = [
        Row(RowKind.LINE, names[row.surgery_id].name, _parts(row), code=names[row.surgery_id].code)
        for row in found.rows
    ]
    whole = any(place.is_centre for place in places)  # or some surgeries of somebody who has several
    together = "Surgeries and centre" if whole else "Surgeries together"
    rows.append(Row(RowKind.SUBTOTAL, together, _parts(found.sum_of_rows)))
    apart = f"{'Partnership' if whole else 'The same'}, from every posting"
    rows.append(Row(RowKind.TOTAL, apart, _parts(found.whole)))
    columns = (
        "Income",
        "Spending",
        "Surplus",
        "Borne by partners",
        "Charged by the others",
        "Owed by the others",
    )
    return StatementTable(
        Statement.CONSOLIDATION,
        f"{span_in_words(span)}{period.as_known}",
        tuple(map(Column, columns)),
        tuple(rows),
    )


def _income(scope: Scope, surgeries: Sequence[int], period: Period) -> StatementTable:
    """The month and the year so far, each beside the same a year before."""
    before = period.before
    columns = (
        (Column(period.days, period), Over.MONTH),
        (Column(before.days, before), Over.MONTH),
        (Column(_year(period, " so far"), period), Over.YEAR),
        (Column(_year(before, ", same months"), before), Over.YEAR),
    )
    found = income_statement(
        scope=scope,
        surgeries=surgeries,
        spans=[column.period.span(over) for column, over in columns if column.period],
        known_at=period.known_at,
    )
    return StatementTable(
        Statement.INCOME,
        period.words,
        tuple(column for column, _ in columns),
        income_rows(found, [over for _, over in columns]),
    )


def _balance_sheet(scope: Scope, surgeries: Sequence[int], period: Period) -> StatementTable:
    """At the end of the day, beside the same day a year before."""
    both = (period, period.before)
    found = balance_sheet(
        scope=scope,
        surgeries=surgeries,
        days=[each.at for each in both],
        year_starts=period.year_starts,
        known_at=period.known_at,
    )
    return StatementTable(
        Statement.BALANCE_SHEET,
        period.at_the_end,
        tuple(Column(day(each.at), each) for each in both),
        balance_sheet_rows(found),
    )


def _trial_balance(scope: Scope, surgeries: Sequence[int], period: Period) -> StatementTable:
    """What moved in the month, the balances at the end of the day, and those of a year before."""
    before = period.before
    headings = (
        (f"Movement {'in' if period.whole_month else 'over'} {period.days}", period),
        (f"Balance at {day(period.at)}", period),
        (f"Balance at {day(before.at)}", before),
    )
    found = trial_balance(
        scope=scope,
        surgeries=surgeries,
        columns=[
            (period.this_month, period.this_month),
            (period.this_year, period.span(Over.EVER)),
            (before.this_year, before.span(Over.EVER)),
        ],
        known_at=period.known_at,
    )
    return StatementTable(
        Statement.TRIAL_BALANCE,
        period.at_the_end,
        tuple(Column(side, of, heading) for heading, of in headings for side in ("Debit", "Credit")),
        trial_balance_rows(found, (True, False, False)),
    )


def _year(period: Period, until: str) -> str:
    """“2024/25 so far”; “2024/25” where the year is over by then."""
    return str(period.year) if period.at == period.year.last.last else f"{period.year}{until}"


def _parts(row: ConsolidationRow) -> tuple[Pence, ...]:
    return row.income, row.spending, row.surplus, row.borne, row.charges, row.settlement
