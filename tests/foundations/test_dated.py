"""Periods of days: what they hold, where they overlap, and how they are said."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.foundations.dated import NotAPeriod, Period, day, first_overlap, in_force
from tests.examples import thorough

THOROUGH = thorough()
FIRST = date(2020, 1, 1)
HORIZON = 60  # days; what lies beyond is as good as for ever
DAYS = [FIRST + timedelta(days=number) for number in range(HORIZON)]


@dataclass(frozen=True)
class Row:
    effective: Period
    name: int = 0


@st.composite
def periods(draw):
    start = draw(st.integers(0, HORIZON - 2))
    length = draw(st.one_of(st.none(), st.integers(1, 20)))
    first = FIRST + timedelta(days=start)
    return Period(first, None if length is None else first + timedelta(days=length))


def days_of(period: Period) -> set[date]:
    """The slow way: ask of each day whether it is within."""
    return {on for on in DAYS if on >= period.start and (period.last_day is None or on <= period.last_day)}


@THOROUGH
@given(periods(), periods())
def test_periods_overlap_where_they_share_a_day(one, other):
    shared = days_of(one) & days_of(other)
    assert one.overlaps(other) is bool(shared)
    assert one.overlaps(other) is other.overlaps(one)
    assert one.overlaps(one)


@THOROUGH
@given(periods())
def test_a_period_holds_its_days_and_says_its_last(period):
    assert {on for on in DAYS if on in period} == days_of(period)
    assert Period.until(period.start, period.last_day) == period
    assert period.start - timedelta(days=1) not in period
    if period.end is not None:
        assert period.last_day in period
        assert period.end not in period


@THOROUGH
@given(st.lists(periods(), max_size=8))
def test_an_overlap_is_found_where_any_two_rows_share_a_day(found):
    rows = [Row(period, place) for place, period in enumerate(found)]
    slow = any(
        days_of(one.effective) & days_of(other.effective)
        for place, one in enumerate(rows)
        for other in rows[:place]
    )
    pair = first_overlap(rows)
    assert (pair is not None) is slow
    if pair:
        assert pair[0] is not pair[1]
        assert pair[0].effective.overlaps(pair[1].effective)
        assert pair[0].effective.start <= pair[1].effective.start


@THOROUGH
@given(st.lists(periods(), max_size=8), st.sampled_from(DAYS))
def test_rows_in_force_keep_their_order(found, on):
    rows = [Row(period, place) for place, period in enumerate(found)]
    assert in_force(rows, on) == [row for row in rows if on in days_of(row.effective)]


@pytest.mark.parametrize(
    ("start", "last", "words"),
    [
        (date(2019, 5, 3), None, "from 3 May 2019"),
        (date(2019, 5, 3), date(2019, 5, 3), "3 May 2019 to 3 May 2019"),
        (date(2015, 11, 1), date(2016, 2, 29), "1 November 2015 to 29 February 2016"),
    ],
)
def test_a_period_reads_as_people_say_it(start, last, words):
    assert str(Period.until(start, last)) == words
    assert day(start) in words


def test_a_period_that_ends_before_it_begins_is_refused():
    with pytest.raises(NotAPeriod, match="starts on 2 May 2019 but ends before that, on 1 May 2019"):
        Period.until(date(2019, 5, 2), date(2019, 5, 1))
    with pytest.raises(NotAPeriod, match="cannot end before it has begun"):
        Period(date(2019, 5, 2), date(2019, 5, 2))


def test_periods_that_begin_together_can_be_put_in_order():
    running, ended = Period(FIRST), Period(FIRST, FIRST + timedelta(days=1))
    assert sorted([running, ended]) == [ended, running]


def test_the_last_day_of_the_calendar_is_met_with_a_sentence():
    with pytest.raises(NotAPeriod):
        Period.until(FIRST, date.max)
