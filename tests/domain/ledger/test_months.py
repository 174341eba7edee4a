"""Which months may be opened, locked and reopened: the rule, the deed, and the database in the same words."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import queries
from commonpractice.domain.ledger.facts import Document, Journal, Line, MonthsKept
from commonpractice.domain.ledger.queries import Span, exports, integrity
from commonpractice.domain.ledger.rules.months import (
    MonthRefused,
    bounds,
    check_can_lock,
    check_can_open,
    check_can_reopen,
)
from commonpractice.foundations.months import Month
from tests.domain.partnerships import NOON, acting, two_rivers

MARCH, APRIL, MAY, JUNE = (Month(2025, number) for number in (3, 4, 5, 6))
TODAY = date(2025, 4, 30)


def kept(**locked: bool) -> MonthsKept:
    """A surgery's months by name, each with whether it is locked."""
    numbers = {"march": MARCH, "april": APRIL, "may": MAY, "june": JUNE}
    return MonthsKept("Avon", date(2015, 11, 1), 4, {numbers[name]: value for name, value in locked.items()})


@pytest.mark.parametrize(
    ("founded", "starts", "today", "first", "last"),
    [
        (date(2015, 11, 1), 4, TODAY, Month(2015, 4), Month(2027, 3)),  # 2025/26, and 2026/27 after it
        (date(2015, 11, 1), 4, date(2025, 3, 31), Month(2015, 4), Month(2026, 3)),
        (date(2016, 4, 1), 4, TODAY, Month(2016, 4), Month(2027, 3)),
        (date(2016, 3, 31), 4, TODAY, Month(2015, 4), Month(2027, 3)),
        (date(2015, 11, 1), 1, TODAY, Month(2015, 1), Month(2026, 12)),
        (date(2015, 11, 1), 7, TODAY, Month(2015, 7), Month(2026, 6)),  # of 2024/25 still
    ],
)
def test_the_months_that_may_be_opened(founded, starts, today, first, last):
    assert bounds(MonthsKept("Avon", founded, starts, {}), today) == (first, last)


OPEN, LOCKED = False, True


@pytest.mark.parametrize(
    ("there", "month", "sentence"),
    [
        ({}, MARCH, None),
        ({"april": OPEN}, MARCH, None),
        ({"april": LOCKED}, MAY, None),
        ({"april": OPEN}, APRIL, "April 2025 of Avon is open already."),
        ({"april": LOCKED}, APRIL, "April 2025 of Avon is locked: reopen it instead."),
        ({"april": LOCKED, "may": LOCKED}, MARCH, "cannot be opened while May 2025 is locked"),
        ({}, Month(205, 4), "first financial year began in April 2015. Check the year."),
        ({}, Month(2052, 4), "next financial year ends with March 2027. Check the year."),
    ],
)
def test_opening(there, month, sentence):
    _judge(sentence, lambda: check_can_open(kept(**there), month, today=TODAY))


@pytest.mark.parametrize(
    ("there", "month", "sentence"),
    [
        ({"april": OPEN}, APRIL, None),
        ({"march": LOCKED, "april": OPEN, "may": OPEN}, APRIL, None),
        ({"march": OPEN, "may": OPEN}, MARCH, None),
        ({}, APRIL, "April 2025 of Avon has never been opened, so it cannot be locked."),
        ({"april": LOCKED}, APRIL, "April 2025 of Avon is locked already."),
        ({"march": OPEN, "april": OPEN}, APRIL, "while March 2025 is open: months lock in order. Lock March"),
    ],
)
def test_locking(there, month, sentence):
    _judge(sentence, lambda: check_can_lock(kept(**there), month))


