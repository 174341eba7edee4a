"""Whose statements whom the deed shows, and what other partners are called on them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.domain.partnership.facts import Statements
from commonpractice.domain.partnership.rules.reach import NotAllowed
from commonpractice.domain.profits import parameters
from commonpractice.domain.profits.facts import FundsAccount, Viewer
from commonpractice.domain.profits.rules.peers import lettered
from commonpractice.domain.profits.rules.statements import (
    check_may_see,
    may_see_statement,
    movement,
    surgeries_seen,
)
from tests.examples import thorough

A, B = 1, 2
ASH, BIRCH, CEDAR = 11, 12, 13  # Ash shares at A and B, Birch at B; Cedar was at A once

NOBODY = Viewer(False, frozenset(), frozenset())
FINANCE = Viewer(True, frozenset(), frozenset())
AS_ASH = Viewer(False, frozenset({ASH}), frozenset({A, B}))
AS_BIRCH = Viewer(False, frozenset({BIRCH}), frozenset({B}))
AS_CEDAR = Viewer(False, frozenset({CEDAR}), frozenset())  # a partner no longer
AT = {ASH: {A, B}, BIRCH: {B}, CEDAR: {A}}

# viewer, whose statement: what is seen under "own", "own_surgery", "all_partners"
SEEN = [
    (FINANCE, ASH, {A, B}, {A, B}, {A, B}),
    (FINANCE, CEDAR, {A}, {A}, {A}),
    (NOBODY, ASH, set(), set(), set()),  # a surgery's manager, a member of the board who is no partner
    (AS_ASH, ASH, {A, B}, {A, B}, {A, B}),
    (AS_ASH, BIRCH, set(), {B}, {B}),
    (AS_ASH, CEDAR, set(), {A}, {A}),
    (AS_BIRCH, ASH, set(), {B}, {A, B}),  # of the same surgery: what is of that one
    (AS_BIRCH, CEDAR, set(), set(), {A}),
    (AS_CEDAR, CEDAR, {A}, {A}, {A}),  # one's own, for good
    (AS_CEDAR, ASH, set(), set(), set()),
]


@pytest.mark.parametrize(("viewer", "partner", "own", "own_surgery", "all_partners"), SEEN)
def test_the_deed_says_who_sees_what(viewer, partner, own, own_surgery, all_partners):
    for statements, seen in zip(
        (Statements.OWN, Statements.OWN_SURGERY, Statements.ALL_PARTNERS),
        (own, own_surgery, all_partners),
        strict=True,
    ):
        asked = {"partner": partner, "at": AT[partner]}
        assert surgeries_seen(statements, viewer, **asked) == seen
        assert may_see_statement(statements, viewer, **asked) == bool(seen)


def test_the_refusal_says_what_the_deed_says():
    with pytest.raises(
        NotAllowed, match="The deed shows a statement to the partner alone, besides the centre's"
    ):
        check_may_see(Statements.OWN, AS_BIRCH, partner=ASH, at=AT[ASH])


@given(st.sets(st.integers(1, 10_000), max_size=60), st.binary(min_size=16, max_size=64))
@thorough()
def test_letters_are_the_same_each_time_and_one_for_each(partners, key):
    letters = lettered(partners, key=key)
    assert letters == lettered(sorted(partners, reverse=True), key=key)
    assert letters.keys() == partners
    first = sorted(letters.values(), key=lambda each: (len(each), each))
    assert first[:3] == ["A", "B", "C"][: len(partners)]
    assert len(set(first)) == len(partners)
    assert (len(partners) > 26) == ("AA" in first)


def test_letters_do_not_follow_the_order_of_partners():
    """Of a hundred statements of the same five partners, each has each letter at some time."""
    seen = {
        (partner, letter)
        for n in range(100)
        for partner, letter in lettered(range(5), key=bytes([n])).items()
    }
    assert len(seen) == 25


@pytest.mark.parametrize(
    ("account", "item", "amount", "others", "kind", "words"),
    [
        (9030, "share.balance", 100, [], "share.balance", "Share of the balance"),
        (9030, "share.personal", -100, [], "share.personal", "Costs of the partner's own"),
        (
            9030,
            "share.final.balance",
            5,
            [],
            "share.final.balance",
            "Final for the year: share of the balance",
        ),
        (9030, "", -100, [9050], "tax", "Set aside for tax"),
        (9050, "", 100, [9030], "tax", "Set aside for tax"),
        (9050, "", -100, [], "tax", "Tax paid"),
        (9030, "", -100, [9010], "capital", "Capital paid in"),
        (9040, "", -100, [], "drawings", "Drawings"),
        (9060, "", -100, [], "pension", "Pension paid"),
        (9010, "", 100, [9040], "capital", "Capital paid in"),
        (9010, "", -100, [9050], "capital", "Capital paid out"),
        (9020, "", 100, [], "property_capital", "Property capital paid in"),
        (9030, "", 100, [], "other", "Put to the current account"),
        (9030, "", -100, [9010, 9050], "other", "Taken from the current account"),
    ],
)
def test_movements_have_words(account, item, amount, others, kind, words):
    accounts = parameters.partner_accounts()
    assert movement(accounts[account], item, amount, others, accounts) == (kind, words)


def test_each_account_of_a_partner_is_one_of_the_funds():
    assert {account.of for account in parameters.partner_accounts().values()} == set(FundsAccount)
