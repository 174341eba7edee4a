"""Statements of a surgery, of the centre, or of the whole partnership: the same sums, over more surgeries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from commonpractice.domain.ledger import parameters
from commonpractice.domain.ledger.queries.movements import Span, by_surgery, movements
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
    *, scope: Scope, surgeries: Sequence[int], days: Sequence[date], known_at: datetime | None = None
) -> statements.BalanceSheet:
    """The balance sheet of some surgeries together, at the end of each day asked for. Raises OutOfScope."""
    spans = [Span.ever_to(day) for day in days]
    sums = movements(scope=scope, surgeries=surgeries, spans=spans, known_at=known_at)
    return statements.balance_sheet(sums, parameters.chart(), len(spans))


def trial_balance(
    *, scope: Scope, surgeries: Sequence[int], at: date, year_starts: int, known_at: datetime | None = None
) -> statements.TrialBalance:
    """The trial balance of some surgeries together at the end of a day. Raises OutOfScope."""
    spans = [Span.year_to(at, year_starts), Span.ever_to(at)]
    sums = movements(scope=scope, surgeries=surgeries, spans=spans, known_at=known_at)
    return statements.trial_balance(
        {code: amounts[:1] for code, amounts in sums.items()},
        {code: amounts[1:] for code, amounts in sums.items()},
        parameters.chart(),
    )


@dataclass(frozen=True)
class ConsolidationRow:
    """One profit centre's part in the whole."""

    surgery_id: int
    income: Pence
    spending: Pence
    surplus: Pence
    borne: Pence
    internal: Pence
    """What its internal accounts come to: the others' cancel it."""


@dataclass(frozen=True)
class Consolidation:
    """The proof that surgeries and centre make the partnership: every row, their sum, and the whole."""

    rows: tuple[ConsolidationRow, ...]
    sum_of_rows: ConsolidationRow
    whole: ConsolidationRow
    internal_by_account: dict[int, Pence]

    @property
    def holds(self) -> bool:
        """True where the sum of the rows is the whole and every internal account is nil."""
        return self.sum_of_rows == self.whole and not any(self.internal_by_account.values())


def consolidation(*, scope: Scope, surgeries: Sequence[int], span: Span) -> Consolidation:
    """Each profit centre's result over a span beside the whole partnership's, reckoned apart.

    The rows come from the balances surgery by surgery, the whole from the sum over all surgeries account by
    account, so that the two agree only where the books do. Raises OutOfScope.
    """
    chart = parameters.chart()
    apart = by_surgery(scope=scope, surgeries=surgeries, spans=[span])
    together = movements(scope=scope, surgeries=surgeries, spans=[span])

    def row(surgery_id: int, sums: dict[int, tuple[Pence, ...]]) -> ConsolidationRow:
        statement = statements.income_statement(sums, chart, 1)
        internal = sum(amounts[0] for code, amounts in sums.items() if chart[code].internal)
        return ConsolidationRow(
            surgery_id=surgery_id,
            income=statement.total_income[0],
            spending=statement.total_expenses[0],
            surplus=statement.surplus[0],
            borne=statement.total_borne[0],
            internal=internal,
        )

    rows = tuple(row(surgery_id, sums) for surgery_id, sums in apart.items())
    return Consolidation(
        rows=rows,
        sum_of_rows=ConsolidationRow(
            0,
            *(
                sum(getattr(part, name) for part in rows)
                for name in ("income", "spending", "surplus", "borne", "internal")
            ),
        ),
        whole=row(0, together),
        internal_by_account={
            code: together.get(code, (0,))[0] for code, account in chart.items() if account.internal
        },
    )
