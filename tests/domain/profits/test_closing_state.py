"""Where a month stands: who has signed, what waits, what is in the way; and the proof of the whole."""

from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from commonpractice.domain.banking import actions as banking
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import queries as books
from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.domain.partnership.facts import PartnershipSummary
from commonpractice.domain.profits import actions, queries
from commonpractice.domain.profits.facts import ClosingDeed, ClosingState
from tests.domain.banking.papers import bank_file, statement
from tests.domain.partnerships import TwoRivers
from tests.domain.profits.closings import APRIL, MAY, after, close, load, noon, sign, spend, with_lists

pytestmark = pytest.mark.slow  # together: months are closed for each


@pytest.fixture
def rivers(db):
    with with_lists() as rivers:
        yield rivers


def ask(rivers: TwoRivers, month=APRIL, *, ended: bool = True, scope=None) -> ClosingState:
    return queries.closing_state(
        scope=scope or rivers.everything, of=rivers.partnership, month=month, ended=ended
    )


def reopen(rivers: TwoRivers, at=None) -> None:
    actions.reopen_month(
        of=rivers.partnership,
        month=APRIL,
        why="A late invoice",
        scope=rivers.everything,
        at=at or after(APRIL, 5),
    )


def row(state: ClosingState, code: str):
    return next(each for each in state.rows if each.code == code)


def test_before_anybody_has_signed(rivers):
    state = ask(rivers)
    assert [each.code for each in state.rows] == ["A1", "B1", "CENTRE"]
    assert [each.locked for each in state.rows] == [False] * 3
    assert row(state, "CENTRE").signed is None
    assert (state.signed, state.to_sign, state.first_open, state.closed) == (0, 2, APRIL, False)
    assert not state.can_close
    assert state.why_not.endswith("signed off by Avon Surgery and Brook Surgery. Ask them to sign it.")
    assert not any(each.waits for each in state.rows)


def test_who_signed_when_and_what_was_posted_since(rivers):
    sign(rivers, rivers.a, rivers.b)
    assert ask(rivers).can_close
    spend(rivers, rivers.a, APRIL, "late")
    state = ask(rivers)
    avon, brook = row(state, "A1").signed, row(state, "B1").signed
    assert (avon.stale, avon.holds, avon.at) == (True, False, after(APRIL, 2))
    assert (brook.stale, brook.holds, brook.by) == (False, True, rivers.everything.actor.name)
    assert "Avon Surgery (changed since it signed)" in state.why_not
    [since] = queries.posted_since(scope=rivers.everything, surgery=rivers.a, month=APRIL)
    assert (since.narrative, since.month) == ("Cotton", APRIL)
    assert queries.posted_since(scope=rivers.everything, surgery=rivers.b, month=APRIL) == ()


def test_what_is_posted_to_the_next_month_leaves_a_signature_as_it_is(rivers):
    """May goes on while April waits for the others: it is April that was signed."""
    spend(rivers, rivers.a, APRIL, "before")
    sign(rivers, rivers.a, rivers.b)
    spend(rivers, rivers.a, MAY, "may's own")
    state = ask(rivers)
    assert not row(state, "A1").signed.stale
    assert close(rivers).estimated == ()
    sign(rivers, rivers.a, rivers.b, month=MAY)
    spend(rivers, rivers.b, MAY, "late")
    assert [each.code for each in ask(rivers, MAY).rows if each.signed and each.signed.stale] == ["B1"]


def test_what_closing_posts_itself_is_nothing_to_sign_again(rivers):
    """A month that is reopened is as each surgery signed it, until somebody posts to it."""
    sign(rivers, rivers.a, rivers.b)
    charged = close(rivers).charges.journals
    reopen(rivers)
    state = ask(rivers)
    assert [each.signed.holds for each in state.rows if each.signed] == [True, True]
    assert state.can_close
    for surgery in (rivers.a, rivers.b):
        assert queries.posted_since(scope=rivers.everything, surgery=surgery, month=APRIL) == ()
    assert len(charged) == 2
    assert close(rivers, at=after(APRIL, 6)).charges.journals == ()
    reopen(rivers, at=after(APRIL, 7))
    assert ask(rivers).can_close


