"""What the NHS owed a surgery when its books began."""

import pytest

from commonpractice.domain.contracts import queries
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger.facts import Document, Journal, Line
from tests.domain.contracts.telling import APRIL, close_in_order, months_as_they_stand
from tests.domain.contracts.test_income import EARLY, noon, patients, rivers, tell
from tests.domain.partnerships import TwoRivers

__all__ = ["rivers"]
MARCH = APRIL - 1


def post(rivers: TwoRivers, key: str, *lines: tuple[int, int, str]) -> None:
    """Postings to April, those of an item for March."""
    journal = Journal(
        APRIL.first,
        key,
        tuple(
            Line(rivers.a, account, amount, None, item, MARCH if item else None)
            for account, amount, item in lines
        ),
        rivers.a,
        month=APRIL,
    )
    ledger.post([(Document("paper", key, key, rivers.a), [journal])], scope=rivers.everything, at=noon(EARLY))


BROUGHT = 18_072_72
# what is posted of March, (earned, payable, paid, accrued) of it, what of it is left
OWED = {
    "owed": ([("opening", (8160, BROUGHT, "drugs"), (8010, -BROUGHT, ""))], (0, BROUGHT, 0, 0), BROUGHT),
    "and paid in part": (
        [
            ("opening", (8160, BROUGHT, "drugs"), (8010, -BROUGHT, "")),
            ("statement", (8160, -5_000_00, "drugs"), (8150, 5_000_00, "")),
        ],
        (0, BROUGHT, 5_000_00, 0),
        BROUGHT - 5_000_00,
    ),
    "and paid": (
        [
            ("opening", (8160, BROUGHT, "drugs"), (8010, -BROUGHT, "")),
            ("statement", (8160, -BROUGHT, "drugs"), (8150, BROUGHT, "")),
        ],
        (0, BROUGHT, BROUGHT, 0),
        0,
    ),
    "paid, and the line moved elsewhere": (
        [
            ("opening", (8160, BROUGHT, "drugs"), (8010, -BROUGHT, "")),
            ("statement", (8160, -BROUGHT, "drugs"), (8150, BROUGHT, "")),
            ("moved", (8160, BROUGHT, "drugs"), (8160, -BROUGHT, "rent")),
        ],
        (0, BROUGHT, 0, 0),
        BROUGHT,
    ),
    "a payment taken back": (
        [("statement", (8160, BROUGHT, "drugs"), (8150, -BROUGHT, ""))],
        (0, 0, -BROUGHT, 0),
        BROUGHT,
    ),
    "a line that was a deduction": (
        [("moved", (8160, -150_00, "drugs"), (7020, 150_00, "statutory_levy"))],
        (0, 0, 150_00, 0),
        -150_00,
    ),
    "earned and not payable": (
        [("opening", (8130, BROUGHT, "drugs"), (8010, -BROUGHT, ""))],
        (0, 0, 0, BROUGHT),
        0,
    ),
}


@pytest.mark.parametrize("told", OWED)
def test_what_was_owed_when_the_books_began_is_payable_and_not_paid(rivers, told):
    journals, amounts, left = OWED[told]
    for key, *lines in journals:
        post(rivers, key, *lines)
    scope = {"scope": rivers.everything, "surgeries": [rivers.a]}
    of_march = (MARCH, MARCH)
    found = [one for one in queries.three_sides(**scope, concerns=of_march) if one.item == "drugs"]
    (every,) = queries.settled_sides(**scope, paid_for={rivers.a: APRIL}, known_on=APRIL.last, by=APRIL)
    on_page = [one for one in every.sides if one.item == "drugs"]
    for sides_of_march in (found, on_page):
        (one,) = sides_of_march
        assert (one.earned, one.payable, one.paid, one.accrued) == amounts
        assert one.difference == left


def test_what_was_earned_before_the_books_becomes_payable_when_it_is(rivers):
    """Vaccinations of March, paid a month later: they stand over when the books begin, not after April."""
    tell(rivers, patients("0"))
    post(rivers, "opening", (8130, BROUGHT, "childhood_vaccination"), (8010, -BROUGHT, ""))
    close_in_order(rivers, APRIL)
    (one,) = queries.three_sides(scope=rivers.everything, surgeries=[rivers.a])
    assert (one.item, one.month) == ("childhood_vaccination", MARCH)
    assert (one.earned, one.payable, one.paid, one.accrued) == (0, BROUGHT, 0, 0)
    (april,) = months_as_they_stand(rivers, APRIL)
    assert (april.get(8130, 0), april[8160]) == (0, BROUGHT)
