"""Numbers written plainly, rounded as statements round, and a step as a document keeps it."""

import json
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.domain.contracts.facts import Step, Trust, plain, rounded
from commonpractice.domain.contracts.rules.amounts import shared_out, whole_pence
from tests.examples import thorough


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (15, "15"),
        (0, "0"),
        (100, "100"),
        (Fraction(100, 7), "14.2857142857"),
        (Decimal("10.6250"), "10.625"),
        (Fraction(-1, 3), "-0.3333333333"),
        (Fraction(1, 10**11), "0"),
        (Fraction(-1, 10**11), "0"),
        (Decimal("1E+3"), "1000"),
    ],
)
def test_a_number_has_neither_exponent_nor_idle_zeros(value, text):
    assert plain(value) == text


@pytest.mark.parametrize(
    ("value", "hundredths"),
    [("2.675", "2.68"), ("2.665", "2.67"), ("-2.665", "-2.67"), ("2.6649", "2.66"), ("-0.001", "0.00")],
)
def test_half_goes_away_from_nil(value, hundredths):
    assert rounded(Decimal(value)) == Decimal(hundredths)
    assert whole_pence(Decimal(value)) == int(Decimal(hundredths) * 100)


@thorough()
@given(st.fractions(-(10**9), 10**9, max_denominator=10**5))
def test_what_is_written_is_within_half_of_its_last_place(value):
    assert abs(Fraction(plain(value)) - value) <= Fraction(1, 2 * 10**10)
    assert abs(Fraction(rounded(value)) - value) <= Fraction(1, 200)
    assert abs(Fraction(whole_pence(value), 100) - value) <= Fraction(1, 200)


@thorough()
@given(st.lists(st.fractions(0, 10**6, max_denominator=1000), min_size=1, max_size=30))
def test_parts_in_pence_add_up_to_the_total_that_was_rounded_once(parts):
    total = whole_pence(sum(parts))
    assert sum(shared_out(total, parts)) == total


def test_a_step_is_kept_as_text():
    step = Step("Price", Fraction("104.73"), "£ a patient", "a letter", Trust.MEMORY)
    assert json.loads(json.dumps(step.details())) == {
        "words": "Price",
        "value": "104.73",
        "unit": "£ a patient",
        "source": "a letter",
        "trust": "memory",
    }
