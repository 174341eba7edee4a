"""Whole pence: how amounts are read and written, and how one is divided so that nothing is lost."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from commonpractice.foundations.money import CannotShare, NotMoney, pence, plain_pounds, pounds, share
from tests.examples import thorough

THOROUGH = thorough()
AMOUNTS = st.integers(-(10**13), 10**13)
WEIGHT = st.one_of(
    st.integers(0, 10**6),
    st.decimals(0, 1000, places=2),
    st.fractions(0, 50, max_denominator=60),
)
WEIGHTS = st.lists(WEIGHT, min_size=1, max_size=40).filter(any)


def slow_share(amount: int, weights: list) -> list[int]:
    """The second, slower way: hand out the pennies one at a time, each to whoever is furthest behind.

    Fit for small amounts of at least nothing. Begins from the whole pennies of each ideal part.
    """
    total = sum(Fraction(weight) for weight in weights)
    ideal = [Fraction(weight) * amount / total for weight in weights]
    parts = [part.numerator // part.denominator for part in ideal]
    had_one: set[int] = set()
    while sum(parts) < amount:
        behind = [
            (ideal[place] - parts[place], -place) for place in range(len(parts)) if place not in had_one
        ]
        place = -max(behind)[1]
        parts[place] += 1
        had_one.add(place)
    return parts


@THOROUGH
@given(AMOUNTS, WEIGHTS)
def test_the_parts_add_up_to_the_amount(amount, weights):
    assert sum(share(amount, weights)) == amount


@THOROUGH
@given(AMOUNTS, WEIGHTS)
def test_no_part_is_a_penny_from_its_ideal(amount, weights):
    total = sum(Fraction(weight) for weight in weights)
    for part, weight in zip(share(amount, weights), weights, strict=True):
        ideal = Fraction(weight) * amount / total
        assert abs(part - ideal) < 1
        if not weight:
            assert part == 0


@THOROUGH
@given(AMOUNTS, WEIGHTS)
def test_a_greater_weight_never_gets_less(amount, weights):
    parts = [abs(part) for part in share(amount, weights)]
    ordered = sorted(range(len(weights)), key=lambda place: (Fraction(weights[place]), -place))
    for smaller, greater in pairwise(ordered):
        assert parts[smaller] <= parts[greater]  # of equal weights, the earlier is the one with more


@THOROUGH
@given(st.integers(0, 100_000), st.integers(1, 40))
def test_among_equals_the_first_get_the_pennies(amount, number):
    each, over = divmod(amount, number)
    assert share(amount, [1] * number) == [each + 1] * over + [each] * (number - over)


@THOROUGH
@given(AMOUNTS, WEIGHTS)
def test_a_loss_falls_as_a_gain_would_have(amount, weights):
    assert share(-amount, weights) == [-part for part in share(amount, weights)]


@THOROUGH
@given(AMOUNTS, WEIGHTS, st.fractions(Fraction(1, 1000), 1000))
def test_only_the_proportions_of_weights_matter(amount, weights, scale):
    assume(scale)
    assert share(amount, [Fraction(weight) * scale for weight in weights]) == share(amount, weights)


@THOROUGH
@given(st.integers(0, 2_000), st.lists(WEIGHT, min_size=1, max_size=12).filter(any))
def test_sharing_agrees_with_a_penny_at_a_time(amount, weights):
    assert share(amount, weights) == slow_share(amount, weights)


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),  # a penny over, to the first of the tied
        (-100, [1, 1, 1], [-34, -33, -33]),
        (101, [8, 6], [58, 43]),  # 57.71 and 43.29: the penny over to 57.71
        (5, [3, 1, 1], [3, 1, 1]),
        (1, [1, 2], [0, 1]),  # 0.33 and 0.67
        (0, [1, 2], [0, 0]),
        (7, [0, 1, 0], [0, 7, 0]),
        (1000, [Decimal("8.5"), Decimal("0.5")], [944, 56]),  # 944.44 and 55.56
    ],
)
def test_worked_examples_of_sharing(amount, weights, parts):
    assert share(amount, weights) == parts


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [([], "nobody to share"), ([0, 0], "every share is nil"), ([1, -1, 5], "cannot be negative")],
)
def test_there_must_be_weights_to_share_by(weights, sentence):
    with pytest.raises(CannotShare, match=sentence):
        share(100, weights)


@THOROUGH
@given(st.integers(-(10**15), 10**15))
def test_pounds_read_back_as_they_are_written(amount):
    assert pence(pounds(amount)) == pence(plain_pounds(amount)) == amount
    assert pence(Decimal(plain_pounds(amount))) == amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1,234.50", 123450),
        ("£12", 1200),
        ("-£3.10", -310),
        ("-3.1", -310),
        ("(12.00)", -1200),
        (" 0.05 ", 5),
        ("12.340", 1234),
        (".5", 50),
        ("-0.00", 0),
    ],
)
def test_amounts_are_read_as_people_write_them(text, amount):
    assert pence(text) == amount


@pytest.mark.parametrize("text", ["", " ", "£", "twelve", "1.2.3", "NaN", "Infinity", "-inf", "12 34", "--5"])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(NotMoney, match="is not an amount of money"):
        pence(text)


@pytest.mark.parametrize("text", ["0.001", "12.345", "-0.009"])
def test_a_fraction_of_a_penny_is_refused_and_not_rounded(text):
    with pytest.raises(NotMoney, match="fraction of a penny"):
        pence(text)


@pytest.mark.parametrize(
    ("amount", "shown", "plain"),
    [(123450, "£1,234.50", "1234.50"), (-5, "-£0.05", "-0.05"), (0, "£0.00", "0.00")],
)
def test_amounts_are_written_for_people_and_for_files(amount, shown, plain):
    assert (pounds(amount), plain_pounds(amount)) == (shown, plain)


@pytest.mark.parametrize("text", ["1,2,3", "12,50", "1,23.4", "1_000", "1e3"])
def test_a_comma_out_of_place_is_refused(text):
    with pytest.raises(NotMoney):
        pence(text)


@pytest.mark.parametrize(
    "text",
    [
        "1e999999",  # decimal.Overflow
        "99999999999999999999999999.991",  # rounded to 28 digits, and the fraction of a penny is lost
    ],
)
def test_an_amount_beyond_all_reason_is_refused(text):
    with pytest.raises(NotMoney):
        pence(text)
