"""The NHS's years, and the days on which a year is looked at."""

from collections.abc import Sequence
from datetime import date

from commonpractice.domain.quality.facts.people import Asked
from commonpractice.foundations.months import FinancialYear, Month


def year_of(day: date) -> str:
    """The NHS's year in which a day falls: "2026/27" begins on 1 April 2026."""
    return str(FinancialYear.of(Month.of(day)))


def year_end(day: date) -> date:
    """The 31 March with which the year ends in which a day falls."""
    return FinancialYear.of(Month.of(day)).last.last


def towards_the_year_end(days: Sequence[date]) -> list[Asked]:
    """Each day as it counts towards what the NHS pays."""
    return [Asked(day, year_end(day)) for day in days]


LOOKED_BACK = 12
"""Months that a day of a chart looks back on."""


def looking_back(days: Sequence[date]) -> list[Asked]:
    """Each day with the twelve months before it, for charts over time."""
    return [Asked(day, day) for day in days]


def month_ends(last: date, count: int) -> list[date]:
    """The last days of so many months that were over on a day, the oldest first."""
    month = Month.of(last) if Month.of(last).last == last else Month.of(last) - 1
    return [(month - back).last for back in range(count - 1, -1, -1)]
