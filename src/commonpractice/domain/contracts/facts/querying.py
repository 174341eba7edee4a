"""A query to the payer: what was paid wrong, what the payer said, and what of it has come since."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from commonpractice.foundations.days import local_day
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month, months
from commonpractice.foundations.worded import Worded


class QueryState(Worded):
    RAISED = "raised", "waiting for the payer"
    ACCEPTED = "accepted", "accepted by the payer"
    REFUSED = "refused", "refused by the payer"
    WITHDRAWN = "withdrawn", "withdrawn"
    CLOSED = "closed", "closed"

    @property
    def is_open(self) -> bool:
        """Whether anything is still to come of it."""
        return bool(TRANSITIONS[self])


TRANSITIONS: Mapping[QueryState, tuple[QueryState, ...]] = {
    QueryState.RAISED: (QueryState.ACCEPTED, QueryState.REFUSED, QueryState.WITHDRAWN),
    QueryState.ACCEPTED: (QueryState.CLOSED, QueryState.REFUSED),
    QueryState.REFUSED: (QueryState.CLOSED, QueryState.ACCEPTED),
    QueryState.WITHDRAWN: (),
    QueryState.CLOSED: (),
}
"""Which state may follow which. A refusal may be turned on appeal, and an acceptance be taken back."""


@dataclass(frozen=True)
class QueryEventView:
    """What became of a query: its new state, in whose words, when, and who wrote it down."""

    state: QueryState
    words: str
    at: datetime
    by: str


@dataclass(frozen=True)
class QueryView:
    """A query as it stands, on one item of NHS money and the months from `first` to `last`.

    `amount` is what was payable and not paid as it was raised; below nil, paid too much.
    """

    id: int
    surgery_id: int
    item: str
    first: Month
    last: Month
    amount: Pence
    reason: str
    words: str
    raised_at: datetime
    raised_by: str
    events: tuple[QueryEventView, ...] = ()

    @property
    def state(self) -> QueryState:
        return self.events[-1].state if self.events else QueryState.RAISED

    @property
    def months(self) -> list[Month]:
        return list(months(self.first, self.last))

    @property
    def of(self) -> str:
        """April 2025, or April 2025 to June 2025."""
        return self.first.words if self.first == self.last else f"{self.first.words} to {self.last.words}"

    def days(self, on: date) -> int:
        """How many days it has stood: to today, or to the day on which it was done with."""
        ended = on if self.state.is_open else local_day(self.events[-1].at)
        return (ended - local_day(self.raised_at)).days


@dataclass(frozen=True)
class StandingQuery:
    """A query with what is left of its difference by now, reckoned from the books and never typed."""

    query: QueryView
    left: Pence

    @property
    def outstanding(self) -> Pence:
        """What of the amount queried is still different; never more than was queried, nor the other way."""
        amount = self.query.amount
        return min(max(self.left, 0), amount) if amount > 0 else max(min(self.left, 0), amount)

    @property
    def recovered(self) -> Pence:
        return self.query.amount - self.outstanding
