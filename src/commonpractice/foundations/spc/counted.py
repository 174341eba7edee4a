"""Charts of counts: p and u with a denominator, c without, g for the cases between rare events."""

from collections.abc import Callable, Sequence
from math import fsum, inf, sqrt
from statistics import median, stdev

from commonpractice.foundations.spc.facts import Chart, Limits
from commonpractice.foundations.spc.individuals import average_moving_range
from commonpractice.foundations.spc.parameters import CannotChart, Parameters
from commonpractice.foundations.spc.periods import Baseline, Lines, chart, periods


def p(
    counts: Sequence[tuple[int, int]],
    *,
    by: Parameters,
    laney: bool = False,
    baseline: Baseline = None,
    rebased_at: Sequence[int] = (),
) -> Chart:
    """The p chart of (how many met it, of how many): limits p̄ ± 3√(p̄(1 − p̄)/n), within 0 and 1.

    p̄ is all who met it of all there were (Montgomery, chapter 7). With `laney`, limits are widened by how
    far points vary from one to the next beyond chance (Laney 2002, the p′ chart): denominators in the
    thousands make limits so narrow that everything is a signal. Raises CannotChart.
    """
    _check_parts(counts)
    return _rates(
        counts, lambda rate: rate * (1 - rate), 1.0, by, laney, baseline=baseline, rebased_at=rebased_at
    )


def overlapping(
    counts: Sequence[tuple[int, int]],
    *,
    by: Parameters,
    baseline: Baseline = None,
    rebased_at: Sequence[int] = (),
) -> Chart:
    """The chart of (how many met it, of how many) where each point counts much of what the one before it did.

    Months that each look back on twelve share eleven with the next. Such points lie close together, so their
    moving ranges say nothing of how far they may stray, and they run in one direction by themselves. Limits
    are those of a p chart, p̄ ± 3√(p̄(1 − p̄)/n), and no narrower than 3 standard deviations of the
    baseline's points, for there is more than chance in denominators of thousands; and only a point outside
    them is a signal. Our own choice: docs/decisions/0016 has what it does to false alarms. Raises
    CannotChart.
    """
    _check_parts(counts)
    values = [part / whole for part, whole in counts]
    those = periods(len(values), baseline=baseline, rebased_at=rebased_at, by=by)

    def lines(points: range, base: range) -> Lines:
        part = counts[base.start : base.stop]
        centre = sum(met for met, _ in part) / sum(of for _, of in part)
        between = stdev(values[base.start : base.stop]) if len(base) > 1 else 0.0
        limits = [
            _limits(centre, max(between, sqrt(centre * (1 - centre) / of)), 1.0, by)
            for _, of in counts[points.start : points.stop]
        ]
        return [centre] * len(points), limits

    return chart(values, those, lines, by, runs=False)


def _check_parts(counts: Sequence[tuple[int, int]]) -> None:
    if not all(0 <= part <= whole and whole > 0 for part, whole in counts):
        raise CannotChart("Of each point, 0 or more met it of 1 or more, and no more met it than there were.")


def u(
    counts: Sequence[tuple[int, float]],
    *,
    by: Parameters,
    laney: bool = False,
    baseline: Baseline = None,
    rebased_at: Sequence[int] = (),
) -> Chart:
    """The u chart of (events, exposure), as falls and bed days: limits ū ± 3√(ū/n), not below 0.

    ū is all events over all exposure (Montgomery, chapter 7); `laney` as of `p` (u′). Raises CannotChart.
    """
    if not all(events >= 0 and exposure > 0 for events, exposure in counts):
        raise CannotChart("Of each point, 0 events or more happened in an exposure above 0.")
    return _rates(counts, lambda rate: rate, inf, by, laney, baseline=baseline, rebased_at=rebased_at)


def c(
    counts: Sequence[int],
    *,
    by: Parameters,
    baseline: Baseline = None,
    rebased_at: Sequence[int] = (),
) -> Chart:
    """The c chart of events in periods alike: limits c̄ ± 3√c̄, not below 0 (Montgomery, chapter 7).

    Raises CannotChart.
    """
    return u([(count, 1) for count in counts], by=by, baseline=baseline, rebased_at=rebased_at)


def g(
    cases: Sequence[int],
    *,
    by: Parameters,
    baseline: Baseline = None,
    rebased_at: Sequence[int] = (),
) -> Chart:
    """The g chart of the cases between one event and the next: limits ḡ ± 3√(ḡ(ḡ + 1)), not below 0.

    Benneyan (2001), Health Care Management Science 4: 305-318; Montgomery, chapter 7. The centre is the
    median, as in qicharts2: numbers between rare events lean so far to one side that nearly two thirds of
    them are below their mean, and a shift about it would be no signal. Raises CannotChart.
    """
    if not all(count >= 0 for count in cases):
        raise CannotChart("Cases between events are 0 or more.")
    those = periods(len(cases), baseline=baseline, rebased_at=rebased_at, by=by)

    def lines(points: range, base: range) -> Lines:
        part = cases[base.start : base.stop]
        mean = sum(part) / len(part)
        limits = _limits(mean, sqrt(mean * (mean + 1)), inf, by)
        return [float(median(part))] * len(points), [limits] * len(points)

    return chart(cases, those, lines, by)


def _rates(
    counts: Sequence[tuple[int, float]],
    variance: Callable[[float], float],
    most: float,
    by: Parameters,
    laney: bool,
    *,
    baseline: Baseline,
    rebased_at: Sequence[int],
) -> Chart:
    """A chart of rates whose variance at a centre is `variance(centre)` over the denominator."""
    values = [part / whole for part, whole in counts]
    those = periods(len(values), baseline=baseline, rebased_at=rebased_at, by=by)

    def lines(points: range, base: range) -> Lines:
        part = counts[base.start : base.stop]
        centre = sum(events for events, _ in part) / fsum(whole for _, whole in part)
        chance = sqrt(max(variance(centre), 0.0))
        wider = _laney(part, centre, chance, by) if laney else 1.0
        limits = [
            _limits(centre, wider * chance / sqrt(whole), most, by)
            for _, whole in counts[points.start : points.stop]
        ]
        return [centre] * len(points), limits

    return chart(values, those, lines, by)


def _laney(counts: Sequence[tuple[int, float]], centre: float, chance: float, by: Parameters) -> float:
    """How many times as far as by chance rates vary from point to point; 1 where that cannot be said."""
    if not chance:
        return 1.0
    scores = [(part / whole - centre) / (chance / sqrt(whole)) for part, whole in counts]
    average = average_moving_range(scores, screen=False, by=by)
    return 1.0 if average is None else average / by.d2


def _limits(centre: float, sigma: float, most: float, by: Parameters) -> Limits:
    """Limits and near limits about a centre, none below nil or above `most`."""
    far, near = by.limit_sigmas * sigma, by.near_sigmas * sigma
    return Limits(
        max(centre - far, 0.0), min(centre + far, most), max(centre - near, 0.0), min(centre + near, most)
    )
