"""A series in periods, each with a baseline: how re-basing and a fixed baseline go together."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from commonpractice.foundations.spc import signals
from commonpractice.foundations.spc.facts import Chart, Limits, Period, Point
from commonpractice.foundations.spc.parameters import CannotChart, Parameters

Baseline = range | tuple[range | None, ...] | None
"""Points, counted from a period's beginning, that its lines come from: of every period, or each its own."""

Lines = tuple[Sequence[float], Sequence[Limits] | None]
"""Of each point of a period its centre, and its limits where there are any."""


def periods(count: int, *, baseline: Baseline, rebased_at: Sequence[int], by: Parameters) -> list[Period]:
    """The periods of a series of `count` points, which begin anew at each place of `rebased_at`.

    `baseline` names points from the beginning of each period: range(12) is its first twelve, range(6, 18) its
    seventh to eighteenth, None all of them; a tuple has one such for each period. A period shorter than its
    baseline uses what there is of it; one with no point of it is refused. Raises CannotChart.
    """
    if count == 0:
        raise CannotChart("There are no values to chart.")
    if list(rebased_at) != sorted(set(rebased_at)) or not all(0 < at < count for at in rebased_at):
        raise CannotChart(
            f"New periods begin at points after the first, in order and each once, not at {list(rebased_at)} "
            f"of {count} points."
        )
    ends = list(pairwise((0, *rebased_at, count)))
    each = baseline if isinstance(baseline, tuple) else (baseline,) * len(ends)
    if len(each) != len(ends):
        raise CannotChart(f"There are {len(each)} baselines for {len(ends)} periods.")
    return [_period(start, stop, one, by) for (start, stop), one in zip(ends, each, strict=True)]


def _period(start: int, stop: int, baseline: range | None, by: Parameters) -> Period:
    if baseline is not None and (baseline.step != 1 or not baseline or baseline.start < 0):
        raise CannotChart(f"A baseline is points in a row, from the first at the earliest, not {baseline}.")
    length = stop - start
    used = range(length) if baseline is None else range(length)[baseline.start : baseline.stop]
    if not used:
        raise CannotChart(
            f"A period of {length} points has none of the baseline, which begins with its point "
            f"{baseline.start + 1 if baseline else 1}."
        )
    return Period(
        start, stop, range(start + used.start, start + used.stop), is_trial=len(used) < by.enough_points
    )


def chart(
    values: Sequence[float],
    those: Sequence[Period],
    lines: Callable[[range, range], Lines],
    by: Parameters,
    *,
    judged: Callable[[float], float] = float,
    shown: Callable[[float], float] | None = None,
    runs: bool = True,
) -> Chart:
    """A chart of `values`, whose lines in a period of points are `lines(points, baseline)`.

    `judged` takes a value to the scale on which its lines are and it is judged; `shown` takes a line back,
    where that is another scale. Without `runs` only a point outside its limits is a signal.
    """
    points: list[Point] = []
    for period in those:
        part = values[period.start : period.stop]
        centres, limits = lines(range(period.start, period.stop), period.baseline)
        found = signals.found([judged(value) for value in part], centres, limits, by, runs=runs)
        for place, value in enumerate(part):
            signal, side = found[place] or (None, None)
            centre, drawn = centres[place], limits[place] if limits else None
            if shown:
                centre, drawn = shown(centre), drawn and _shown(drawn, shown)
            points.append(Point(value, centre, drawn, signal, side))
    return Chart(tuple(points), tuple(those))


def _shown(limits: Limits, shown: Callable[[float], float]) -> Limits:
    return Limits(
        shown(limits.lower), shown(limits.upper), shown(limits.near_lower), shown(limits.near_upper)
    )
