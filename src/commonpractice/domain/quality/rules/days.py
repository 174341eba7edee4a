"""Days as definitions count them."""

from datetime import date, timedelta

from commonpractice.foundations.months import Month


def shifted(day: date, months: int) -> date:
    """The same day so many months later or earlier; the month's last where it is shorter."""
    month = Month.of(day) + months
    return date(month.year, month.number, min(day.day, month.last.day))


def window_start(end: date, months: int = 0, days: int = 0) -> date:
    """The first day of the months (or days) that end with a day, itself included.

    The 12 months to 31 March begin on 1 April, and the six to 30 September on 1 April too.
    """
    return shifted(end + timedelta(days=1), -months) - timedelta(days=days)


def year_start(year_end: date) -> date:
    """The first day of the twelve months that end with a day."""
    return window_start(year_end, months=12)


def age_on(born: date, day: date) -> int:
    """Whole years from the first of the month of birth to a day; fewer than nil before it.

    On the last day of a month it is the age by the full date of birth too, and on others it may be one more
    in the month of the birthday: the event store knows no more than the month.
    """
    return day.year - born.year - (day.month < born.month)
