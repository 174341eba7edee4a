"""What recall lists need of definitions: tasks found set-wise, kinds of work, what has to be coded."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from commonpractice.domain.quality.facts.definitions import Indicator, Reason
from commonpractice.domain.quality.facts.expressions import Expression, Found, Shifted, within
from commonpractice.domain.quality.facts.people import Asked
from commonpractice.domain.quality.facts.recalls import Coding, RecallEvent, What
from commonpractice.domain.quality.rules.days import shifted, year_start
from commonpractice.domain.quality.rules.numbers import ADJUSTED
from commonpractice.domain.quality.rules.years import year_end

TO_CODE = {What.INVITED: "invitation", What.DECLINED: "declined", What.UNSUITABLE: "unsuitable"}
"""What clusters.csv calls the codelists with which each is coded."""


def with_tasks(told: Indicator) -> Indicator:
    """An indicator whose tasks are asked after its adjustments, as if they were such.

    So the set-wise verdicts say of whoever has not met it which task it is: `task_of` reads them.
    """
    tasks = [Reason(f"task {place}", task.when, task.says) for place, task in enumerate(told.tasks)]
    return replace(told, adjustments=(*told.adjustments, *tasks))


def first_task(told: Indicator) -> int:
    """The number of a verdict (rules/numbers.py) that stands for the first of an indicator's tasks."""
    return ADJUSTED + len(told.adjustments)


def of_today(day: Asked, today: date) -> bool:
    """Whether what is missing as at a day is there to be put right: as the NHS counts, no day to come."""
    return day.year_end == year_end(day.on) and day.on <= today


def asked_of_met(told: Indicator) -> frozenset[str]:
    """The codelists that good care is looked for in."""
    return frozenset(
        name
        for part in within(told.met.when)
        if isinstance(part, Found)
        for name in told.looks[part.look].codelists
    )


def coded_by(told: Indicator, what: What, coding: Coding) -> tuple[str, ...]:
    """The codelists by any of which something done becomes a care adjustment, the narrowest first.

    An adjustment that needs several codes at once ("each medicine declined or unsuitable") is none of them:
    its codes are the task's. Of invitations only those that count by their number of days apart.
    """
    found: list[str] = []
    for reason in told.adjustments:
        names = _names(told, reason.when)
        kinds = {coding.kinds[name] for name in names}
        if what is What.INVITED:
            mine = "invitation" in kinds and _days_apart(told, reason.when, coding.kinds) > 0
        else:
            mine = kinds == {TO_CODE.get(what)}
        if mine:
            found += [name for name in names if coding.kinds[name] == TO_CODE[what]]
    found = [name for name in dict.fromkeys(found) if name not in coding.say_more]
    return tuple(sorted(found, key=coding.is_whole_care))


def days_apart(told: Indicator, coding: Coding) -> int:
    """How many days two invitations have to be apart to count; nil where invitations do not count."""
    return max((_days_apart(told, reason.when, coding.kinds) for reason in told.adjustments), default=0)


def fewest_codelists(
    indicators: Sequence[Indicator], what: What, coding: Coding
) -> list[tuple[str, tuple[str, ...]]]:
    """Codelists, one code of each of which makes something done count for all of some indicators.

    Each with those that it is for; the one that serves most first. All of a condition's care is named only
    for what has nothing narrower: it takes the patient out of everything else too. Indicators that know no
    such codelist are in none.
    """
    left: dict[str, list[str]] = {}
    for told in indicators:
        names = coded_by(told, what, coding)
        narrow = [name for name in names if not coding.is_whole_care(name)]
        if names:
            left[told.code] = narrow or list(names)
    found: list[tuple[str, tuple[str, ...]]] = []
    while left:
        names = list(dict.fromkeys(name for some in left.values() for name in some))
        serves = {name: sum(name in some for some in left.values()) for name in names}
        best = max(names, key=lambda name: serves[name])
        served = tuple(code for code, some in left.items() if best in some)
        found.append((best, served))
        left = {code: some for code, some in left.items() if code not in served}
    return found


def counts_since(told: Indicator, asked: Asked) -> date:
    """The first day on which something done still counts: the NHS's year, or twelve months back."""
    return shifted(asked.on, -12) if told.rolling else year_start(asked.year_end)


def invitations(events: Iterable[RecallEvent], code: str, *, since: date) -> list[date]:
    """The days since a day on which somebody was invited for an indicator, the first first."""
    return sorted(
        {
            event.on
            for event in events
            if event.stands and event.what is What.INVITED and code in event.indicators and event.on >= since
        }
    )


def next_counts_from(invited: Sequence[date], apart: int) -> date | None:
    """From which day one more invitation makes two that count; None where it has, or none came before.

    Two count where the last is so many days after the first.
    """
    if not apart or not invited or invited[-1] >= invited[0] + timedelta(days=apart):
        return None
    return invited[0] + timedelta(days=apart)


def came_back(done: Iterable[date], coded: Iterable[date]) -> dict[date, date]:
    """On which day each thing done was coded, of those that were: its own day or a later one.

    Each coded day is of one thing done at most, and as many as can be have theirs. The last done looks first
    and takes the nearest: of two invitations with one code after both, it is the first that still waits.
    """
    left, found = sorted(set(coded)), {}
    for on in sorted(set(done), reverse=True):
        nearest = next((day for day in left if day >= on), None)
        if nearest is not None:
            found[on] = nearest
            left.remove(nearest)
    return found


def _names(told: Indicator, expression: Expression) -> list[str]:
    return list(
        dict.fromkeys(
            name
            for part in within(expression)
            if isinstance(part, Found)
            for name in told.looks[part.look].codelists
        )
    )


def _days_apart(told: Indicator, expression: Expression, of: Mapping[str, str]) -> int:
    """So many days after the first of two invitations, as an adjustment says it."""
    apart = [
        part.days
        for part in within(expression)
        if isinstance(part, Shifted) and isinstance(part.day, Found) and part.day.part == "day"
        if any(of[name] == "invitation" for name in told.looks[part.day.look].codelists)
    ]
    return max(apart, default=0)
