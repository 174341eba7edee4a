"""Statements of a surgery, of the centre, or of the whole partnership: the same sums, over more surgeries."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

from commonpractice.domain.ledger import parameters
from commonpractice.domain.ledger.facts import AccountFact, AccountKind
from commonpractice.domain.ledger.queries.movements import (
    Span,
    by_surgery,
    movements,
    movements_from_postings,
)
from commonpractice.domain.ledger.rules import balance_sheet as balance_sheets
from commonpractice.domain.ledger.rules import statements
from commonpractice.domain.partnership.facts import Scope
from commonpractice.foundations.money import Pence


def income_statement(
    *, scope: Scope, surgeries: Sequence[int], spans: Sequence[Span], known_at: datetime | None = None
) -> statements.IncomeStatement:
    """Income and expenditure of some surgeries together, one column a span. Raises OutOfScope."""
    sums = movements(scope=scope, surgeries=surgeries, spans=spans, known_at=known_at)
    return statements.income_statement(sums, parameters.chart(), len(spans))


def balance_sheet(
    *,
    scope: Scope,
    surgeries: Sequence[int],
    days: Sequence[date],
    year_starts: int,
    known_at: datetime | None = None,
) -> balance_sheets.BalanceSheet:
    """The balance sheet of some surgeries together, at the end of each day asked for. Raises OutOfScope."""
    columns = len(days)
    spans = [*map(Span.ever_to, days), *(Span.year_to(day, year_starts) for day in days)]
    sums = movements(scope=scope, surgeries=surgeries, spans=spans, known_at=known_at)
    return balance_sheets.balance_sheet(
        {code: amounts[:columns] for code, amounts in sums.items()},
        {code: amounts[columns:] for code, amounts in sums.items()},
        parameters.chart(),
        parameters.balance_sheet_parts(),
        columns,
    )


def trial_balance(
    *,
    scope: Scope,
    surgeries: Sequence[int],
    columns: Sequence[tuple[Span, Span]],
    known_at: datetime | None = None,
) -> statements.TrialBalance:
    """The trial balance of some surgeries together. Raises OutOfScope.

    Each column has the span of the accounts that make a result, and that of the others: a balance has the
    year so far and all time, a month's movements have the month twice.
    """
    spans = [span for column in columns for span in column]
    sums = movements(scope=scope, surgeries=surgeries, spans=spans, known_at=known_at)
    return statements.trial_balance(
        {code: amounts[::2] for code, amounts in sums.items()},
        {code: amounts[1::2] for code, amounts in sums.items()},
        parameters.chart(),
        len(columns),
    )


@dataclass(frozen=True)
class ConsolidationRow:
    """One profit centre's part in the whole."""

    surgery_id: int
    income: Pence
    spending: Pence
    surplus: Pence
    borne: Pence
    charges: Pence
    """What it is charged by the others, less what it charges them: part of its spending."""
    settlement: Pence
    """What the others owe it, less what it owes them, from these days: part of its balance sheet."""


@dataclass(frozen=True)
class Consolidation:
    """The proof that surgeries and centre make the partnership: every row, their sum, and the whole.

    The rows are from the kept balances, the whole from the postings. `out_by_account` is by how much the
    rows together differ from the whole, account by account; empty where they agree.
    """

    rows: tuple[ConsolidationRow, ...]
    sum_of_rows: ConsolidationRow
    whole: ConsolidationRow
    internal_by_account: dict[int, Pence]
    out_by_account: dict[int, Pence]

    @property
    def holds(self) -> bool:
        """True where the rows are the whole, account by account, and every internal account is nil."""
        return not self.out_by_account and not any(self.internal_by_account.values())


def consolidation(
    *, scope: Scope, surgeries: Sequence[int], span: Span, known_at: datetime | None = None
) -> Consolidation:
    """Each profit centre's result over a span beside the whole partnership's, reckoned apart.

    The rows are looked up in the balances that the database keeps, surgery by surgery; the whole is summed
    from the postings themselves, with no balance looked at. So the two agree only where the books do.
    Raises OutOfScope.
    """
    chart = parameters.chart()
    apart = by_surgery(scope=scope, surgeries=surgeries, spans=[span], known_at=known_at)
    again = movements_from_postings(scope=scope, surgeries=surgeries, spans=[span], known_at=known_at)
    whole = {code: amounts[0] for code, amounts in again.items()}
    added: Counter[int] = Counter()
    for sums in apart.values():
        added.update({code: amounts[0] for code, amounts in sums.items()})
    rows = tuple(_consolidation_row(surgery_id, sums, chart) for surgery_id, sums in apart.items())
    return Consolidation(
        rows=rows,
        sum_of_rows=together(rows),
        whole=_consolidation_row(0, again, chart),
        internal_by_account={code: whole.get(code, 0) for code, account in chart.items() if account.internal},
        out_by_account={
            code: out for code in sorted({*added, *whole}) if (out := added.get(code, 0) - whole.get(code, 0))
        },
    )


def together(rows: Iterable[ConsolidationRow]) -> ConsolidationRow:
    """Some profit centres' parts added up."""
    names = [field.name for field in fields(ConsolidationRow) if field.name != "surgery_id"]
    rows = list(rows)
    return ConsolidationRow(0, **{name: sum(getattr(row, name) for row in rows) for name in names})


def _consolidation_row(
    surgery_id: int, sums: Mapping[int, tuple[Pence, ...]], chart: Mapping[int, AccountFact]
) -> ConsolidationRow:
    by_kind = dict.fromkeys(AccountKind, 0)
    internal = {True: 0, False: 0}
    for code, (amount,) in sums.items():
        account = chart[code]
        by_kind[account.kind] += amount
        if account.internal:
            internal[account.kind in statements.RESULT] += amount
    income, spending = -by_kind[AccountKind.INCOME], by_kind[AccountKind.EXPENSE]
    return ConsolidationRow(
        surgery_id=surgery_id,
        income=income,
        spending=spending,
        surplus=income - spending,
        borne=by_kind[AccountKind.PARTNERS],
        charges=internal[True],
        settlement=internal[False],
    )
