"""Aspiration ahead, achievement afterwards."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.domain.contracts import parameters
from commonpractice.domain.contracts.rules.amounts import CannotReckon
from commonpractice.domain.contracts.rules.qof import achievement, aspiration, uprated
from commonpractice.foundations.money import pence
from commonpractice.foundations.months import FinancialYear
from tests.examples import thorough


def part(begins: int):
    return parameters.qof_year(FinancialYear(begins)).aspiration


# unadjusted achievement of the year before | pounds a point then | and now | year | a month
AHEAD = """
120,000.00 | 200.00 | 200.00 | 2023 | 7,000.00   # 120,000 × 70% ÷ 12
120,000.00 | 200.00 | 200.00 | 2024 | 8,000.00   # 80% from 2024/25
120,000.00 | 213.43 | 220.62 | 2024 | 8,269.50   # 8,000 × 1.0336878: 8,269.5028
 38,007.77 | 207.56 | 213.43 | 2023 | 2,279.82   # 38,007.77 × 1.0282810 × 70% ÷ 12 = 2,279.8243
      0.00 | 213.43 | 220.62 | 2024 |     0.00
"""


@pytest.mark.parametrize("row", AHEAD.strip().splitlines())
def test_what_is_paid_ahead_each_month(row):
    before, then, now, begins, month = (text.strip() for text in row.partition("#")[0].split("|"))
    found = aspiration(
        prior_unadjusted=pence(before), uprating=uprated(Decimal(then), Decimal(now)), part=part(int(begins))
    )
    assert found.amount == pence(month)
    assert found.steps[-1].value == Fraction(found.amount, 100)


@pytest.mark.parametrize(
    ("earned", "ahead", "due", "words"),
    [
        ("100,000.00", "84,000.00", "16,000.00", "Still due"),
        ("100,000.00", "100,000.00", "0.00", "Still due"),
        ("80,000.00", "84,000.00", "-4,000.00", "Paid too much"),
    ],
)
def test_what_is_due_when_the_year_is_known(earned, ahead, due, words):
    found = achievement(earned=pence(earned), aspiration_paid=pence(ahead))
    assert (found.amount, found.steps[-1].words) == (pence(due), words)


def test_what_cannot_be_reckoned_is_refused():
    with pytest.raises(CannotReckon, match="Last year's achievement cannot be below nil"):
        aspiration(prior_unadjusted=-1, uprating=Fraction(1), part=part(2024))
    with pytest.raises(CannotReckon, match="must be above nil"):
        uprated(Decimal(0), Decimal(1))


@thorough()
@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_ahead_and_afterwards_make_what_was_earned(earned, prior):
    month = aspiration(prior_unadjusted=prior, uprating=Fraction(1), part=part(2025)).amount
    assert achievement(earned=earned, aspiration_paid=12 * month).amount + 12 * month == earned
