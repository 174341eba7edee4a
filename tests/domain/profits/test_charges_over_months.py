"""Charges of many months in one go are those of each month by itself, steps and limits with them."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from commonpractice.domain.partnership.facts import ChargeBasis
from commonpractice.domain.profits.rules import charges
from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import FinancialYear, months
from tests.domain.profits.agreements import ALWAYS, YEAR
from tests.domain.profits.charged import A, B, C, charge, count, member
from tests.examples import thorough

FIRST = YEAR.first
DAYS = st.integers(0, 700)


def day(number: int):
    return FIRST.first + timedelta(number)


def told(found) -> list[tuple]:
    return [(row.surgery, row.charge, row.name, row.month, row.pence, row.steps) for row in found]


@thorough(100)
@given(
    pool=st.integers(1, 50_000_000),
    rate=st.decimals("0.01", "90", places=2).map(str),
    cap=st.none() | st.integers(1, 40_000_00),
    floor=st.none() | st.integers(1, 1_000_00),
    changes=st.tuples(DAYS, DAYS, DAYS),
    heads=st.tuples(*[st.integers(1, 20_000)] * 4),
)
def test_each_month_is_as_it_is_by_itself(pool, rate, cap, floor, changes, heads):
    if cap is not None and floor is not None:
        cap, floor = max(cap, floor), min(cap, floor)
    joins, split, grows = map(day, changes)
    registered = ChargeBasis.PER_REGISTERED
    rows = [
        charge(registered, Period(ALWAYS.start, split), "it", pool=pool),
        charge(registered, Period(split), "it", rate=rate, cap=cap, floor=floor),
        charge(ChargeBasis.FIXED, code="dues", rate="1200", surgeries=frozenset({A, C})),
    ]
    there = [member(A), member(B, Period(joins)), member(C, Period.until(ALWAYS.start, day(300)))]
    sizes = {each: [count(heads[at])] for at, each in enumerate((A, B))}
    sizes[C] = [count(heads[2], Period(ALWAYS.start, grows)), count(heads[3], Period(grows))]
    given_ = {"members": there, "drivers": {registered: sizes}}
    each = [(month, FinancialYear.of(month)) for month in months(FIRST, FIRST + 20)]
    in_one_go = told(charges.of_months(rows, each=each, **given_))
    by_itself = [charges.of_month(rows, month=month, year=year, **given_) for month, year in each]
    assert in_one_go == [row for found in by_itself for row in told(found)]
