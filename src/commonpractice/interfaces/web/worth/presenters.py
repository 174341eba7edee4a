"""What care is worth, as pages show it: forecasts with their ranges, what is at risk, what was declared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from commonpractice.domain.contracts.facts import Trust, least, plain
from commonpractice.domain.contracts.parameters import qof_indicators
from commonpractice.domain.contracts.queries import (
    Declared,
    ForecastPart,
    ForecastTotal,
    QofOfYear,
    best_next,
)
from commonpractice.domain.contracts.rules.qof.worth import ranged
from commonpractice.domain.partnership.facts import SurgerySummary
from commonpractice.domain.quality.parameters.forecasting import forecasting
from commonpractice.foundations.dated import Period
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month
from commonpractice.interfaces.web.called import said
from commonpractice.interfaces.web.charts.facts import Chart, Kind, Series
from commonpractice.interfaces.web.places import left_on
from commonpractice.interfaces.web.steps import Step, steps

LONGEST = 44
SHOWN = 15  # names in a chart; the table has them all
SORTS = {
    "name": lambda row: row.surgery.name,
    "amount": lambda row: row.total.of_year.amount,
    "risk": lambda row: row.total.of_year.at_risk,
    "next": lambda row: row.total.next_amount,
}


@dataclass(frozen=True)
class SurgeryRow:
    """`until`: the last day with the partnership of one that leaves within the year, so that its year is in
    no sum."""

    surgery: SurgerySummary
    total: ForecastTotal
    until: date | None = None


@dataclass(frozen=True)
class OfPartnership:
    """Every surgery's forecast and the sum of those that stay to the year's end; its `low` and `high` are
    closer than the sums of theirs."""

    rows: tuple[SurgeryRow, ...]
    without: tuple[SurgerySummary, ...]
    sort: str
    amount: Pence
    low: Pence
    high: Pence
    full: Pence
    chart: Chart | None
    as_at: tuple[date, ...]

    @property
    def at_risk(self) -> Pence:
        return self.full - self.amount

    @property
    def early(self) -> bool:
        return any(row.total.of_year.early for row in self.rows)


def of_partnership(
    surgeries: Sequence[SurgerySummary],
    totals: Mapping[int, ForecastTotal],
    spells: Mapping[int, Sequence[Period]],
    sort: str,
) -> OfPartnership:
    """Sorted by what is most at risk, unless something else is asked for. `spells` say who leaves when."""
    rows = [
        SurgeryRow(one, total, left_on(spells[one.id], on=total.of_year.year.last.last))
        for one in surgeries
        if (total := totals.get(one.id))
    ]
    sort = sort if sort.removeprefix("-") in SORTS else "-risk"
    rows.sort(key=SORTS[sort.removeprefix("-")], reverse=sort.startswith("-"))
    stay = [row for row in rows if row.until is None]
    years = [row.total.of_year for row in stay]
    low, high = ranged([(one.amount, one.low, one.high) for one in years], forecasting().together)
    return OfPartnership(
        tuple(rows),
        tuple(one for one in surgeries if one.id not in totals),
        sort,
        sum(one.amount for one in years),
        low,
        high,
        sum(one.full for one in years),
        _most_at_risk(
            [(_label(row.surgery), row.total.of_year.at_risk) for row in stay],
            said("by surgery"),
            said("Surgery"),
        ),
        tuple(sorted({row.total.of_year.on for row in rows})),
    )


def _label(surgery: SurgerySummary) -> str:
    """A name that two lines of a chart hold."""
    name = surgery.name
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 8].rstrip()}… {surgery.code}"


def _most_at_risk(named: Sequence[tuple[str, Pence]], title: str, labels_are: str) -> Chart | None:
    most = sorted(((name, amount) for name, amount in named if amount), key=lambda one: (-one[1], one[0]))
    if len(most) < 2:
        return None
    shown = most[:SHOWN]
    few = f", the {len(shown)} largest" if len(most) > len(shown) else ""
    return Chart(
        title=f"At risk {title}{few}",
        says=f"Most is at risk for {most[0][0]}.",
        kind=Kind.RANKED,
        labels=tuple(name for name, _ in shown),
        series=(Series("At risk", tuple(amount for _, amount in shown)),),
        labels_are=labels_are,
    )


@dataclass(frozen=True)
class PartRow:
    """An indicator: met now, expected and between which, its points and pounds, and what is at risk."""

    part: ForecastPart
    points: str
    most: str
    doubt: str

    @property
    def code(self) -> str:
        return self.part.indicator.code

    @property
    def words(self) -> str:
        return self.part.indicator.words


@dataclass(frozen=True)
class OfSurgery:
    """A surgery's indicators, the most at risk first. So many are `held` at the surgery: few are counted."""

    rows: tuple[PartRow, ...]
    held: int
    nobody: tuple[str, ...]
    next: tuple[tuple[str, str, int], ...]
    """Of which indicators the next patients would best be: code, words, how many."""
    chart: Chart | None
    asked: PartRow | None
    steps: list[Step]


