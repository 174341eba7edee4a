"""Attacks on months and on recharges with raw SQL, as the application's role with a good ticket."""

from datetime import date

import psycopg
import pytest
from psycopg import errors

from tests import databases
from tests.databases import SOMEBODY, refused, show, undone
from tests.domain.ledger.pen import APRIL

NOT_RAISED = pytest.fail.Exception
BROKEN = psycopg.IntegrityError
COST, DEBT = 5820, 8620


def tell(connection, surgery: int, deed: str, *, month: date = APRIL, why: str = "", **forged) -> tuple:
    """Tell of a month, as the program does: a row of its events."""
    return connection.execute(
        "INSERT INTO ledger_month_event (surgery_id, month, deed, at, actor_id, actor_name, reason, seal) "
        "VALUES (%s, %s, %s, now(), %s, 'somebody', %s, %s) RETURNING actor_id, seal",
        [surgery, month, deed, forged.get("actor", SOMEBODY), why, forged.get("seal")],
    ).fetchone()


def is_locked(connection, surgery: int) -> bool:
    query = "SELECT locked FROM ledger_month WHERE surgery_id = %s AND month = %s"
    return connection.execute(query, [surgery, APRIL]).fetchone()[0]


@pytest.fixture
def as_both(house, attacker):
    show(attacker, house.a, house.b, house.centre)
    return attacker


def test_a_month_is_locked_and_reopened_by_events(house, as_both):
    with undone(as_both):
        tell(as_both, house.a, "locked")
        assert is_locked(as_both, house.a)
        assert not is_locked(as_both, house.b)
        tell(as_both, house.a, "reopened", why="a late invoice")
        assert not is_locked(as_both, house.a)


@pytest.mark.parametrize(
    ("deeds", "sentence"),
    [
        (["opened"], "April 2025 of Avon Surgery is open already"),
        (["locked", "locked"], "April 2025 of Avon Surgery is locked already"),
        (["reopened"], "April 2025 of Avon Surgery is not locked, so it cannot be reopened"),
        (["locked", "opened"], "April 2025 of Avon Surgery is locked: reopen it instead"),
        (["forgotten"], "A month is opened, locked or reopened, and nothing else"),
    ],
)
def test_a_month_takes_only_the_deed_that_its_state_allows(house, as_both, deeds, sentence):
    with refused(as_both, BROKEN, sentence):
        for deed in deeds:
            tell(as_both, house.a, deed, why="because")


MAY, JUNE = date(2025, 5, 1), date(2025, 6, 1)


def test_months_lock_in_order_and_reopen_from_the_latest_backwards(house, as_both):
    with refused(as_both, BROKEN, "cannot be locked while April 2025 is open: months lock in order"):
        tell(as_both, house.a, "locked", month=MAY)
    with refused(as_both, BROKEN, "cannot be reopened while May 2025 is locked: months reopen from"):
        for month in (APRIL, MAY):
            tell(as_both, house.a, "locked", month=month)
        tell(as_both, house.a, "reopened", month=APRIL, why="because")
    with undone(as_both):  # one profit centre's months are not another's
        for month in (APRIL, MAY, JUNE):
            tell(as_both, house.b, "locked", month=month)
        for month in (JUNE, MAY):
            tell(as_both, house.b, "reopened", month=month, why="because")
        tell(as_both, house.a, "locked")


def test_no_month_is_opened_before_one_that_is_locked(house, as_both):
    with refused(as_both, BROKEN, "March 2025 of Avon Surgery cannot be opened while April 2025 is locked"):
        tell(as_both, house.a, "locked")
        tell(as_both, house.a, "opened", month=date(2025, 3, 1))
    with undone(as_both):
        tell(as_both, house.a, "opened", month=date(2025, 3, 1))


@pytest.mark.parametrize("month", [date(205, 4, 1), date(1925, 4, 1), date(2015, 3, 1)])
def test_no_month_is_older_than_the_partnerships_first_financial_year(house, as_both, month):
    """Founded on 1 November 2015, its year begins in April."""
    with refused(as_both, BROKEN, "first financial year began in April 2015. Check the year"):
        tell(as_both, house.a, "opened", month=month)
    with undone(as_both):
        tell(as_both, house.a, "opened", month=date(2015, 4, 1))


