"""Months and years signed off, closed and reopened; and what still stands in the way."""

from dataclasses import dataclass
from datetime import datetime

from commonpractice.domain.contracts.facts.due import INCOME_DUE
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month
from commonpractice.foundations.worded import Worded


class ClosingDeed(Worded):
    CLOSED = "closed", "closed"
    REOPENED = "reopened", "reopened"


class ByClosing(Worded):
    """What closing posts, by the kind of its documents, in the order in which it does."""

    INCOME = INCOME_DUE, "NHS income due"
    CHARGES = "central charge", "Central charges"
    CENTRE = "centre's result", "Of the centre’s result"
    RENTS = "rent to owners", "Rent to owners"
    POOL = "result passed on", "Passed on to the one profit"
    SHARES = "profit shares", "Shares, provisional"
    FINAL = "final shares", "Final shares of a year, between partners"


@dataclass(frozen=True)
class Signed:
    """A surgery's month and whether its own people have signed it off.

    `stale`: somebody has posted to its books after the signature, other than by closing. `by` and `at` are of
    the latest signature.
    """

    surgery: int
    name: str
    by: str = ""
    at: datetime | None = None
    stale: bool = False
    words: str = ""

    @property
    def holds(self) -> bool:
        return self.at is not None and not self.stale


@dataclass(frozen=True)
class Waits:
    """What of a surgery waits, up to the month: counts, and what stands on the NHS payments control account
    (nil when all that was paid is matched)."""

    control: Pence = 0
    lines: int = 0
    receipts: int = 0
    statements: int = 0
    recharges: int = 0

    def __bool__(self) -> bool:
        return any((self.control, self.lines, self.receipts, self.statements, self.recharges))


@dataclass(frozen=True)
class SurgeryClosing:
    """Where a surgery stands in closing a month. `locked` is None where the month was never opened;
    `signed` is None for the centre, and for a surgery that has left, which sign nothing."""

    surgery: int
    code: str
    name: str
    locked: bool | None
    signed: Signed | None
    estimated: bool
    waits: Waits


@dataclass(frozen=True)
class ClosingEvent:
    """A month that was closed or reopened: by whom, when, why; and how many surgeries were estimated."""

    month: Month
    deed: ClosingDeed
    by: str
    at: datetime
    reason: str
    estimated: int


@dataclass(frozen=True)
class ClosingState:
    """Where a month stands: each surgery, the centre last; whether it can be closed, and if not, why.

    `first_open` is the earliest month that is open anywhere. `why_not` is empty where the month can be closed
    now; `would_be_estimated` are those who have not signed, where the deed lets it be closed all the same.
    """

    month: Month
    rows: tuple[SurgeryClosing, ...]
    first_open: Month | None
    closed: bool
    why_not: str
    would_be_estimated: tuple[str, ...]
    latest: tuple[ClosingEvent, ...]

    @property
    def can_close(self) -> bool:
        return not self.why_not

    @property
    def signed(self) -> int:
        return sum(1 for row in self.rows if row.signed and row.signed.holds)

    @property
    def to_sign(self) -> int:
        return sum(1 for row in self.rows if row.signed)


@dataclass(frozen=True)
class PairOfSides:
    """What two profit centres have with each other on one internal account: each side, and the two together,
    which is nil."""

    account: int
    one: int
    other: int
    side_of_one: Pence
    side_of_other: Pence

    @property
    def left(self) -> Pence:
        return self.side_of_one + self.side_of_other


@dataclass(frozen=True)
class PostedBySurgery:
    """What one step of closing posted, charges, rents or shares: whole pence by surgery, and journals."""

    by_surgery: dict[int, Pence]
    journals: tuple[int, ...]
