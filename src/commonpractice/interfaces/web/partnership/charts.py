"""The charts of the partnership as a whole."""

from commonpractice.domain.ledger.queries import MonthlyResult
from commonpractice.domain.ledger.rules.statements import Section
from commonpractice.foundations.months import Month
from commonpractice.interfaces.web.called import said
from commonpractice.interfaces.web.charts.facts import Chart, Kind, Series


def course(results: dict[int, dict[Month, MonthlyResult]], year: list[Month]) -> Chart | None:
    """Income and spending of the whole, month by month."""
    kept = [month for month in year if any(month in of_surgery for of_surgery in results.values())]
    if len(kept) < 2:
        return None

    def values(what: str) -> tuple[int, ...]:
        return tuple(
            sum(getattr(of_surgery[month], what) for of_surgery in results.values() if month in of_surgery)
            for month in kept
        )

    return Chart(
        title="The whole partnership month by month",
        says=said("Income and spending of all surgeries and the centre together."),
        kind=Kind.LINES,
        labels=tuple(month.short for month in kept),
        series=(Series("Income", values("income")), Series("Spending", values("spending"))),
    )


def kinds(income: tuple[Section, ...]) -> Chart | None:
    """Where the income comes from, the largest kind first."""
    largest = sorted(income, key=lambda section: section.totals[0], reverse=True)
    if not largest:
        return None
    return Chart(
        title="Where the income comes from",
        says=f"Most comes from {largest[0].title}.",
        kind=Kind.RANKED,
        labels=tuple(section.title for section in largest),
        series=(Series("Income", tuple(section.totals[0] for section in largest)),),
        labels_are="Kind",
    )
