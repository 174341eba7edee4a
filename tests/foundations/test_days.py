"""Which day a moment falls on: the one on the wall in London, in summer an hour before UTC's."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.foundations.days import NoZone, local_day


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2025, 6, 30, 22, 59, tzinfo=UTC), date(2025, 6, 30)),
        (datetime(2025, 6, 30, 23, 0, tzinfo=UTC), date(2025, 7, 1)),  # midnight, British Summer Time
        (datetime(2025, 12, 31, 23, 59, tzinfo=UTC), date(2025, 12, 31)),
        (datetime(2026, 1, 1, 0, 0, tzinfo=UTC), date(2026, 1, 1)),
        (datetime(2025, 3, 30, 0, 30, tzinfo=UTC), date(2025, 3, 30)),  # the night the clocks go forward
        (datetime(2025, 10, 25, 23, 30, tzinfo=UTC), date(2025, 10, 26)),  # the night they go back
        (datetime(2025, 6, 30, 20, 0, tzinfo=timezone(timedelta(hours=-5))), date(2025, 7, 1)),
    ],
)
def test_a_moment_falls_on_the_day_in_london(moment, day):
    assert local_day(moment) == day


def last_sunday(year: int, month: int) -> datetime:
    """One in the morning, UTC, of a month's last Sunday: when the clocks change, both times of the year."""
    end = datetime(year, month, 31, 1, tzinfo=UTC)
    return end - timedelta(days=(end.weekday() + 1) % 7)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1), timezones=st.timezones()))
def test_it_is_utcs_day_and_in_summer_that_of_an_hour_later(moment):
    """The second way: by the rule of the Summer Time Order, and no table of time zones."""
    utc = moment.astimezone(UTC)
    summer = last_sunday(utc.year, 3) <= utc < last_sunday(utc.year, 10)
    assert local_day(moment) == (utc + timedelta(hours=summer)).date()


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(NoZone, match="no time zone"):
        local_day(datetime(2025, 6, 30, 23, 30))
