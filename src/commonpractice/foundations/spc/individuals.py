"""Charts of single values: XmR, and t for the times between rare events."""

from collections.abc import Sequence
from itertools import pairwise
from math import fsum

from commonpractice.foundations.spc.facts import Chart, Limits
from commonpractice.foundations.spc.parameters import CannotChart, Parameters
from commonpractice.foundations.spc.periods import Baseline, Lines, chart, periods


def xmr(
    values: Sequence[float],
    *,
    by: Parameters,
    screen: bool,
    baseline: Baseline = None,
    rebased_at: Sequence[int] = (),
) -> Chart:
    """The XmR chart of values in the order of time: mean ± limit_factor × the average moving range.

    `screen` leaves out, once, moving ranges of screen_factor times their average or more, as NHSRplotthedots
    does and the NHS Excel tools do not. A single value has a mean and no limits; where nothing varies, the
    limits are the mean. `baseline` and `rebased_at` are as in `periods`. Raises CannotChart.
    """
    those = periods(len(values), baseline=baseline, rebased_at=rebased_at, by=by)

    def lines(points: range, base: range) -> Lines:
        return _lines(values[base.start : base.stop], len(points), screen, by)

    return chart(values, those, lines, by)


def t(
    times: Sequence[float],
    *,
    by: Parameters,
    screen: bool,
    baseline: Baseline = None,
    rebased_at: Sequence[int] = (),
) -> Chart:
    """The t chart of the time from each event to the next, in any unit, all above nil.

    Times are charted as XmR on the scale of their 3.6th root, on which times between events at random are
    nearly normal (Nelson 1994); lines are taken back to times. A lower limit below nil there is nil. Raises
    CannotChart.
    """
    if not all(time > 0 for time in times):
        raise CannotChart(
            "Times between events have to be above nil. Note the hour of events, or count cases between them "
            "and take a g chart."
        )
    rooted = [_root(time, by) for time in times]
    those = periods(len(times), baseline=baseline, rebased_at=rebased_at, by=by)

    def lines(points: range, base: range) -> Lines:
        return _lines(rooted[base.start : base.stop], len(points), screen, by)

    return chart(
        times,
        those,
        lines,
        by,
        judged=lambda time: _root(time, by),
        shown=lambda line: max(line, 0.0) ** by.time_root,
    )


def average_moving_range(values: Sequence[float], *, screen: bool, by: Parameters) -> float | None:
    """The average of the differences between neighbours; None of a single value.

    Screening happens once, and can leave out no more than a part: the smallest is never above the average.
    """
    ranges = [abs(after - before) for before, after in pairwise(values)]
    if not ranges:
        return None
    average = fsum(ranges) / len(ranges)
    if screen and average:
        ranges = [one for one in ranges if one < by.screen_factor * average]
        average = fsum(ranges) / len(ranges)
    return average


def _lines(base: Sequence[float], count: int, screen: bool, by: Parameters) -> Lines:
    """One centre and one pair of limits for `count` points, reckoned from the values of the baseline."""
    centre = fsum(base) / len(base)
    average = average_moving_range(base, screen=screen, by=by)
    if average is None:
        return [centre] * count, None
    far, near = by.limit_factor * average, by.limit_factor * by.near * average
    return [centre] * count, [Limits(centre - far, centre + far, centre - near, centre + near)] * count


def _root(time: float, by: Parameters) -> float:
    return time ** (1 / by.time_root)
