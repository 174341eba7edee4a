"""From movements on accounts to a trial balance, an income statement and a balance sheet.

Amounts come in as the ledger keeps them: pence, debits positive. Income is shown as people read it, credits
positive; so are liabilities and partners' funds. Nothing here is rounded.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from commonpractice.domain.ledger.facts import AccountFact, AccountKind
from commonpractice.foundations.money import Pence

RESULT = {AccountKind.INCOME, AccountKind.EXPENSE, AccountKind.PARTNERS}
"""The kinds that make a year's result; the others are carried from year to year."""

Amounts = tuple[Pence, ...]
Movements = Mapping[int, Amounts]
"""By account, one amount a column."""


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
class BalanceSheet:
    """What is owned, what is owed, and the partners' funds that are left: `net_assets` equals `funds`.

    `unshared` is every result since the books began that has not been shared among partners yet.
    """

    assets: tuple[Section, ...]
    liabilities: tuple[Section, ...]
    equity: tuple[Section, ...]
    total_assets: Amounts
    total_liabilities: Amounts
    net_assets: Amounts
    unshared: Amounts
    funds: Amounts


@dataclass(frozen=True)
class TrialBalance:
    """Every account with a balance: debits positive. `earlier` is the unshared result of earlier years.

    The result accounts are this year's; the others since the books began. It all sums to nil.
    """

    lines: tuple[StatementLine, ...]
    earlier: Pence
    debits: Pence
    credits: Pence


def income_statement(movements: Movements, chart: Mapping[int, AccountFact], columns: int) -> IncomeStatement:
    """The income statement of movements within each column's period."""
    income = _sections(movements, chart, AccountKind.INCOME, columns, sign=-1)
    expenses = _sections(movements, chart, AccountKind.EXPENSE, columns, sign=1)
    borne = _sections(movements, chart, AccountKind.PARTNERS, columns, sign=1)
    total_income = _total(income, columns)
    total_expenses = _total(expenses, columns)
    total_borne = _total(borne, columns)
    surplus = _less(total_income, total_expenses)
    return IncomeStatement(
        income=income,
        expenses=expenses,
        borne_by_partners=borne,
        total_income=total_income,
        total_expenses=total_expenses,
        surplus=surplus,
        total_borne=total_borne,
        for_partners=_less(surplus, total_borne),
    )


def balance_sheet(movements: Movements, chart: Mapping[int, AccountFact], columns: int) -> BalanceSheet:
    """The balance sheet of movements since the books began, up to each column's day."""
    assets = _sections(movements, chart, AccountKind.ASSET, columns, sign=1)
    liabilities = _sections(movements, chart, AccountKind.LIABILITY, columns, sign=-1)
    equity = _sections(movements, chart, AccountKind.EQUITY, columns, sign=-1)
    total_assets = _total(assets, columns)
    total_liabilities = _total(liabilities, columns)
    result = [amounts for code, amounts in movements.items() if chart[code].kind in RESULT]
    unshared = tuple(-sum(amounts[column] for amounts in result) for column in range(columns))
    return BalanceSheet(
        assets=assets,
        liabilities=liabilities,
        equity=equity,
        total_assets=total_assets,
        total_liabilities=total_liabilities,
        net_assets=_less(total_assets, total_liabilities),
        unshared=unshared,
        funds=tuple(held + kept for held, kept in zip(_total(equity, columns), unshared, strict=True)),
    )


def trial_balance(this_year: Movements, ever: Movements, chart: Mapping[int, AccountFact]) -> TrialBalance:
    """The trial balance: result accounts of this year, the others since the books began.

    Each mapping has one column. The unshared result of earlier years is one line, so that the whole sums
    to nil.
    """
    lines: list[StatementLine] = []
    for code in sorted({*this_year, *ever}):
        source = this_year if chart[code].kind in RESULT else ever
        amount = source.get(code, (0,))[0]
        if amount:
            lines.append(StatementLine(chart[code], (amount,)))
    earlier = sum(
        amounts[0] - this_year.get(code, (0,))[0]
        for code, amounts in ever.items()
        if chart[code].kind in RESULT
    )
    amounts = [line.amounts[0] for line in lines] + [earlier]
    return TrialBalance(
        lines=tuple(lines),
        earlier=earlier,
        debits=sum(amount for amount in amounts if amount > 0),
        credits=-sum(amount for amount in amounts if amount < 0),
    )


def _sections(
    movements: Movements, chart: Mapping[int, AccountFact], kind: AccountKind, columns: int, *, sign: int
) -> tuple[Section, ...]:
    """The groups of one kind in the chart's order; accounts without any movement are left out."""
    groups: dict[str, list[StatementLine]] = {}
    for code in sorted(movements):
        account = chart[code]
        amounts = tuple(sign * amount for amount in movements[code])
        if account.kind is kind and any(amounts):
            groups.setdefault(account.group, []).append(StatementLine(account, amounts))
    return tuple(
        Section(title, tuple(lines), _sum((line.amounts for line in lines), columns))
        for title, lines in groups.items()
    )


def _total(sections: Sequence[Section], columns: int) -> Amounts:
    return _sum((section.totals for section in sections), columns)


def _sum(rows: Iterable[Amounts], columns: int) -> Amounts:
    sums = [0] * columns
    for row in rows:
        for column in range(columns):
            sums[column] += row[column]
    return tuple(sums)


def _less(one: Amounts, other: Amounts) -> Amounts:
    return tuple(a - b for a, b in zip(one, other, strict=True))
