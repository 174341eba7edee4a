"""Posting: what the ledger takes, what it refuses, and what it keeps. Each docstring is a journal to read."""

from datetime import date

import pytest
from django.db import transaction

from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import queries
from commonpractice.domain.ledger.facts import Document, Journal, Line, Unbalanced
from commonpractice.domain.ledger.queries import Span
from commonpractice.domain.ledger.rules.posting import CannotPost
from commonpractice.foundations.months import Month
from tests.domain.partnerships import NOON, acting, two_rivers

pytestmark = pytest.mark.django_db
APRIL = Month(2025, 4)


def paper(home: int, key: str = "invoice/1", host: int | None = None) -> Document:
    return Document(kind="invoice", key=key, title="An invoice", home_id=home, host_id=host)


def journal(home: int, *lines: tuple, host: int | None = None, on: date = date(2025, 4, 10)) -> Journal:
    return Journal(
        dated=on,
        narrative="Cotton wool",
        home_id=home,
        host_id=host,
        lines=tuple(Line(*line) for line in lines),
    )


def test_a_balanced_journal_moves_both_accounts():
    """
    2025-04-10 Cotton wool
        2030 Clinical consumables      £12.50
        8310 Trade creditors          -£12.50
    """
    rivers = two_rivers()
    with acting(rivers.everything):
        ledger.post(
            [(paper(rivers.a), [journal(rivers.a, (rivers.a, 2030, 1250), (rivers.a, 8310, -1250))])],
            scope=rivers.everything,
            at=NOON,
        )
        assert queries.movements(
            scope=rivers.everything, surgeries=[rivers.a], spans=[Span.of_month(APRIL)]
        ) == {2030: (1250,), 8310: (-1250,)}


def test_an_unbalanced_journal_cannot_even_be_built():
    with pytest.raises(Unbalanced, match=r"debits are £2\.50 more than its credits. Nothing was posted"):
        journal(1, (1, 2030, 1250), (1, 8310, -1000))


def test_each_side_must_balance_by_itself():
    """Out in each profit centre, though nil over all: refused."""
    with pytest.raises(Unbalanced):
        journal(1, (1, 2030, 1250), (2, 8310, -1250), host=2)


def test_an_internal_account_must_cancel_between_the_sides():
    rivers = two_rivers()
    one_sided = journal(rivers.a, (rivers.a, 5820, 500), (rivers.a, 8310, -500))
    with acting(rivers.everything), pytest.raises(CannotPost, match=r"5820 .* the other must receive"):
        ledger.post([(paper(rivers.a), [one_sided])], scope=rivers.everything, at=NOON)


def test_the_same_document_posts_once():
    rivers = two_rivers()
    entry = (paper(rivers.a), [journal(rivers.a, (rivers.a, 2030, 1), (rivers.a, 8310, -1))])
    with acting(rivers.everything):
        ledger.post([entry], scope=rivers.everything, at=NOON)
        with pytest.raises(ledger.AlreadyPosted, match="nothing was posted twice"):
            ledger.post([entry], scope=rivers.everything, at=NOON)


def test_a_locked_month_takes_no_posting_and_says_so():
    rivers = two_rivers()
    entry = (paper(rivers.a), [journal(rivers.a, (rivers.a, 2030, 1), (rivers.a, 8310, -1))])
    with acting(rivers.everything):
        ledger.lock_month(surgery_id=rivers.a, month=APRIL, scope=rivers.everything, at=NOON)
        with pytest.raises(ledger.MonthIsLocked, match="April 2025 of Avon Surgery is locked"):
            ledger.post([entry], scope=rivers.everything, at=NOON)
        with pytest.raises(ledger.MonthRefused, match="April 2025 of Avon Surgery is locked already"):
            ledger.lock_month(surgery_id=rivers.a, month=APRIL, scope=rivers.everything, at=NOON)
        with pytest.raises(ledger.MonthRefused, match="Say why"):
            ledger.reopen_month(surgery_id=rivers.a, month=APRIL, why=" ", scope=rivers.everything, at=NOON)
        ledger.reopen_month(
            surgery_id=rivers.a, month=APRIL, why="a late invoice", scope=rivers.everything, at=NOON
        )
        ledger.post([entry], scope=rivers.everything, at=NOON)


