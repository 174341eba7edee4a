"""Days that periods have in common."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import lru_cache

from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import FinancialYear, Month

ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=1024)  # a month's days are asked for by each surgery and charge
def of_month(month: Month) -> Period:
    return Period(month.first, month.last + ONE_DAY)


def of_year(year: FinancialYear) -> Period:
    return Period(year.first.first, year.last.last + ONE_DAY)


def common(one: Period, other: Period) -> Period | None:
    """The days that two periods have in common; None where there are none."""
    start = max(one.start, other.start)
    ends = [period.end for period in (one, other) if period.end is not None]
    end = min(ends, default=None)
    return None if end is not None and end <= start else Period(start, end)


def all_common(periods: Iterable[Period], within: Period) -> Iterator[Period]:
    """What each of some periods has in common with another."""
    return (found for period in periods if (found := common(period, within)))


def length(period: Period) -> int:
    """How many days; of a period that ends."""
    assert period.end is not None, "a period that is counted ends"
    return (period.end - period.start).days


def number(periods: Iterable[Period], within: Period) -> int:
    """How many days of some periods, none of which overlap, lie within another."""
    return sum(map(length, all_common(periods, within)))
