"""Improvement actions as pages show them: lists, what was seen, the chart with its days, before and after."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from commonpractice.domain.partnership.facts import SurgerySummary
from commonpractice.domain.quality.facts.improving import (
    Goal,
    Improvement,
    ImprovementEvent,
    Seen,
    State,
    What,
)
from commonpractice.domain.quality.parameters.definitions import definitions
from commonpractice.domain.quality.rules.effects import Figures, written
from commonpractice.domain.quality.rules.improving import due_first
from commonpractice.foundations import spc
from commonpractice.foundations.dated import day
from commonpractice.interfaces.web.called import said
from commonpractice.interfaces.web.charts import control, words
from commonpractice.interfaces.web.charts.charted import Charted, Event

A_PAGE = 50
BEFORE = 12
"""Months before an action that are compared with those since."""
SHOWING = {
    "open": "Not done with",
    "due": "Due now",
    "mine": "Mine",
    "all": "All, with those done with",
}
COLOURS = {
    State.OPEN: "blue",
    State.DONE: "yellow",
    State.CANNOT_SAY: "yellow",
    State.WORKED: "green",
    State.NOT_WORKED: "orange",
    State.WITHDRAWN: "grey",
}
NOT_SHOWN = "The number stays at the surgery"


@dataclass(frozen=True)
class Row:
    action: Improvement
    surgery: SurgerySummary
    title: str
    next: str
    overdue: bool


@dataclass(frozen=True)
class Page:
    rows: tuple[Row, ...]
    page: int
    last: int
    number: int
    overdue: int
    every: int
    """How many there are in all, whatever is shown."""


def page_of(
    every: Sequence[Improvement],
    surgeries: Iterable[SurgerySummary],
    *,
    showing: str,
    me: int,
    on: date,
    number: int,
) -> Page:
    """The overdue first, then what is due next; then, where they are asked for, those done with."""
    names = {one.id: one for one in surgeries}
    wanted = {
        "open": lambda one: one.state.is_open,
        "due": lambda one: one.is_due(on),
        "mine": lambda one: one.state.is_open and one.owner_id == me,
        "all": lambda one: True,
    }[showing]
    found = due_first([one for one in every if one.surgery_id in names and wanted(one)], on)
    last = max(1, -(-len(found) // A_PAGE))
    at = min(max(number, 1), last)
    return Page(
        rows=tuple(_row(one, names, on) for one in found[(at - 1) * A_PAGE : at * A_PAGE]),
        page=at,
        last=last,
        number=len(found),
        overdue=sum(one.is_overdue(on) for one in found),
        every=len(every),
    )


def _row(one: Improvement, names: dict[int, SurgerySummary], on: date) -> Row:
    return Row(one, names[one.surgery_id], title(one.indicator), when(one, on), one.is_overdue(on))


def when(one: Improvement, on: date) -> str:
    """What comes next: “To be done by 3 March 2026”; nothing of what is done with."""
    if one.next_on is None:
        return ""
    what = "To be checked on" if one.state.waits_for_check else "To be done by"
    late = f", {(on - one.next_on).days} days overdue" if one.is_overdue(on) else ""
    return f"{what} {day(one.next_on)}{late.replace(' 1 days', ' 1 day')}"


def title(code: str) -> str:
    told = definitions().indicators.get(code)
    return told.title if told else code


def place_of(surgery: SurgerySummary) -> str:
    return "The whole partnership" if surgery.is_centre else surgery.name


def seen_in_words(seen: Seen, better: spc.Better) -> str:
    """What made somebody act: “71.2% over the twelve months up to 31 October 2026. In a run below …”."""
    if seen.on is None:
        return "Nothing had been counted yet."
    if seen.part is None:
        return f"{said(NOT_SHOWN)} ({day(seen.on)})."
    told = f"{written(seen.part)} over the twelve months up to {day(seen.on)}."
    if not seen.signal:
        return f"{told} The chart showed no signal."
    side = spc.Side(seen.side)
    signal = words.capital(words.SIGNALS[spc.Signal(seen.signal), side])
    return f"{told} {signal}: {words.tone(side, better).words}."


def goal_in_words(one: Improvement, better: spc.Better) -> str:
    if one.goal is Goal.PERCENT and one.percent is not None:
        return f"{one.percent:g}% or {'less' if better is spc.Better.LOWER else 'more'}, and it stays there"
    return Goal.SIGNAL.words


def event_in_words(event: ImprovementEvent) -> list[str]:
    """What is told of an event below its name, each a sentence or somebody's own words."""
    told = [f"“{event.words}”"] if event.words else []
    if event.what is What.DONE and event.on:
        told.insert(0, f"On {day(event.on)}.")
    if event.owner:
        told.append(f"{event.owner} is to see to it.")
    if event.due_on:
        told.append(f"To be done by {day(event.due_on)}.")
    if event.check_on:
        told.append(f"To be checked on {day(event.check_on)}.")
    if event.found:
        told.append(f"What the figures said to everybody: {event.found}")
    return told


def picture(
    figures: Figures, *, code: str, surgery: SurgerySummary, action: Improvement | None = None
) -> control.Picture:
    """The indicator's chart, with the days of an action marked."""
    events: list[Event] = []
    if action:
        events.append(Event(action.begun_on, "Begun"))
    if action and action.done_on:
        events.append(Event(action.done_on, "Done"))
    charted = Charted(
        f"{title(code)}: {place_of(surgery)}",
        figures.charted.months,
        figures.charted.chart,
        figures.better,
        reasons=figures.charted.reasons,
        events=tuple(events),
    )
    return control.picture(charted, id="chart")


def before_and_after(figures: Figures, action: Improvement) -> list[tuple[str, list[str]]]:
    """Rows of months, mean and last: before the action, since it was begun, and since it was done."""
    values = [(one, point.value) for one, point in zip(figures.days, figures.points, strict=True)]
    before = [part for one, part in values if one <= action.begun_on][-BEFORE:]
    rows = [
        ("Before it was begun, 12 months at most", before),
        ("Since it was begun", [part for one, part in values if one > action.begun_on]),
    ]
    if done := action.done_on:
        rows.append(("Since it was done", [part for one, part in values if one > done]))
    return [
        (
            name,
            [str(len(those)), written(fmean(those)) if those else "–", written(those[-1]) if those else "–"],
        )
        for name, those in rows
    ]
