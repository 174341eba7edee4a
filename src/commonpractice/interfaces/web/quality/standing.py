"""Where an indicator stands: each surgery's control chart, and all in one funnel; the worst first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from commonpractice.domain.partnership.facts import SurgerySummary
from commonpractice.domain.quality.facts.courses import Course
from commonpractice.domain.quality.facts.definitions import Indicator, Terms
from commonpractice.domain.quality.facts.improving import Baseline
from commonpractice.domain.quality.facts.results import Result
from commonpractice.domain.quality.rules import charting
from commonpractice.foundations import funnel, spc
from commonpractice.interfaces.web.called import said
from commonpractice.interfaces.web.charts import compared, words
from commonpractice.interfaces.web.charts.charted import Charted
from commonpractice.interfaces.web.charts.compared import Compared, Standing
from commonpractice.interfaces.web.charts.words import Tone

WORSE_THAN_REST = {
    spc.Better.HIGHER: (Standing.BELOW_998, Standing.BELOW_95),
    spc.Better.LOWER: (Standing.ABOVE_998, Standing.ABOVE_95),
}
BETTER_THAN_REST = {
    spc.Better.HIGHER: (Standing.ABOVE_998, Standing.ABOVE_95),
    spc.Better.LOWER: (Standing.BELOW_998, Standing.BELOW_95),
}


@dataclass(frozen=True)
class Stands:
    """One surgery by one indicator: its result, its chart, and where it is in the funnel.

    `z` is above 0 where it does better than the rest; None where it has no place in the funnel.
    """

    surgery: SurgerySummary
    result: Result | None
    charted: Charted
    standing: Standing | None
    z: float | None
    better: spc.Better

    @property
    def tone(self) -> Tone:
        """What the last point of the chart says."""
        points = self.charted.points
        return words.tone(points[-1].side, self.better) if points else Tone.COMMON

    @property
    def is_trial(self) -> bool:
        return bool(self.charted.periods) and self.charted.periods[-1].is_trial

    @property
    def is_far_worse(self) -> bool:
        """Beyond the outer limit, on the side that nobody wants."""
        return self.standing is WORSE_THAN_REST[self.better][0]

    @property
    def is_far_better(self) -> bool:
        return self.standing is BETTER_THAN_REST[self.better][0]

    @property
    def concerns(self) -> bool:
        """Whether it needs looking at: a special cause for concern, or far worse than the rest.

        Nothing is decided by trial limits.
        """
        return self.is_far_worse or (self.tone is Tone.CONCERN and not self.is_trial)

    @property
    def rank(self) -> int:
        """The worst first: 0 to 6."""
        if self.is_far_worse and self.tone is Tone.CONCERN:
            return 0
        if self.concerns:
            return 1
        if self.standing is WORSE_THAN_REST[self.better][1]:
            return 2
        if self.result is None or self.result.hidden:
            return 6 if not self.charted.points else 5
        if self.tone is Tone.IMPROVEMENT or self.is_far_better:
            return 4
        return 3

    @property
    def order(self) -> tuple[int, float, str]:
        return self.rank, self.z or 0.0, self.surgery.name


def better(of: Indicator) -> spc.Better:
    return spc.Better(of.better)


def target(told: Terms | None) -> float | None:
    """The upper threshold, from which all points are earned, as a part of the whole."""
    return told.upper / 100 if told else None


def charted(
    course: Course,
    *,
    name: str,
    of: Indicator,
    told: Terms | None,
    screen: bool = True,
    xmr: bool = False,
    baselines: tuple[Baseline, ...] = (),
) -> Charted:
    """An indicator's course as a control chart."""
    by = spc.making_data_count()
    found = charting.chart(course, by=by, screen=screen, xmr=xmr, baselines=baselines)
    return Charted(name, found.months, found.chart, better(of), target=target(told), reasons=found.reasons)


@dataclass(frozen=True)
class Beside:
    """Surgeries beside one another: their funnel, and by the id of each its standing and z.

    z is turned so that below 0 is worse. Surgeries whose numbers are hidden, or that have nobody concerned,
    are in neither.
    """

    drawn: Compared
    standings: Mapping[int, tuple[Standing, float | None]]


def beside(of: Indicator, results: Sequence[tuple[SurgerySummary, Result | None]]) -> Beside:
    """Those surgeries whose numbers may be seen, in a funnel with over-dispersion."""
    shown = [
        (surgery, result.met, result.denominator)
        for surgery, result in results
        if result is not None and result.met is not None and result.denominator
    ]
    by = funnel.published()
    counts = tuple((met, of_all) for _, met, of_all in shown)
    found = funnel.proportions(counts, by=by, overdispersion=True)
    drawn = Compared(
        name=said("Funnel: per cent of each surgery by how many patients it is about"),
        names=tuple(surgery.name for surgery, _, _ in shown),
        counts=counts,
        funnel=found,
        limits_at=partial(_limits, target=found.target or 0.0, between=found.between, by=by),
        better=better(of),
        of="Patients concerned",
        units_are=said("Surgery"),
    )
    turn = -1 if of.better == spc.Better.LOWER else 1
    standings = {
        surgery.id: (compared.standing(unit), None if unit.z is None else turn * unit.z)
        for (surgery, _, _), unit in zip(shown, found.units, strict=True)
    }
    return Beside(drawn, standings)


def _limits(size: float, target: float, between: float, by: funnel.Parameters) -> funnel.Limits:
    return funnel.proportion_limits(size, target, between, by)


def stands(
    of: Indicator,
    told: Terms | None,
    *,
    surgery: SurgerySummary,
    result: Result | None,
    course: Course,
    among: Beside | None = None,
    baselines: tuple[Baseline, ...] = (),
) -> Stands:
    """One surgery by one indicator; `among` the others where they may be seen."""
    standing, z = among.standings.get(surgery.id, (None, None)) if among else (None, None)
    drawn = charted(course, name=surgery.name, of=of, told=told, baselines=baselines)
    return Stands(surgery, result, drawn, standing, z, better(of))


def from_total(result: Result | None, total: Result | None) -> float | None:
    """z of a surgery's part, about the whole that it is a part of, by chance alone; None without either."""
    if result is None or total is None or not result.denominator or total.denominator is None:
        return None
    met, of = result.met or 0, result.denominator
    others = ((total.met or 0) - met, total.denominator - of)
    if not 0 <= others[0] <= others[1]:
        return None  # it was counted anew since
    found = funnel.proportions([(met, of), others], by=funnel.published(), overdispersion=False)
    return found.units[0].z
