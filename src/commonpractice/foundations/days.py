"""Days as people here count them: by the clock in London, whatever clock a moment was noted by."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


class NoZone(ValueError):
    """A moment of which nobody knows where its clock hung."""


def local_day(at: datetime) -> date:
    """The day in London on which a moment falls: half past midnight on 1 July is still June in UTC.

    Raises NoZone for a moment without a time zone.
    """
    if at.tzinfo is None:
        raise NoZone(f"{at.isoformat()} has no time zone, so it falls on no day for certain.")
    return at.astimezone(LONDON).date()
