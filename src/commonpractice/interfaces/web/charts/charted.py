"""What a control chart shows: a series in the order of time, and how its values are written."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from commonpractice.foundations import spc
from commonpractice.foundations.dated import day
from commonpractice.foundations.months import Month
from commonpractice.interfaces.web.amounts import MINUS
from commonpractice.interfaces.web.charts.facts import NotAChart

When = Month | date
"""A series is of months, or (the times between rare events) of days."""


@dataclass(frozen=True)
class Scale:
    """How values are written, and between which two they can lie: a value times `factor`, then `after`.

    `least` and `most`, of values and not of what is written, are None where there is no such end.
    """

    factor: float = 1
    after: str = ""
    decimals: int = 1
    least: float | None = None
    most: float | None = None

    def write(self, value: float, decimals: int | None = None) -> str:
        """0.7123 → "71.2%" on the scale of parts of a whole."""
        text = f"{abs(value) * self.factor:,.{self.decimals if decimals is None else decimals}f}"
        sign = MINUS if value < 0 and text.strip("0.,") else ""
        return f"{sign}{text}{self.after}"

    def holds(self, value: float) -> bool:
        """Whether a value can be: 104% of patients cannot."""
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)


PARTS = Scale(factor=100, after="%", least=0, most=1)
"""Values between 0 and 1, written in per cent."""
NUMBERS = Scale(decimals=0, least=0)
"""Counts."""


@dataclass(frozen=True)
class Event:
    """Something that happened on a day and that a chart marks with a letter: “Begun”."""

    on: date
    words: str


@dataclass(frozen=True)
class Charted:
    """A series with its chart from foundations/spc, whose points are those of `when`, in its order.

    `chart` is None where there are no points. `reasons` say of each period after the first why its limits
    were reckoned anew. `events` are marked where they fell, in their order. `by` is what the chart was
    reckoned by. Raises NotAChart where these do not fit.
    """

    name: str
    when: tuple[When, ...]
    chart: spc.Chart | None
    better: spc.Better
    scale: Scale = PARTS
    target: float | None = None
    reasons: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()
    by: spc.Parameters = field(default_factory=spc.making_data_count)

    def __post_init__(self) -> None:
        if len(self.when) != len(self.points):
            raise NotAChart(f"“{self.name}” has {len(self.points)} points for {len(self.when)} dates.")
        if not all(before < after for before, after in pairwise(self.places)):
            raise NotAChart(f"The dates of “{self.name}” are not in order, each once.")
        if self.reasons and len(self.reasons) != len(self.periods) - 1:
            raise NotAChart(
                f"“{self.name}” has {len(self.reasons)} reasons for {len(self.periods) - 1} new periods."
            )

    @property
    def points(self) -> tuple[spc.Point, ...]:
        return self.chart.points if self.chart else ()

    @property
    def periods(self) -> tuple[spc.Period, ...]:
        return self.chart.periods if self.chart else ()

    @property
    def places(self) -> list[int]:
        """Where points stand in time, in months or in days."""
        return [place(one) for one in self.when]

    @property
    def lettered(self) -> list[tuple[str, Event]]:
        """The events with the letters that mark them: A, B, …"""
        return [(chr(ord("A") + number), event) for number, event in enumerate(self.events)]

    @property
    def is_monthly(self) -> bool:
        return not self.when or isinstance(self.when[0], Month)

    def is_fixed(self, period: spc.Period) -> bool:
        """Whether a period's lines come from a part of its points, so that the part is worth marking."""
        return period.baseline != range(period.start, period.stop)


def place(when: When) -> int:
    return when.year * 12 + when.number if isinstance(when, Month) else when.toordinal()


def place_of_event(event: Event, *, monthly: bool) -> float:
    """Where an event stands among the points: in a month before that month's point, which is its end."""
    return place(Month.of(event.on)) - 0.5 if monthly else event.on.toordinal()


def at_place(place: int, *, monthly: bool) -> When:
    """The month or day that stands there."""
    return Month((place - 1) // 12, (place - 1) % 12 + 1) if monthly else date.fromordinal(place)


def name(when: When) -> str:
    """April 2025, or 3 May 2025."""
    return when.words if isinstance(when, Month) else day(when)


def short(when: When) -> str:
    """Apr 25, or 3 May 25, for an axis."""
    return when.short if isinstance(when, Month) else f"{when.day} {when:%b %y}"


def breaks(places: Sequence[int], *, monthly: bool) -> list[int]:
    """The points before which a month or more is missing, of a series whose months are evenly apart."""
    steps = [after - before for before, after in pairwise(places)]
    if not monthly or not steps:
        return []
    return [at for at, step in enumerate(steps, start=1) if step > min(steps)]
