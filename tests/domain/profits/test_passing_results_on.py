"""One profit in the books: what a site made goes to the surgery that shares it; what comes late follows."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, transaction

from commonpractice.domain.contracts import actions as contracts
from commonpractice.domain.contracts.facts.due import PatientList
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import queries as books
from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.domain.profits import actions, queries
from commonpractice.domain.profits.queries import OnAccount
from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import FinancialYear, Month
from tests.domain.partnerships import TwoRivers, acting, two_rivers
from tests.domain.profits.closings import (
    APRIL,
    MAY,
    after,
    close,
    everybody_signs,
    had,
    load,
    made,
    noon,
    spend,
    with_lists,
)

pytestmark = pytest.mark.slow  # together: months are closed for each


def one_practice(file: dict) -> None:
    """Brook is a site of Avon's: no contract, no list and no partners of its own."""
    avon, brook = file["surgery"]
    del brook["contract"]
    brook["size"] = [{"staff": 9, "source": "test", "from": date(2024, 4, 1)}]
    for partner in file["partner"]:
        for row in (*partner["membership"], *partner["share"]):
            row["surgery"] = avon["ods_code"]


@pytest.fixture
def rivers(db):
    """One practice: Avon, with the contract, the list and both partners; Brook, a site of it."""
    two_rivers()
    rivers = load(charges=[], change=one_practice, one_profit_at="A1")
    with acting(rivers.everything):
        patients = PatientList(Period(APRIL.first), Decimal(8000), Decimal(8400), APRIL.first, "a statement")
        contracts.tell_lists({rivers.a: [patients]}, scope=rivers.everything, at=noon(date(2025, 4, 20)))
        yield rivers
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def cotton(rivers: TwoRivers, surgery: int, month: Month, pounds: int, *, of: Month | None = None) -> None:
    lines = (
        Line(surgery, 2030, pounds * 100, None, "by_hand" if of else "", of),
        Line(surgery, 8010, -pounds * 100),
    )
    journal = Journal(month.first, "Cotton wool", lines, surgery, month=month)
    document = Document("paper", f"cotton/{surgery}/{month}/{pounds}/{of}", "A paper", surgery)
    ledger.post([(document, [journal])], scope=rivers.everything, at=after(month, 1))


def end(rivers: TwoRivers, month: Month, days: int = 4) -> actions.Closed:
    everybody_signs(rivers, month, at=after(month, days - 1))
    return close(rivers, month, at=after(month, days))


def on(rivers: TwoRivers, account: int) -> dict[tuple[int, Month], int]:
    """What stands on an account for results passed on, by profit centre and month; debits positive."""
    sums = books.sums_by_item(
        scope=rivers.everything,
        surgeries=rivers.everything.surgeries,
        accounts=[account],
        items=["passed_on.A1"],
    )
    return {(place.surgery_id, place.concerns): amount for place, amount in sums.items()}


def results(rivers: TwoRivers, month: Month) -> dict[int, int]:
    found = queries.month_results(
        scope=rivers.everything, surgeries=[rivers.a, rivers.b], first=month, last=month
    )
    return {surgery: row.profit for surgery, (row,) in found.items()}


def test_a_sites_result_is_shared_by_all_partners_and_the_site_keeps_nil(rivers):
    """Avon makes its contract's and £60.00; Brook loses £240.00, which it passes on.

    8620 at Brook: Dr £240.00, which Avon owes it, for Brook's bank has paid.
    """
    made(rivers, rivers.a, APRIL, 100)
    made(rivers, rivers.b, APRIL, 10)
    cotton(rivers, rivers.a, APRIL, 40)
    cotton(rivers, rivers.b, APRIL, 250)
    closed = end(rivers, APRIL)
    avons = sum(each.earned for one in closed.income.surgeries for each in one.differences)
    assert {one.surgery_id for one in closed.income.surgeries if one.differences} == {rivers.a}
    assert closed.passed_on == {rivers.b: -240_00}
    assert on(rivers, 7090) == {(rivers.a, APRIL): 240_00, (rivers.b, APRIL): -240_00}
    assert on(rivers, 8620) == {(rivers.a, APRIL): -240_00, (rivers.b, APRIL): 240_00}
    assert results(rivers, APRIL) == {rivers.a: avons + 60_00 - 240_00, rivers.b: 0}
    shared = had(rivers)
    assert closed.shares.by_surgery == {rivers.a: avons - 180_00}
    assert sum(shared.values()) == avons - 180_00
    assert shared["Dr Ash"] * 6 == pytest.approx(shared["Dr Birch"] * 8, abs=8)  # by sessions, 8 and 6
    assert queries.consolidation(scope=rivers.everything, of=rivers.partnership, month=APRIL).holds


