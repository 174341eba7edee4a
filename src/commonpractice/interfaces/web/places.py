"""Surgeries and the centre in words: how many, which one, and since when or until when they belong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from commonpractice.domain.partnership.facts import SurgerySummary
from commonpractice.domain.partnership.rules import belonging
from commonpractice.foundations.dated import Period, day
from commonpractice.foundations.months import Month
from commonpractice.interfaces.web.called import said


@dataclass(frozen=True)
class Stay:
    """Whether a surgery belongs to the partnership on the last of some days; `words` say what changed."""

    here: bool
    words: str = ""
    """“Joined on 1 July 2025”, “Left on 30 June 2025”, “Joins on 1 July 2025”; else nothing."""


def stay(memberships: Sequence[Period], *, first: date, last: date) -> Stay:
    """A surgery's stay, seen from the days `first` to `last`. The centre, without memberships, stays."""
    if not memberships:
        return Stay(here=True)
    now = next((period for period in memberships if last in period), None)
    if now is not None:
        return Stay(here=True, words=f"Joined on {day(now.start)}" if now.start >= first else "")
    ended = [period.last_day for period in memberships if period.last_day and period.last_day < last]
    if ended:
        return Stay(here=False, words=f"Left on {day(max(ended))}")
    return Stay(here=False, words=f"Joins on {day(min(period.start for period in memberships))}")


def joined_in(memberships: Sequence[Period], *, month: Month) -> Month | None:
    """The month in which a surgery joined, seen from that month or the one after it; else None."""
    joined = {Month.of(period.start) for period in memberships}
    return next((each for each in (month, month - 1) if each in joined), None)


def left_on(memberships: Sequence[Period], *, on: date) -> date | None:
    """The last day on which a surgery belonged, where it has left for good by a day; else None."""
    last = belonging.left_on(memberships)
    return last if last and last < on else None


def in_words(surgeries: Sequence[SurgerySummary]) -> str:
    """One by its name, more by their number, the centre apart: “37 surgeries and the centre”."""
    if len(surgeries) == 1:
        return surgeries[0].name
    count = sum(not surgery.is_centre for surgery in surgeries)
    words = f"{count:,} {said('surgery' if count == 1 else 'surgeries')}"
    return f"{words} and the centre" if count < len(surgeries) else words
