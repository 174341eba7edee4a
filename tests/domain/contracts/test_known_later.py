"""What is told later: corrections, ends, lists that come late, months that were reopened."""

from datetime import date

import pytest

from commonpractice.domain.contracts import actions
from commonpractice.domain.contracts.facts.due import Claim, Term, TermBasis
from commonpractice.foundations.dated import Period
from tests.domain.contracts.telling import (
    APRIL,
    AUGUST,
    JULY,
    JUNE,
    LIST,
    MAY,
    close_in_order,
    earned,
    in_pence,
    months_as_they_stand,
    shown,
)
from tests.domain.contracts.test_income import EARLY, close, noon, patients, rivers, sides, tell, term

__all__ = ["rivers"]
A_YEAR, ONCE, HOLDS = TermBasis.A_YEAR, TermBasis.ONCE, TermBasis.HOLDS


# What is told first and then, as from, until and £ a year of rent; and what April to July of 2025 are worth.
RENTS = """
04-01       12000 | 04-01       24000 | 2000 2000 2000 2000   # corrected from April on
04-01       12000 | 06-01       24000 | 1000 1000 2000 2000   # reviewed from June
06-01       24000 | 04-01       12000 | 1000 1000 2000 2000   # what began earlier, known later
04-01       12000 | 04-01 05-31 12000 | 1000 1000    0    0   # ended
04-01 04-30 12000 | 04-01       12000 | 1000 1000 1000 1000   # it went on after all
04-01       12000 | 05-01 05-31 24000 | 1000 2000 1000 1000   # otherwise for a month
"""


@pytest.mark.parametrize("row", RENTS.strip().splitlines())
def test_a_correction_takes_the_place_of_the_row_with_its_first_day_and_of_no_later_one(rivers, row):
    first, then, worth = row.partition("#")[0].split("|")
    tell(rivers, patients("0"), rent(first, EARLY))
    close_in_order(rivers, APRIL)
    tell(rivers, rent(then, date(2025, 5, 20)), on=date(2025, 5, 20))
    close_in_order(rivers, MAY, JUNE, JULY)
    found = earned(rivers, "rent")
    assert [found.get(APRIL + month, 0) for month in range(4)] == [int(each) * 100 for each in worth.split()]


def rent(told: str, known_on: date) -> Term:
    start, *until, pounds = told.split()
    last = date.fromisoformat(f"2025-{until[0]}") if until else None
    of = Period.until(date.fromisoformat(f"2025-{start}"), last)
    return term("rent", A_YEAR, pounds, of=of, known_on=known_on)


def test_a_first_quarters_list_that_is_corrected_leaves_the_second_quarters(rivers):
    """8,400 from April, 8,700 from July (£121.79 still); in August April's turns out to be 8,401.2."""
    tell(rivers, patients("8400"))
    close_in_order(rivers, APRIL, MAY, JUNE)
    tell(rivers, patients("8700", since=JULY.first, known_on=date(2025, 7, 20)), on=date(2025, 7, 20))
    close(rivers, JULY, date(2025, 8, 1))
    assert earned(rivers, "global_sum")[JULY] == 88_297_75
    tell(rivers, patients("8401.2", known_on=date(2025, 8, 2)), on=date(2025, 8, 2))
    close(rivers, AUGUST, date(2025, 8, 2))
    assert earned(rivers, "global_sum") == {
        **dict.fromkeys((APRIL, MAY, JUNE), LIST + 12_18),
        **dict.fromkeys((JULY, AUGUST), 88_297_75),
    }


def test_an_opt_out_without_an_end_is_ended(rivers):
    tell(rivers, patients("8400"), term("out_of_hours", HOLDS))
    close_in_order(rivers, APRIL)
    until = Period.until(date(2015, 11, 1), date(2025, 4, 30))
    on = date(2025, 5, 20)
    tell(rivers, term("out_of_hours", HOLDS, of=until, known_on=on), on=on)
    close_in_order(rivers, MAY)
    assert earned(rivers, "out_of_hours") == {APRIL: -4_049_52}


def test_a_payment_made_once_stands_beside_what_is_paid_by_the_year(rivers):
    tell(rivers, patients("0"), term("rent", A_YEAR, "90000"))
    close_in_order(rivers, APRIL)
    once = term("rent", ONCE, "5000", of=Period(MAY.first), known_on=date(2025, 5, 20))
    tell(rivers, once, on=date(2025, 5, 20))
    close_in_order(rivers, MAY, JUNE)
    assert earned(rivers, "rent") == {APRIL: 7_500_00, MAY: 12_500_00, JUNE: 7_500_00}


