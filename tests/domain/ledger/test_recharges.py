"""What a recharge must be: the rule, and that whoever raises or answers one is told in a sentence."""

from datetime import date

import pytest
from django.db import connection

from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import queries
from commonpractice.domain.ledger.rules.posting import LARGEST
from commonpractice.domain.ledger.rules.recharges import RechargeRefused, check_can_answer, check_can_raise
from commonpractice.foundations.months import Month
from tests.domain.partnerships import NOON, acting, two_rivers

APRIL = Month(2025, 4)
OF_TWO = {"home_id": 1, "host_id": 2, "amount": 500, "reason": "two locum sessions"}
BAD = [
    ({"amount": 0}, "above nil"),
    ({"amount": -1}, "above nil"),
    ({"amount": LARGEST + 1}, r"A recharge of £10,000,000,000,000\.01 cannot be right: "),
    ({"amount": 10**20}, "cannot be right"),
    ({"amount": 5.5}, "whole pence"),
    ({"amount": True}, "whole pence"),
    ({"reason": " \n"}, "Say what the recharge is for"),
    ({"reason": "a\0b"}, r"cannot be kept \(U\+0000\)"),
    ({"reason": "a\udc00b"}, r"cannot be kept \(U\+DC00\)"),
    ({"home_id": 2}, "cannot recharge itself"),
    ({"home_id": 99_999}, "Choose two surgeries of this partnership"),
    ({"home_id": 10**20}, "Choose two surgeries of this partnership"),
]


@pytest.mark.parametrize(("changed", "sentence"), BAD)
def test_what_a_recharge_must_be(changed, sentence):
    with pytest.raises(RechargeRefused, match=sentence):
        check_can_raise(**{**OF_TWO, **changed}, surgeries=[1, 2, 3])


@pytest.mark.parametrize("amount", [1, 500, LARGEST])
def test_what_is_in_order_may_be_raised(amount):
    check_can_raise(**{**OF_TWO, "amount": amount}, surgeries=[1, 2, 3])


def test_how_one_is_answered():
    check_can_answer(agree=True, words="")
    check_can_answer(agree=False, words="Not ours")
    with pytest.raises(RechargeRefused, match="Say why you decline"):
        check_can_answer(agree=False, words=" ")
    with pytest.raises(RechargeRefused, match=r"U\+0000"):
        check_can_answer(agree=True, words="Yes\0")


@pytest.mark.parametrize(("changed", "sentence"), BAD)
def test_a_bad_recharge_is_refused_at_once_and_not_at_the_commit(db, changed, sentence):
    rivers = two_rivers()
    deed = {**OF_TWO, "home_id": rivers.a, "host_id": rivers.b, **changed}
    if changed.get("home_id") == 2:
        deed["home_id"] = rivers.b
    with acting(rivers.everything):
        with pytest.raises(ledger.RechargeRefused, match=sentence):
            ledger.raise_recharge(**deed, month=APRIL, scope=rivers.everything, at=NOON)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert queries.recharges(scope=rivers.everything, surgeries=rivers.everything.surgeries) == []


def test_an_answer_that_cannot_be_kept_changes_nothing(db):
    rivers = two_rivers()
    with acting(rivers.everything):
        number = ledger.raise_recharge(
            **{**OF_TWO, "home_id": rivers.a, "host_id": rivers.b},
            month=APRIL,
            scope=rivers.everything,
            at=NOON,
        )
        with pytest.raises(ledger.RechargeRefused, match=r"U\+0000"):
            ledger.answer_recharge(
                recharge_id=number,
                agree=True,
                words="Yes\0",
                dated=date(2025, 4, 30),
                month=APRIL,
                scope=rivers.everything,
                at=NOON,
            )
        with pytest.raises(ledger.RechargeRefused, match="May 2030 of Avon Surgery is not open"):
            ledger.answer_recharge(
                recharge_id=number,
                agree=True,
                words="",
                dated=date(2030, 5, 1),
                month=Month(2030, 5),
                scope=rivers.everything,
                at=NOON,
            )
        waiting = queries.recharges(scope=rivers.everything, surgeries=[rivers.a])
        assert [each.state.value for each in waiting] == ["raised"]
