"""Months reopened one after the other, and closed again: the books are what they were."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import queries as books
from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.domain.ledger.queries import Span
from commonpractice.domain.profits import actions
from commonpractice.foundations.months import Month
from tests.domain.filled import charge
from tests.domain.partnerships import TwoRivers, acting, two_rivers
from tests.domain.profits import many
from tests.domain.profits.closings import (
    APRIL,
    BEGAN,
    JUNE,
    MAY,
    after,
    close,
    everybody_signs,
    load,
    made,
    with_lists,
)

pytestmark = pytest.mark.slow  # together: months are closed for each

MONTHS = (APRIL, MAY, JUNE)
LATE = after(JUNE, 10)


def pages(rivers: TwoRivers) -> dict[Month, dict[tuple[int, int], int]]:
    """What each account of each profit centre came to in each month."""
    return {
        month: {
            (place, account): amounts[0]
            for place in rivers.everything.surgeries
            for account, amounts in books.movements(
                scope=rivers.everything, surgeries=[place], spans=[Span.of_month(month)]
            ).items()
        }
        for month in MONTHS
    }


def paid(rivers: TwoRivers, month: Month) -> None:
    """Rent of £12,000 to Avon, and £30 that the centre spends."""
    for surgery, account, pounds in ((rivers.a, 1410, -12_000), (rivers.centre, 5030, 30)):
        lines = (Line(surgery, account, pounds * 100), Line(surgery, 8010, -pounds * 100))
        journal = Journal(month.first, "By bank", lines, surgery, month=month)
        document = Document("paper", f"{surgery}/{month}", "By bank", surgery)
        ledger.post([(document, [journal])], scope=rivers.everything, at=after(month, 1))


def reopen(rivers: TwoRivers, *months: Month) -> None:
    for month in months:
        with transaction.atomic():
            actions.reopen_month(
                of=rivers.partnership, month=month, why="a late invoice", scope=rivers.everything, at=LATE
            )


def close_in_order(rivers: TwoRivers, *months: Month, later: int = 0) -> list[actions.Closed]:
    closed: list[actions.Closed] = []
    for month in months:
        everybody_signs(rivers, month, at=after(month, 3 + later))
        closed.append(close(rivers, month, at=after(month, 4 + later)))
    return closed


def owned(file: dict) -> None:
    """Dr Alder, who has retired, owns half of Avon's premises; Dr Ash the rest."""
    file["surgery"][0]["property_share"] = [
        {"owner": "Dr Alder", "percent": 50, "from": BEGAN},
        {"partner": "P1", "percent": 50, "from": BEGAN},
    ]


@pytest.mark.parametrize("reopened", [(MAY,), (JUNE, MAY), (JUNE, MAY, APRIL)])
def test_closed_again_with_nothing_changed_the_books_are_what_they_were(db, reopened):
    two_rivers()
    by_income = {"code": "pool", "name": "Pool", "basis": "share_of_income", "pool": 12000, "from": BEGAN}
    rivers = load(charges=[charge("all"), by_income], centre_result="equally_by_surgery", change=owned)
    last = max(reopened)
    with acting(rivers.everything):
        for month in MONTHS:
            made(rivers, rivers.a, month, 30_000)
            made(rivers, rivers.b, month, 7_000)
            paid(rivers, month)
        first_time = close_in_order(rivers, *(month for month in MONTHS if month <= last))
        assert all(one.charges.by_surgery and one.centre_result for one in first_time)
        was = pages(rivers)
        reopen(rivers, *reopened)
        again = close_in_order(rivers, *sorted(reopened), later=10)
        assert pages(rivers) == was
        assert [(one.charges.journals, one.centre_result, one.shares.journals) for one in again] == [
            ((), {}, ())
        ] * len(reopened)


def test_what_has_changed_of_the_earlier_month_alone_is_posted_to_it(db):
    """£1,000 more of Avon's April: May is closed again as it was."""
    two_rivers()
    rivers = load()
    with acting(rivers.everything):
        for month in MONTHS:
            made(rivers, rivers.a, month, 30_000)
        close_in_order(rivers, APRIL, MAY)
        was = pages(rivers)
        reopen(rivers, MAY, APRIL)
        made(rivers, rivers.a, APRIL, 1_000)
        close_in_order(rivers, APRIL, MAY, later=10)
        now = pages(rivers)
        assert now[MAY] == was[MAY]
        moved = {place: now[APRIL][place] - was[APRIL][place] for place in was[APRIL]}
        assert {place: amount for place, amount in moved.items() if amount} == {
            (rivers.a, 1720): -1_000_00,
            (rivers.a, 8010): 1_000_00,
            (rivers.a, 9030): -1_000_00,
            (rivers.a, 9080): 1_000_00,
        }


def test_with_what_the_contracts_are_worth_too(db):
    with with_lists() as rivers:
        close_in_order(rivers, APRIL, MAY)
        was = pages(rivers)
        reopen(rivers, MAY, APRIL)
        close_in_order(rivers, APRIL, MAY, later=10)
        assert pages(rivers) == was


def test_as_many_questions_for_twelve_surgeries_as_for_four(db, monkeypatch):
    asked: list[int] = []
    for number in (4, 12):
        monkeypatch.setattr(many, "SURGERIES", number)
        with transaction.atomic():
            many.furnish()
            where, scope = many.whole()
            many.close()
            with acting(scope), CaptureQueriesContext(connection) as questions:
                actions.reopen_month(of=where, month=APRIL, why="a late invoice", scope=scope, at=LATE)
            asked.append(len(questions))
            transaction.set_rollback(True)
    assert asked[0] == asked[1]