@pytest.mark.parametrize(
    ("there", "month", "why", "sentence"),
    [
        ({"april": LOCKED}, APRIL, "late", None),
        ({"april": LOCKED, "may": OPEN}, APRIL, "late", None),
        ({"april": LOCKED}, APRIL, " ", "Say why April 2025 of Avon is reopened: the reason is kept."),
        ({"april": LOCKED}, APRIL, "la\0te", r"a character that cannot be kept \(U\+0000\): take it out\."),
        ({}, APRIL, "late", "April 2025 of Avon has never been opened, so it cannot be reopened."),
        ({"april": OPEN}, APRIL, "late", "April 2025 of Avon is not locked, so it cannot be reopened."),
        (
            {"april": LOCKED, "june": LOCKED},
            APRIL,
            "late",
            "from the latest backwards. Reopen June 2025 first",
        ),
    ],
)
def test_reopening(there, month, why, sentence):
    _judge(sentence, lambda: check_can_reopen(kept(**there), month, why))


def _judge(sentence: str | None, check) -> None:
    if sentence is None:
        check()
    else:
        with pytest.raises(MonthRefused, match=sentence):
            check()


@pytest.fixture
def rivers(db):
    """April, May and June open."""
    return two_rivers(APRIL, JUNE)


def tell(surgery: int, month: Month, deed: str, why: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_month_event (surgery_id, month, deed, at, actor_id, actor_name, reason) "
            "VALUES (%s, %s, %s, now(), 0, '', %s)",
            [surgery, month.first, deed, why],
        )


@pytest.mark.parametrize(
    ("deed", "month", "locked"),
    [
        ("opened", APRIL, 0),
        ("opened", APRIL, 1),
        ("opened", MARCH, 2),
        ("opened", Month(205, 4), 0),
        ("opened", Month(2199, 4), 0),
        ("locked", MARCH, 0),
        ("locked", APRIL, 1),
        ("locked", MAY, 0),
        ("reopened", MARCH, 0),
        ("reopened", APRIL, 0),
        ("reopened", APRIL, 2),
        ("reopened", APRIL, None),
    ],
)
def test_the_rule_and_the_database_refuse_in_the_same_words(rivers, deed, month, locked):
    """With the first so many months locked; None stands for no reason given."""
    why = "" if locked is None else "because"
    with acting(rivers.everything):
        for place in range(locked or 0):
            ledger.lock_month(surgery_id=rivers.a, month=APRIL + place, scope=rivers.everything, at=NOON)
        with pytest.raises(DatabaseError) as raw, transaction.atomic():
            tell(rivers.a, month, deed, why)
        theirs = queries.months_kept(scope=rivers.everything, surgeries=[rivers.a])[rivers.a]
        today = datetime.now(UTC).date()  # the database has a clock of its own
        rule = {
            "opened": lambda: check_can_open(theirs, month, today=today),
            "locked": lambda: check_can_lock(theirs, month),
            "reopened": lambda: check_can_reopen(theirs, month, why),
        }
        with pytest.raises(MonthRefused) as refusal:
            rule[deed]()
    assert raw.value.__cause__.diag.message_primary.replace(" 0205", " 205") == str(refusal.value)


def test_a_locked_balance_sheet_cannot_change(rivers):
    """What is before a locked month is locked; nothing earlier is opened or, out of order, reopened."""
    everything = {"scope": rivers.everything, "at": NOON}
    with acting(rivers.everything):
        for month in (APRIL, MAY):
            ledger.lock_months(surgeries=[rivers.a, rivers.b], month=month, **everything)
        asked = {"scope": rivers.everything, "surgeries": [rivers.a], "spans": [Span.ever_to(MAY.last)]}
        before = queries.movements(**asked)
        with pytest.raises(ledger.MonthRefused, match="Reopen May 2025 first"):
            ledger.reopen_month(surgery_id=rivers.a, month=APRIL, why="late", **everything)
        with pytest.raises(ledger.MonthRefused, match="Reopen May 2025 first"):
            ledger.open_months(surgeries=[rivers.a], months=[MARCH], **everything)
        for month in (MARCH, APRIL, MAY):
            with pytest.raises(ledger.MonthIsLocked):
                ledger.post([bought(rivers.a, month)], **everything)
        assert queries.movements(**asked) == before
        ledger.reopen_month(surgery_id=rivers.a, month=MAY, why="late", **everything)
        ledger.reopen_month(surgery_id=rivers.a, month=APRIL, why="late", **everything)
        ledger.post([bought(rivers.a, APRIL)], **everything)
        with pytest.raises(ledger.MonthRefused, match="Lock April 2025 first"):
            ledger.lock_month(surgery_id=rivers.a, month=MAY, **everything)


