"""The few courses worth a drawing: list, payments for a patient, QOF and GPs over the years."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from commonpractice.domain.published.facts import Beside, IncomeYear, LookUp, Measure
from commonpractice.foundations.months import FinancialYear, NotAYear
from commonpractice.interfaces.web.charts.facts import Chart, Kind, Series, Unit
from commonpractice.interfaces.web.published.presenters.tables import Write, decimals, rate, whole

DRAWN = {
    "qof_percentage": ("QOF points of those available", Unit.PERCENT, decimals(1, "%")),
    "gps_per_10000": ("GPs per 10,000 patients", Unit.COUNT, decimals(2)),
}
"""The measures drawn: their titles, units, and how they are written."""

Figure = tuple[Decimal | None, Beside]


def charts(found: LookUp, here: str) -> tuple[Chart, ...]:
    """Those that have two years or more. `here` names the practice, or the practices, in the key."""
    drawn = [_lists(found.income), _payments(found.income, here)]
    drawn += [_measured(measure, here) for measure in found.measures if measure.key in DRAWN]
    return tuple(chart for chart in drawn if chart)


def _lists(years: tuple[IncomeYear, ...]) -> Chart | None:
    by_year = {str(one.year): one for one in years if one.registered is not None}
    if len(by_year) < 2:
        return None
    labels = _with_gaps(list(by_year))
    first, last = by_year[labels[0]], by_year[labels[-1]]

    def values(of: str) -> tuple[int | None, ...]:
        known = [getattr(by_year[label], of) if label in by_year else None for label in labels]
        return tuple(None if number is None else round(number) for number in known)

    return Chart(
        title="Patients, on average over the year",
        says=f"{whole(last.registered)} were registered in {last.year}, "
        f"{whole(first.registered)} in {first.year}.",
        kind=Kind.LINES,
        labels=labels,
        series=(Series("Registered", values("registered")), Series("Weighted", values("weighted"))),
        unit=Unit.COUNT,
        labels_are="Year",
    )


def _payments(years: tuple[IncomeYear, ...], here: str) -> Chart | None:
    """In pounds with their pennies, which a chart of pounds would leave out."""
    figures = {
        str(one.year): (one.total.per_weighted, one.total.beside_weighted)
        for one in years
        if one.total.per_weighted is not None
    }
    return _beside("NHS payments for each weighted patient, £", figures, here, Unit.COUNT, rate, pence=True)


def _measured(measure: Measure, here: str) -> Chart | None:
    title, unit, write = DRAWN[measure.key]
    figures = {one.year: (one.value, one.beside) for one in measure.years if one.value is not None}
    return _beside(title, figures, here, unit, write)


def _beside(
    title: str, figures: dict[str, Figure], here: str, unit: Unit, write: Write, *, pence: bool = False
) -> Chart | None:
    """A figure over the years beside England and the peers' median. With `pence`, figures are in pence."""
    if len(figures) < 2:
        return None
    labels = _with_gaps(list(figures))

    def series(name: str, of: Callable[[Figure], Decimal | None]) -> Series:
        known = {label: of(figure) for label, figure in figures.items()}
        return Series(name, tuple(_drawn(known.get(label), pence) for label in labels))

    drawn = (
        series(here, lambda figure: figure[0]),
        series("England", lambda figure: figure[1].national),
        series("Peers' median", lambda figure: figure[1].peers.median if figure[1].peers else None),
    )
    last, beside = figures[labels[-1]]
    england = f", England {write(beside.national)}" if beside.national is not None else ""
    return Chart(
        title=title,
        says=f"{here}: {write(last)} in {labels[-1]}{england}.",
        kind=Kind.LINES,
        labels=labels,
        series=tuple(each for each in drawn if any(value is not None for value in each.values)),
        unit=unit,
        labels_are="Year",
    )


def _drawn(value: Decimal | None, pence: bool) -> float | None:
    return None if value is None else round(float(value / 100 if pence else value), 2)


def _with_gaps(labels: Sequence[str]) -> tuple[str, ...]:
    """Financial years with those between them that are missing, so that the years stand evenly."""
    try:
        begins = [FinancialYear.parse(label).begins for label in labels]
    except NotAYear:
        return tuple(labels)
    return tuple(str(FinancialYear(year)) for year in range(min(begins), max(begins) + 1))
