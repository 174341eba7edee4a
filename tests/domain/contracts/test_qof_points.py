"""Points from counts: worked by hand, as published for every practice of 2014/15, and what always holds."""

import csv
import gzip
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.domain.contracts import parameters
from commonpractice.domain.contracts.facts import Count, Kind, plain, rounded
from commonpractice.domain.contracts.rules.amounts import CannotReckon
from commonpractice.domain.contracts.rules.qof import points
from commonpractice.foundations.months import FinancialYear
from tests.examples import thorough

EVERY = [one for year in parameters.qof_years() for one in parameters.qof_indicators(year).values()]


def indicator(year: str, code: str):
    return parameters.qof_indicators(FinancialYear.parse(year))[code]


# year, indicator, numerator, denominator, points; the sum beside it
BY_HAND = """
2023/24 | DM020 | 312 | 520 | 10.625        # 60%: 17 × (60 − 35) ÷ 40
2023/24 | DM020 | 182 | 520 | 0             # 35%: at the lower threshold
2023/24 | DM020 | 181 | 520 | 0
2023/24 | DM020 | 390 | 520 | 17            # 75%: at the upper
2023/24 | DM020 | 520 | 520 | 17
2023/24 | DM020 |   0 |   0 | not earnable
2014/15 | AST002 | 1  |   2 | 2.1428571429  # 15 × 5 ÷ 35
2022/23 | AF001 | 120 | 120 | 5             # a register, kept
2022/23 | AF001 |   0 | 120 | 0
2022/23 | AF001 |   0 |   0 | not earnable
2022/23 | QIOA011 | 1 |   1 | 27            # declared
2022/23 | QIOA011 | 0 |   1 | 0
2022/23 | VI001 | 899 | 1000 | 0            # below the lower threshold: no block
2022/23 | VI001 | 90  | 100 | 3             # on it: the block
2022/23 | VI001 | 925 | 1000 | 10.5         # 3 + 15 × 2.5 ÷ 5
2022/23 | VI001 | 95  | 100 | 18
2022/23 | VI002 | 90  | 100 | 7
2021/22 | VI003 | 91  | 100 | 12.5          # 7 + 11 × 4 ÷ 8
2021/22 | VI004 | 55  | 100 | 5             # no block: 10 × 5 ÷ 10
2023/24 | VI001 | 89  | 100 | 0             # one sliding scale from 2023/24
"""


@pytest.mark.parametrize("row", BY_HAND.strip().splitlines())
def test_points_worked_by_hand(row):
    year, code, numerator, denominator, expected = (text.strip() for text in row.partition("#")[0].split("|"))
    got = points(Count(int(numerator), int(denominator)), indicator(year, code))
    assert ("not earnable" if got is None else plain(got)) == expected


REFUSED = [
    (Count(12, 9), "The numerator 12 is above the denominator 9"),
    (Count(1, 0), "The numerator 1 is above the denominator 0"),
    (Count(-1, 9), "The numerator cannot be below nil: it is -1"),
    (Count(0, -9), "The denominator cannot be below nil: it is -9"),
    (Count(4.5, 9), "The numerator 4.5 is not a whole number"),
    (Count(4, Decimal("9.0")), "The denominator 9.0 is not a whole number"),
    (Count(True, 9), "The numerator True is not a whole number"),
]


@pytest.mark.parametrize(("count", "sentence"), REFUSED)
def test_an_impossible_count_is_refused(count, sentence):
    for one in ("DM020", "AF001"):
        with pytest.raises(CannotReckon, match=sentence):
            points(count, indicator("2023/24", one))


def test_every_published_asthma_score_of_2014_15_is_reproduced(published_data):
    """3,842 practices, three indicators each and the register; nobody eligible is published as 0.

    One published count cannot be: 238 patients of 132. It is refused, as it would be from anybody.
    """
    path = published_data / "qof_indicator_achievement" / "qof_1415_asthma_practice_indicator.csv.gz"
    codes = {"AST002": "15", "AST003": "20", "AST004": "6"}
    asthma = {code: indicator("2014/15", code) for code in codes}
    scores = not_earnable = 0
    refused = []
    with gzip.open(path, "rt", encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            for code, most in codes.items():
                count = Count(int(row[f"{code}_numerator"]), int(row[f"{code}_denominator"]))
                try:
                    got = points(count, asthma[code])
                except CannotReckon:
                    refused.append((row["practice_code"], code, count))
                    continue
                published = Decimal(row[f"{code}_points_max{most}"])
                assert (got is None) == (count.denominator == 0)
                assert rounded(got or 0, 2) == published, (row["practice_code"], code)
                scores += 1
                not_earnable += got is None
            register = Count(int(row["register_1415"]), int(row["list_size_1415"]))
            assert points(register, indicator("2014/15", "AST001")) == int(row["AST001_points_max4"])
    assert (scores, not_earnable) == (3 * 3842 - 1, 14)
    assert refused == [("Y00486", "AST003", Count(238, 132))]


COUNTS = st.integers(1, 20_000).flatmap(
    lambda eligible: st.tuples(st.integers(0, eligible), st.integers(0, eligible), st.just(eligible))
)


@thorough()
@given(st.sampled_from(EVERY), COUNTS)
def test_points_are_from_nil_to_the_most_and_never_fall_as_more_patients_meet_it(one, counts):
    few, many, eligible = *sorted(counts[:2]), counts[2]
    fewer, more = (points(Count(met, eligible), one) for met in (few, many))
    assert 0 <= fewer <= more <= one.points


@thorough()
@given(st.sampled_from(EVERY), COUNTS, st.integers(1, 50))
def test_only_the_proportion_counts(one, counts, times):
    met, _, eligible = counts
    assert points(Count(met, eligible), one) == points(Count(times * met, times * eligible), one)


@thorough()
@given(st.sampled_from([one for one in EVERY if one.kind is Kind.FRACTION]), COUNTS)
def test_the_formula_as_it_is_published(one, counts):
    """As the published formula has it: the most × clamp((achievement − lower) ÷ (upper − lower), 0, 1)."""
    met, _, eligible = counts
    way_up = (Fraction(met, eligible) - Fraction(one.lower) / 100) / (Fraction(one.upper - one.lower) / 100)
    held = sorted((Fraction(0), way_up, Fraction(1)))[1]
    assert points(Count(met, eligible), one) == Fraction(one.points) * held
