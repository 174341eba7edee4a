"""The rulebook on contracts: every value has its source, trust and two dates, and nothing is said twice."""

from datetime import date
from decimal import Decimal
from itertools import combinations, pairwise

import pytest

from commonpractice.domain.contracts import parameters
from commonpractice.domain.contracts.facts import Adjustment, Kind, Trust
from commonpractice.foundations.months import FinancialYear

RATES = [rate for key in parameters.rate_keys() for rate in parameters.history(key)]
INDICATORS = [one for year in parameters.qof_years() for one in parameters.qof_indicators(year).values()]


@pytest.mark.parametrize("rate", RATES, ids=lambda rate: f"{rate.key} {rate.effective.start}")
def test_every_rate_says_where_it_is_from_and_which_day_stands_in_for_one_not_found(rate):
    assert rate.source
    assert rate.unit
    assert rate.value > 0
    assert rate.day_found != ("stands in" in rate.note)


@pytest.mark.parametrize("key", parameters.rate_keys())
def test_no_two_values_are_true_of_one_day_and_known_since_the_same(key):
    for one, other in combinations(parameters.history(key), 2):
        assert not (one.effective.overlaps(other.effective) and one.known_on == other.known_on)


def test_every_indicator_says_where_it_is_from():
    for one in INDICATORS:
        assert all((one.source, one.words, one.group, one.domain)), one
        assert one.known_on == one.year.first.first


YEARS = """
2014/15 |  45 | part
2021/22 |  64 | part
2022/23 | 635 | whole
2023/24 | 635 | whole
2024/25 | 635 | whole
2025/26 | 564 | whole
2026/27 | 582 | whole
"""


@pytest.mark.parametrize("row", [line.split("|") for line in YEARS.strip().splitlines()], ids=str)
def test_points_of_a_year_add_up_to_those_published(row):
    year = parameters.qof_year(FinancialYear.parse(row[0]))
    assert sum(one.points for one in year.indicators.values()) == int(row[1])
    assert year.is_whole == (row[2].strip() == "whole")


def test_2026_27_is_437_clinical_points_and_145_of_public_health():
    points = {"clinical": Decimal(0), "public_health": Decimal(0)}
    for one in parameters.qof_indicators(FinancialYear(2026)).values():
        points[one.domain] += one.points
    assert points == {"clinical": 437, "public_health": 145}


def test_in_2024_25_212_points_of_32_indicators_are_protected():
    protected = [
        one for one in parameters.qof_indicators(FinancialYear(2024)).values() if one.income_protected
    ]
    assert (len(protected), sum(one.points for one in protected)) == (32, 212)
    registers = [one for one in protected if one.kind is Kind.REGISTER]
    improvement = [one for one in protected if one.kind is Kind.DECLARED]
    assert (len(registers), sum(one.points for one in registers)) == (19, 81)
    assert sum(one.points for one in improvement) == 74


def test_in_2025_26_141_points_moved_to_nine_indicators_of_heart_and_circulation():
    before, after = (parameters.qof_indicators(FinancialYear(year)) for year in (2024, 2025))
    moved = {code: after[code].points - before[code].points for code in after if code in before}
    moved = {code: points for code, points in moved.items() if points}
    assert (len(moved), sum(moved.values())) == (9, 141)
    assert all(after[code].lower == before[code].lower for code in moved)
    assert all(after[code].upper >= before[code].upper for code in moved)


@pytest.mark.parametrize("begins", range(2017, 2027))
def test_pounds_a_point_over_the_average_list_have_stood_still(begins):
    """What a point is worth a patient: 0.022142 in every year, which vouches for both figures."""
    year = parameters.qof_year(FinancialYear(begins))
    assert round(year.pounds_per_point.value / year.average_list.value, 6) == Decimal("0.022142")


def test_vaccination_was_paid_in_blocks_for_two_years():
    blocks = {
        str(one.year): {
            other.code: other.block for other in INDICATORS if other.year == one.year and other.block
        }
        for one in INDICATORS
        if one.block
    }
    both = {"VI001": 3, "VI002": 7, "VI003": 7}
    assert blocks == {"2021/22": both, "2022/23": both}


def test_what_is_not_adjusted_by_prevalence_says_how_sure_that_is():
    for one in INDICATORS:
        if one.kind is Kind.DECLARED:
            assert (one.adjustment, one.adjustment_trust) == (Adjustment.NONE, Trust.FOUND)
        elif one.adjustment is not Adjustment.PREVALENCE:
            assert one.adjustment_trust is Trust.UNVERIFIED


OUT_OF_HOURS = """
price  | on         | printed
102.28 | 2023-09-01 | 4.86
104.73 | 2024-03-31 | 4.97
121.79 | 2025-07-31 | 5.78
123.34 | 2026-03-31 | 5.86
"""


@pytest.mark.parametrize("row", [line.split("|") for line in OUT_OF_HOURS.strip().splitlines()[1:]], ids=str)
def test_the_out_of_hours_percentage_makes_the_pounds_that_were_printed(row):
    price, on, printed = (text.strip() for text in row)
    rates = parameters.global_sum_rates(on=date.fromisoformat(on), known_on=date.fromisoformat(on))
    assert rates.price.value == Decimal(price)
    # 121.79 × 4.75% is 5.785: one of those printed is a penny low
    assert abs(rates.price.value * rates.out_of_hours.value / 100 - Decimal(printed)) < Decimal("0.01")


def test_scales_of_dispensing_fees_rise_in_bands_and_fall_in_price():
    for scale in parameters.dispensing_scales():
        assert scale.source
        assert scale.bands[-1].up_to is None
        for lower, upper in pairwise(scale.bands):
            assert upper.up_to is None or lower.up_to < upper.up_to
            assert lower.pence > upper.pence
    for earlier, later in pairwise(parameters.dispensing_scales()):
        assert earlier.effective.end == later.effective.start


def test_carr_hill_has_fourteen_weights_by_sex_and_age_and_boys_are_one():
    weights = parameters.carr_hill().age_sex
    assert len(weights) == 14
    assert weights["M", "5-14"] == min(weights.values()) == 1
    assert weights["M", "75-84"] == Decimal("5.81")
