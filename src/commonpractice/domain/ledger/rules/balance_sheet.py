"""From movements on accounts to a balance sheet: what is owned and owed, and what is left to the partners.

Amounts come in as the ledger keeps them: pence, debits positive. Assets are shown debits positive; what is
owed and partners' funds credits positive.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from commonpractice.domain.ledger.facts import AccountKind, BalancePart
from commonpractice.domain.ledger.rules import columns as by_column
from commonpractice.domain.ledger.rules.columns import Amounts, Movements
from commonpractice.domain.ledger.rules.statements import (
    RESULT,
    Chart,
    Section,
    StatementLine,
    sections_of,
    total_of,
)

OWED_BY = "Owed by others in the partnership"
OWED_TO = "Owed to others in the partnership"
OWED = {BalancePart.CREDITORS, BalancePart.LOANS}
HELD = {AccountKind.ASSET, AccountKind.LIABILITY}


@dataclass(frozen=True)
class PartnersFunds:
    """What belongs to the partners: as each column's financial year began, and what has been added since.

    `earlier_results` is every result before that year that has not been shared among partners yet; `result`
    that of the year up to the column's day.
    """

    brought_forward: Section
    earlier_results: Amounts
    this_year: Section
    result: Amounts

    @property
    def total_brought_forward(self) -> Amounts:
        return by_column.plus(self.brought_forward.totals, self.earlier_results)

    @property
    def total_this_year(self) -> Amounts:
        return by_column.plus(self.this_year.totals, self.result)

    @property
    def unshared(self) -> Amounts:
        """Every result since the books began that has not been shared among partners yet."""
        return by_column.plus(self.earlier_results, self.result)

    @property
    def total(self) -> Amounts:
        return by_column.plus(self.total_brought_forward, self.total_this_year)


@dataclass(frozen=True)
class BalanceSheet:
    """What is owned, what is owed, and the partners' funds that are left: `net_assets` equals `funds.total`.

    `parts` and `totals` have every part of a balance sheet, empty and nil where there is nothing. An account
    between profit centres is a current asset where it is a debit and a creditor where it is a credit, column
    by column.
    """

    parts: Mapping[BalancePart, tuple[Section, ...]]
    totals: Mapping[BalancePart, Amounts]
    funds: PartnersFunds

    @property
    def total_assets(self) -> Amounts:
        return by_column.plus(self.totals[BalancePart.FIXED], self.totals[BalancePart.CURRENT])

    @property
    def total_liabilities(self) -> Amounts:
        return by_column.plus(self.totals[BalancePart.CREDITORS], self.totals[BalancePart.LOANS])

    @property
    def net_current_assets(self) -> Amounts:
        return by_column.less(self.totals[BalancePart.CURRENT], self.totals[BalancePart.CREDITORS])

    @property
    def less_current_liabilities(self) -> Amounts:
        """Total assets less current liabilities: what loans and partners pay for."""
        return by_column.plus(self.totals[BalancePart.FIXED], self.net_current_assets)

    @property
    def net_assets(self) -> Amounts:
        return by_column.less(self.total_assets, self.total_liabilities)


def balance_sheet(
    ever: Movements, this_year: Movements, chart: Chart, parts: Mapping[str, BalancePart], columns: int
) -> BalanceSheet:
    """The balance sheet at each column's day.

    `ever` are the movements since the books began, `this_year` those of the financial year of the column's
    day; `parts` says where each group of assets and liabilities stands, in order. A group that it does not
    name is a KeyError: left out, the sheet would not balance.
    """
    groups: dict[str, list[StatementLine]] = {group: [] for group in parts}
    owed_by: list[StatementLine] = []
    owed_to: list[StatementLine] = []
    for code in sorted(ever):
        account, amounts = chart[code], ever[code]
        if account.kind not in HELD:
            continue
        if account.internal:
            owed_by.append(StatementLine(account, by_column.debits(amounts)))
            owed_to.append(StatementLine(account, by_column.credits(amounts)))
        else:
            sign = -1 if parts[account.group] in OWED else 1
            groups[account.group].append(StatementLine(account, by_column.signed(amounts, sign)))
    sections = {
        part: sections_of({group: lines for group, lines in groups.items() if parts[group] is part}, columns)
        for part in BalancePart
    }
    sections[BalancePart.CURRENT] += sections_of({OWED_BY: owed_by}, columns)
    sections[BalancePart.CREDITORS] += sections_of({OWED_TO: owed_to}, columns)
    return BalanceSheet(
        parts=sections,
        totals={part: total_of(sections[part], columns) for part in BalancePart},
        funds=_partners_funds(ever, this_year, chart, columns),
    )


def _partners_funds(ever: Movements, this_year: Movements, chart: Chart, columns: int) -> PartnersFunds:
    nil: Amounts = (0,) * columns
    before = {code: by_column.less(amounts, this_year.get(code, nil)) for code, amounts in ever.items()}

    def held(movements: Movements) -> Section:
        lines = tuple(
            StatementLine(chart[code], by_column.signed(movements[code], -1))
            for code in sorted(movements)
            if chart[code].kind is AccountKind.EQUITY and any(movements[code])
        )
        total = by_column.total((line.amounts for line in lines), columns)
        return Section(AccountKind.EQUITY.words, lines, total)

    def result(movements: Movements) -> Amounts:
        of_results = (amounts for code, amounts in movements.items() if chart[code].kind in RESULT)
        return by_column.signed(by_column.total(of_results, columns), -1)

    return PartnersFunds(
        brought_forward=held(before),
        earlier_results=result(before),
        this_year=held(this_year),
        result=result(this_year),
    )