def of_surgery(total: ForecastTotal, parts: Sequence[ForecastPart], asked: str, whole: bool) -> OfSurgery:
    """`whole`: whoever asks may see all of the surgery's counts."""
    shown = [one for one in parts if one.ends.eligible]
    rows = sorted((_row(one) for one in shown), key=lambda row: (-row.part.at_risk, row.code))
    chosen = best_next(parts, total.next_patients).patients if whole else {}
    words = {one.indicator.code: one.indicator.words for one in parts}
    found = next((row for row in rows if row.code == asked), None)
    return OfSurgery(
        tuple(rows),
        0 if whole else _held(parts),
        tuple(one.indicator.code for one in parts if not one.ends.eligible),
        tuple((code, words[code], many) for code, many in sorted(chosen.items(), key=lambda one: -one[1])),
        _most_at_risk([(row.code, row.part.at_risk) for row in rows], "by indicator", "Indicator"),
        found,
        steps(found.part.steps) if found else [],
    )


def _held(parts: Sequence[ForecastPart]) -> int:
    """How many indicators of the year are not among those that may be seen."""
    if not parts:
        return -1
    return len(qof_indicators(parts[0].indicator.year)) - len(parts)


def _row(part: ForecastPart) -> PartRow:
    doubt = least(*(Trust(step["trust"]) for step in part.steps))
    return PartRow(
        part,
        "" if part.points is None else plain(part.points, 2),
        plain(Fraction(part.indicator.points)),
        doubt.words if doubt.is_doubtful else "",
    )


@dataclass(frozen=True)
class BesideRow:
    """An indicator as declared and as we counted it. Amounts None where not told, or not to be seen."""

    declared: Declared
    ours: ForecastPart | None
    paid: Pence | None
    points: str

    @property
    def difference(self) -> Pence | None:
        """What the declared count pays less what ours would."""
        return None if self.ours is None or self.paid is None else self.paid - self.ours.amount

    @property
    def same(self) -> bool:
        ours = self.ours
        counted = (self.declared.numerator, self.declared.denominator)
        return ours is not None and counted == (ours.ends.expected, ours.ends.eligible)


@dataclass(frozen=True)
class Beside:
    """A year as declared beside our own last count of it: what differs most first."""

    rows: tuple[BesideRow, ...]
    sources: tuple[str, ...]
    paid: Pence
    told: Pence | None
    ours: Pence | None


def beside(rows: Sequence[Declared], ours: Sequence[ForecastPart], paid: QofOfYear | None) -> Beside:
    """`paid` is what the declared counts come to by the contract's rules; `told` what the system says."""
    counted = {one.indicator.code: one for one in ours}
    worth = {one.indicator.code: one for one in paid.earned.indicators} if paid else {}
    found = []
    for one in rows:
        code = one.indicator.code
        there = worth.get(code)
        points = "" if there is None or there.points is None else plain(there.points, 2)
        found.append(BesideRow(one, counted.get(code), there.amount if there else None, points))
    found.sort(key=lambda row: (-abs(row.difference or 0), row.same, row.declared.indicator.code))
    told = [one.amount for one in rows]
    return Beside(
        tuple(found),
        tuple(sorted({one.source for one in rows})),
        sum(one.paid or 0 for one in found),
        None if None in told else sum(amount or 0 for amount in told),
        sum(one.amount for one in ours) if len(ours) >= len(rows) else None,
    )


def month_of(day: date) -> Month:
    return Month.of(day)
