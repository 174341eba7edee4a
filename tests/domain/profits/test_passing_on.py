"""The centre's result in the books: the surgeries', where the deed says so."""

import pytest

from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import queries as books
from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.domain.profits import actions, queries
from commonpractice.foundations.months import Month
from tests.domain.partnerships import TwoRivers
from tests.domain.profits.closings import APRIL, MAY, after, close, everybody_signs, load, with_lists

JUNE = MAY + 1


@pytest.fixture
def rivers(db):
    with with_lists() as rivers:
        yield rivers


def spent(rivers: TwoRivers, month: Month, pounds: int, *, of: Month | None = None) -> None:
    """What the centre spends in a month."""
    item = "by_hand" if of else ""
    amount = pounds * 100
    lines = (Line(rivers.centre, 5030, amount, None, item, of), Line(rivers.centre, 8020, -amount))
    journal = Journal(month.first, "Paper", lines, rivers.centre, month=month)
    document = Document("paper", f"{month}/{pounds}/{of}", "Paper", rivers.centre)
    ledger.post([(document, [journal])], scope=rivers.everything, at=after(month, 1))


def passed(rivers: TwoRivers) -> dict[tuple[int, Month], int]:
    """What stands on 5810 for the centre's result, by profit centre and month: above nil where given."""
    sums = books.sums_by_item(
        scope=rivers.everything,
        surgeries=rivers.everything.surgeries,
        accounts=[5810],
        items=["centre.result"],
    )
    return {(place.surgery_id, place.concerns): -amount for place, amount in sums.items()}


def end(rivers: TwoRivers, month: Month, days: int = 4) -> actions.Closed:
    everybody_signs(rivers, month, at=after(month, days - 1))
    return close(rivers, month, at=after(month, days))


def test_a_surplus_is_the_surgeries_and_nothing_is_left_at_the_centre(rivers):
    """Charged £50.00 twice, £30.00 spent: £70.00 over, £35.00 each; £85,253.00 − £50.00 + £35.00 shared."""
    rivers = load(centre_result="equally_by_surgery")
    spent(rivers, APRIL, 30)
    closed = end(rivers, APRIL)
    assert closed.centre_result == {rivers.a: 35_00, rivers.b: 35_00}
    assert passed(rivers) == {
        (rivers.a, APRIL): 35_00,
        (rivers.b, APRIL): 35_00,
        (rivers.centre, APRIL): -70_00,
    }
    assert closed.shares.by_surgery == {rivers.a: 85_238_00, rivers.b: 85_238_00}
    [left] = queries.month_results(
        scope=rivers.everything, surgeries=[rivers.centre], first=APRIL, last=APRIL
    )[rivers.centre]
    assert left.profit == 0
    proof = queries.consolidation(scope=rivers.everything, of=rivers.partnership, month=APRIL)
    assert proof.holds
    assert {(pair.account, pair.side_of_one, pair.side_of_other) for pair in proof.pairs} == {
        (5810, 15_00, -15_00),
        (8610, -15_00, 15_00),
    }


def test_a_deficit_is_borne_by_patients_and_caught_up_when_a_paper_comes_late(rivers):
    """£100.00 charged, £130.00 spent: £30.00 short. Then £20.00 more of April in May, which has £100 over."""
    rivers = load(centre_result="per_registered")
    spent(rivers, APRIL, 130)
    assert end(rivers, APRIL).centre_result == {rivers.a: -15_00, rivers.b: -15_00}
    spent(rivers, MAY, 20, of=APRIL)
    assert end(rivers, MAY).centre_result == {rivers.a: 40_00, rivers.b: 40_00}
    assert passed(rivers) == {
        (rivers.a, APRIL): -25_00,
        (rivers.b, APRIL): -25_00,
        (rivers.centre, APRIL): 50_00,
        (rivers.a, MAY): 50_00,
        (rivers.b, MAY): 50_00,
        (rivers.centre, MAY): -100_00,
    }


def test_a_centre_that_keeps_its_result_passes_nothing_on(rivers):
    spent(rivers, APRIL, 30)
    assert end(rivers, APRIL).centre_result == {}
    assert passed(rivers) == {}


def test_a_deed_that_is_put_right_takes_back_what_was_passed_on(rivers):
    rivers = load(centre_result="equally_by_surgery")
    spent(rivers, APRIL, 30)
    end(rivers, APRIL)
    rivers = load(centre_result="retained")
    assert end(rivers, MAY).centre_result == {rivers.a: -35_00, rivers.b: -35_00}
    assert passed(rivers) == {}


def test_a_second_time_passes_nothing_on(rivers):
    rivers = load(centre_result="share_of_income")
    spent(rivers, APRIL, 30)
    end(rivers, APRIL)
    again = {"of": rivers.partnership, "month": APRIL, "scope": rivers.everything}
    actions.reopen_month(**again, why="To look again", at=after(APRIL, 5))
    closed = end(rivers, APRIL, days=7)
    assert (closed.centre_result, closed.shares.journals, closed.charges.journals) == ({}, (), ())


def test_a_result_that_cannot_be_shared_is_said_and_nothing_is_posted(rivers):
    """By income, in a month in which no surgery had any."""
    rivers = load(centre_result="share_of_income", charges=[])
    spent(rivers, APRIL, 30)
    with pytest.raises(actions.CannotPassOn, match=r"-£30\.00 is the surgeries', by their income, and that"):
        actions.post_centre_result(
            of=rivers.partnership,
            first=APRIL,
            since=APRIL,
            month=APRIL,
            scope=rivers.everything,
            at=after(APRIL),
        )
    assert passed(rivers) == {}
