"""Tickets: what a transaction may see, and that nobody can write one, widen one or use one again."""

import threading
import time

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import DataError
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from psycopg import errors

from commonpractice.gateways.scoped_postgres import tickets
from tests import databases
from tests.databases import SOMEBODY, present, refused, show, ticket
from tests.examples import thorough

NOT_RAISED = pytest.fail.Exception
THOROUGH = thorough(suppress=(HealthCheck.function_scoped_fixture,))


@pytest.fixture(scope="module")
def database(template, django_db_setup, django_db_blocker):
    with databases.cloned(template, django_db_blocker) as name:
        yield name


@pytest.fixture
def raw(database):
    with databases.as_application(database) as connection:
        yield connection
        connection.rollback()


def told(connection: psycopg.Connection) -> tuple:
    """The surgeries and the actor that the database reads off the ticket."""
    return connection.execute("SELECT app.surgeries(), app.actor()").fetchone()


def seen() -> list[int]:
    """The surgeries that Django's own connection may see now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app.surgeries()")
        return cursor.fetchone()[0]


def test_a_good_ticket_says_who_and_what(raw):
    show(raw, 3, 1, 3, actor=42)
    assert told(raw) == ([1, 3], 42)
    show(raw, actor=0)
    assert told(raw) == ([], 0)


def test_patients_are_known_at_the_surgeries_said_and_at_none_that_is_not_seen(raw):
    query = "SELECT app.patients()"
    for surgeries, patients, known in [
        ((1, 3), (), []),
        ((1, 3), (3, 3), [3]),
        ((3, 1), (3, 1), [1, 3]),
        ((1,), (1, 2), [1]),
        ((), (2,), []),
    ]:
        show(raw, *surgeries, patients=patients)
        assert raw.execute(query).fetchone() == (known,), (surgeries, patients)
    present(raw, "")
    assert raw.execute(query).fetchone() == ([],)


def test_counts_are_known_where_patients_are_and_at_the_surgeries_said(raw):
    for surgeries, patients, counts, known in [
        ((1, 3), (), (), []),
        ((1, 3), (3,), (), [3]),
        ((3, 1), (), (3, 1), [1, 3]),
        ((1, 3), (1,), (3, 2), [1, 3]),
        ((), (), (2,), []),
    ]:
        show(raw, *surgeries, patients=patients, counts=counts)
        assert raw.execute("SELECT app.counts()").fetchone() == (known,), (surgeries, patients, counts)
        assert raw.execute("SELECT app.patients()").fetchone() == (sorted(patients),)
    present(raw, "")
    assert raw.execute("SELECT app.counts()").fetchone() == ([],)


def test_who_acts_within_somebody_elses_ticket_knows_no_patient_unless_told_so(db):
    def known() -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app.patients()")
            return cursor.fetchone()[0]

    with transaction.atomic(), tickets.acting(actor_id=1, surgeries=[1, 2], patients=[1]):
        assert known() == [1]
        with tickets.acting(actor_id=1, surgeries=[1, 2]):
            assert known() == []
        assert known() == [1]


def test_without_a_ticket_nobody_sees_nothing(raw):
    assert told(raw) == ([], None)
    present(raw, "")
    assert told(raw) == ([], None)


@THOROUGH
@given(data=st.data())
def test_a_ticket_changed_in_any_place_is_no_ticket(raw, data):
    """A character put in, taken out or exchanged, anywhere."""
    with raw.transaction(force_rollback=True):
        good = ticket(raw, 1)
        place = data.draw(st.integers(0, len(good) - 1))
        some = data.draw(st.sampled_from(["", *"0123456789abcdef|,- \n{}é٣A", good[place] * 2]))
        changed = good[:place] + some + good[place + 1 :]
        present(raw, changed)
        if changed == good:
            assert told(raw) == ([1], SOMEBODY)
        else:
            with pytest.raises(errors.InsufficientPrivilege), raw.transaction():
                told(raw)


def test_forgeries(raw):
    good = ticket(raw, 1)
    message, _, signature = good.rpartition("|")
    surgeries, actor, *rest, patients, counts = message.split("|")
    bound = "|".join([*rest, patients, counts])  # to one connection, and to its time
    longer = "|".join([*(str(int(part) + 1) for part in rest), patients, counts])
    forged = {
        "wider": f"1,2|{actor}|{bound}|{signature}",
        "somebody else": f"{surgeries}|{SOMEBODY + 1}|{bound}|{signature}",
        "for longer": f"{surgeries}|{actor}|{longer}|{signature}",
        "unsigned": f"{message}|",
        "not even that": message,
        "one part": "1",
        "no parts": "||||",
        "only bars": "|",
        "with more patients": f"{surgeries}|{actor}|{'|'.join(rest)}|1,2|{counts}|{signature}",
        "with no patients": f"{surgeries}|{actor}|{'|'.join(rest)}||{counts}|{signature}",
        "with more counts": f"{surgeries}|{actor}|{'|'.join(rest)}|{patients}|1,2|{signature}",
        "as they were before patients": f"{surgeries}|{actor}|{'|'.join(rest)}|{signature}",
        "as they were before counts": f"{surgeries}|{actor}|{'|'.join(rest)}|{patients}|{signature}",
        "nine parts": f"{good}|",
        "ten parts": f"1,2|{good}|",
        "in capitals": f"{message}|{signature.upper()}",
        "in Arabic figures": f"\u0661|{actor}|{bound}|{signature}",
        "full-width": f"\uff11|{actor}|{bound}|{signature}",
        "a blank before": f" {good}",
        "a line after": f"{good}\n",
        "an array": "{1,2}",
        "very long": "1," * 100_000 + good,
        "the hash of the message alone": f"{message}|{tickets.hashlib.sha256(message.encode()).hexdigest()}",
        "an empty key": f"{message}|{tickets.sign(message, '')}",
        "a zero key": f"{message}|{tickets.sign(message, '00' * 32)}",
    }
    for name, text in forged.items():
        present(raw, text)
        with refused(raw, match="not issued by Common Practice"):
            pytest.fail(f"A ticket was taken that is {name}: {told(raw)}")


def test_a_ticket_runs_out(raw):
    present(raw, ticket(raw, 1, now=time.time() - tickets.LASTS - 2))
    with refused(raw, match="has expired"):
        told(raw)
    present(raw, ticket(raw, 1, lasts=-1))
    with refused(raw, match="has expired"):
        told(raw)


def test_a_ticket_is_for_one_connection(database, raw):
    with databases.as_application(database) as other:
        present(raw, ticket(other, 1))
        with refused(raw, match="issued to another connection"):
            told(raw)


def test_a_ticket_ends_with_its_transaction(raw):
    show(raw, 1)
    raw.commit()
    assert told(raw) == ([], None)
    show(raw, 1)
    raw.rollback()
    assert told(raw) == ([], None)


def test_a_ticket_kept_for_the_session_is_not_seen_by_other_connections(database, raw):
    present(raw, ticket(raw, 1), local=False)
    raw.commit()
    with databases.as_application(database) as other:
        assert told(other) == ([], None)


def test_the_key_is_not_for_the_application(raw):
    for query in [
        "SELECT key FROM app.ticket_key",
        "SELECT count(*) FROM app.ticket_key",
        "UPDATE app.ticket_key SET key = sha256('')",
        "INSERT INTO app.ticket_key (key) VALUES (sha256(''))",
        "TRUNCATE app.ticket_key",
        "DROP TABLE app.ticket_key",
        "COPY app.ticket_key TO STDOUT",
        "SELECT app.digests('{1}')",
    ]:
        with refused(raw):
            raw.execute(query)


# As Django presents it.


def test_every_transaction_begun_inside_carries_the_ticket(database):
    with tickets.acting(actor_id=5, surgeries=[2, 1]):
        for _ in range(2):
            with transaction.atomic():
                assert seen() == [1, 2]
                with transaction.atomic():
                    assert seen() == [1, 2]
    with transaction.atomic():
        assert seen() == []


def test_outside_a_transaction_nothing_is_seen(database):
    with tickets.acting(actor_id=5, surgeries=[1]):
        assert seen() == []


def test_the_transaction_that_is_open_already_carries_it_too_until_it_is_put_down(database):
    with transaction.atomic():
        with tickets.acting(actor_id=5, surgeries=[1]):
            assert seen() == [1]
        assert seen() == []


def test_a_narrower_scope_inside_a_wider_one_is_really_narrower(database):
    with tickets.acting(actor_id=5, surgeries=[1, 2]), transaction.atomic():
        with tickets.acting(actor_id=6, surgeries=[1]):
            assert seen() == [1]
            with tickets.acting(actor_id=6, surgeries=[]):
                assert seen() == []
            assert seen() == [1]
        assert seen() == [1, 2]


def test_an_exception_puts_the_ticket_down_as_well(database):
    with transaction.atomic():
        with pytest.raises(LookupError), tickets.acting(actor_id=5, surgeries=[1]):
            raise LookupError
        assert seen() == []


def test_what_a_savepoint_undoes_does_not_undo_the_scope(database):
    with tickets.acting(actor_id=5, surgeries=[1, 2]), transaction.atomic():
        with pytest.raises(LookupError), transaction.atomic(), tickets.acting(actor_id=6, surgeries=[1]):
            raise LookupError
        assert seen() == [1, 2]
        with tickets.acting(actor_id=6, surgeries=[1]):
            with pytest.raises(DataError), transaction.atomic():
                connection.cursor().execute("SELECT 1 / 0")
            assert seen() == [1]


def test_a_thread_does_not_inherit_the_ticket(database):
    found = []

    def look():
        with transaction.atomic():
            found.append(seen())
        connection.close()

    with tickets.acting(actor_id=5, surgeries=[1]):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    assert found == [[]]


# Holes.


def test_a_ticket_kept_for_the_session_is_not_there_for_whoever_has_the_connection_next(database):
    """Raw SQL within a request may keep its ticket: the pool gives the connection to somebody else."""
    with tickets.acting(actor_id=5, surgeries=[1]), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('cp.ticket', current_setting('cp.ticket'), false)")
    if databases.borrowed_again(databases.pid()):
        assert seen() == []
        with transaction.atomic():
            assert seen() == []


def test_a_ticket_is_not_read_over_the_shoulder(database, raw):
    """Every connection of the application may read what the others of its role ask."""
    with tickets.acting(actor_id=5, surgeries=[1]), transaction.atomic():
        asked = raw.execute(
            "SELECT query FROM pg_stat_activity WHERE query LIKE '%cp.ticket%|%|%'"
        ).fetchall()
    assert not [query for (query,) in asked if "pg_stat_activity" not in query]


def test_a_ticket_is_not_used_again_in_a_later_transaction(database):
    """With one that was read over the shoulder, whoever has the connection next would see as much."""
    with tickets.acting(actor_id=5, surgeries=[1, 2]), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('cp.ticket')")
        stolen = cursor.fetchone()[0]
    with tickets.acting(actor_id=6, surgeries=[1]), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('cp.ticket', %s, true)", [stolen])
        with pytest.raises(Exception, match="ticket"):
            seen()


def test_the_databases_own_refusal_is_what_comes_out(database):
    with (
        pytest.raises(DataError, match="division by zero"),
        transaction.atomic(),
        tickets.acting(actor_id=5, surgeries=[1]),
    ):
        connection.cursor().execute("SELECT 1 / 0")
