"""By which months the limits of an indicator's chart are fixed, and from when they are new.

The first months there are fix them, and they stay as they are whatever comes after. They are reckoned anew
only where a named person said so, with a reason.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import date

from commonpractice.domain.quality.facts.improving import Baseline, Placed
from commonpractice.foundations import spc


class CannotRebase(ValueError):
    """Limits that cannot be reckoned anew as asked; the message says why."""


def placed(baselines: Iterable[Baseline], days: Sequence[date], *, points: int) -> Placed:
    """Where the baselines of one chart stand among the days of its points, which are in order.

    The first period begins with the first point. A baseline from before it fixes that period's limits; one
    whose first day is after the last point has no points yet. Of several that begin with the same point the
    latest day stands, and of one day what was written down last.
    """
    first = {0: (range(points), "")}
    for one in sorted(baselines, key=lambda each: (each.first, each.at, each.id)):
        start = bisect_left(days, one.first)
        if start < len(days):
            length = bisect_right(days, one.last) - start if one.last else points
            first[start] = range(length if length > 0 else points), one.reason
    starts = sorted(first)
    return Placed(
        baseline=tuple(first[at][0] for at in starts),
        rebased_at=tuple(starts[1:]),
        reasons=tuple(first[at][1] for at in starts[1:]),
    )


def check_can_rebase(
    *, first: date, last: date | None, reason: str, days: Sequence[date], in_force: Iterable[Baseline]
) -> None:
    """Raise CannotRebase unless new limits from one day, by the months until another, can be reckoned.

    `days` are those of the chart's points.
    """
    if not reason.strip():
        raise CannotRebase("Say why the limits are new: what changed, and when.")
    inside = [day for day in days if first <= day and (last is None or day <= last)]
    if last is not None and last < first:
        raise CannotRebase("The last month of the baseline is before its first.")
    if len(inside) < spc.SHORTEST_RUN:
        raise CannotRebase(
            "Limits need two counted months at least. Choose an earlier first month, or a later last one."
        )
    for one in in_force:
        if (one.first, one.last) == (first, last):
            raise CannotRebase(f"{one.by} has set these limits already, for this reason: {one.reason}")
