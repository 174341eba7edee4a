"""Whether an improvement action worked, by the months counted since. Pure."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from commonpractice.domain.quality.facts.courses import Course
from commonpractice.domain.quality.facts.improving import Baseline, Improvement, Judged, Seen, State
from commonpractice.domain.quality.rules import charting
from commonpractice.foundations import spc
from commonpractice.foundations.dated import day
from commonpractice.foundations.spc import signals

GOOD = {spc.Better.HIGHER: spc.Side.HIGH, spc.Better.LOWER: spc.Side.LOW}
SIGNALS = {
    spc.Signal.OUTSIDE: "a month beyond the better limit",
    spc.Signal.TREND: "a steady change for the better",
    spc.Signal.TWO_OF_THREE: "two months of three near the better limit",
    spc.Signal.SHIFT: "a run of months on the better side of the mean",
}
WHOLE = 100
"""Per cent."""


@dataclass(frozen=True)
class Figures:
    """The months of an indicator that have a number, and their chart; and those whose numbers are hidden."""

    charted: charting.Charted
    hidden: tuple[date, ...]
    better: spc.Better
    looks_back: int = 1

    @property
    def overlaps(self) -> bool:
        return self.looks_back > 1

    @property
    def days(self) -> tuple[date, ...]:
        return self.charted.days

    @property
    def points(self) -> tuple[spc.Point, ...]:
        return self.charted.chart.points if self.charted.chart else ()

    def count(self, since: date) -> int:
        """How many months were counted after a day."""
        return sum(one > since for one in self.days)


def figures(
    course: Course, *, better: spc.Better, baselines: Iterable[Baseline], by: spc.Parameters
) -> Figures:
    """A course as its actions are judged by."""
    charted = charting.chart(course, by=by, baselines=tuple(baselines))
    hidden = tuple(one for one, met in zip(course.days, course.met, strict=True) if met is None)
    return Figures(charted, hidden, better, course.looks_back)


def judge(action: Improvement, figures: Figures, *, on: date, held: int, by: spc.Parameters) -> Judged:
    """What the figures say on a day: whether an action worked, did not, or that nobody can say yet.

    `figures` have the limits that stood when the action was begun: limits set anew since cannot make it work
    or fail. It has not failed before its day of checking: a good change may take its time.
    """
    done = action.done_on
    if done is None:
        return _cannot("It is not done yet.")
    if not figures.count(done):
        if any(one > done for one in figures.hidden):
            return _cannot(
                "The numbers since it was done are so small that they stay at the surgery. Whoever may see "
                "them there can say."
            )
        return _cannot(f"No month has been counted since it was done on {day(done)}.")
    if action.percent is not None:
        found = _by_percent(action.percent, figures, done, held)
    else:
        found = _by_signal(action.begun_on, figures, done, by)
    if found.state is State.NOT_WORKED and on < action.check_on:
        return _cannot(f"{found.says} It is to be checked on {day(action.check_on)}.")
    return found


def _by_percent(percent: float, figures: Figures, done: date, held: int) -> Judged:
    """Whether the last months since it was done, `held` of them in a row, are where they should be."""
    since = [point.value for one, point in zip(figures.days, figures.points, strict=True) if one > done]
    in_a_row = sum(1 for _ in takewhile(lambda part: reached(part, percent, figures.better), reversed(since)))
    goal = f"{percent:g}% or {'less' if figures.better is spc.Better.LOWER else 'more'}"
    last = f"{written(since[-1])} at the end of {figures.days[-1]:%B %Y}"
    if in_a_row >= held:
        return Judged(State.WORKED, f"It was {last}, and {goal} for {_months(in_a_row)} in a row.")
    if in_a_row:
        return _cannot(f"It was {last}, and {goal} for {_months(in_a_row)} so far. {_months(held)} count.")
    return Judged(State.NOT_WORKED, f"It was {last}, and was to be {goal}.")


def _by_signal(begun: date, figures: Figures, done: date, by: spc.Parameters) -> Judged:
    """Whether the months since an action was begun signal an improvement that lasts, by themselves.

    A month before it that chanced to lie on the better side of the mean is no part of a run that came after;
    and an improvement that the chart signalled before it is none of the action's.
    """
    chart = figures.charted.chart
    if chart is None or chart.periods[-1].is_trial:
        return _cannot(
            f"Its chart has trial limits only, from fewer than {by.enough_points} months. Nothing is decided "
            "by them."
        )
    start = chart.periods[-1].start
    days, points = figures.days[start:], figures.points[start:]
    split = bisect_right(days, begun)
    runs = not figures.overlaps
    before, since = _signals(points[:split], by, runs=runs), _signals(points[split:], by, runs=runs)
    good = GOOD[figures.better]
    if not since or since[-1] is None:
        return _no_signal(figures, done, by)
    signal, side = since[-1]
    if side is not good:
        return Judged(State.NOT_WORKED, f"The chart signals a concern in {days[-1]:%B %Y}.")
    if before and before[-1] and before[-1][1] is good:
        return _cannot("The chart signalled an improvement already when the action was begun.")
    run = sum(1 for _ in takewhile(lambda found: found is not None and found[1] is good, reversed(since)))
    return Judged(
        State.WORKED,
        f"The chart shows {SIGNALS[signal]} since {days[-run]:%B %Y}, after the action was begun.",
    )


def _signals(points: Sequence[spc.Point], by: spc.Parameters, *, runs: bool) -> list[signals.Found]:
    """The signals of some points in a row by themselves, by the lines that they have."""
    lines = [point.limits for point in points if point.limits]
    return signals.found(
        [point.value for point in points],
        [point.centre for point in points],
        lines if len(lines) == len(points) else None,
        by,
        runs=runs,
    )


def _no_signal(figures: Figures, done: date, by: spc.Parameters) -> Judged:
    """Without a signal it did not work once one would have shown: after a run, or once no month is left that
    looks back on days before it was done."""
    count = figures.count(done)
    so_far = f"{_months(count)} counted since it was done {'shows' if count == 1 else 'show'}"
    if figures.overlaps and count < figures.looks_back:
        return _cannot(
            f"The {so_far} no improvement yet, and still look{'s' if count == 1 else ''} back on months "
            "before it. A month beyond the better limit would be one."
        )
    if not figures.overlaps and count < by.shift:
        return _cannot(f"The {so_far} no improvement yet. A run of {_months(by.shift)} would be one.")
    return Judged(State.NOT_WORKED, f"The {so_far} no improvement that the chart would signal.")


def seen_in(figures: Figures, runs: Mapping[date, int]) -> Seen:
    """The last month counted with its signal, as it was seen; nothing of it where its number is hidden.

    `runs` are the runs that counted, by day; none of the partnership, which has none of its own.
    """
    last = max((*figures.days, *figures.hidden), default=None)
    if last is None or last not in figures.days:
        return Seen(last, run=runs.get(last) if last else None)
    point = figures.points[-1]
    return Seen(last, point.value, runs.get(last), point.signal or "", point.side or "")


def reached(part: float, percent: float, better: spc.Better) -> bool:
    """Whether a part of 1, as it is written, is at a percentage or on the better side of it."""
    now = round(WHOLE * part, 1)
    return now <= percent if better is spc.Better.LOWER else now >= percent


def written(part: float) -> str:
    """0.7123 → "71.2%"."""
    return f"{WHOLE * part:.1f}%"


def _cannot(says: str) -> Judged:
    return Judged(State.CANNOT_SAY, says)


def _months(count: int) -> str:
    return "1 month" if count == 1 else f"{count} months"
