"""When a surgery belongs: its last day, and the months of which it has a day, against counting them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.domain.partnership.rules import belonging
from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import FinancialYear, Month

YEAR = FinancialYear(2022)
BEGAN = date(2015, 11, 1)


def until(last: date, start: date = BEGAN) -> Period:
    return Period.until(start, last)


@pytest.mark.parametrize(
    ("spells", "left", "first", "last", "number"),
    [
        ([Period(BEGAN)], None, Month(2022, 4), Month(2023, 3), 12),
        ([until(date(2020, 3, 31))], date(2020, 3, 31), None, None, 0),
        ([until(date(2022, 9, 30))], date(2022, 9, 30), Month(2022, 4), Month(2022, 9), 6),
        ([until(date(2022, 10, 1))], date(2022, 10, 1), Month(2022, 4), Month(2022, 10), 7),  # for a day
        ([Period(date(2022, 4, 30))], None, Month(2022, 4), Month(2023, 3), 12),
        ([Period(date(2023, 4, 1))], None, None, None, 0),
        ([until(date(2018, 3, 31)), Period(date(2022, 12, 1))], None, Month(2022, 12), Month(2023, 3), 4),
        ([Period(date(2022, 12, 1), date(2023, 1, 1)), until(date(2022, 4, 1))], date(2022, 12, 31), *(
            Month(2022, 4), Month(2022, 12), 2)),
        ([], None, None, None, 0),
    ],
)  # fmt: skip
def test_the_months_of_a_year_in_which_a_surgery_belongs(spells, left, first, last, number):
    found = belonging.months_of(spells, YEAR.months)
    assert belonging.left_on(spells) == left
    assert (found[:1], found[-1:], len(found)) == ([first] if first else [], [last] if last else [], number)


days = st.dates(date(2021, 10, 1), date(2023, 9, 30))


@given(st.lists(st.tuples(days, st.one_of(st.none(), st.integers(0, 400))), max_size=4))
def test_months_have_a_day_of_the_surgerys_and_those_after_leaving_have_none(rows):
    spells = [
        Period.until(start, None if length is None else start + timedelta(days=length))
        for start, length in rows
    ]
    theirs = belonging.months_of(spells, YEAR.months)
    after = belonging.months_after_leaving(spells, YEAR.months)
    left = belonging.left_on(spells)
    for month in YEAR.months:
        its_days = [month.first + timedelta(days=at) for at in range((month.last - month.first).days + 1)]
        assert (month in theirs) == any(belonging.belongs(spells, on) for on in its_days)
        assert (month in after) == (left is not None and all(on > left for on in its_days))
    assert not set(theirs) & set(after)