def test_no_month_is_after_the_end_of_next_financial_year(house, as_both):
    """By the database's own clock, whatever the event says of its time."""
    year = as_both.execute("SELECT extract(year FROM now() - interval '3 months')::int").fetchone()[0]
    ends = date(year + 2, 3, 1)
    with refused(as_both, BROKEN, f"next financial year ends with March {ends.year}. Check the year"):
        tell(as_both, house.a, "opened", month=date(ends.year, 4, 1))
    with undone(as_both):
        tell(as_both, house.a, "opened", month=ends)


def test_the_state_of_another_surgerys_month_is_not_told_in_a_refusal(house, attacker):
    show(attacker, house.a)
    for deed in ("opened", "locked", "reopened"):
        with refused(attacker, match="row-level security"):
            tell(attacker, house.b, deed, why="because")


def test_a_month_is_reopened_with_a_reason(house, as_both):
    with refused(as_both, BROKEN, "Say why April 2025 of Avon Surgery is reopened"):
        tell(as_both, house.a, "locked")
        tell(as_both, house.a, "reopened")


def test_the_actor_and_the_seal_are_the_databases_word(house, as_both):
    """Whatever the event says of itself."""
    with undone(as_both):
        actor, seal = tell(as_both, house.a, "locked", actor=SOMEBODY + 1, seal=b"forged")
        head = as_both.execute(
            "SELECT hash FROM ledger_link WHERE surgery_id = %s ORDER BY number DESC LIMIT 1", [house.a]
        ).fetchone()[0]
        assert (actor, seal) == (SOMEBODY, head)


def test_another_surgerys_month_is_not_ones_own_to_tell_of(house, attacker):
    show(attacker, house.a)
    with refused(attacker, match="row-level security"):
        tell(attacker, house.b, "locked")
    databases.present(attacker, "")
    with refused(attacker, psycopg.Error):
        tell(attacker, house.a, "locked")


def test_events_are_never_changed(as_both, landlord):
    for statement in ["UPDATE ledger_month_event SET reason = ''", "DELETE FROM ledger_month_event"]:
        with refused(as_both, match="permission denied"):
            as_both.execute(statement)
        with pytest.raises(BROKEN, match="ledger_month_event is append-only"):
            landlord.execute(statement)


def test_a_month_is_not_locked_by_an_event_that_is_not_kept(house, as_both):
    """ON CONFLICT DO NOTHING leaves the event out, and what its trigger did stays: no name, no seal."""
    events = "SELECT count(*) FROM ledger_month_event WHERE deed = 'locked'"
    before = as_both.execute(events).fetchone()
    try:
        as_both.execute(
            "INSERT INTO ledger_month_event (id, surgery_id, month, deed, at, actor_id, actor_name, reason) "
            "SELECT min(id), %s, %s, 'locked', now(), 0, '', '' FROM ledger_month_event "
            "ON CONFLICT (id) DO NOTHING",
            [house.a, APRIL],
        )
    except errors.InsufficientPrivilege:
        return
    assert as_both.execute(events).fetchone() == before
    assert not is_locked(as_both, house.a)


def test_a_blank_is_no_reason(house, as_both):
    with refused(as_both, BROKEN, "Say why"):
        tell(as_both, house.a, "locked")
        tell(as_both, house.a, "reopened", why="  ")


# Recharges: the host asks, the home answers.


def answer(connection, number: int, *, agree: bool = True, month=APRIL) -> int | None:
    return connection.execute(
        "SELECT app.answer_recharge(%s, %s, '', 'somebody', now(), %s, %s)",
        [number, agree, month, month],
    ).fetchone()[0]


def raise_one(
    connection, home: int, host: int, amount: int = 500, state: str = "raised", reason: str = "a locum"
) -> int:
    return connection.execute(
        "INSERT INTO ledger_recharge "
        "(home_id, host_id, month, amount, reason, state, raised_at, raised_by, answered_by, answer) "
        "VALUES (%s, %s, %s, %s, %s, %s, now(), 'somebody', '', '') RETURNING id",
        [home, host, APRIL, amount, reason, state],
    ).fetchone()[0]


