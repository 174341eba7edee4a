"""What is wrong in the demonstration on purpose: each thing where and when it says."""

import csv
import io
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from commonpractice.demonstration.books import books_of
from commonpractice.demonstration.nhs.planted import pilots, planted
from commonpractice.domain.ledger import parameters
from commonpractice.foundations.money import pence
from commonpractice.foundations.months import Month
from tests.demonstration.made_up import FIRST, a_plan

pytestmark = pytest.mark.slow  # together: months are closed for each

PLAN = a_plan()
OPEN, CLOSED = Month(2026, 10), Month(2026, 9)
EVERYTHING = planted(PLAN.months)


def place_of(name: str):
    return next(place for place in PLAN.places if place.fact.name == name)


def rows(place, month: Month) -> list[dict[str, str]]:
    made = next(each for each in books_of(PLAN, place.code) if each.month == month)
    return list(csv.DictReader(io.StringIO(made.statement.content.decode())))[:-1]


def test_every_kind_is_planted_at_a_surgery_that_there_is():
    assert Counter(one.kind for one in EVERYTHING) == {
        "paid": 4, "unknown": 5, "receipt": 3, "unsigned": 5, "stale": 1,
    }  # fmt: skip
    for one in EVERYTHING:
        assert place_of(one.surgery).belongs(one.month)
        assert one.told["shows"].endswith(".")


def test_the_months_go_by_the_last_one():
    assert {one.month for one in EVERYTHING if one.told["month"] == "open"} == {OPEN}
    assert {one.month for one in EVERYTHING if one.told["month"] == "closed"} == {CLOSED}
    assert {one.month for one in EVERYTHING if one.told["month"] == "achievement"} == {Month(2026, 6)}
    assert Month(2026, 1) in {one.month for one in EVERYTHING if one.told["month"] == 9}


def test_what_would_be_before_the_books_is_left_out():
    young = planted(a_plan(today=date(2024, 6, 3)).months)
    assert {one.month for one in young} == {FIRST, FIRST + 1}
    assert not [one for one in young if one.told["month"] == "achievement"]


def test_seventy_seven_thousand_pounds_are_paid_where_one_thousand_was_due():
    [pilot] = pilots()
    place = place_of(pilot.surgery)
    paid = {
        month: pence(row["amount"])
        for month in (CLOSED - 1, CLOSED, OPEN)
        for row in rows(place, month)
        if row["words"] == pilot.words
    }
    assert paid == {CLOSED - 1: 1_000_00, CLOSED: 77_000_00, OPEN: 1_000_00}


def test_an_achievement_is_missing_from_june():
    [one] = [one for one in EVERYTHING if one.kind == "paid" and one.item == "qof_achievement"]
    assert one.month == Month(2026, 6)
    assert "Achievement payment" not in {row["words"] for row in rows(place_of(one.surgery), one.month)}
    others = [place for place in PLAN.members(one.month) if place.fact.name != one.surgery][:5]
    assert all("Achievement payment" in {row["words"] for row in rows(each, one.month)} for each in others)


@pytest.mark.parametrize("one", [one for one in EVERYTHING if "part" in one.told], ids=lambda one: one.item)
def test_some_of_it_is_paid_short(one):
    place = place_of(one.surgery)
    payer = PLAN.payer(place)
    usual = [line for line in payer.lines(one.month) if line.item == one.item]
    payer = PLAN.payer(place)
    payer.months = payer.months[:1]  # as if nothing was planted in any other month
    due = [line for line in payer.lines(one.month) if line.item == one.item]
    assert usual == [replace(line, amount=line.amount * one.told["part"] // 1000) for line in due]


@pytest.mark.parametrize(
    "one", [one for one in EVERYTHING if one.kind == "unknown"], ids=lambda one: one.surgery
)
def test_a_line_says_nothing_that_a_rule_knows(one):
    [row] = [row for row in rows(place_of(one.surgery), one.month) if row["paycode"] == one.told["paycode"]]
    assert row["words"] == one.told["words"]
    assert row["item"] == ""
    assert pence(row["amount"]) > 0
    assert one.item in parameters.nhs_items()


def test_receipts_are_held_back_reversed_and_short():
    told = {key: one for one in EVERYTHING for key in ("held_back", "reversed", "more") if key in one.told}
    assert set(told) == {"held_back", "reversed", "more"}

    def of(one, month: Month):
        return next(each for each in books_of(PLAN, place_of(one.surgery).code) if each.month == month)

    held = told["held_back"]
    first, second = of(held, held.month), of(held, held.month + 1)
    assert first.receipts == ()
    assert [each.amount for each in second.receipts] == [first.statement.net + second.statement.net]
    back = of(told["reversed"], told["reversed"].month)
    assert [each.amount for each in back.receipts] == [
        back.statement.net,
        -back.statement.net,
        back.statement.net,
    ]
    assert len({(each.dated, each.reference) for each in back.receipts}) == 3
    short = of(told["more"], told["more"].month)
    assert [each.amount for each in short.receipts] == [short.statement.net - 212_40]
