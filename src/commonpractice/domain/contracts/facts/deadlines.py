"""What a surgery has to do by a day, and claims that are usual and not told yet."""

from dataclasses import dataclass
from datetime import date

from commonpractice.domain.contracts.facts.trust import Trust
from commonpractice.foundations.months import Month


@dataclass(frozen=True)
class Deadline:
    """What is due each year on a day of a month; no day: the last. `words` name the year as {year}, which
    begins `of` years after the financial year that the day lies in."""

    key: str
    words: str
    month: int
    day: int | None
    of: int
    trust: Trust
    source: str


@dataclass(frozen=True)
class DueOn:
    """A deadline of a certain year."""

    words: str
    on: date
    trust: Trust
    source: str


@dataclass(frozen=True)
class UsualClaim:
    """An item that was claimed in each of some months, and of which nothing is told for the month after."""

    item: str
    month: Month
    usual: int
    """How many a month were claimed before, at the middle."""