def test_the_home_agrees_and_both_have_their_postings(house, attacker):
    number = house.filled.recharges["A-B"]
    show(attacker, house.a)
    with undone(attacker):
        journal = answer(attacker, number)
        query = (
            "SELECT surgery_id, account_id, amount FROM ledger_posting WHERE journal_id = %s ORDER BY 1, 2"
        )
        own = [(house.a, COST, 64000), (house.a, DEBT, -64000)]
        assert attacker.execute(query, [journal]).fetchall() == own
        show(attacker, house.b)
        theirs = [(house.b, COST, -64000), (house.b, DEBT, 64000)]
        assert attacker.execute(query, [journal]).fetchall() == theirs


def test_the_host_cannot_agree_its_own_recharge(house, attacker):
    for whose in ([house.b], [house.b, house.centre], [house.centre], []):
        show(attacker, *whose)
        with refused(attacker, match="not yours to answer"):
            answer(attacker, house.filled.recharges["A-B"])
    databases.present(attacker, "")
    with refused(attacker, match="not yours to answer"):
        answer(attacker, house.filled.recharges["A-B"])


def test_a_recharge_that_is_not_there_is_refused_in_the_same_words(house, attacker):
    show(attacker, house.a)
    with refused(attacker, match="not yours to answer"):
        answer(attacker, 4242)
    with refused(attacker, match="not yours to answer"):
        answer(attacker, house.filled.recharges["B-CENTRE"])


def test_a_recharge_is_answered_once(house, attacker):
    show(attacker, house.a)
    number = house.filled.recharges["A-B"]
    for first in (True, False):
        for second in (True, False):
            with refused(attacker, BROKEN, "answered already"):
                answer(attacker, number, agree=first)
                answer(attacker, number, agree=second)


def test_a_recharge_is_withdrawn_by_its_host_while_it_waits(house, attacker):
    number = house.filled.recharges["A-B"]
    query = "SELECT app.withdraw_recharge(%s, 'somebody', now())"
    show(attacker, house.a)
    with refused(attacker, BROKEN, "not yours to withdraw"):
        attacker.execute(query, [number])
    with refused(attacker, BROKEN, "answered already"):
        answer(attacker, number)
        show(attacker, house.b)
        attacker.execute(query, [number])
    show(attacker, house.b)
    with refused(attacker, BROKEN, "answered already"):
        attacker.execute(query, [number])
        show(attacker, house.a)
        answer(attacker, number)


def test_a_recharge_is_raised_by_its_host_unanswered_between_two(house, attacker):
    show(attacker, house.b)
    with undone(attacker):
        raise_one(attacker, house.a, house.b)
    with refused(attacker, match="row-level security"):
        raise_one(attacker, house.b, house.a)
    with refused(attacker, match="row-level security"):
        raise_one(attacker, house.a, house.centre)
    for state in ("agreed", "declined", "withdrawn", ""):
        with refused(attacker, BROKEN, "raised between two surgeries of one partnership"):
            raise_one(attacker, house.a, house.b, state=state)
    for amount in (0, -500, 10**15 + 1):
        with refused(attacker, errors.CheckViolation, "recharge_is_an_amount"):
            raise_one(attacker, house.a, house.b, amount=amount)
    with refused(attacker, BROKEN, "says what for"):
        raise_one(attacker, house.a, house.b, reason=" ")
    with refused(attacker, BROKEN, "between two surgeries of one partnership"):
        raise_one(attacker, 999_999, house.b)
    with refused(attacker, BROKEN):
        raise_one(attacker, house.b, house.b)


def test_a_recharge_is_not_changed_behind_the_other_sides_back(house, as_both):
    for statement in ["UPDATE ledger_recharge SET amount = 1", "DELETE FROM ledger_recharge"]:
        with refused(as_both, match="permission denied"):
            as_both.execute(statement)


def test_a_recharge_is_not_posted_where_the_hosts_month_is_locked(house, attacker):
    with refused(attacker, BROKEN, "April 2025 of Brook Surgery is locked"):
        show(attacker, house.b)
        tell(attacker, house.b, "locked")
        show(attacker, house.a)
        answer(attacker, house.filled.recharges["A-B"])


def test_whoever_answers_does_not_say_which_account_is_which(attacker):
    """With the accounts exchanged the home would earn what it was asked to bear: the chart says which."""
    arguments = "SELECT pg_get_function_identity_arguments('app.answer_recharge'::regproc)"
    assert "account" not in attacker.execute(arguments).fetchone()[0]
