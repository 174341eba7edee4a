"""What a surgery's month says: a few figures, the year behind them, and where they come from."""

from dataclasses import dataclass, replace

from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.ledger.queries import Span
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import Scope, SizeOnDay, SurgerySummary
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month, months
from commonpractice.interfaces.web.amounts import count
from commonpractice.interfaces.web.charts.facts import Chart, Kind, Series
from commonpractice.interfaces.web.comparing import Course, Results, comparable, course
from commonpractice.interfaces.web.periods import Period
from commonpractice.interfaces.web.places import Stay, stay
from commonpractice.interfaces.web.surgery.lines import Lines, lines

THIS_YEAR, YEAR_BEFORE = 2, 3  # columns of the page's statement, after the month and the month a year before


@dataclass(frozen=True)
class SurgeryMonth:
    """Everything on the page. The lines' columns are month, month a year before, year, year before."""

    lines: Lines
    income: Course
    spending: Course
    surplus: Course
    for_partners: Course
    charts: tuple[Chart, ...]
    size_in_words: str
    stay: Stay
    locked: bool | None


def month(*, scope: Scope, surgery: SurgerySummary, period: Period) -> SurgeryMonth:
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
    statement = ledger.income_statement(
        scope=scope,
        surgeries=surgeries,
        spans=[period.this_month, period.month_before, period.this_year, period.year_before],
        known_at=period.known_at,
    )
    year_before = months(period.year.first - 12, period.month - 12)
    shown = lines(
        statement,
        is_centre=surgery.is_centre,
        known=(True, period.month - 12 in results, True, comparable(results, year_before)),
    )
    spending = course(results, year, "spending")
    if surgery.is_centre:
        spending = _gross(spending, year, scope, surgery)
    charts = (_surplus_chart(results, period), _spending_chart(shown, period))
    return SurgeryMonth(
        lines=shown,
        income=course(results, year, "income"),
        spending=spending,
        surplus=course(results, year, "surplus"),
        for_partners=Course(
            tuple(
                results[month].surplus - results[month].borne if month in results else None for month in year
            ),
            spending.labels,
        ),
        charts=tuple(chart for chart in charts if chart),
        size_in_words=_size_in_words(
            partnership.sizes(scope=scope, on=period.at, surgeries=surgeries, as_known_on=period.known).get(
                surgery.id
            ),
            len(partnership.partners(scope=scope, on=period.at, surgery_id=surgery.id)),
        ),
        stay=stay(
            partnership.memberships(scope=scope, surgeries=surgeries).get(surgery.id, ()),
            first=period.month.first,
            last=period.at,
        ),
        locked=state[0].locked if state else None,
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


def _gross(spending: Course, year: list[Month], scope: Scope, surgery: SurgerySummary) -> Course:
    """The centre's spending before what it charges surgeries, which its books keep as less spending."""
    statement = ledger.income_statement(
        scope=scope, surgeries=[surgery.id], spans=[Span.of_month(month) for month in year]
    )
    charged = lines(statement, is_centre=True, known=(True,) * len(year)).charged
    if charged is None:
        return spending
    values = tuple(
        None if net is None else net + (amount or 0)
        for net, amount in zip(spending.values, charged.amounts, strict=True)
    )
    return replace(spending, values=values)


def _surplus_chart(results: Results, period: Period) -> Chart | None:
    """The surplus of each month of this financial year beside the year before; none without figures."""
    this_year = period.year
    if not any(month in this_year for month in results):
        return None

    def values(of) -> tuple[Pence | None, ...]:
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


def _spending_chart(shown: Lines, period: Period) -> Chart | None:
    """The year's spending so far by kind, the largest first, beside the year before."""
    kinds = sorted(shown.spending, key=lambda line: line.amounts[THIS_YEAR] or 0, reverse=True)
    if not any(line.amounts[THIS_YEAR] for line in kinds):
        return None

    def column(place: int) -> tuple[Pence, ...]:
        return tuple(line.amounts[place] or 0 for line in kinds)

    series = [Series(f"{period.year} so far", column(THIS_YEAR))]
    if any(column(YEAR_BEFORE)):
        series.append(Series(f"{period.year - 1}, same months", column(YEAR_BEFORE)))
    return Chart(
        title="Spending by kind",
        says=f"Most was spent on {kinds[0].name[0].lower()}{kinds[0].name[1:]}.",
        kind=Kind.RANKED,
        labels=tuple(line.name for line in kinds),
        series=tuple(series),
        labels_are="Kind",
    )
