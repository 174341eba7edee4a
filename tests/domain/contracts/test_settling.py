"""What was paid more settles what was paid less, in its family, the oldest first."""

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.domain.contracts.rules.settling import Settlement, settle
from commonpractice.domain.ledger.parameters import nhs_items
from commonpractice.foundations.months import Month
from tests.examples import thorough

APRIL = Month(2025, 4)
FAMILIES = {"price": "sum", "opt_out": "sum", "uplift": "sum", "rent": "rent"}

TABLE = """
# an uplift due by month, less its opt-out, and paid in one line: 4 × (1,085.00 - 51.54) = 4,133.84
uplift   | price 0 108500, price 1 108500, price 2 108500, price 3 108500, opt_out 0 -5154, opt_out 1 -5154, \
opt_out 2 -5154, opt_out 3 -5154, uplift 4 -413384 | nothing
short    | price 0 108500, opt_out 0 -5154, uplift 4 -100000          | price 0 3346
oldest   | price 0 100, price 1 100, uplift 2 -150                     | price 1 50
more     | price 0 100, uplift 1 -7700000                              | uplift 1 -7699900
later    | rent 0 -8333, rent 1 8333                                   | nothing
strangers| rent 0 100, price 0 -100                                    | rent 0 100, price 0 -100
unknown  | gift 0 100, gift 3 -40                                      | gift 0 60
alone    | price 0 100                                                 | price 0 100
none     | nothing                                                     | nothing
"""


def places(text: str) -> dict:
    if text.strip() == "nothing":
        return {}
    parts = (part.split() for part in text.split(","))
    return {(item, APRIL + int(month)): int(amount) for item, month, amount in parts}


ROWS = [row.split("|") for row in TABLE.splitlines() if row and not row.startswith("#")]


@pytest.mark.parametrize(("name", "given", "left"), ROWS, ids=[row[0].strip() for row in ROWS])
def test_what_is_left(name, given, left):
    assert settle(places(given), FAMILIES).left == places(left)


def test_both_parts_are_named():
    found = settle(places("price 0 100, price 1 100, uplift 2 -150"), FAMILIES)
    uplift = ("uplift", APRIL + 2)
    assert found.settlements == (
        Settlement(uplift, ("price", APRIL), 100),
        Settlement(uplift, ("price", APRIL + 1), 50),
    )


ANY = st.dictionaries(
    st.tuples(st.sampled_from([*FAMILIES, "gift"]), st.integers(0, 9).map(lambda months: APRIL + months)),
    st.integers(-10_000_000, 10_000_000),
    max_size=24,
)


@thorough()
@given(differences=ANY)
def test_it_loses_nothing_and_makes_no_difference_greater(differences):
    done = settle(differences, FAMILIES)
    sums, after, signs = defaultdict(int), defaultdict(int), defaultdict(set)
    for (item, _), amount in differences.items():
        sums[FAMILIES.get(item, item)] += amount
    for place, amount in done.left.items():
        family = FAMILIES.get(place[0], place[0])
        after[family] += amount
        signs[family].add(amount > 0)
        assert abs(amount) <= abs(differences[place])
        assert (amount > 0) == (differences[place] > 0)
    assert {family: total for family, total in sums.items() if total} == dict(after)
    assert all(len(ways) == 1 for ways in signs.values()), "what is left of a family is all less, or all more"
    moved = defaultdict(int)
    for one in done.settlements:
        assert one.amount > 0
        moved[one.under] += one.amount
        moved[one.over] -= one.amount
    for place, amount in differences.items():
        assert amount - moved[place] == done.left.get(place, 0)


@thorough()
@given(differences=ANY)
def test_the_oldest_are_settled_first(differences):
    """A second way: what is left of a family is its total, on the youngest places of that sign."""
    done = settle(differences, FAMILIES)
    for family in {FAMILIES.get(item, item) for item, _ in differences}:
        of = {place: n for place, n in differences.items() if FAMILIES.get(place[0], place[0]) == family}
        total = sum(of.values())
        sign = 1 if total > 0 else -1
        rest, expected = abs(total), {}
        for place in sorted(of, key=lambda place: (place[1], place[0]), reverse=True):
            part = min(max(of[place] * sign, 0), rest)
            rest -= part
            if part:
                expected[place] = part * sign
        assert {place: n for place, n in done.left.items() if place in of} == expected


def test_every_family_of_the_rulebook_is_of_income_and_has_several_items():
    families = defaultdict(list)
    for item in nhs_items().values():
        if item.settles:
            families[item.settles].append(item)
    assert {"global_sum", "qof"} <= families.keys()
    for items in families.values():
        assert len(items) > 1
        assert {item.kind.value for item in items} == {"income"}
