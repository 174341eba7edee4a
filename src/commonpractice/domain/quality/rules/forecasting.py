"""Where an indicator's year will end: last year's shape, carried to this year's level and pace.

Most indicators begin again on 1 April, and patients meet them month by month. Last year says how many of
those who have not met one by a day are still to meet it by 31 March: a part S of them stays behind. This
year's pace beside last year's is worked out from the months that are over; whoever works r times as fast
leaves S to the power of r behind (proportional hazards: Cox, J. R. Statist. Soc. B 34 (1972), 187). What is
not known is counted in:

- the pace, by gamma and Poisson (Bühlmann's credibility): few patients tell little, and then last year's
  pace counts;
- last year's own luck in the months to come (Greenwood's formula), and each month's own way;
- chance in the months to come, scaled by how far months strayed from the method so far (quasi-binomial
  dispersion: McCullagh and Nelder 1989, section 4.5): the method's own month-to-month error.

The mean and variance that follow are exact for the mixture, and the range is that of the beta distribution
that has them. Numbers come from rulebook/quality/forecast.toml; the back-test says what the range is worth.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Protocol, cast

from scipy import special  # pyright: ignore[reportMissingTypeStubs]

from commonpractice.domain.quality.facts.definitions import Indicator
from commonpractice.domain.quality.facts.expressions import Compare, Found, Not, within
from commonpractice.domain.quality.facts.forecasts import CannotSay, Counted, Forecast

_beta_point = cast(Callable[[float, float, float], float], special.betaincinv)  # pyright: ignore
MONTHS = 12
NEARLY = 0.1  # of a month: the last day of March as counted a day or two off is still the year's end
TINY = 1e-9


class Parameters(Protocol):
    """What a forecast goes by; parameters/forecasting.py says what each is."""

    @property
    def level(self) -> float: ...
    @property
    def pace_spread(self) -> float: ...
    @property
    def drift(self) -> float: ...
    @property
    def month_spread(self) -> float: ...
    @property
    def dispersion(self) -> float: ...
    @property
    def dispersion_weight(self) -> float: ...
    @property
    def enough_months(self) -> int: ...


def lasts(indicator: Indicator) -> bool:
    """Whether who has met an indicator has met it for the year, as with a check that was done.

    Not where the last value read decides, nor where something may not be there: those can be undone.
    """
    return not any(
        isinstance(part, Not | Compare) or (isinstance(part, Found) and part.part == "value")
        for part in within(indicator.met.when)
    )


def forecast(
    this_year: Sequence[Counted],
    last_year: Sequence[Counted],
    *,
    year_end: date,
    lasting: bool,
    by: Parameters,
) -> Forecast | CannotSay:
    """The year's end from counts of this year up to now and of last year, each by day, in any order.

    Both count towards their own 31 March. `lasting`: who has met it has met it, so the range never goes below
    what is met already. Raises ValueError for no count of this year, or one after its end.
    """
    gone = sorted(this_year)
    if not gone or gone[-1].on > year_end:
        raise ValueError("A year is forecast from a count of it, up to its end.")
    now = gone[-1]
    if now.on == year_end or now.eligible == 0:
        return Forecast(now.on, now.met, now.eligible, now.met, now.met, now.met, 1.0, False)
    shape = _Shape.of(last_year)
    at = elapsed(now.on)
    if shape is None or not shape.reaches(at):
        why = "There are no counts of last year from the same time to its 31 March to go by."
        return CannotSay(now.on, now.met, now.eligible, why)
    pace = _pace(gone, shape, by)
    to_come = shape.between(at, MONTHS)
    pace = replace(pace, relative=pace.relative + 2 * by.month_spread**2 / max(MONTHS - at, 1.0))
    left = now.eligible - now.met
    if to_come >= 0 or lasting:
        least = shape.half_a_patient(at)
        spread = _spread(left, max(to_come, least), max(shape.luck(at), least * least), pace)
        mean, variance = now.met + left - spread.mean, spread.variance
    else:  # fewer had met it at the end of last year than by now: the same part of those who have falls back
        spread = _spread(now.met, shape.falling(at), shape.luck_of_falling(at), _last_years(by))
        mean, variance = spread.mean, spread.variance
    if not lasting:
        variance += pace.stray * (MONTHS - at)
    floor = now.met if lasting else 0
    low, high = _range(mean, variance, floor, now.eligible, by.level)
    expected = min(max(round(mean), floor), now.eligible)
    return Forecast(
        now.on,
        now.met,
        now.eligible,
        expected,
        min(low, expected),
        max(high, expected),
        pace.mean,
        pace.early,
    )


def elapsed(on: date) -> float:
    """Months since 1 April: 31 May is 2, 15 June about 2.5."""
    month = (on.month - 4) % MONTHS
    after = (date(on.year + on.month // MONTHS, on.month % MONTHS + 1, 1) - date(on.year, on.month, 1)).days
    return month + on.day / after


def combined(parts: Sequence[float], together: float) -> float:
    """How far a sum may be off whose parts may each be off so far, by the correlation of their errors."""
    apart = sum(part * part for part in parts)
    return math.sqrt((1 - together) * apart + together * sum(parts) ** 2)


@dataclass(frozen=True)
class _Shape:
    """Last year, by months since its 1 April: met and eligible."""

    points: tuple[tuple[float, Counted], ...]

    @classmethod
    def of(cls, counted: Sequence[Counted]) -> "_Shape | None":
        """None where it does not reach its end, or nobody was eligible."""
        points = tuple((elapsed(one.on), one) for one in sorted(counted) if one.eligible)
        return cls(points) if points and points[-1][0] >= MONTHS - NEARLY else None

    def reaches(self, at: float) -> bool:
        """Whether there is a count of that time, or before it."""
        return self.points[0][0] <= at + NEARLY

    def between(self, start: float, end: float) -> float:
        """The hazard between two times: how many of those behind came forward, as a logarithm; below nil
        where more fell back."""
        return self._behind(start) - self._behind(end)

    def falling(self, at: float) -> float:
        """The same of those who had met it and fell back by the end."""
        return max(self._forward(at) - self._forward(MONTHS), TINY)

    def luck(self, at: float) -> float:
        """The variance of `between` to the end by chance alone: Greenwood's formula."""
        return max(1 / (self._left(MONTHS) + 0.5) - 1 / (self._left(at) + 0.5), 0.0)

    def half_a_patient(self, at: float) -> float:
        """The least hazard that is thought possible: where nobody came forward last year, half of one did."""
        return 0.5 / (self._left(at) + 1)

    def luck_of_falling(self, at: float) -> float:
        return max(1 / (self._met(MONTHS) + 0.5) - 1 / (self._met(at) + 0.5), 0.0)

    def _left(self, at: float) -> float:
        return self._at(at, lambda one: one.eligible - one.met)

    def _met(self, at: float) -> float:
        return self._at(at, lambda one: one.met)

    def _behind(self, at: float) -> float:
        """The logarithm of the part that had not met it, half a patient put on so that none is never nil."""
        return self._at(at, lambda one: math.log((one.eligible - one.met + 0.5) / (one.eligible + 1)))

    def _forward(self, at: float) -> float:
        return self._at(at, lambda one: math.log((one.met + 0.5) / (one.eligible + 1)))

    def _at(self, at: float, of: Callable[[Counted], float]) -> float:
        """At a time between two counts, evenly between what they say; before the first, the first."""
        before, last = self.points[0]
        if at <= before:
            return of(last)
        for (start, one), (end, other) in pairwise(self.points):
            if at <= end:
                part = (at - start) / (end - start)
                return of(one) + (of(other) - of(one)) * part
        return of(self.points[-1][1])


