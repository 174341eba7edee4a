"""What a surgery's month says: a few figures, the year behind them, and where they come from."""

from dataclasses import dataclass
from datetime import date

from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.ledger.facts import RechargeState
from commonpractice.domain.ledger.rules.statements import IncomeStatement
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import Scope, SizeOnDay, SurgerySummary
from commonpractice.foundations.months import Month, months
from commonpractice.interfaces.web.amounts import count
from commonpractice.interfaces.web.charts.facts import Chart, Kind, Series
from commonpractice.interfaces.web.periods import Period

THIS_YEAR, YEAR_BEFORE = 2, 3  # columns of the page's statement, after the month and the month a year before


@dataclass(frozen=True)
class Course:
    """Twelve months of one figure, for a sparkline; a month without books counts as nil."""

    values: tuple[int, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True)
class SurgeryMonth:
    """Everything on the page. The statement's columns are month, month a year before, year, year before."""

    statement: IncomeStatement
    income: Course
    spending: Course
    surplus: Course
    charts: tuple[Chart, ...]
    size_in_words: str
    locked: bool | None
    waiting: int

    @property
    def is_empty(self) -> bool:
        amounts = (*self.statement.total_income, *self.statement.total_expenses)
        return not any(amounts)


def month(*, scope: Scope, surgery: SurgerySummary, period: Period, on: date) -> SurgeryMonth:
    """The month at a glance of one surgery, or of the centre."""
    surgeries = [surgery.id]
    results = {
        result.month: result
        for result in ledger.monthly_results(
            scope=scope, surgeries=surgeries, first=period.month - 23, last=period.month
        )
    }
    year = list(months(period.month - 11, period.month))
    state = ledger.month_states(scope=scope, surgeries=surgeries, first=period.month, last=period.month)
    waiting = ledger.recharges(scope=scope, surgeries=surgeries, state=RechargeState.RAISED)
    statement = ledger.income_statement(
        scope=scope,
        surgeries=surgeries,
        spans=[period.this_month, period.month_before, period.this_year, period.year_before],
        known_at=period.known_at,
    )
    charts = (_surplus_chart(results, period), _spending_chart(statement, period))
    return SurgeryMonth(
        statement=statement,
        income=_course(results, year, "income"),
        spending=_course(results, year, "spending"),
        surplus=_course(results, year, "surplus"),
        charts=tuple(chart for chart in charts if chart),
        size_in_words=_size_in_words(
            partnership.sizes(scope=scope, on=on, surgeries=surgeries).get(surgery.id),
            len(partnership.partners(scope=scope, on=on, surgery_id=surgery.id)),
        ),
        locked=state[0].locked if state else None,
        waiting=sum(recharge.home_id == surgery.id for recharge in waiting),
    )


def _size_in_words(size: SizeOnDay | None, partners: int) -> str:
    parts = []
    if size and size.registered:
        parts.append(f"{count(size.registered)} patients ({count(size.weighted)} weighted)")
    if size and size.staff:
        parts.append(f"{count(size.staff)} staff")
    if partners:
        parts.append(f"{partners:,} partner{'s' if partners > 1 else ''}")
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _course(results: dict[Month, ledger.MonthlyResult], year: list[Month], what: str) -> Course:
    return Course(
        values=tuple(getattr(results[month], what) if month in results else 0 for month in year),
        labels=tuple(month.words for month in year),
    )


def _surplus_chart(results: dict[Month, ledger.MonthlyResult], period: Period) -> Chart | None:
    """The surplus of each month of this financial year beside the year before; none without figures."""
    this_year = period.year
    if not any(month in this_year for month in results):
        return None

    def values(of) -> tuple[int | None, ...]:
        return tuple(
            results[month].surplus if month in results and month <= period.month else None
            for month in of.months
        )

    best = max((result for month, result in results.items() if month in this_year), key=lambda r: r.surplus)
    series = [Series(str(this_year), values(this_year))]
    if any(value is not None for value in values(this_year - 1)):
        series.append(Series(str(this_year - 1), values(this_year - 1)))
    return Chart(
        title="Surplus month by month",
        says=f"The best month of {this_year} was {best.month.words}.",
        kind=Kind.LINES if len(results) > 1 else Kind.BARS,
        labels=tuple(f"{month.first:%b}" for month in this_year.months),
        series=tuple(series),
    )


def _spending_chart(statement: IncomeStatement, period: Period) -> Chart | None:
    """The year's spending so far by kind, the largest first, beside the year before."""
    kinds = sorted(statement.expenses, key=lambda section: section.totals[THIS_YEAR], reverse=True)
    if not any(section.totals[THIS_YEAR] for section in kinds):
        return None
    series = [Series(f"{period.year} so far", tuple(section.totals[THIS_YEAR] for section in kinds))]
    if any(section.totals[YEAR_BEFORE] for section in kinds):
        before = tuple(section.totals[YEAR_BEFORE] for section in kinds)
        series.append(Series(f"{period.year - 1} to then", before))
    return Chart(
        title="Spending by kind",
        says=f"Most was spent on {kinds[0].title.lower()}.",
        kind=Kind.RANKED,
        labels=tuple(section.title for section in kinds),
        series=tuple(series),
        labels_are="Kind",
    )
