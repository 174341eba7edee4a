"""Differences of months on end are one line: a year's achievement that never came is one thing to ask."""

from datetime import UTC, datetime

import pytest

from commonpractice.domain.contracts.facts.querying import QueryView
from commonpractice.domain.contracts.queries.differences import SurgerySides, worst_first
from commonpractice.domain.contracts.rules.difference import Posted
from commonpractice.domain.contracts.rules.settling import Settled
from commonpractice.foundations.months import Month

APRIL = Month(2025, 4)


def surgery_sides(left: dict[tuple[str, int], int], surgery: int = 7) -> SurgerySides:
    """Of items and the so-many-th month from April on: £10 payable of each, so many pence of it not paid."""
    places = {(item, APRIL + month): pence for (item, month), pence in left.items()}
    posted = {place: Posted(1000, 1000, 1000 - pence) for place, pence in places.items()}
    return SurgerySides(surgery, APRIL + 26, posted=posted, settled=Settled(places, ()))


def asked(first: int, last: int) -> QueryView:
    at = datetime(2025, 9, 1, tzinfo=UTC)
    return QueryView(3, 7, "qof_achievement", APRIL + first, APRIL + last, 9, "", "", at, "Ann")


#  months from April on, pence left of each -> (first month, months, pence), the most first
@pytest.mark.parametrize(
    ("left", "queries", "found"),
    [
        ({0: 500}, [], [(0, 1, 500)]),
        ({0: 500, 1: 400, 2: 300}, [], [(0, 3, 1200)]),
        ({0: 500, 2: 300}, [], [(0, 1, 500), (2, 1, 300)]),  # a month between that was paid
        ({0: 500, 1: -400, 2: -300}, [], [(1, 2, -700), (0, 1, 500)]),  # too little, then too much
        ({0: 500, 1: 50, 2: 300}, [], [(0, 1, 500), (2, 1, 300)]),  # within the tolerance of £1
        ({0: 500, 1: 400, 2: 300}, [(0, 1)], [(0, 2, 900), (2, 1, 300)]),  # asked about already
        (dict.fromkeys(range(26), 200), [], [(0, 24, 4800), (24, 2, 400)]),  # as long as a query may be
    ],
)
def test_months_on_end_are_one(left, queries, found):
    every = [surgery_sides({("qof_achievement", month): amount for month, amount in left.items()})]
    rows = worst_first(every, [asked(*months) for months in queries], tolerance=100)
    assert [(row.first.months_after(APRIL), len(row.sides), row.amount) for row in rows] == found
    assert all(row.amount == row.payable - row.paid for row in rows)


def test_items_and_surgeries_stay_apart():
    seven = surgery_sides({("qof_achievement", 0): 500, ("rent", 1): 400})
    rows = worst_first([seven, surgery_sides({("qof_achievement", 1): 300}, surgery=8)], [])
    assert [(row.surgery_id, row.item, row.amount) for row in rows] == [
        (7, "qof_achievement", 500),
        (7, "rent", 400),
        (8, "qof_achievement", 300),
    ]