@dataclass(frozen=True)
class _Pace:
    """This year's pace beside last year's, its variance over its square, and how far months strayed.

    `dispersion` is variance over that of chance; `stray` a month's variance, in patients squared.
    """

    mean: float
    relative: float
    dispersion: float
    stray: float
    early: bool


def _last_years(by: Parameters) -> _Pace:
    """Last year's, as far as it may be off: of those who fall back, who are few."""
    return _Pace(1.0, by.pace_spread**2, by.dispersion, 0.0, True)


def _pace(gone: Sequence[Counted], shape: _Shape, by: Parameters) -> _Pace:
    """From each step between two counts of this year: how many came, and how many would have last year.

    A patient more or fewer on the list is no step forward: what counts is the part of those eligible.
    """
    steps: list[tuple[float, float]] = []
    for one, other in pairwise(gone):
        if not (one.eligible and other.eligible and shape.reaches(elapsed(one.on))):
            continue
        left = other.eligible * (1 - one.met / one.eligible)
        usual = left * -math.expm1(-shape.between(elapsed(one.on), elapsed(other.on)))
        steps.append((other.met - one.met * other.eligible / one.eligible, usual))
    prior = 1 / by.pace_spread**2
    came, usual = sum(came for came, _ in steps), sum(usual for _, usual in steps)
    scatter = by.dispersion
    mean = (prior + max(came, 0.0) / scatter) / (prior + max(usual, 0.0) / scatter)
    strayed = [(came - mean * usual) ** 2 for came, usual in steps]
    weight = by.dispersion_weight + len(strayed)
    told = sum(square / max(mean * usual, 1.0) for square, (_, usual) in zip(strayed, steps, strict=True))
    scatter = max((by.dispersion_weight * by.dispersion + told) / weight, 1.0)
    known = prior + max(came, 0.0) / scatter
    early = len(gone) < by.enough_months
    stray = sum(strayed) / weight
    return _Pace(mean, 1 / known + by.drift**2, scatter, stray, early)


@dataclass(frozen=True)
class _Spread:
    """How many of some stay where they are: mean and variance."""

    mean: float
    variance: float


def _spread(many: int, hazard: float, luck: float, pace: _Pace) -> _Spread:
    """How many of so many are left after a hazard, at an uncertain pace: by a gamma's Laplace transform."""
    relative = pace.relative + pace.dispersion * luck / hazard**2

    def stays(times: int) -> float:
        return math.exp(-math.log1p(times * hazard * pace.mean * relative) / relative)

    one, two = stays(1), stays(2)
    chance = pace.dispersion * many * (one - two)
    return _Spread(many * one, chance + many * many * max(two - one * one, 0.0))


def _range(mean: float, variance: float, floor: int, ceiling: int, level: float) -> tuple[int, int]:
    """Between floor and ceiling, the middle part of the beta distribution of that mean and variance, outwards
    to whole patients."""
    size = ceiling - floor
    part = (mean - floor) / size if size else 0.0
    if not TINY < part < 1 - TINY or variance <= 0:
        whole = floor + round(part * size)
        return whole, whole
    spread = min(variance / size**2, part * (1 - part) * 0.999)
    strength = part * (1 - part) / spread - 1
    tail = (1 - level) / 2
    ends = [
        floor + size * float(_beta_point(part * strength, (1 - part) * strength, q)) for q in (tail, 1 - tail)
    ]
    return max(math.floor(ends[0]), floor), min(math.ceil(ends[1]), ceiling)
