"""One recharge by its number: for its two sides and nobody else, in one question to the database."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from commonpractice.domain.ledger import queries
from tests.domain.partnerships import acting

SIDES = {"A-B": "ab", "B-A": "ab", "B-CENTRE": "bc"}  # as they were filled in: home, then host


@pytest.mark.parametrize("which", SIDES)
@pytest.mark.parametrize("whose", ["a", "b", "c", ""])
def test_its_two_sides_see_it_and_nobody_else(house, which, whose):
    rivers, number = house.filled.rivers, house.filled.recharges[which]
    theirs = {"a": house.a, "b": house.b, "c": house.centre}
    scope = rivers.only(*[theirs[place] for place in whose])
    with acting(scope), transaction.atomic():
        if whose and whose in SIDES[which]:
            found = queries.recharge(scope=scope, recharge_id=number)
            assert found in queries.recharges(scope=scope, surgeries=scope.surgeries)
            assert found.id == number
        else:
            with pytest.raises(queries.NoSuchRecharge, match=f"no recharge {number} among those that you"):
                queries.recharge(scope=scope, recharge_id=number)


def test_a_scope_narrower_than_the_ticket_sees_no_more_than_the_scope(house):
    rivers = house.filled.rivers
    number = house.filled.recharges["B-CENTRE"]
    with acting(rivers.everything), transaction.atomic(), pytest.raises(queries.NoSuchRecharge):
        queries.recharge(scope=rivers.only(house.a), recharge_id=number)


def test_a_ticket_narrower_than_the_scope_sees_no_more_than_the_ticket(house):
    rivers = house.filled.rivers
    number = house.filled.recharges["B-CENTRE"]
    with acting(rivers.only(house.a)), transaction.atomic(), pytest.raises(queries.NoSuchRecharge):
        queries.recharge(scope=rivers.everything, recharge_id=number)


@pytest.mark.parametrize("number", [0, -1, 4242, 2**62, 2**80])
def test_a_number_that_is_nobodys_is_refused_in_the_same_words(house, number):
    rivers, words = house.filled.rivers, f"no recharge {number} among those that you may see"
    with (
        acting(rivers.everything),
        transaction.atomic(),
        pytest.raises(queries.NoSuchRecharge, match=words),
    ):
        queries.recharge(scope=rivers.everything, recharge_id=number)


def test_it_is_one_question(house):
    rivers = house.filled.rivers
    with acting(rivers.everything), transaction.atomic(), CaptureQueriesContext(connection) as asked:
        queries.recharge(scope=rivers.everything, recharge_id=house.filled.recharges["A-B"])
    assert len(asked) == 1
