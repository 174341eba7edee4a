"""Quartiles, exactly."""

import statistics
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.domain.published.facts import Spread
from commonpractice.domain.published.rules import rates
from commonpractice.domain.published.rules.spread import fine, mixed, spread, unfine


@pytest.mark.parametrize(
    ("values", "lower", "median", "upper"),
    [
        ([5], 5, 5, 5),
        ([1, 2], "1.25", "1.5", "1.75"),
        ([1, 2, 3, 4, 5], 2, 3, 4),
        ([1, 2, 3, 4], "1.75", "2.5", "3.25"),
    ],
)
def test_quartiles_lie_on_the_line_between_values(values, lower, median, upper):
    found = spread([fine(Decimal(value)) for value in values])
    assert found == Spread(len(values), Decimal(lower), Decimal(median), Decimal(upper))


@given(st.lists(st.integers(-(10**12), 10**12), min_size=2, max_size=60))
def test_the_same_as_pythons_own(values):
    """statistics.quantiles is a second, slower way."""
    ordered = sorted(values)
    found = spread(ordered)
    theirs = statistics.quantiles([Decimal(value) for value in ordered], n=4, method="inclusive")
    for ours, other in zip((found.lower, found.median, found.upper), theirs, strict=True):
        assert abs(ours - other / 10_000) <= Decimal("0.00005")


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1))
def test_quartiles_are_in_order_and_within_the_values(values):
    found = spread(sorted(values))
    assert unfine(min(values)) <= found.lower <= found.median <= found.upper <= unfine(max(values))


def test_no_values_have_no_quartiles():
    assert spread([]) is None
    assert mixed([]) is None


def test_several_practices_are_weighed_by_their_patients():
    """1,000 patients at 100 and 3,000 at 200: (100 × 1,000 + 200 × 3,000) / 4,000 = 175."""
    small = Spread(30, Decimal(90), Decimal(100), Decimal(110))
    large = Spread(40, Decimal(190), Decimal(200), Decimal(210))
    found = mixed([(small, Decimal(1000)), (large, Decimal(3000))])
    assert found == Spread(70, Decimal(165), Decimal(175), Decimal(185))


@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9), st.integers(1, 10**6))
def test_a_practice_alone_has_its_peers_quartiles(first, second, patients):
    one = spread(sorted([first, second]))
    assert mixed([(one, Decimal(patients))]) == one


def test_what_is_shared_over_nobody_is_no_figure():
    assert rates.per(100, None) is None
    assert rates.per(100, Decimal(0)) is None
    assert rates.per(None, Decimal(5)) is None
    assert rates.per(0, Decimal(5)) == 0
    assert rates.per(200, Decimal(3)) == Decimal("66.6667")
    assert rates.per(Decimal("2.5"), Decimal(4000), times=10_000) == Decimal("6.2500")
    assert rates.percentage(Decimal("586.63"), Decimal(635)) == Decimal("92.3827")


def test_a_sum_of_nothing_known_is_unknown():
    assert rates.added([None, None]) is None
    assert rates.added([None, 0]) == 0
    assert rates.added([5, None, -2]) == 3


@given(st.decimals(allow_nan=False, allow_infinity=False, places=8, min_value=-(10**9), max_value=10**9))
def test_idle_noughts_go_and_the_number_stays(number):
    assert rates.plain(number) == number
    assert "E" not in f"{rates.plain(number):f}"
