"""The control chart of an indicator, and whether it stands out: from its course alone."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from commonpractice.domain.quality.facts.courses import Course
from commonpractice.domain.quality.facts.improving import Baseline
from commonpractice.domain.quality.rules import limits
from commonpractice.foundations import spc
from commonpractice.foundations.months import Month

MOST_REMEMBERED = 16_384  # charts: all indicators at all surgeries, a few times over


@dataclass(frozen=True)
class Charted:
    """A chart with the month of each of its points; None where nothing can be shown.

    `reasons` say of each period after the first why its limits are new.
    """

    months: tuple[Month, ...]
    chart: spc.Chart | None
    days: tuple[date, ...] = ()
    reasons: tuple[str, ...] = ()


def chart(
    course: Course,
    *,
    by: spc.Parameters,
    screen: bool = True,
    xmr: bool = False,
    baselines: tuple[Baseline, ...] = (),
) -> Charted:
    """The chart of the part that met an indicator, month by month; a month that is hidden is left out.

    Of months that stand for themselves it is an XmR chart; of months that share what they count one with the
    limits of chance, in which runs are no signals (docs/decisions/0016), or an XmR chart where `xmr` asks for
    one all the same.

    Limits are fixed from the first points, as many as are enough, of each period, so that no change moves the
    limits that show it; a new period begins where a named person said so (`limits.placed`). The months of the
    course must differ. docs/guides/statistics.md says by which rules a point is a signal.
    """
    shown = list(course.shown)
    if not shown:
        return Charted((), None)
    days = tuple(day for day, _, _ in shown)
    where = limits.placed(baselines, days, points=by.enough_points)
    counts = tuple((met, of) for _, met, of in shown)
    values = tuple(met / of for met, of in counts)
    return Charted(
        tuple(map(Month.of, days)),
        _overlapping(counts, by, where.baseline, where.rebased_at)
        if course.overlaps and not xmr
        else _xmr(values, by, screen, where.baseline, where.rebased_at),
        days,
        where.reasons,
    )


@lru_cache(maxsize=MOST_REMEMBERED)
def _xmr(
    values: tuple[float, ...],
    by: spc.Parameters,
    screen: bool,
    baseline: tuple[range, ...],
    rebased_at: tuple[int, ...],
) -> spc.Chart:
    """Remembered by everything that it follows from, so that no page reckons 3,000 charts anew."""
    return spc.xmr(values, by=by, screen=screen, baseline=baseline, rebased_at=rebased_at)


@lru_cache(maxsize=MOST_REMEMBERED)
def _overlapping(
    counts: tuple[tuple[int, int], ...],
    by: spc.Parameters,
    baseline: tuple[range, ...],
    rebased_at: tuple[int, ...],
) -> spc.Chart:
    return spc.overlapping(counts, by=by, baseline=baseline, rebased_at=rebased_at)