def bought(home: int, month: Month) -> ledger.Entry:
    document = Document("invoice", f"invoice/{month}", "An invoice", home)
    return document, [Journal(month.first, "Cotton", (Line(home, 2030, 5), Line(home, 8310, -5)), home)]


def test_all_are_locked_or_none(rivers):
    with acting(rivers.everything):
        ledger.lock_month(surgery_id=rivers.a, month=APRIL, scope=rivers.everything, at=NOON)
        with pytest.raises(
            ledger.MonthRefused, match="May 2025 of Brook Surgery cannot be locked while April"
        ):
            ledger.lock_months(surgeries=[rivers.a, rivers.b], month=MAY, scope=rivers.everything, at=NOON)
        states = queries.month_states(scope=rivers.everything, surgeries=[rivers.a, rivers.b])
        assert [(state.surgery_id, state.month) for state in states if state.locked] == [(rivers.a, APRIL)]


def test_a_slip_of_the_year_opens_nothing(rivers):
    """`0205-04` beside a good month: neither is opened, and nothing is posted to where no statement looks."""
    with acting(rivers.everything):
        with pytest.raises(ledger.MonthRefused, match="Check the year"):
            ledger.open_months(
                surgeries=[rivers.a], months=[Month(2025, 7), Month(205, 4)], scope=rivers.everything, at=NOON
            )
        assert len(queries.month_states(scope=rivers.everything, surgeries=[rivers.a])) == 3
        with pytest.raises(ledger.MonthIsLocked, match="not open"):
            ledger.post([bought(rivers.a, Month(205, 4))], scope=rivers.everything, at=NOON)


def test_next_year_begins_by_the_clock_in_london(rivers):
    """At half past eleven UTC on 31 March it is summer time, and 1 April: 2027/28 may be opened."""
    deed = {"surgeries": [rivers.a], "months": [Month(2027, 4)], "scope": rivers.everything}
    with acting(rivers.everything):
        with pytest.raises(ledger.MonthRefused, match="ends with March 2027"):
            ledger.open_months(**deed, at=datetime(2026, 3, 31, 22, 30, tzinfo=UTC))
        assert ledger.open_months(**deed, at=datetime(2026, 3, 31, 23, 30, tzinfo=UTC)) == 1


def test_whatever_is_in_the_books_is_in_the_statements(owner):
    """A month of long ago, opened by the owner of the tables behind our back: there is no first day."""
    rivers, hastings = two_rivers(APRIL, JUNE), Month(1066, 10)
    owner.execute(
        "INSERT INTO ledger_month (surgery_id, month, locked) VALUES (%s, %s, false)",
        [rivers.a, hastings.first],
    )
    asked = {"scope": rivers.everything, "surgeries": [rivers.a]}
    with acting(rivers.everything), transaction.atomic():
        ledger.post([bought(rivers.a, hastings)], scope=rivers.everything, at=NOON)
        for last in (date(2025, 4, 30), date(2025, 4, 15)):
            assert queries.movements(**asked, spans=[Span.ever_to(last)]) == {2030: (5,), 8310: (-5,)}
            assert queries.postings(**asked, account=2030, span=Span.ever_to(last)).total == 5
        assert exports.export_book(**asked, first=APRIL, last=APRIL, at=NOON).accounts


def test_doctor_finds_a_month_that_is_open_before_a_locked_one(owner):
    rivers = two_rivers(APRIL, JUNE)
    assert _of_order(owner).well
    with acting(rivers.everything):
        ledger.lock_month(surgery_id=rivers.b, month=APRIL, scope=rivers.everything, at=NOON)
    assert _of_order(owner).well
    owner.execute(
        "UPDATE ledger_month SET locked = true WHERE surgery_id = %s AND month = %s", [rivers.a, JUNE.first]
    )
    found = _of_order(owner)
    assert not found.well
    assert found.words.startswith("2 months are open though a later one is locked")


def _of_order(owner):
    found = integrity.findings(owner)
    return next(each for each in found if each.what == "Nothing before a locked month is open")