def test_a_first_list_that_is_told_late_takes_no_month_back(rivers):
    """A rent is years older than lists; what was posted of it before them stays, and is corrected still."""
    tell(rivers, term("rent", A_YEAR, "90000"))
    close_in_order(rivers, APRIL, MAY, JUNE)
    on = date(2025, 7, 20)
    tell(rivers, patients("8400", since=JULY.first, known_on=on), on=on)
    close(rivers, JULY, date(2025, 8, 1))
    assert earned(rivers, "rent") == dict.fromkeys((APRIL, MAY, JUNE, JULY), 7_500_00)
    assert earned(rivers, "global_sum") == {JULY: LIST}
    tell(rivers, term("rent", A_YEAR, "96000", known_on=date(2025, 8, 2)), on=date(2025, 8, 2))
    assert shown(rivers, date(2025, 8, 2), "rent") == dict.fromkeys((APRIL, MAY, JUNE, JULY), 8_000_00)
    close(rivers, AUGUST, date(2025, 8, 2))
    assert earned(rivers, "rent") == dict.fromkeys((APRIL, MAY, JUNE, JULY, AUGUST), 8_000_00)


def test_where_a_list_comes_first_a_rent_of_earlier_months_is_not_posted(rivers):
    tell(rivers, term("rent", A_YEAR, "90000"), patients("8400", since=JUNE.first))
    close_in_order(rivers, APRIL, MAY, JUNE)
    assert earned(rivers, "rent") == {JUNE: 7_500_00}


def test_a_rate_that_is_missing_leaves_all_that_goes_with_the_global_sum(rivers):
    """The opt-out from maternity ended in 2021: nothing can be said of May's, and April's stays."""
    tell(rivers, patients("8400"), *(term(item, HOLDS) for item in ("out_of_hours", "london")))
    close_in_order(rivers, APRIL)
    before = sides(rivers)
    on = date(2025, 5, 20)
    tell(rivers, term("opt_outs", HOLDS, name="maternity", known_on=on), on=on)
    posted = actions.post_income(
        surgeries=[rivers.a], month=MAY, scope=rivers.everything, at=noon(JUNE.first)
    )
    assert sides(rivers) == before
    assert {(one.item, one.month) for _, one in posted.unknown} == {
        (item, month)
        for item in ("global_sum", "opt_outs", "out_of_hours", "london")
        for month in (APRIL, MAY)
    }


# Reopening


def test_two_months_that_are_reopened_and_closed_again_are_as_they_were(rivers):
    """A claim of April is payable from May: closing April again says nothing of what was posted to May."""
    tell(rivers, patients("8400"), vaccinations(100, EARLY))
    close_in_order(rivers, APRIL, MAY)
    before = months_as_they_stand(rivers, APRIL, MAY)
    assert before[0] == {1010: -LIST, 1280: -1_206_00, 8130: 1_206_00, 8160: LIST}
    for _ in range(2):
        close(rivers, APRIL, date(2025, 6, 2))
        assert months_as_they_stand(rivers, APRIL, MAY) == before
    close(rivers, MAY, date(2025, 6, 2))
    assert months_as_they_stand(rivers, APRIL, MAY) == before


# claims of April told since, and the same once April is closed again and then May:
# earned by the end of April, accrued then, payable by the end of May
SINCE = """
110 | 1,326.60 | 1,326.60 | 1,326.60
 90 | 1,085.40 | 1,085.40 | 1,085.40
  0 |     0.00 |     0.00 |     0.00
"""


@pytest.mark.parametrize("row", SINCE.strip().splitlines())
def test_what_was_learned_since_is_posted_to_the_month_that_it_belongs_to(rivers, row):
    count, *pounds = (cell.strip() for cell in row.split("|"))
    by_april, accrued, by_may = map(in_pence, pounds)
    tell(rivers, patients("0"), vaccinations(100, EARLY))
    close_in_order(rivers, APRIL, MAY)
    on = date(2025, 6, 2)
    tell(rivers, vaccinations(int(count), on), on=on)
    close(rivers, APRIL, on)
    close(rivers, MAY, on)
    april, may = months_as_they_stand(rivers, APRIL, MAY)
    assert (-april.get(1280, 0), april.get(8130, 0), april.get(8160, 0)) == (by_april, accrued, 0)
    assert (-may.get(1280, 0), may.get(8130, 0), may.get(8160, 0)) == (by_april, 0, by_may)


def vaccinations(count: int, known_on: date) -> Claim:
    return Claim("childhood_vaccination", "childhood_vaccination", APRIL, count, known_on, "claims of April")
