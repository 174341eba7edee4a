"""Whatever the dates: pools are charged whole, caps and floors hold, and day by day is the same sum."""

from datetime import timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from commonpractice.domain.partnership.facts import CentreResult, Charge, ChargeBasis
from commonpractice.domain.profits.facts import Member
from commonpractice.domain.profits.rules import centre, charges
from commonpractice.foundations.dated import Period, in_force
from commonpractice.foundations.money import share
from commonpractice.foundations.months import Month
from tests.domain.profits.agreements import ALWAYS, YEAR
from tests.domain.profits.charged import A, B, C, charge, count, member, pence
from tests.examples import thorough

FIRST = YEAR.first.first
REGISTERED = ChargeBasis.PER_REGISTERED
RATE = st.decimals("0.0001", "400", places=4).map(str)


@st.composite
def periods(draw) -> Period:
    start = FIRST + timedelta(draw(st.integers(-40, 330)))
    last = draw(st.none() | st.integers(0, 400))
    return Period.until(start, None if last is None else start + timedelta(last))


@st.composite
def members(draw) -> list[Member]:
    """One that is always there, and others that come and go."""
    return [member(A), *(member(each, draw(periods())) for each in (B, C))]


@st.composite
def lists(draw) -> dict[int, list]:
    """A list for each surgery that changes on some day."""
    found = {}
    for surgery in (A, B, C):
        change = FIRST + timedelta(draw(st.integers(1, 360)))
        before, after = (draw(st.integers(1, 30_000)) for _ in range(2))
        found[surgery] = [count(before, Period(ALWAYS.start, change)), count(after, Period(change))]
    return found


def of_month(rows: list[Charge], there: list[Member], has: dict, month: Month):
    drivers = {REGISTERED: has}
    return charges.of_month(rows, members=there, drivers=drivers, month=month, year=YEAR)


def year_of(rows: list[Charge], there: list[Member], has: dict) -> list[dict[int, int]]:
    return [pence(list(of_month(rows, there, has, month))) for month in YEAR.months]


@given(st.integers(1, 500_000_000), members(), lists())
@thorough()
def test_a_pool_is_charged_whole(pool, there, has):
    year = year_of([charge(REGISTERED, pool=pool)], there, has)
    assert [sum(each.values()) for each in year] == share(pool, [1] * 12)
    assert sum(sum(each.values()) for each in year) == pool


@given(st.integers(1, 500_000_000), lists(), st.permutations([A, B, C]))
@thorough()
def test_the_order_of_surgeries_moves_the_pennies_left_over_and_no_more(pool, has, order):
    row, month = charge(REGISTERED, pool=pool), YEAR.first
    one, other = (
        pence(list(of_month([row], [member(each) for each in each_order], has, month)))
        for each_order in ([A, B, C], order)
    )
    assert sum(one.values()) == sum(other.values())
    assert all(abs(one[each] - other[each]) <= 1 for each in one)


@given(RATE, periods(), members(), lists())
@thorough()
def test_a_rate_is_what_its_days_come_to(rate, effective, there, has):
    """The slower way: each day of the month a part of a twelfth of the rate, for the patients of that day."""
    row = charge(REGISTERED, effective, rate=rate)
    for month in (YEAR.first, YEAR.first + 5, YEAR.last):
        number = month.last.day
        found = pence(list(of_month([row], there, has, month)))
        for each in there:
            exact = Fraction(0)
            charged = False
            for day in range(number):
                today = month.first + timedelta(day)
                if today in effective and any(today in spell for spell in each.memberships):
                    charged = True
                    [patients] = in_force(has[each.surgery], today)
                    exact += Fraction(rate) * 100 * int(patients.value) / 12 / number
            assert (each.surgery in found) == charged
            assert found.get(each.surgery, 0) == int(exact + Fraction(1, 2))


@given(RATE, st.integers(1, 5_000_000), st.integers(0, 5_000_000), members(), lists())
@thorough(500)
def test_a_year_is_never_above_its_cap_nor_below_its_floor(rate, floor, more, there, has):
    row = charge(REGISTERED, rate=rate, floor=floor, cap=floor + more)
    unlimited = year_of([charge(REGISTERED, rate=rate)], there, has)
    year = year_of([row], there, has)
    for each in there:
        charged = [month[each.surgery] for month in year if each.surgery in month]
        assert all(amount >= 0 for amount in charged)
        assert sum(charged) <= floor + more
        reckoned = sum(month.get(each.surgery, 0) for month in unlimited)
        if each.surgery == A:  # there all year
            assert sum(charged) == min(max(reckoned, floor), floor + more)
    assert [set(each) for each in year] == [set(each) for each in unlimited]


@given(st.integers(-50_000_000, 50_000_000), st.sampled_from(CentreResult), members(), lists())
@thorough()
def test_the_centres_result_is_passed_on_whole_or_not_at_all(result, how, there, has):
    drivers = {REGISTERED: has, ChargeBasis.PER_WEIGHTED: has, ChargeBasis.SHARE_OF_INCOME: has}
    found = centre.passed_on(result, how, members=there, drivers=drivers, months=YEAR.months)
    kept = how is CentreResult.RETAINED
    assert sum(row.pence for row in found) == (0 if kept else result)
