"""What a posting is for and which month it is of: summed, reversed and sealed with it."""

from collections import defaultdict
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import parameters, queries
from commonpractice.domain.ledger.facts import AccountKind, Document, Journal, Line, NhsMoney
from commonpractice.domain.ledger.queries import ItemPlace
from commonpractice.domain.partnership.rules.reach import OutOfScope
from commonpractice.foundations.months import Month
from tests.domain.partnerships import NOON, TwoRivers, acting, two_rivers
from tests.examples import thorough

APRIL, MAY, JUNE = Month(2025, 4), Month(2025, 5), Month(2025, 6)


@pytest.fixture
def rivers(db):
    rivers = two_rivers()
    with acting(rivers.everything):
        yield rivers
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def due(home: int, posted_to: Month, *of: tuple[str, Month | None, int]) -> Journal:
    """Income that is due: an amount an item and month."""
    lines = [
        line
        for item, month, amount in of
        for account, sign in ((1010, -1), (8160, 1))
        for line in [Line(home, account, sign * amount, None, item, month)]
    ]
    return Journal(posted_to.first, "Income due", tuple(lines), home, month=posted_to)


def post(rivers: TwoRivers, key: str, *journals: Journal, at=NOON) -> tuple[int, ...]:
    home = journals[0].home_id
    with transaction.atomic():
        entry = (Document("income due", key, "Income due", home), journals)
        return ledger.post([entry], scope=rivers.everything, at=at).journals


def owed(rivers: TwoRivers, **asked) -> dict:
    sums = queries.sums_by_item(
        scope=rivers.everything, surgeries=[rivers.a, rivers.b], accounts=[8160], **asked
    )
    return {(place.surgery_id, place.item, place.concerns): amount for place, amount in sums.items()}


def test_sums_are_by_item_and_by_the_month_that_it_is_of(rivers):
    post(rivers, "april", due(rivers.a, APRIL, ("global_sum", None, 100_00), ("london", None, 7_00)))
    post(rivers, "may", due(rivers.a, MAY, ("global_sum", MAY, 102_00), ("global_sum", APRIL, 2_00)))
    post(rivers, "other", due(rivers.b, MAY, ("global_sum", MAY, 55_00)))
    a, b = rivers.a, rivers.b
    assert owed(rivers) == {
        (a, "global_sum", APRIL): 102_00,  # posted to April, and more of it to May
        (a, "global_sum", MAY): 102_00,
        (a, "london", APRIL): 7_00,
        (b, "global_sum", MAY): 55_00,
    }
    assert owed(rivers, items=["london"]) == {(a, "london", APRIL): 7_00}
    assert set(owed(rivers, concerns=(MAY, JUNE))) == {(a, "global_sum", MAY), (b, "global_sum", MAY)}


def test_what_was_posted_later_was_not_known(rivers):
    post(rivers, "april", due(rivers.a, APRIL, ("global_sum", APRIL, 100_00)))
    later = NOON + timedelta(hours=2)
    post(rivers, "more", due(rivers.a, MAY, ("global_sum", APRIL, 2_00)), at=later)
    assert owed(rivers) == {(rivers.a, "global_sum", APRIL): 102_00}
    assert owed(rivers, known_at=NOON) == {(rivers.a, "global_sum", APRIL): 100_00}


def test_sums_of_nothing_are_left_out_and_others_surgeries_are_refused(rivers):
    post(rivers, "april", due(rivers.a, APRIL, ("rent", APRIL, 9_00)))
    post(rivers, "back", due(rivers.a, MAY, ("rent", APRIL, -9_00)))
    assert owed(rivers) == {}
    with pytest.raises(OutOfScope):
        queries.sums_by_item(scope=rivers.only(rivers.a), surgeries=[rivers.b])


def test_a_reversal_is_the_opposite_item_by_item(rivers):
    (number,) = post(rivers, "april", due(rivers.a, APRIL, ("rent", APRIL, 9_00), ("rates", MAY, 3_00)))
    with transaction.atomic():
        ledger.reverse(
            journal_id=number, why="twice", dated=MAY.first, month=MAY, scope=rivers.everything, at=NOON
        )
    assert owed(rivers) == {}


def test_a_document_that_is_reversed_takes_its_items_back(rivers):
    (number,) = post(rivers, "april", due(rivers.a, APRIL, ("rent", APRIL, 9_00), ("rates", None, 3_00)))
    document = queries.journal(scope=rivers.everything, journal_id=number).document_id
    with transaction.atomic():
        ledger.reverse_document(
            document_id=document,
            why="the wrong lease",
            dated=APRIL.last,
            month=APRIL,
            scope=rivers.everything,
            at=NOON,
        )
    assert owed(rivers) == {}


