"""Which points of one period are signals: outside a limit, in a trend, two of three near one, in a shift.

The rules are those of NHSRplotthedots 0.2.2 (R/ptd_calculate_point_type.R). Where several fit a point, the
first of that order counts. Every point of a run is part of it, and a run ends with its period.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from commonpractice.foundations.spc.facts import Limits, Side, Signal
from commonpractice.foundations.spc.parameters import Parameters

ROUNDING = 1e-12
"""Two numbers this close, as a part of the largest, are one. The mean of 0.1, 0.2 and 0.3 is 0.2 on paper,
and not quite in a computer: without this a point on the mean would be said to lie beside it."""

Found = tuple[Signal, Side] | None


def found(
    values: Sequence[float],
    centres: Sequence[float],
    limits: Sequence[Limits] | None,
    by: Parameters,
    *,
    runs: bool = True,
) -> list[Found]:
    """The signal of each point, and which way it points; None for common cause.

    `values`, `centres` and `limits` are of one length; without limits only runs can be seen. A point on the
    centre is on neither side and ends a shift; two equal values end a trend. Without `runs` only a point
    outside its limits is one: for points that lean on those before them, of which runs are no wonder.
    """
    slack = ROUNDING * max(map(abs, (*values, *centres)), default=0.0)
    sides = [_sign(value - centre, slack) for value, centre in zip(values, centres, strict=True)]
    answer: list[Found] = [None] * len(values)
    of_runs = (
        (Signal.SHIFT, _shifts(sides, by.shift)),
        (Signal.TWO_OF_THREE, _near(values, sides, limits, slack, by)),
        (Signal.TREND, _trends(values, by.trend)),
    )
    for signal, marks in (*(of_runs if runs else ()), (Signal.OUTSIDE, _outside(values, limits, slack))):
        for place, side in marks:
            answer[place] = signal, Side.HIGH if side > 0 else Side.LOW
    return answer


Mark = tuple[int, int]
"""A point's place, and 1 for high or rising, -1 for low or falling."""


def _outside(values: Sequence[float], limits: Sequence[Limits] | None, slack: float) -> Iterator[Mark]:
    for place, line in enumerate(limits or ()):
        if side := _beyond(values[place], line.lower, line.upper, slack):
            yield place, side


def _trends(values: Sequence[float], length: int) -> Iterator[Mark]:
    """A point where one trend ends and the next begins goes with the next."""
    steps = [_sign(after - before, 0.0) for before, after in pairwise(values)]
    for direction, start, stop in _runs(steps):
        if direction and stop - start >= length - 1:
            yield from ((place, direction) for place in range(start, stop + 1))


def _near(
    values: Sequence[float],
    sides: Sequence[int],
    limits: Sequence[Limits] | None,
    slack: float,
    by: Parameters,
) -> Iterator[Mark]:
    """Points between a near limit and its limit, two of them among three in a row on one side of the centre.

    A point outside the limit is a signal already and does not count as one of the two.
    """
    is_near = [
        not _beyond(value, line.lower, line.upper, slack)
        and bool(_beyond(value, line.near_lower, line.near_upper, slack))
        for value, line in zip(values, limits or (), strict=False)
    ]
    for start in range(len(is_near) - by.near_window + 1):
        window = range(start, start + by.near_window)
        if abs(sum(sides[place] for place in window)) < by.near_window:
            continue
        near = [place for place in window if is_near[place]]
        if len(near) >= by.near_needed:
            yield from ((place, sides[place]) for place in near)


def _shifts(sides: Sequence[int], length: int) -> Iterator[Mark]:
    for side, start, stop in _runs(sides):
        if side and stop - start >= length:
            yield from ((place, side) for place in range(start, stop))


def _runs(marks: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Equal marks in a row: the mark, where they begin, and where they have ended."""
    start = 0
    for mark, those in groupby(marks):
        stop = start + sum(1 for _ in those)
        yield mark, start, stop
        start = stop


def _beyond(value: float, lower: float, upper: float, slack: float) -> int:
    """1 above the upper line, -1 below the lower, 0 between them or on one."""
    return 1 if value - upper > slack else -1 if lower - value > slack else 0


def _sign(difference: float, slack: float) -> int:
    return 1 if difference > slack else -1 if difference < -slack else 0
