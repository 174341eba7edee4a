"""Which month has full books: the one that pages of figures open on. Pure.

A late invoice or a reversal is posted to a month long before the rest of it, and must not take everybody's
first page to an empty month. So a profit centre's month is full where it has at least half as many postings
as is usual for it, and a month has full books where those of most profit centres are.
"""

from collections.abc import Mapping
from datetime import date
from statistics import median

from commonpractice.foundations.months import Month

WINDOW = 12
"""How many months before the latest are looked at. Whoever posted in none of them keeps no books any more."""


def latest_full(posted: Mapping[int, Mapping[Month, int]], *, on: date) -> Month | None:
    """The latest month that is over by a day and has full books.

    `posted` are the numbers of postings by profit centre and month. Where no month is full, the latest that
    is over and has any posting; None where there is none.
    """
    over = sorted({month for months in posted.values() for month in months if month.last < on})
    for month in reversed(over):
        full = sum(_is_full(months, month) for months in posted.values())
        if full * 2 > len(posted):
            return month
    return over[-1] if over else None


def _is_full(months: Mapping[Month, int], month: Month) -> bool:
    return month in months and months[month] * 2 >= median(months.values())
