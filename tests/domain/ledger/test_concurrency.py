"""Many at once: posting while a month is locked, the same document twice, overlapping surgeries.

Each thread is another connection, as another worker would be. Everything is kept, and reckoned at the end by
the tables' owner.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction

from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.foundations.months import Month
from tests import databases
from tests.domain.ledger import books, chains
from tests.domain.partnerships import NOON, TwoRivers, acting, two_rivers

pytestmark = pytest.mark.slow
APRIL = Month(2025, 4)


@pytest.fixture
def owner(template, django_db_setup, django_db_blocker):
    """The owner's connection to a database of the test's own."""
    with (
        databases.cloned(template, django_db_blocker) as name,
        databases.as_owner(name) as connection,
    ):
        yield connection


def together(*deeds: Callable[[], object]) -> list:
    """Each deed in a thread of its own, started at one signal: what it returned, or the exception."""
    signal = threading.Barrier(len(deeds))

    def run(deed):
        try:
            signal.wait(timeout=30)
            return deed()
        except Exception as refusal:
            return refusal
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(run, deeds))


def entry(key: str, home: int, host: int | None = None, amount: int = 100) -> ledger.Entry:
    lines = [Line(home, 2030, amount), Line(home, 8310, -amount)]
    if host is not None:
        lines += [Line(home, 5820, amount), Line(home, 8620, -amount)]
        lines += [Line(host, 8620, amount), Line(host, 5820, -amount)]
    document = Document(kind="invoice", key=key, title=key, home_id=home, host_id=host)
    return document, [Journal(APRIL.first, key, tuple(lines), home_id=home, host_id=host)]


def post(rivers: TwoRivers, *entries: ledger.Entry) -> ledger.posting.Posted:
    with acting(rivers.everything), transaction.atomic():
        return ledger.post(entries, scope=rivers.everything, at=NOON)


def in_order(owner) -> bool:
    """The balances are the sums, the books balance, and every chain verifies."""
    sums = {(s.surgery, s.month, s.account): (s.amount, s.number) for s in books.sums_by_owner(owner)}
    assert books.kept_balances(owner) == sums
    assert chains.broken_ledger(owner) == []
    assert chains.broken_audit(owner) == []
    return True


def test_nothing_lands_in_a_month_after_it_is_locked(owner):
    """Four post as fast as they can; what is there once the lock has been kept is all there will ever be."""
    rivers = two_rivers()
    at_the_lock = []
    count = "SELECT count(*) FROM ledger_posting WHERE surgery_id = %s"

    def poster(name: str) -> Callable[[], int]:
        def deed() -> int:
            for number in range(200):
                try:
                    post(rivers, entry(f"{name}/{number}", rivers.a, rivers.b if number % 3 == 0 else None))
                except ledger.MonthIsLocked:
                    return number
            return 200

        return deed

    def locker() -> None:
        while owner.execute(count, [rivers.a]).fetchone()[0] < 60:
            pass
        with acting(rivers.everything):
            ledger.lock_month(surgery_id=rivers.a, month=APRIL, scope=rivers.everything, at=NOON)
        at_the_lock.append(owner.execute(count, [rivers.a]).fetchone()[0])

    *posted, locked = together(*map(poster, "abcd"), locker)
    assert locked is None
    assert all(isinstance(number, int) and number < 200 for number in posted), posted
    assert at_the_lock == [owner.execute(count, [rivers.a]).fetchone()[0]]
    journals = "SELECT count(*) FROM ledger_journal"
    assert owner.execute(journals).fetchone()[0] == sum(posted)
    seal, head = owner.execute(
        "SELECT (SELECT seal FROM ledger_month_event WHERE deed = 'locked'), "
        "(SELECT hash FROM ledger_link WHERE surgery_id = %s ORDER BY number DESC LIMIT 1)",
        [rivers.a],
    ).fetchone()
    assert seal == head
    assert in_order(owner)


def test_of_two_who_post_the_same_document_one_does(owner):
    rivers = two_rivers()
    for number in range(20):
        same = [lambda number=number: post(rivers, entry(f"same/{number}", rivers.a))] * 3
        found = together(*same)
        assert sum(isinstance(result, ledger.posting.Posted) for result in found) == 1, found
        assert sum(isinstance(result, ledger.AlreadyPosted) for result in found) == 2, found
    assert owner.execute("SELECT count(*) FROM ledger_journal").fetchone() == (20,)
    assert in_order(owner)


def test_of_two_who_reverse_the_same_journal_one_does(owner):
    rivers = two_rivers()
    number = post(rivers, entry("to be reversed", rivers.a)).journals[0]

    def reverse():
        with acting(rivers.everything), transaction.atomic():
            return ledger.reverse(
                journal_id=number, why="x", dated=APRIL.first, month=APRIL, scope=rivers.everything, at=NOON
            )

    found = together(reverse, reverse, reverse)
    assert sum(isinstance(result, ledger.posting.Posted) for result in found) == 1, found
    assert in_order(owner)


def test_overlapping_surgeries_in_any_order_lose_no_update(owner):
    """A to B beside B to A beside B to the centre, each lot in one posting: no deadlock, nothing lost."""
    rivers = two_rivers()
    pairs = [(rivers.a, rivers.b), (rivers.b, rivers.a), (rivers.b, rivers.centre), (rivers.centre, rivers.a)]

    def poster(place: int) -> Callable[[], None]:
        def deed() -> None:
            for number in range(30):
                turned = pairs[place:] + pairs[:place]
                post(rivers, *(entry(f"{place}/{number}/{pair}", *pair) for pair in turned))

        return deed

    assert together(*map(poster, range(4))) == [None] * 4
    assert owner.execute("SELECT count(*) FROM ledger_journal").fetchone() == (4 * 30 * 4,)
    assert in_order(owner)


def test_two_who_post_in_bulk_in_opposite_orders_do_not_stop_each_other(owner, monkeypatch):
    """Several statements each: whoever has A's books waits for nobody who waits for A's."""
    monkeypatch.setattr(ledger.posting, "POSTINGS_A_BATCH", 2)
    rivers = two_rivers()
    places = [rivers.a, rivers.b, rivers.centre]

    def poster(name: str, order: list[int]) -> Callable[[], None]:
        def deed() -> None:
            for number in range(25):
                post(rivers, *(entry(f"{name}/{number}/{place}", place) for place in order))

        return deed

    assert together(poster("up", places), poster("down", places[::-1])) == [None, None]
    assert owner.execute("SELECT count(*) FROM ledger_journal").fetchone() == (2 * 25 * 3,)
    assert in_order(owner)


def test_two_who_post_the_same_documents_in_opposite_orders_do_not_stop_each_other(owner, monkeypatch):
    """The key of a document makes one wait too."""
    monkeypatch.setattr(ledger.posting, "POSTINGS_A_BATCH", 2)
    rivers = two_rivers()
    for number in range(10):
        lot = [entry(f"{number}/{place}", rivers.a) for place in range(6)]
        found = together(lambda lot=lot: post(rivers, *lot), lambda lot=lot: post(rivers, *lot[::-1]))
        assert sum(isinstance(result, ledger.posting.Posted) for result in found) == 1, found
        assert sum(isinstance(result, ledger.AlreadyPosted) for result in found) == 1, found
    assert in_order(owner)


def test_of_two_who_open_the_same_months_one_opens_them(owner):
    """In opposite orders, too: nobody waits for ever, and nobody is told of a broken key."""
    rivers = two_rivers(None)
    places = list(rivers.everything.surgeries)

    def opener(order: list[int]) -> Callable[[], int]:
        def deed() -> int:
            with acting(rivers.everything), transaction.atomic():
                return ledger.open_months(
                    surgeries=order, months=[APRIL, APRIL + 1], scope=rivers.everything, at=NOON
                )

        return deed

    assert sorted(together(opener(places), opener(places[::-1]), opener(places))) == [0, 0, 6]


def test_locking_and_posting_in_opposite_orders_do_not_stop_each_other(owner, monkeypatch):
    monkeypatch.setattr(ledger.posting, "POSTINGS_A_BATCH", 2)
    rivers = two_rivers()
    places = [rivers.a, rivers.b, rivers.centre]

    def poster() -> None:
        for number in range(20):
            post(rivers, *(entry(f"{number}/{place}", place) for place in places[::-1]))

    def locker() -> None:
        for _ in range(12):
            with acting(rivers.everything), transaction.atomic():
                ledger.lock_months(surgeries=places, month=APRIL, scope=rivers.everything, at=NOON)
                transaction.set_rollback(True)

    assert together(poster, locker, locker) == [None, None, None]
    assert in_order(owner)


def test_two_postings_in_one_transaction_either_both_land_or_neither(owner):
    """Surgery by surgery in opposite orders: one of the two may be turned back whole, to try again."""
    rivers = two_rivers()

    def both(first: int, second: int, number: int) -> int:
        for attempt in range(20):
            try:
                with acting(rivers.everything), transaction.atomic():
                    for home in (first, second):
                        key = f"{first}/{number}/{home}"
                        ledger.post([entry(key, home)], scope=rivers.everything, at=NOON)
                return attempt
            except ledger.GaveWay as refusal:
                assert "try again" in str(refusal)  # noqa: PT017
        return -1

    for number in range(4):
        found = together(
            lambda number=number: both(rivers.a, rivers.b, number),
            lambda number=number: both(rivers.b, rivers.a, number),
        )
        assert all(isinstance(attempts, int) and attempts >= 0 for attempts in found), found
    assert owner.execute("SELECT count(*) FROM ledger_journal").fetchone() == (16,)
    assert in_order(owner)


def test_a_recharge_answered_and_withdrawn_at_once_ends_one_way(owner):
    rivers = two_rivers()
    home, host = rivers.only(rivers.a), rivers.only(rivers.b)

    def deeds(number: int) -> list:
        def answer():
            with acting(home), transaction.atomic():
                return ledger.answer_recharge(
                    recharge_id=number,
                    agree=True,
                    words="",
                    dated=APRIL.first,
                    month=APRIL,
                    scope=home,
                    at=NOON,
                )

        def withdraw():
            with acting(host), transaction.atomic():
                ledger.withdraw_recharge(recharge_id=number, scope=host, at=NOON)

        return [answer, withdraw, answer]

    agreed = 0
    for number in range(15):
        with acting(host), transaction.atomic():
            raised = ledger.raise_recharge(
                host_id=rivers.b,
                home_id=rivers.a,
                amount=100,
                reason=f"{number}",
                month=APRIL,
                scope=host,
                at=NOON,
            )
        found = together(*deeds(raised))
        refusals = [result for result in found if isinstance(result, Exception)]
        assert len(refusals) == 2, found
        assert all(isinstance(refusal, ledger.RechargeRefused) for refusal in refusals), found
        agreed += any(isinstance(result, int) for result in found)
    assert owner.execute("SELECT count(*) FROM ledger_journal").fetchone() == (agreed,)
    assert in_order(owner)
