"""How a statement reads, row by row, from top to bottom: the one layout that every page and file draws.

Signs are those of the statement (statements.py, balance_sheet.py). A subtotal that would only repeat the one
line above it is left out; the sums that a statement is made of are always there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from commonpractice.domain.ledger.facts import AccountKind, BalancePart
from commonpractice.domain.ledger.rules.balance_sheet import BalanceSheet
from commonpractice.domain.ledger.rules.columns import Amounts
from commonpractice.domain.ledger.rules.statements import RESULT, IncomeStatement, Section, TrialBalance
from commonpractice.foundations.money import Pence

EARLIER_RESULTS = "Results of earlier years not yet shared"
FUNDS = AccountKind.EQUITY.words


class RowKind(Enum):
    HEADING = "heading"
    LINE = "line"
    SUBTOTAL = "subtotal"
    TOTAL = "total"
    """What the statement comes to: the surplus, net assets, the sum of all."""


class Over(Enum):
    """The days that an account's amount runs over, up to its column's day."""

    MONTH = "month"
    YEAR = "year"
    EVER = "ever"
    BEFORE_THE_YEAR = "before the year"


@dataclass(frozen=True)
class Row:
    """One row: `amounts` in pence, one a column; none at all under a heading, None where a column has none.

    `level` says how far in it stands, 0 the outermost. `code` is that of an account, or of a surgery where a
    row is one's. `over` says of an account's row, a column each, which days its amounts run over.
    """

    kind: RowKind
    name: str
    amounts: tuple[Pence | None, ...] = ()
    level: int = 0
    code: int | str | None = None
    over: tuple[Over, ...] = ()


def income_rows(statement: IncomeStatement, over: Sequence[Over]) -> tuple[Row, ...]:
    """Income, spending, the surplus, and where anything is borne by partners, what is left to them."""
    rows = [
        *_block("Income", statement.income, statement.total_income, over),
        *_block("Spending", statement.expenses, statement.total_expenses, over),
        Row(RowKind.TOTAL, "Surplus", statement.surplus),
    ]
    if statement.borne_by_partners:
        borne = AccountKind.PARTNERS.words
        rows += [
            *_block(borne, statement.borne_by_partners, statement.total_borne, over),
            Row(RowKind.TOTAL, "Surplus for the partners", statement.for_partners),
        ]
    return tuple(rows)


def balance_sheet_rows(sheet: BalanceSheet) -> tuple[Row, ...]:
    """Fixed and current assets, less creditors, less loans: net assets. Then the partners' funds they are.

    A part with nothing in it is left out, and with it the sum that would repeat the one before.
    """
    over = (Over.EVER,) * len(sheet.net_assets)

    def part(which: BalancePart) -> Iterator[Row]:
        if sheet.parts[which]:
            yield from _block(which.words, sheet.parts[which], sheet.totals[which], over)

    rows = [*part(BalancePart.FIXED), *part(BalancePart.CURRENT), *part(BalancePart.CREDITORS)]
    if sheet.parts[BalancePart.CREDITORS]:
        rows.append(Row(RowKind.SUBTOTAL, "Net current assets", sheet.net_current_assets))
    if sheet.parts[BalancePart.LOANS]:
        rows.append(
            Row(RowKind.SUBTOTAL, "Total assets less current liabilities", sheet.less_current_liabilities)
        )
    rows += [*part(BalancePart.LOANS), Row(RowKind.TOTAL, "Net assets", sheet.net_assets)]
    return (*rows, *_funds_rows(sheet))


def trial_balance_rows(trial: TrialBalance, moved: Sequence[bool]) -> tuple[Row, ...]:
    """Accounts in order of code; two amounts a column of the trial balance, a debit or else a credit.

    `moved` says of each column whether it is of a month's movements; the others are balances.
    """

    def over(kind: AccountKind) -> tuple[Over, ...]:
        balance = Over.YEAR if kind in RESULT else Over.EVER
        return tuple(Over.MONTH if month else balance for month in moved for _ in ("debit", "credit"))

    rows = [
        Row(
            RowKind.LINE,
            line.account.name,
            _two_sides(line.amounts),
            code=line.account.code,
            over=over(line.account.kind),
        )
        for line in trial.lines
    ]
    if any(trial.earlier):
        rows.append(Row(RowKind.LINE, EARLIER_RESULTS, _two_sides(trial.earlier)))
    sums = tuple(side for pair in zip(trial.debits, trial.credits, strict=True) for side in pair)
    return (*rows, Row(RowKind.TOTAL, "Total", sums))


def _funds_rows(sheet: BalanceSheet) -> Iterator[Row]:
    funds, columns = sheet.funds, len(sheet.net_assets)
    yield Row(RowKind.HEADING, FUNDS)
    if funds.brought_forward.lines or any(funds.earlier_results):
        yield Row(RowKind.HEADING, "Brought forward from earlier years", level=1)
        yield from _lines(funds.brought_forward, (Over.BEFORE_THE_YEAR,) * columns, level=2)
        if any(funds.earlier_results):
            yield Row(RowKind.LINE, EARLIER_RESULTS, funds.earlier_results, level=2)
        yield Row(RowKind.SUBTOTAL, "Total brought forward", funds.total_brought_forward, level=1)
    yield Row(RowKind.HEADING, "This year so far", level=1)
    yield Row(RowKind.LINE, "Result of this year so far", funds.result, level=2)
    yield from _lines(funds.this_year, (Over.YEAR,) * columns, level=2)
    yield Row(RowKind.SUBTOTAL, "Total of this year so far", funds.total_this_year, level=1)
    yield Row(RowKind.TOTAL, f"Total {FUNDS.lower()}", funds.total)


def _block(name: str, sections: Sequence[Section], total: Amounts, over: Sequence[Over]) -> Iterator[Row]:
    """A heading, its groups, and their sum. A group alone that has its name needs no heading of its own."""
    yield Row(RowKind.HEADING, name)
    alone = len(sections) == 1 and sections[0].title in name
    for section in sections:
        if alone:
            yield from _lines(section, over, level=1)
            continue
        yield Row(RowKind.HEADING, section.title, level=1)
        yield from _lines(section, over, level=2)
        if len(section.lines) > 1:
            yield Row(RowKind.SUBTOTAL, f"{section.title} total", section.totals, level=1)
    yield Row(RowKind.SUBTOTAL, f"Total {name[0].lower()}{name[1:]}", total)


def _lines(section: Section, over: Sequence[Over], *, level: int) -> Iterator[Row]:
    for line in section.lines:
        yield Row(
            RowKind.LINE,
            line.account.name,
            line.amounts,
            level=level,
            code=line.account.code,
            over=tuple(over),
        )


def _two_sides(amounts: Amounts) -> tuple[Pence | None, ...]:
    """Debit and credit, column by column: the side that an amount is not on has none; nil is on neither."""
    return tuple(
        side
        for amount in amounts
        for side in (amount if amount > 0 else None, -amount if amount < 0 else None)
    )
