"""When a year's final shares may be posted, and what of them is still due."""

from collections.abc import Sequence

from commonpractice.domain.ledger.facts import MonthsKept
from commonpractice.domain.profits.rules.closing import CannotClose
from commonpractice.foundations.months import FinancialYear, Month, months


def check_can_close_year(
    year: FinancialYear, *, since: Month, centre: MonthsKept, kept: Sequence[MonthsKept]
) -> Month:
    """The open month that a year's final shares are posted to.

    `since` is the first month that is shared at all: that of the books or of the first deed. Raises
    CannotClose where a month of the year is not closed yet, or none is open after it.
    """
    if year.last < since:
        raise CannotClose(
            f"{year} is before {since.words}, when shares begin: there is nothing to make final."
        )
    for month in months(max(year.first, since), year.last):
        if not centre.locked.get(month) or any(not one.locked.get(month, True) for one in kept):
            raise CannotClose(
                f"{month.words} is not closed yet. The final shares of {year} are posted when all its months "
                "are closed."
            )
    if centre.first_open is None:
        raise CannotClose(
            f"No month is open after {year.last.words}. Open the next one: final shares are posted to it, so "
            "that the pages of closed months stay as they are."
        )
    return centre.first_open
