"""Improvement actions: what was seen, what is done about it, by whom, until when, and whether it worked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from commonpractice.foundations.days import local_day
from commonpractice.foundations.worded import Worded


class State(Worded):
    """Where an action stands."""

    OPEN = "open", "Being done"
    DONE = "done", "Done, to be checked"
    CANNOT_SAY = "cannot_say", "Checked, cannot say yet"
    WORKED = "worked", "It worked"
    NOT_WORKED = "not_worked", "It did not work"
    WITHDRAWN = "withdrawn", "Withdrawn"

    @property
    def is_open(self) -> bool:
        """Whether anything is still to come of it."""
        return bool(TRANSITIONS[self])

    @property
    def waits_for_check(self) -> bool:
        return State.WORKED in TRANSITIONS[self]


CHECKED = (State.WORKED, State.NOT_WORKED, State.CANNOT_SAY)
"""What a check may find."""

TRANSITIONS: Mapping[State, tuple[State, ...]] = {
    State.OPEN: (State.DONE, State.WITHDRAWN),
    State.DONE: CHECKED,
    State.CANNOT_SAY: CHECKED,
    State.WORKED: (),
    State.NOT_WORKED: (),
    State.WITHDRAWN: (),
}
"""Which state may follow which. The database holds the same (app.keep_improvements)."""


class What(Worded):
    """What is written down of an action: a new state, or something that leaves its state as it is."""

    DONE = "done", "Done"
    CANNOT_SAY = "cannot_say", "Checked: cannot say yet"
    WORKED = "worked", "Checked: it worked"
    NOT_WORKED = "not_worked", "Checked: it did not work"
    WITHDRAWN = "withdrawn", "Withdrawn"
    COMMENT = "comment", "Comment"
    CHANGED = "changed", "Changed"

    @property
    def state(self) -> State | None:
        """The state that follows; None where it leaves it as it is."""
        return None if self in (What.COMMENT, What.CHANGED) else State(self.value)


class Goal(Worded):
    """What would count as having worked."""

    SIGNAL = "signal", "The chart signals an improvement"
    PERCENT = "percent", "It reaches a percentage, and stays there"


@dataclass(frozen=True)
class Seen:
    """What made somebody act, as it may leave the surgery: the last month counted, and its signal if any.

    `signal` and `side` are values of foundations.spc.Signal and Side; blank for none.
    """

    on: date | None = None
    part: float | None = None
    run: int | None = None
    signal: str = ""
    side: str = ""


@dataclass(frozen=True)
class ImprovementEvent:
    """What somebody wrote down of an action. Of a change, what is new: the others are None.

    `on` is the day on which it was done; `found` what the figures said when it was checked.
    """

    what: What
    words: str
    at: datetime
    by: str
    on: date | None = None
    owner_id: int | None = None
    owner: str = ""
    due_on: date | None = None
    check_on: date | None = None
    part: float | None = None
    found: str = ""


@dataclass(frozen=True)
class Improvement:
    """An action as it stands. `percent` is the goal where it is a percentage.

    `surgery_id` is the centre's where it is about the whole partnership.
    """

    id: int
    surgery_id: int
    indicator: str
    seen: Seen
    plan: str
    goal: Goal
    percent: float | None
    opened_at: datetime
    opened_by: str
    first_owner: tuple[int, str]
    first_due_on: date
    first_check_on: date
    events: tuple[ImprovementEvent, ...] = ()

    @property
    def state(self) -> State:
        return next((e.what.state for e in reversed(self.events) if e.what.state), State.OPEN)

    @property
    def owner_id(self) -> int:
        return next((e.owner_id for e in reversed(self.events) if e.owner_id), self.first_owner[0])

    @property
    def owner(self) -> str:
        return next((e.owner for e in reversed(self.events) if e.owner_id), self.first_owner[1])

    @property
    def due_on(self) -> date:
        return next((e.due_on for e in reversed(self.events) if e.due_on), self.first_due_on)

    @property
    def check_on(self) -> date:
        return next((e.check_on for e in reversed(self.events) if e.check_on), self.first_check_on)

    @property
    def begun_on(self) -> date:
        return local_day(self.opened_at)

    @property
    def done_on(self) -> date | None:
        return next((e.on for e in self.events if e.what is What.DONE), None)

    @property
    def next_on(self) -> date | None:
        """When something of it is due next: doing it, or checking it. None where nothing more comes."""
        if not self.state.is_open:
            return None
        return self.check_on if self.state.waits_for_check else self.due_on

    def is_due(self, on: date) -> bool:
        """Whether its day has come."""
        return self.next_on is not None and self.next_on <= on

    def is_overdue(self, on: date) -> bool:
        return self.next_on is not None and self.next_on < on


@dataclass(frozen=True)
class Judged:
    """What the figures say of an action, in a state that a check may find and a sentence."""

    state: State
    says: str


@dataclass(frozen=True)
class Baseline:
    """New limits of a chart: from the months between two days on, for a reason, by a named person.

    `surgery_id` is None for the partnership's own chart. `last` is None where the usual number of months from
    `first` fixes them. `taken_back_by` names who took it back.
    """

    id: int
    surgery_id: int | None
    indicator: str
    first: date
    last: date | None
    reason: str
    at: datetime
    by: str
    taken_back_at: datetime | None = None
    taken_back_by: str = ""
    why_taken_back: str = ""


@dataclass(frozen=True)
class Placed:
    """Where a chart is reckoned anew, as foundations.spc wants it, and the reason of each new period."""

    baseline: tuple[range, ...]
    rebased_at: tuple[int, ...]
    reasons: tuple[str, ...]
