"""From movements on accounts to an income statement and a trial balance; balance_sheet.py is beside it.

Amounts come in as the ledger keeps them: pence, debits positive. Income is shown as people read it, credits
positive. Nothing here is rounded. How a statement reads, row by row, is in statement_rows.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from commonpractice.domain.ledger.facts import AccountFact, AccountKind
from commonpractice.domain.ledger.rules import columns as by_column
from commonpractice.domain.ledger.rules.columns import Amounts, Movements

RESULT = {AccountKind.INCOME, AccountKind.EXPENSE, AccountKind.PARTNERS}
"""The kinds that make a year's result; the others are carried from year to year."""

Chart = Mapping[int, AccountFact]


@dataclass(frozen=True)
class StatementLine:
    """One account of a statement; `amounts` one a column, signed as the section reads."""

    account: AccountFact
    amounts: Amounts


@dataclass(frozen=True)
class Section:
    """Accounts of one group, with their sum."""

    title: str
    lines: tuple[StatementLine, ...]
    totals: Amounts


@dataclass(frozen=True)
class IncomeStatement:
    """Income, expenses and what is borne by partners, group by group.

    `surplus` is income less expenses; `for_partners` that less what is borne by partners.
    """

    income: tuple[Section, ...]
    expenses: tuple[Section, ...]
    borne_by_partners: tuple[Section, ...]
    total_income: Amounts
    total_expenses: Amounts
    surplus: Amounts
    total_borne: Amounts
    for_partners: Amounts


@dataclass(frozen=True)
class TrialBalance:
    """Every account with an amount in a column: debits positive; each column sums to nil with `earlier`.

    `earlier` is the result of the years before each column's own that has not been shared among partners yet.
    """

    lines: tuple[StatementLine, ...]
    earlier: Amounts
    debits: Amounts
    credits: Amounts


def income_statement(movements: Movements, chart: Chart, columns: int) -> IncomeStatement:
    """The income statement of movements within each column's period."""
    income = _of_kind(movements, chart, AccountKind.INCOME, columns, sign=-1)
    expenses = _of_kind(movements, chart, AccountKind.EXPENSE, columns, sign=1)
    borne = _of_kind(movements, chart, AccountKind.PARTNERS, columns, sign=1)
    total_income = total_of(income, columns)
    total_expenses = total_of(expenses, columns)
    total_borne = total_of(borne, columns)
    surplus = by_column.less(total_income, total_expenses)
    return IncomeStatement(
        income=income,
        expenses=expenses,
        borne_by_partners=borne,
        total_income=total_income,
        total_expenses=total_expenses,
        surplus=surplus,
        total_borne=total_borne,
        for_partners=by_column.less(surplus, total_borne),
    )


def trial_balance(this_year: Movements, ever: Movements, chart: Chart, columns: int) -> TrialBalance:
    """The trial balance: result accounts of each column's year, the others since the books began.

    Of a column of movements, both are what moved: then there is no result of earlier years in it.
    """
    nil: Amounts = (0,) * columns
    lines: list[StatementLine] = []
    for code in sorted({*this_year, *ever}):
        source = this_year if chart[code].kind in RESULT else ever
        if any(amounts := source.get(code, nil)):
            lines.append(StatementLine(chart[code], amounts))
    results = [code for code in ever if chart[code].kind in RESULT]
    earlier = by_column.less(
        by_column.total((ever[code] for code in results), columns),
        by_column.total((this_year.get(code, nil) for code in results), columns),
    )
    every = [*(line.amounts for line in lines), earlier]
    return TrialBalance(
        lines=tuple(lines),
        earlier=earlier,
        debits=by_column.total(map(by_column.debits, every), columns),
        credits=by_column.total(map(by_column.credits, every), columns),
    )


def sections_of(groups: Mapping[str, Sequence[StatementLine]], columns: int) -> tuple[Section, ...]:
    """Groups with their sums. Accounts without an amount in any column, and groups of none, are left out."""
    found: list[Section] = []
    for title, lines in groups.items():
        kept = tuple(line for line in lines if any(line.amounts))
        if kept:
            found.append(Section(title, kept, by_column.total((line.amounts for line in kept), columns)))
    return tuple(found)


def total_of(sections: Sequence[Section], columns: int) -> Amounts:
    """What groups come to together."""
    return by_column.total((section.totals for section in sections), columns)


def _of_kind(
    movements: Movements, chart: Chart, kind: AccountKind, columns: int, *, sign: int
) -> tuple[Section, ...]:
    """The groups of one kind in the chart's order."""
    groups: dict[str, list[StatementLine]] = {}
    for code in sorted(movements):
        if chart[code].kind is kind:
            line = StatementLine(chart[code], by_column.signed(movements[code], sign))
            groups.setdefault(chart[code].group, []).append(line)
    return sections_of(groups, columns)
