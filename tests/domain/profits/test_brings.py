"""What a line of a month brings each partner: the month's shares with it, less those without."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.domain.profits.facts import MonthResult, PersonalCost
from commonpractice.domain.profits.parameters import Premises
from commonpractice.domain.profits.rules.brings import OnAccount, brings
from commonpractice.foundations.months import Month
from tests.domain.profits.agreements import ALWAYS, YEAR, agreement, owner, partner
from tests.domain.profits.test_sharing_properties import agreements
from tests.examples import thorough

APRIL = Month(2025, 4)
INCOME, RENT, INTEREST, PENSION = 1010, 1410, 6020, 7010
PREMISES = Premises(rent=(RENT,), interest=(INTEREST,))
SHARERS = agreement(
    partner(1, ("6", ALWAYS)), partner(2, ("3", ALWAYS)), owners=(owner("1/1", 2, "Dr 2", ALWAYS),)
)
RESULT = MonthResult(
    7,
    APRIL,
    9_000_00,
    rent=1_000_00,
    property_interest=100_00,
    personal=(PersonalCost(1, "Pension", 300_00),),
)


# The balance is shared two to one; the premises are Dr 2's; Dr 1 bears a pension of £300.
@pytest.mark.parametrize(
    ("account", "debit", "whose", "first", "second"),
    [
        (INCOME, -900_00, None, 600_00, 300_00),  # income is shared
        (INCOME, 900_00, None, -600_00, -300_00),  # and so is a cost
        (RENT, -600_00, None, 0, 600_00),  # rent is the owner's
        (INTEREST, 60_00, None, 0, -60_00),  # and so is interest
        (PENSION, 300_00, 1, -300_00, 0),  # what is borne by name is borne by nobody else
        (INCOME, -1, None, 1, 0),  # a penny goes to somebody
    ],
)
def test_what_a_line_brings(account, debit, whose, first, second):
    found = brings(RESULT, [OnAccount(account, debit, whose)], SHARERS, premises=PREMISES, year=YEAR)
    assert found == {number: pence for number, pence in ((1, first), (2, second)) if pence}


@given(agreements(), st.integers(-9_000_000, 9_000_000), st.integers(-900_000, 900_000))
@thorough()
def test_what_a_line_brings_comes_to_the_line(agreed, profit, debit):
    result = MonthResult(7, APRIL, profit)
    found = brings(result, [OnAccount(INCOME, debit)], agreed, premises=PREMISES, year=YEAR)
    assert sum(found.values()) == -debit