def test_what_a_person_posts_to_a_reopened_month_is_to_be_signed(rivers):
    """A bill of Avon's; and Brook's charge, which closing posted and somebody takes back."""
    sign(rivers, rivers.a, rivers.b)
    journals = close(rivers).charges.journals
    reopen(rivers)
    spend(rivers, rivers.a, APRIL, "late")
    state = ask(rivers)
    assert (row(state, "A1").signed.stale, row(state, "B1").signed.stale) == (True, False)
    [since] = queries.posted_since(scope=rivers.everything, surgery=rivers.a, month=APRIL)
    assert since.narrative == "Cotton"
    brooks = next(
        number
        for number in journals
        if any(
            line.surgery_id == rivers.b
            for line in books.journal_to_reverse(scope=rivers.everything, journal_id=number).lines
        )
    )
    ledger.reverse(
        journal_id=brooks,
        why="Charged twice",
        dated=APRIL.last,
        month=APRIL,
        scope=rivers.everything,
        at=after(APRIL, 6),
    )
    assert row(ask(rivers), "B1").signed.stale
    [since] = queries.posted_since(scope=rivers.everything, surgery=rivers.b, month=APRIL)
    assert since.narrative.startswith(f"Reversal of journal {brooks}")


def test_a_recharge_agreed_since_is_to_be_signed_by_both(rivers):
    number = ledger.raise_recharge(
        host_id=rivers.a,
        home_id=rivers.b,
        amount=640_00,
        reason="two sessions",
        month=APRIL,
        scope=rivers.everything,
        at=after(APRIL, 1),
    )
    sign(rivers, rivers.a, rivers.b)
    ledger.answer_recharge(
        recharge_id=number,
        agree=True,
        words="",
        dated=APRIL.last,
        month=APRIL,
        scope=rivers.everything,
        at=after(APRIL, 3),
    )
    assert [each.signed.stale for each in ask(rivers).rows if each.signed] == [True, True]


def test_with_an_estimate_as_the_deed_allows(rivers):
    rivers = load(estimate_unsigned=1)
    sign(rivers, rivers.a)
    state = ask(rivers)
    assert (state.can_close, state.would_be_estimated) == (True, ("Brook Surgery",))
    close(rivers)
    state = ask(rivers)
    assert [each.code for each in state.rows if each.estimated] == ["B1"]
    assert (state.closed, state.first_open, state.why_not) == (True, MAY, "April 2025 is closed already.")


def test_a_month_that_is_not_over_and_one_that_is_not_open(rivers):
    assert ask(rivers, ended=False).why_not == "April 2025 is not over yet."
    state = ask(rivers, MAY)
    assert state.why_not == "April 2025 is still open: months close in order. Close April 2025 first."
    later = ask(rivers, APRIL + 12)
    assert {each.locked for each in later.rows} == {None}
    assert "has not been opened for Avon Surgery, Brook Surgery" in later.why_not


def test_the_latest_closings_and_reopenings_with_their_reasons(rivers):
    sign(rivers, rivers.a, rivers.b)
    close(rivers)
    again = {"of": rivers.partnership, "month": APRIL, "scope": rivers.everything}
    actions.reopen_month(**again, why="A late invoice", at=after(APRIL, 5))
    told = [(each.deed, each.month, each.reason, each.at) for each in ask(rivers).latest]
    assert told == [
        (ClosingDeed.REOPENED, APRIL, "A late invoice", after(APRIL, 5)),
        (ClosingDeed.CLOSED, APRIL, "", after(APRIL)),
    ]
    assert not ask(rivers).closed


