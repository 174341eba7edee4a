"""Months and financial years: how they count, and how they are read."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.foundations.months import FinancialYear, Month, NotAMonth, NotAYear, months
from tests.examples import thorough

THOROUGH = thorough()
ANY_MONTH = st.builds(Month, st.integers(1900, 2200), st.integers(1, 12))
ANY_START = st.integers(1, 12)


@THOROUGH
@given(ANY_MONTH, st.integers(-1500, 1500))
def test_adding_months_counts_as_the_calendar_does(month, number):
    """The slow way: one month at a time, by the day after its last."""
    slow = month
    for _ in range(abs(number) % 50):
        slow = Month.of(slow.last + timedelta(days=1))
    assert month + abs(number) % 50 == slow
    assert (month + number) - number == month
    later = month + number
    assert later.months_after(month) == number
    assert (later.year * 12 + later.number) - (month.year * 12 + month.number) == number


@THOROUGH
@given(ANY_MONTH)
def test_a_month_has_its_own_days_and_no_other(month):
    assert month.first.day == 1
    assert Month.of(month.first) == Month.of(month.last) == month
    assert (month + 1).first.toordinal() - month.last.toordinal() == 1
    assert Month.parse(str(month)) == month


@THOROUGH
@given(ANY_MONTH, st.integers(0, 40))
def test_months_from_first_to_last_are_all_there_in_order(first, more):
    found = list(months(first, first + more))
    assert found == [first + place for place in range(more + 1)]
    assert list(months(first + more + 1, first)) == []


@THOROUGH
@given(ANY_MONTH, ANY_START)
def test_every_month_is_in_one_financial_year(month, starts):
    year = FinancialYear.of(month, starts)
    assert month in year
    assert len(year.months) == 12
    assert year.first.number == starts
    assert month not in year - 1
    assert (year - 1).last + 1 == year.first
    assert FinancialYear.of(month - 12, starts) == year - 1
    assert FinancialYear.of(month + 12, starts) == year + 1


@THOROUGH
@given(st.integers(1900, 2199))
def test_a_year_reads_back_as_it_is_written(begins):
    year = FinancialYear(begins)
    assert FinancialYear.parse(str(year)) == year


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("2022/23", 2022),
        (" 2022-23 ", 2022),
        ("2022–23", 2022),
        ("2022_23", 2022),
        ("2022/2023", 2022),
        ("1999/00", 1999),
        ("1999/2000", 1999),
        ("2009/10", 2009),
    ],
)
def test_years_are_read_as_people_write_them(text, begins):
    assert FinancialYear.parse(text) == FinancialYear(begins)


@pytest.mark.parametrize(
    "text", ["", "2022", "22/23", "2022/24", "2022/22", "2022/2022", "2022/1923", "2022/123", "2022/23/24"]
)
def test_other_years_are_refused(text):
    with pytest.raises(NotAYear, match="is not a financial year"):
        FinancialYear.parse(text)


@pytest.mark.parametrize("text", ["", "2025", "2025-00", "2025-13", "04-2025", "2025-4-1", "April 2025"])
def test_other_months_are_refused(text):
    with pytest.raises(NotAMonth):
        Month.parse(text)


@pytest.mark.parametrize(
    ("month", "text", "words", "short"),
    [
        (Month(2025, 4), "2025-04", "April 2025", "Apr 25"),
        (Month(1999, 12), "1999-12", "December 1999", "Dec 99"),
    ],
)
def test_a_month_is_written_for_files_for_pages_and_for_charts(month, text, words, short):
    assert (str(month), month.words, month.short) == (text, words, short)


@pytest.mark.parametrize(
    ("year", "text", "first", "last"),
    [
        (FinancialYear(2022), "2022/23", date(2022, 4, 1), date(2023, 3, 31)),
        (FinancialYear(1999), "1999/00", date(1999, 4, 1), date(2000, 3, 31)),
        (FinancialYear(2024, starts=1), "2024", date(2024, 1, 1), date(2024, 12, 31)),
        (FinancialYear(2023, starts=7), "2023/24", date(2023, 7, 1), date(2024, 6, 30)),
    ],
)
def test_a_year_begins_and_ends_where_its_partnership_says(year, text, first, last):
    assert (str(year), year.first.first, year.last.last) == (text, first, last)


def test_a_month_of_the_year_nought_is_refused():
    with pytest.raises(NotAMonth):
        Month.parse("0000-05")