@pytest.mark.parametrize(
    ("item", "concerns"),
    [("rates", APRIL), ("rent", MAY), ("", None), ("rent", None)],
)
def test_the_database_refuses_a_reversal_that_takes_back_something_else(rivers, item, concerns):
    (number,) = post(rivers, "april", due(rivers.a, APRIL, ("rent", APRIL, 9_00)))
    back = [
        Line(rivers.a, 1010, 9_00, None, "rent", APRIL),
        Line(rivers.a, 8160, -9_00, None, item, concerns),
    ]
    opposite = Journal(MAY.first, "Back", tuple(back), rivers.a, month=MAY, reverses_id=number)
    with pytest.raises(ledger.CannotPost, match="not the opposite"):
        post(rivers, "by hand", opposite)


@pytest.mark.parametrize(
    ("item", "concerns", "refused"),
    [
        ("", None, "posting_item_is_said"),
        ("rent", "2025-04-02", "posting_concerns_a_month"),
        (None, "2025-04-01", "posting_of_a_month_is_for_something"),
    ],
)
def test_the_database_takes_no_empty_item_and_no_part_of_a_month(db, item, concerns, refused):
    rivers = two_rivers()
    with (
        acting(rivers.everything),
        pytest.raises(DatabaseError, match=refused),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO ledger_posting"
            " (journal_id, surgery_id, month, account_id, amount, item, concerns)"
            " VALUES (1, %s, '2025-05-01', 1010, 900, %s, %s)",
            [rivers.a, item, concerns],
        )


PLACES = st.tuples(
    st.sampled_from(["a", "b"]),
    st.sampled_from([APRIL, MAY]),
    st.sampled_from(["global_sum", "rent", "it|'odd'"]),
    st.sampled_from([None, APRIL, MAY, JUNE]),
    st.integers(1, 10**9) | st.integers(-(10**9), -1),
)


@thorough(suppress=(HealthCheck.function_scoped_fixture,))
@given(said=st.lists(PLACES, min_size=1, max_size=8))
def test_sums_are_those_of_the_postings_whatever_is_posted(rivers, said):
    with transaction.atomic():
        expected: dict = defaultdict(int)
        for number, (which, posted_to, item, month, amount) in enumerate(said):
            home = rivers.a if which == "a" else rivers.b
            post(rivers, f"any/{number}", due(home, posted_to, (item, month, amount)))
            for account, of in ((1010, -amount), (8160, amount)):
                expected[ItemPlace(home, item, month or posted_to, account)] += of
        found = queries.sums_by_item(scope=rivers.everything, surgeries=[rivers.a, rivers.b])
        assert found == {place: amount for place, amount in expected.items() if amount}
        groups = queries.sums_by_groups(
            scope=rivers.everything, surgeries=[rivers.a, rivers.b], groups=[{1010, 8130}, {8160}, {8130}]
        )
        assert groups == {
            home: {
                (place.item, place.concerns): (found[place], -found[place], 0)
                for place in found
                if place.surgery_id == home and place.account == 1010
            }
            for home in (rivers.a, rivers.b)
        }
        transaction.set_rollback(True)


@thorough(suppress=(HealthCheck.function_scoped_fixture,))
@given(said=st.lists(PLACES, min_size=1, max_size=8), first=st.integers(0, 2), months=st.integers(0, 2))
def test_a_months_result_is_of_the_postings_that_are_of_it(rivers, said, first, months):
    first_month, last_month = APRIL + first, APRIL + first + months
    with transaction.atomic():
        expected: dict = defaultdict(int)
        for number, (which, posted_to, item, month, amount) in enumerate(said):
            home = rivers.a if which == "a" else rivers.b
            post(rivers, f"any/{number}", due(home, posted_to, (item, month, amount)))
            expected[home, month or posted_to] -= amount
        found = queries.results_by_month_of(
            scope=rivers.everything, surgeries=[rivers.a, rivers.b], first=first_month, last=last_month
        )
        assert found == {
            (home, month): {1010: amount}
            for (home, month), amount in expected.items()
            if amount and first_month <= month <= last_month
        }
        together = queries.sums_by_month_of(
            scope=rivers.everything,
            surgeries=[rivers.a, rivers.b],
            first=first_month,
            last=last_month,
            groups=[{1010, 1110}, {1110}, {1010}],
        )
        assert {place: sums for place, sums in together.items() if any(sums)} == {
            place: (sums[1010], 0, sums[1010]) for place, sums in found.items()
        }
        transaction.set_rollback(True)


def test_every_item_has_an_account_of_its_kind():
    chart, items = parameters.chart(), parameters.nhs_items()
    assert len(items) > 40
    for item in items.values():
        kind = chart[item.account].kind
        if item.kind == NhsMoney.INCOME:
            assert kind == AccountKind.INCOME, item.key
        else:
            assert kind in (AccountKind.PARTNERS, AccountKind.LIABILITY), item.key
    accounts = parameters.nhs_accounts()
    assert [chart[code].name for code in (accounts.accrued, accounts.due, accounts.control)] == [
        *("Accrued income", "NHS income due", "NHS payments control"),
    ]
