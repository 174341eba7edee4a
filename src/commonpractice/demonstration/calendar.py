"""When things are done in the demonstration (rulebook/demonstration/calendar.toml). Pure."""

from datetime import date, timedelta
from typing import Any

from commonpractice.foundations import rulebook_files
from commonpractice.foundations.months import Month

FRIDAY = 4


def settings() -> dict[str, Any]:
    return rulebook_files.toml("demonstration/calendar.toml")


def day_of(month: Month, what: str) -> date:
    """The day of a month on which something of the month itself is done."""
    return month.first.replace(day=settings()["month"][what])


def after(month: Month, what: str) -> date:
    """The day of the month after on which something is done about a month."""
    return working_day(month + 1, settings()["after"][what])


def settled_on(month: Month) -> date:
    """The day of a month on which what the month before left owing inside the partnership is paid."""
    return month.first.replace(day=settings()["after"]["settled"])


def signing_days(month: Month) -> list[date]:
    """The days on which one or another manager signs a month off."""
    first, last = settings()["after"]["signed"]
    return [working_day(month + 1, number) for number in range(first, last + 1)]


def of_qof(year_begins: date, what: str) -> date:
    """The day on which something is known of a year's quality points."""
    return year_begins + timedelta(days=settings()["qof"][what])


def working_day(month: Month, number: int) -> date:
    """The so many-th day of a month that is no Saturday or Sunday, from 1."""
    on = month.first
    while True:
        if on.weekday() <= FRIDAY:
            number -= 1
            if not number:
                return on
        on += timedelta(days=1)