def test_what_comes_late_at_a_site_reaches_the_partners_of_its_month_and_nothing_twice(rivers):
    cotton(rivers, rivers.b, APRIL, 250)
    end(rivers, APRIL)
    before = had(rivers, of=APRIL)
    cotton(rivers, rivers.b, MAY, 14, of=APRIL)
    made(rivers, rivers.b, MAY, 9)
    closed = end(rivers, MAY)
    assert closed.passed_on == {rivers.b: -14_00 + 9_00}
    assert on(rivers, 7090) == {
        (rivers.a, APRIL): 264_00,
        (rivers.b, APRIL): -264_00,
        (rivers.a, MAY): -9_00,
        (rivers.b, MAY): 9_00,
    }
    now = had(rivers, of=APRIL)
    assert {who: before[who] - now[who] for who in now} == {"Dr Ash": 8_00, "Dr Birch": 6_00}
    again = {"of": rivers.partnership, "month": MAY, "scope": rivers.everything}
    actions.reopen_month(**again, why="To look again", at=after(MAY, 5))
    assert end(rivers, MAY, days=7).passed_on == {}


def test_a_deed_that_is_put_right_takes_back_what_was_passed_on(rivers):
    cotton(rivers, rivers.b, APRIL, 250)
    end(rivers, APRIL)

    def by_themselves(file: dict) -> None:
        one_practice(file)
        for row in (*file["partner"][1]["membership"], *file["partner"][1]["share"]):
            row["surgery"] = "B1"

    rivers = load(charges=[], change=by_themselves)
    assert end(rivers, MAY).passed_on == {rivers.b: 250_00}
    assert on(rivers, 7090) == {}
    assert had(rivers, of=APRIL)["Dr Birch"] == -250_00


def test_a_deed_that_names_another_surgery_moves_everything_there(rivers):
    """What Brook passed on of April comes back, and Avon passes its own on: £60.00, and its contract."""
    made(rivers, rivers.a, APRIL, 60)
    cotton(rivers, rivers.b, APRIL, 250)
    closed = end(rivers, APRIL)
    avons = closed.shares.by_surgery[rivers.a] + 250_00

    def at_brook(file: dict) -> None:
        one_practice(file)
        for partner in file["partner"]:
            for row in (*partner["membership"], *partner["share"]):
                row["surgery"] = "B1"

    rivers = load(charges=[], change=at_brook, one_profit_at="B1")
    income = sum(each.earned for one in end(rivers, MAY).income.surgeries for each in one.differences)
    assert on(rivers, 7090) == {}
    sums = books.sums_by_item(
        scope=rivers.everything,
        surgeries=[rivers.a, rivers.b],
        accounts=[7090],
        items=["passed_on.B1"],
    )
    assert {(place.surgery_id, place.concerns): amount for place, amount in sums.items()} == {
        (rivers.a, APRIL): avons,
        (rivers.b, APRIL): -avons,
        (rivers.a, MAY): income,
        (rivers.b, MAY): -income,
    }
    assert sum(had(rivers, of=APRIL).values()) == avons - 250_00


def test_a_years_final_shares_are_those_of_the_one_profit(rivers):
    """Passed on first, whatever came since the last month was closed: of the year a site keeps nothing."""
    for month in FinancialYear(2025).months:
        cotton(rivers, rivers.b, month, 100)
        end(rivers, month)
    with transaction.atomic():
        ledger.open_months(
            surgeries=rivers.everything.surgeries,
            months=[Month(2026, 4)],
            scope=rivers.everything,
            at=noon(date(2026, 5, 1)),
        )
    cotton(rivers, rivers.b, Month(2026, 4), 7, of=APRIL)
    with transaction.atomic():
        actions.post_year(
            of=rivers.partnership,
            year=FinancialYear(2025),
            scope=rivers.everything,
            at=noon(date(2026, 5, 2)),
        )
    assert (
        sum(amount for (surgery, _), amount in on(rivers, 7090).items() if surgery == rivers.b) == -1_207_00
    )
    assert results(rivers, APRIL)[rivers.b] == 0


def test_a_line_at_a_site_is_followed_to_every_partner(rivers):
    cotton(rivers, rivers.b, APRIL, 14)
    end(rivers, APRIL)
    names = {partner.id: partner.name for partner in _partners(rivers)}
    asked = {"of": rivers.partnership, "surgery": rivers.b, "month": APRIL}
    lines = [OnAccount(2030, 14_00)]
    found = queries.brought(scope=rivers.everything, lines=lines, **asked)
    assert {names[partner]: amount for partner, amount in found.items()} == {
        "Dr Ash": -8_00,
        "Dr Birch": -6_00,
    }
    passed = [OnAccount(7090, -14_00)]  # is nobody's gain: what was made is, wherever it was made
    assert queries.brought(scope=rivers.everything, lines=passed, **asked) == {}
    with acting(rivers.only(rivers.b)):
        assert queries.brought(scope=rivers.only(rivers.b), lines=lines, **asked) == {}


def _partners(rivers: TwoRivers):
    from commonpractice.domain.partnership import queries as people

    return people.partners(scope=rivers.everything, on=APRIL.first)


def test_without_one_profit_a_surgerys_result_stays_its_own(db):
    with with_lists() as rivers:
        spend(rivers, rivers.b, APRIL, "cotton")
        closed = end(rivers, APRIL)
        assert closed.passed_on == {}
        assert on(rivers, 7090) == {}