def test_a_month_that_was_never_opened_takes_none_either():
    rivers = two_rivers()
    late = journal(rivers.a, (rivers.a, 2030, 1), (rivers.a, 8310, -1), on=date(2031, 1, 1))
    with acting(rivers.everything), pytest.raises(ledger.MonthIsLocked, match=r"January 2031 .* not open"):
        ledger.post([(paper(rivers.a), [late])], scope=rivers.everything, at=NOON)


def test_a_reversal_leaves_nothing_and_happens_once():
    rivers = two_rivers()
    with acting(rivers.everything):
        posted = ledger.post(
            [(paper(rivers.a), [journal(rivers.a, (rivers.a, 2030, 77), (rivers.a, 8310, -77))])],
            scope=rivers.everything,
            at=NOON,
        )
        deed = {
            "journal_id": posted.journals[0],
            "dated": date(2025, 5, 2),
            "month": Month(2025, 5),
            "scope": rivers.everything,
            "at": NOON,
        }
        ledger.reverse(**deed, why="entered twice")
        year = [Span(date(2025, 4, 1), date(2026, 3, 31))]
        assert queries.movements(scope=rivers.everything, surgeries=[rivers.a], spans=year) == {
            2030: (0,),
            8310: (0,),
        }
        with pytest.raises(ledger.AlreadyPosted, match="reversed already"):
            ledger.reverse(**deed, why="again")
        with pytest.raises(CannotPost, match="Say why"):
            ledger.reverse(**deed, why="")


def test_a_recharge_posts_only_when_the_other_surgery_agrees():
    """
    2025-04-30 Recharge: two locum sessions
        Avon   5820 Recharges between surgeries    £640.00
        Avon   8620 Account with other surgeries  -£640.00
        Brook  8620 Account with other surgeries   £640.00
        Brook  5820 Recharges between surgeries   -£640.00
    """
    rivers = two_rivers()
    avon, brook = rivers.only(rivers.a), rivers.only(rivers.b)
    with acting(brook):
        number = ledger.raise_recharge(
            host_id=rivers.b,
            home_id=rivers.a,
            amount=64000,
            reason="two locum sessions",
            month=APRIL,
            scope=brook,
            at=NOON,
        )
        with pytest.raises(ledger.RechargeRefused, match="not yours to answer"):
            _answer(number, brook)
    with acting(avon):
        assert [r.id for r in queries.recharges(scope=avon, surgeries=[rivers.a])] == [number]
        _answer(number, avon)
        span = [Span.of_month(APRIL)]
        assert queries.movements(scope=avon, surgeries=[rivers.a], spans=span) == {
            5820: (64000,),
            8620: (-64000,),
        }
        with pytest.raises(ledger.RechargeRefused, match="answered already"):
            _answer(number, avon)
    with acting(rivers.everything):
        together = queries.movements(scope=rivers.everything, surgeries=[rivers.a, rivers.b], spans=span)
        assert together == {5820: (0,), 8620: (0,)}


def _answer(number, scope, *, agree=True):
    return ledger.answer_recharge(
        recharge_id=number,
        agree=agree,
        words="",
        dated=date(2025, 4, 30),
        month=APRIL,
        scope=scope,
        at=NOON,
    )


def test_nothing_of_a_refused_lot_is_posted():
    rivers = two_rivers()
    good = (paper(rivers.a, "invoice/good"), [journal(rivers.a, (rivers.a, 2030, 1), (rivers.a, 8310, -1))])
    bad = (paper(rivers.a, "invoice/bad"), [journal(rivers.a, (rivers.a, 1, 1), (rivers.a, 8310, -1))])
    with acting(rivers.everything):
        with pytest.raises(CannotPost, match="no account 1 in the chart"), transaction.atomic():
            ledger.post([good, bad], scope=rivers.everything, at=NOON)
        span = [Span.of_month(APRIL)]
        assert queries.movements(scope=rivers.everything, surgeries=[rivers.a], spans=span) == {}
