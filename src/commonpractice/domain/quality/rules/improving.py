"""What an improvement action must be, what may become of it, and in which order they are seen to. Pure."""

from collections.abc import Iterable
from datetime import date

from commonpractice.domain.ledger.rules.words import unkept_in
from commonpractice.domain.quality.facts.improving import (
    TRANSITIONS,
    Goal,
    Improvement,
    Judged,
    Seen,
    State,
    What,
)
from commonpractice.domain.quality.rules import effects
from commonpractice.foundations import spc
from commonpractice.foundations.dated import day

WHOLE = 100
"""Per cent."""


class CannotImprove(ValueError):
    """An action that cannot be opened, or of which something cannot be written down; the message says why."""


class AlreadyOpen(CannotImprove):
    """The same action is open already; `number` is its number."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(f"Action {number} says the same and is open already. Add to that one.")


def check_text(text: str, *, needed: str = "") -> None:
    """Raise CannotImprove for nothing where words are needed, or for a character that cannot be kept."""
    if needed and not text.strip():
        raise CannotImprove(needed)
    if bad := unkept_in(text):
        raise CannotImprove(
            f"What you wrote has a character that cannot be kept ({bad}): take it out, or type it again."
        )


def check_can_open(
    *,
    plan: str,
    goal: Goal,
    percent: float | None,
    due_on: date,
    check_on: date,
    seen: Seen,
    better: spc.Better,
    there: Iterable[Improvement],
    on: date,
) -> None:
    """Raise CannotImprove unless an action may be opened on a day. `there`: those on the same indicator."""
    check_text(plan, needed="Say what will be done.")
    if due_on < on:
        raise CannotImprove(f"It cannot be due on {day(due_on)}, which is past.")
    _check_after(due_on, check_on)
    if (percent is None) != (goal is Goal.SIGNAL):
        raise CannotImprove("Say which percentage it is to reach." if percent is None else "Choose one goal.")
    if percent is not None:
        if not 0 <= percent <= WHOLE:
            raise CannotImprove("The percentage has to be from 0 to 100.")
        if seen.part is not None and effects.reached(seen.part, percent, better):
            raise CannotImprove(
                f"It is {effects.written(seen.part)} already, so {percent:g}% would be no improvement. "
                "Ask for more."
            )
    for other in there:
        if other.state.is_open and other.plan.split() == plan.split():
            raise AlreadyOpen(other.id)


def check_can_follow(action: Improvement, what: What, words: str, *, on: date, today: date) -> None:
    """Raise CannotImprove where something may not be written down of an action, or words are missing.

    `on` is the day of which it is said: of done, the day on which it was.
    """
    if what.state and what.state not in TRANSITIONS[action.state]:
        raise CannotImprove(
            f"Action {action.id} is “{action.state.words}”, so this cannot be written down of it now."
        )
    if what is What.CHANGED and not action.state.is_open:
        raise CannotImprove(f"Nothing more comes of action {action.id}, so nothing of it can be changed.")
    if what is What.DONE and not action.begun_on <= on <= today:
        raise CannotImprove(
            f"It was begun on {day(action.begun_on)}: it can be done from that day until today, not on "
            f"{day(on)}."
        )
    needed = {
        What.COMMENT: "Write the comment.",
        What.WITHDRAWN: "Say why it is withdrawn: whoever looks at it later will ask.",
        What.CHANGED: "Say why it is changed: whoever looks at it later will ask.",
    }
    check_text(words, needed=needed.get(what, ""))


def check_can_change(action: Improvement, *, owner_id: int, due_on: date, check_on: date) -> None:
    """Raise CannotImprove where nothing would be changed, or the days do not fit each other."""
    if (owner_id, due_on, check_on) == (action.owner_id, action.due_on, action.check_on):
        raise CannotImprove("Owner and dates are as they were. Change one, or write a comment.")
    _check_after(due_on, check_on)


def check_can_check(judged: Judged, found: State, words: str, *, check_on: date | None, today: date) -> None:
    """Raise CannotImprove where what somebody found differs from the figures without a word why."""
    if found is not judged.state and not words.strip():
        raise CannotImprove(
            f"The figures say otherwise. {judged.says} Say why you find differently: somebody will ask."
        )
    if found is State.CANNOT_SAY and (check_on is None or check_on <= today):
        raise CannotImprove("Say on which day to come it is looked at again.")


def due_first(actions: Iterable[Improvement], on: date) -> list[Improvement]:
    """What is open by its next day, the longest overdue first; then what is done with, the newest first."""
    every = list(actions)
    open_ = sorted((one for one in every if one.next_on), key=lambda one: (one.next_on or on, one.id))
    return open_ + sorted((one for one in every if not one.next_on), key=lambda one: -one.id)


def _check_after(due_on: date, check_on: date) -> None:
    if check_on <= due_on:
        raise CannotImprove("Check it after it is due: what is done takes its time to show.")
