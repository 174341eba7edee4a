"""The audit log: what is written with a deed, who sees it, and that it cannot be changed unnoticed."""

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.audit.facts import Actor
from commonpractice.domain.audit.models import Entry
from commonpractice.gateways.scoped_postgres import tickets
from tests import databases
from tests.domain.ledger import chains
from tests.examples import thorough

ANNE = Actor(5, "Anne")
NOON = datetime(2025, 4, 30, 12, tzinfo=UTC)
THOROUGH = thorough(suppress=(HealthCheck.function_scoped_fixture,))
TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20)


@pytest.fixture
def owner(template, django_db_setup, django_db_blocker):
    with databases.cloned(template, django_db_blocker) as name, databases.as_owner(name) as connection:
        yield connection


def write(actor: Actor = ANNE, **said) -> None:
    """Record something in a transaction of its own."""
    surgeries = [] if said.get("surgery_id") is None else [said["surgery_id"]]
    with tickets.acting(actor_id=actor.id, surgeries=surgeries), transaction.atomic():
        audit.record(**{"actor": actor, "deed": "room.deed", "subject": "something", "at": NOON} | said)


def read(actor_id: int, *surgeries: int) -> list[tuple]:
    with tickets.acting(actor_id=actor_id, surgeries=surgeries), transaction.atomic():
        return list(Entry.objects.order_by("id").values_list("actor_id", "surgery_id", "subject"))


def test_an_entry_keeps_who_what_and_when(owner):
    write(deed="ledger.lock_month", subject="April 2025", surgery_id=1, details={"why": "the month is over"})
    columns = "at, actor_id, actor_name, deed, surgery_id, subject, details"
    why = {"why": "the month is over"}
    assert owner.execute(f"SELECT {columns} FROM audit_entry").fetchall() == [
        (NOON, 5, "Anne", "ledger.lock_month", 1, "April 2025", why)
    ]


def test_what_was_not_done_is_not_in_the_log(owner):
    with tickets.acting(actor_id=5, surgeries=[]), transaction.atomic():
        audit.record(actor=ANNE, deed="room.deed", subject="something", at=NOON)
        transaction.set_rollback(True)
    assert owner.execute("SELECT count(*) FROM audit_entry").fetchone() == (0,)


def test_a_surgerys_log_is_seen_by_whoever_sees_the_surgery(owner):
    write(surgery_id=1, subject="of A")
    write(surgery_id=2, subject="of B")
    write(subject="of nobody")
    assert read(6, 1) == [(5, 1, "of A")]
    assert read(6, 1, 2) == [(5, 1, "of A"), (5, 2, "of B")]
    assert read(5, 2) == [(5, 2, "of B"), (5, None, "of nobody")]
    assert read(6) == []


def test_the_chain_is_in_the_order_of_commits(owner):
    for number in range(3):
        write(subject=str(number))
    rows = owner.execute(
        "SELECT number, subject FROM audit_link JOIN audit_entry ON id = entry_id ORDER BY 1"
    ).fetchall()
    assert rows == [(1, "0"), (2, "1"), (3, "2")]
    assert chains.broken_audit(owner) == []


@pytest.fixture(scope="module")
def long_log(template, django_db_setup, django_db_blocker):
    with databases.cloned(template, django_db_blocker) as name, databases.as_owner(name) as connection:
        yield connection


DETAILS = st.dictionaries(TEXT, st.one_of(TEXT, st.integers(-(10**20), 10**20), st.booleans(), st.none()))


@THOROUGH
@given(
    said=st.fixed_dictionaries(
        {
            "subject": TEXT,
            "deed": TEXT,
            "surgery_id": st.one_of(st.none(), st.integers(1, 2**31 - 1)),
            "details": DETAILS,
            "at": st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),
        }
    ),
    name=TEXT,
)
def test_whatever_is_written_the_chain_verifies(long_log, said, name):
    """Quotes, backslashes, bars and lines included: each entry on top of those before."""
    write(Actor(5, name), **said)
    last = long_log.execute("SELECT max(number) FROM audit_link").fetchone()[0]
    assert chains.broken_audit(long_log, after=last - 2) == []


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit_entry SET subject = 'nothing' WHERE id = (SELECT min(id) FROM audit_entry)",
        "UPDATE audit_entry SET actor_name = 'Bob'",
        "UPDATE audit_entry SET actor_id = 6",
        "UPDATE audit_entry SET at = at + interval '1 microsecond'",
        "UPDATE audit_entry SET surgery_id = 2 WHERE surgery_id = 1",
        "UPDATE audit_entry SET details = '{\"a\": 2}'",
        "DELETE FROM audit_link WHERE number = 2",
        "UPDATE audit_link SET number = number + 1 WHERE number = 3",
        "UPDATE audit_link SET hash = sha256('') WHERE number = 1",
        "INSERT INTO audit_entry (at, actor_id, actor_name, deed, subject, details) "
        "VALUES (now(), 5, 'Anne', 'x', 'x', '{}')",
    ],
)
def test_whoever_tampers_as_the_owner_is_found_out(owner, tampering):
    for number in range(3):
        write(subject=str(number), surgery_id=1, details={"a": 1})
    with owner.transaction():
        owner.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
        owner.execute("ALTER TABLE audit_link DISABLE TRIGGER USER")
        assert owner.execute(tampering).rowcount
    assert chains.broken_audit(owner)


def test_an_entry_gone_with_its_link_leaves_a_gap(owner):
    for number in range(3):
        write(subject=str(number))
    with owner.transaction():
        owner.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
        owner.execute("ALTER TABLE audit_link DISABLE TRIGGER USER")
        gone = owner.execute("DELETE FROM audit_link WHERE number = 2 RETURNING entry_id").fetchone()
        owner.execute("DELETE FROM audit_entry WHERE id = %s", gone)
    assert chains.broken_audit(owner)


def test_the_time_zone_of_a_connection_does_not_matter(owner):
    with tickets.acting(actor_id=5, surgeries=[]), transaction.atomic():
        connection.cursor().execute("SET LOCAL timezone = 'Pacific/Auckland'")
        audit.record(actor=ANNE, deed="room.deed", subject="something", at=NOON)
    assert chains.broken_audit(owner) == []
