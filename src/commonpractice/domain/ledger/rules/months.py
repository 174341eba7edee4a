"""Which months may be opened, locked and reopened. Pure; the database holds the same, in the same words.

A locked month's balance sheet is the sum of all that came before it, so months lock in order and reopen from
the latest backwards, profit centre by profit centre: nothing earlier can change while a later one is locked.
"""

from collections.abc import Iterable
from datetime import date

from commonpractice.domain.ledger.facts import MonthsKept
from commonpractice.domain.ledger.rules.words import unkept_in
from commonpractice.foundations.dated import day
from commonpractice.foundations.months import FinancialYear, Month


class MonthRefused(ValueError):
    """A month that cannot be opened, locked or reopened; the message says why."""


def bounds(kept: MonthsKept, today: date) -> tuple[Month, Month]:
    """The first and the last month that may be opened.

    From the beginning of the financial year in which the partnership was founded to the end of the one after
    today's: what is outside is a slip of the year.
    """
    founded = FinancialYear.of(Month.of(kept.founded), kept.year_starts)
    this_year = FinancialYear.of(Month.of(today), kept.year_starts)
    return founded.first, (this_year + 1).last


def check_can_open(kept: MonthsKept, month: Month, *, today: date) -> None:
    """Raise MonthRefused unless a month may be opened: not yet there, within bounds, none locked after it."""
    named = f"{month.words} of {kept.name}"
    if month in kept.locked:
        raise MonthRefused(
            f"{named} is locked: reopen it instead." if kept.locked[month] else f"{named} is open already."
        )
    first, last = bounds(kept, today)
    if month < first:
        raise MonthRefused(
            f"{named} cannot be opened: the partnership's first financial year began in {first.words}. "
            "Check the year."
        )
    if month > last:
        raise MonthRefused(
            f"{named} cannot be opened: next financial year ends with {last.words}. Check the year."
        )
    later = kept.last_locked
    if later is not None and month < later:
        raise MonthRefused(
            f"{named} cannot be opened while {later.words} is locked: what is posted to it would change "
            f"what was locked. Reopen {later.words} first."
        )


def check_before_leaving(kept: MonthsKept, months: Iterable[Month], left: date | None) -> None:
    """Raise MonthRefused where a month lies wholly after a surgery's last day in the partnership.

    Its books may be wound up in later months all the same, for a claw-back say: then this is not asked.
    """
    for month in months:
        if left is not None and month.first > left:
            raise MonthRefused(
                f"{month.words} of {kept.name} cannot be opened: it left the partnership on {day(left)}. "
                "To wind its books up, for a claw-back say, open the month with --after-leaving."
            )


def check_can_lock(kept: MonthsKept, month: Month) -> None:
    """Raise MonthRefused unless a month is open, and every month opened before it locked."""
    named = f"{month.words} of {kept.name}"
    if month not in kept.locked:
        raise MonthRefused(f"{named} has never been opened, so it cannot be locked.")
    if kept.locked[month]:
        raise MonthRefused(f"{named} is locked already.")
    earlier = kept.first_open
    if earlier is not None and earlier < month:
        raise MonthRefused(
            f"{named} cannot be locked while {earlier.words} is open: months lock in order. "
            f"Lock {earlier.words} first."
        )


def check_can_reopen(kept: MonthsKept, month: Month, why: str) -> None:
    """Raise MonthRefused unless a month is locked, no later one is, and a reason is given."""
    named = f"{month.words} of {kept.name}"
    if not why.strip():
        raise MonthRefused(f"Say why {named} is reopened: the reason is kept.")
    if bad := unkept_in(why):
        raise MonthRefused(f"The reason has a character that cannot be kept ({bad}): take it out.")
    if month not in kept.locked:
        raise MonthRefused(f"{named} has never been opened, so it cannot be reopened.")
    if not kept.locked[month]:
        raise MonthRefused(f"{named} is not locked, so it cannot be reopened.")
    later = kept.last_locked
    if later is not None and month < later:
        raise MonthRefused(
            f"{named} cannot be reopened while {later.words} is locked: months reopen from the latest "
            f"backwards. Reopen {later.words} first."
        )
