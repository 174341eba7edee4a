"""What a forecast is worth: its range, what is at risk, and the best next patients, weighed every way."""

from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.domain.contracts import parameters
from commonpractice.domain.contracts.facts import Count
from commonpractice.domain.contracts.rules import qof
from commonpractice.domain.contracts.rules.amounts import whole_pence
from commonpractice.domain.contracts.rules.qof.points import improved
from commonpractice.domain.contracts.rules.qof.worth import Ends, best, gains, ranged, valued
from commonpractice.foundations.months import FinancialYear
from tests.examples import thorough

YEAR = parameters.qof_year(FinancialYear(2026))
COUNTED = [code for code, one in YEAR.indicators.items() if one.group in ("BP", "AF", "DM", "VI")]
SHARES = {
    group: qof.Share(Decimal(5), Decimal(5)) for group in {one.group for one in YEAR.indicators.values()}
}

# VI001, 18 points, 89% to 96%; by improvement, none at 5 points above one's own past, all at 18
# met | eligible | own past | by thresholds | by improving | paid
ROUTES = """
80  | 100 | 60.0 | 0        | 18       | 18        | 20 above: all
70  | 100 | 60.0 | 0        | 90/13    | 90/13     | 18 x (10 - 5) / 13
65  | 100 | 60.0 | 0        | 0        | 0         | 5 above: none yet
50  | 100 | 60.0 | 0        | 0        | 0         | below one's own past
93  | 100 | 90.0 | 72/7     | 0        | 72/7      | 18 x (93 - 89) / 7: thresholds are better
92  | 100 | 80.5 | 54/7     | 9        | 9          | 18 x (11.5 - 5) / 13: improving is better
92  | 100 |      | 54/7     |          | 54/7      | past not known: thresholds alone
0   | 0   | 60.0 |          |          |           | nobody eligible: not earnable
"""


def number(text: str) -> Fraction | None:
    return Fraction(text.strip()) if text.strip() else None


@pytest.mark.parametrize(
    "row", [line.split("|") for line in ROUTES.strip().splitlines()], ids=lambda row: row[6]
)
def test_the_better_of_two_routes_pays(row):
    indicator = YEAR.indicators["VI001"]
    count, past = Count(int(row[0]), int(row[1])), number(row[2])
    assert qof.points(count, indicator) == number(row[3])
    assert improved(count, indicator, past) == number(row[4])
    assert qof.points(count, indicator, past) == number(row[5])


def test_a_page_says_that_the_second_route_was_not_verified():
    (line,) = earned({"VI001": Count(70, 100)}, {"VI001": Fraction(60)}).indicators
    told = {step.words: step for step in line.steps}
    route = told["By improvement; the better of the two routes pays"]
    assert (route.value, route.trust.is_doubtful) == (Fraction(90, 13), True)
    assert told["Own average of the two years before"].value == 60
    (other,) = earned({"VI001": Count(70, 100)}, {}).indicators
    assert any("not both known" in step.words for step in other.steps)


def earned(counts, baselines):
    return qof.earned(year=YEAR, counts=counts, list_size=8000, shares=SHARES, baselines=baselines)


@st.composite
def ends(draw):
    eligible = draw(st.integers(0, 60))
    low, expected, high = sorted(draw(st.lists(st.integers(0, eligible), min_size=3, max_size=3)))
    return Ends(eligible, expected, low, high)


ENDINGS = st.dictionaries(st.sampled_from(COUNTED), ends(), min_size=1, max_size=6)


def of(endings, together=0.3):
    return valued(
        year=YEAR,
        ends=endings,
        list_size=8000,
        shares=SHARES,
        baselines={},
        together=together,
        source="a run",
    )


@thorough(200)
@given(ENDINGS)
def test_the_range_holds_the_amount_and_the_parts_make_it(endings):
    found = of(endings)
    assert found.amount == sum(part.amount for part in found.parts)
    assert 0 <= found.low <= found.amount <= found.high
    for part in found.parts:
        assert part.low <= part.amount <= part.high <= part.full
        assert part.at_risk >= 0
    counts = {code: Count(one.expected, one.eligible) for code, one in endings.items()}
    assert found.amount == earned(counts, {}).amount


@thorough(200)
@given(ENDINGS)
def test_the_more_indicators_go_wrong_together_the_wider_the_range(endings):
    apart, some, all_ = (of(endings, together) for together in (0.0, 0.3, 1.0))
    assert apart.low >= some.low >= all_.low
    assert apart.high <= some.high <= all_.high
    assert abs(all_.low - sum(part.low for part in all_.parts)) <= 1


def test_an_indicator_of_which_it_is_not_known_how_common_it_is_has_points_and_no_pounds():
    endings = {"AF006": Ends(100, 95, 90, 99), "BP002": Ends(100, 70, 60, 80)}
    found = valued(
        year=YEAR, ends=endings, list_size=8000, shares={}, baselines={}, together=0.3, source="a run"
    )
    unknown, known = found.parts
    assert (unknown.indicator.code, unknown.unpriced, unknown.points) == ("AF006", True, 12)
    assert (unknown.amount, unknown.low, unknown.high, unknown.full) == (0, 0, 0, 0)
    assert not known.unpriced
    assert found.amount == known.amount == earned({"BP002": Count(70, 100)}, {}).amount
    assert found.points == 12 + Fraction(15, 2)


def test_surgeries_together_are_surer_than_their_sum():
    low, high = ranged([(100, 40, 130), (100, 20, 140)], 0)
    assert (low, high) == (100, 250)  # 200 - hypot(60, 80), 200 + hypot(30, 40)


@thorough(150)
@given(st.dictionaries(st.sampled_from(COUNTED), ends(), min_size=1, max_size=3), st.integers(0, 5))
def test_the_best_next_patients_are_the_best_of_every_way_there_is(endings, patients):
    found = of(endings)
    brings = {
        part.indicator.code: gains(part.indicator, endings[part.indicator.code], part.full, patients)
        for part in found.parts
    }
    codes = sorted(brings)
    ways = product(*(range(len(brings[code])) for code in codes))
    most = max(
        sum(brings[code][many] for code, many in zip(codes, way, strict=True))
        for way in ways
        if sum(way) <= patients
    )
    chosen = best(brings, patients)
    assert chosen.amount == whole_pence(most / 100)
    assert sum(chosen.patients.values()) <= patients
    assert (
        whole_pence(sum(brings[code][many] for code, many in chosen.patients.items()) / 100) == chosen.amount
    )


def test_patients_one_by_one_would_stop_below_a_threshold():
    """An even indicator pays from the first patient on; one below its threshold only from there."""
    steep = [Fraction(0), Fraction(0), Fraction(0), Fraction(900)]
    even = [Fraction(0), Fraction(100), Fraction(200), Fraction(300)]
    assert best({"steep": steep, "even": even}, 3).patients == {"steep": 3}
    assert best({"steep": steep, "even": even}, 2).patients == {"even": 2}


def test_nobody_is_counted_beyond_those_eligible_and_nothing_beyond_all_points():
    indicator = YEAR.indicators["BP002"]
    full = 3_000_00
    assert len(gains(indicator, Ends(100, 98, 98, 98), full, 12)) == 3
    assert gains(indicator, Ends(100, 95, 95, 95), full, 2) == [0, 0, 0]
    (first, *_, last) = gains(indicator, Ends(100, 0, 0, 0), full, 100)
    assert (first, last) == (0, full)