def test_what_waits_up_to_the_month(rivers):
    """A line nobody knows, a statement that has not arrived, a receipt of nothing, a recharge to answer."""
    lines = [
        ("", "Global sum", 40_000_00, {"item": "global_sum"}),
        ("WHATSIT", "Something new", 77_00),
    ]
    at = after(APRIL, 1)
    banking.take_in_statement(content=statement(*lines), name="april.csv", scope=rivers.everything, at=at)
    banking.take_in_receipts(
        content=bank_file(("04-29", 12_00)),
        name="bank.csv",
        practice_code="A1",
        scope=rivers.everything,
        at=at,
    )
    ledger.raise_recharge(
        host_id=rivers.a,
        home_id=rivers.b,
        amount=640_00,
        reason="two sessions",
        month=APRIL,
        scope=rivers.everything,
        at=noon(date(2025, 4, 29)),
    )
    state = ask(rivers)
    avon, brook = row(state, "A1").waits, row(state, "B1").waits
    assert (avon.lines, avon.statements, avon.receipts, avon.recharges) == (1, 1, 1, 0)
    assert avon.control == 40_000_00 - 12_00
    assert (brook.recharges, brook.control, bool(brook)) == (1, 0, True)


def test_a_surgery_sees_where_it_stands_itself(rivers):
    sign(rivers, rivers.a)
    state = ask(rivers, scope=rivers.only(rivers.a))
    assert [each.code for each in state.rows] == ["A1"]


def test_so_many_questions_however_many_surgeries(rivers):
    sign(rivers, rivers.a, rivers.b)

    def number(of: PartnershipSummary) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            queries.closing_state(scope=rivers.everything, of=of, month=APRIL, ended=True)
        return len(asked)

    few = PartnershipSummary(**{**vars(rivers.partnership), "surgeries": rivers.partnership.surgeries[1:]})
    assert number(few) == number(rivers.partnership) <= 22


def test_the_proof_shows_each_pair_with_its_two_sides(rivers):
    """Charged £50.00 each; and £6.40 between the two, on accounts of their own."""
    lines = [
        Line(rivers.b, 5820, 6_40),
        Line(rivers.b, 8620, -6_40),
        Line(rivers.a, 8620, 6_40),
        Line(rivers.a, 5820, -6_40),
    ]
    journal = Journal(APRIL.first, "Session", tuple(lines), rivers.b, rivers.a, APRIL)
    paper = Document("paper", "session", "Session", rivers.b, rivers.a)
    ledger.post([(paper, [journal])], scope=rivers.everything, at=after(APRIL, 1))
    sign(rivers, rivers.a, rivers.b)
    close(rivers)
    proof = queries.consolidation(scope=rivers.everything, of=rivers.partnership, month=APRIL)
    assert proof.holds
    sides = {
        (pair.account, pair.one, pair.other): (pair.side_of_one, pair.side_of_other) for pair in proof.pairs
    }
    a, b, centre = rivers.a, rivers.b, rivers.centre

    def pair(account: int, one: int, other: int, amount: int) -> dict:
        lower, higher = sorted((one, other))
        mine = amount if lower == one else -amount
        return {(account, lower, higher): (mine, -mine)}

    assert sides == {
        **pair(5810, a, centre, 50_00),
        **pair(5810, b, centre, 50_00),
        **pair(8610, a, centre, -50_00),
        **pair(8610, b, centre, -50_00),
        **pair(5820, b, a, 6_40),
        **pair(8620, b, a, -6_40),
    }
    assert all(each.left == 0 for each in proof.pairs)
    rows = {each.surgery_id: each for each in proof.consolidation.rows}
    assert sum(each.charges for each in rows.values()) == 0
    assert proof.consolidation.whole.income == sum(each.income for each in rows.values())


def test_a_closing_that_fails_leaves_nothing(rivers, monkeypatch):
    """The lock comes last; what was posted before it goes with it."""
    sign(rivers, rivers.a, rivers.b)
    monkeypatch.setattr(actions.closing.ledger, "lock_months", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        close(rivers)
    monkeypatch.undo()
    assert ask(rivers).can_close
    assert (
        queries.month_results(scope=rivers.everything, surgeries=[rivers.a], first=APRIL, last=APRIL)[
            rivers.a
        ][0].profit
        == 0
    )
