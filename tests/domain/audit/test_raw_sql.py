"""Attacks on the audit log with raw SQL, as the application's role."""

import pytest
from psycopg import Error, IntegrityError

from tests import databases
from tests.databases import SOMEBODY, refused, show, undone


def write(connection, surgery: int | None, *, actor: int = SOMEBODY, name: str = "Somebody") -> None:
    connection.execute(
        "INSERT INTO audit_entry (at, actor_id, actor_name, deed, surgery_id, subject, details) "
        "VALUES (now(), %s, %s, 'room.deed', %s, 'something', '{}')",
        [actor, name, surgery],
    )


def test_one_writes_in_ones_own_name_of_ones_own_surgeries(house, attacker):
    show(attacker, house.a)
    with undone(attacker):
        write(attacker, house.a)
        write(attacker, None)


def test_nobody_writes_in_another_actors_name(house, attacker):
    show(attacker, house.a)
    for actor in (SOMEBODY + 1, 0, -1):
        with refused(attacker, match="row-level security"):
            write(attacker, house.a, actor=actor)
        with refused(attacker, match="row-level security"):
            write(attacker, None, actor=actor)


def test_nobody_writes_of_another_surgery(house, attacker):
    show(attacker, house.a)
    with refused(attacker, match="row-level security"):
        write(attacker, house.b)
    with refused(attacker, match="row-level security"):
        write(attacker, 4242)


@pytest.mark.parametrize("text", [None, ""])
def test_nobody_writes_without_a_ticket(house, attacker, text):
    if text is not None:
        databases.present(attacker, text)
    for surgery in (house.a, None):
        with refused(attacker, match="row-level security"):
            write(attacker, surgery)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET subject = ''",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry CASCADE",
        "UPDATE audit_entry SET actor_id = 7 WHERE false",
        "SELECT * FROM audit_entry FOR UPDATE",
        "SELECT * FROM audit_link",
        "INSERT INTO audit_link (entry_id, number, hash) VALUES (1, 0, '')",
        "DELETE FROM audit_link",
        "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
        "ALTER TABLE audit_entry DISABLE ROW LEVEL SECURITY",
    ],
)
def test_what_is_in_the_log_stays_as_it_is(house, attacker, statement):
    show(attacker, house.a, house.b, house.centre, actor=0)
    with refused(attacker):
        attacker.execute(statement)


@pytest.mark.parametrize("table", ["audit_entry", "audit_link"])
def test_not_even_its_owner_changes_it_by_mistake(landlord, table):
    column = "subject" if table == "audit_entry" else "number"
    for statement in [
        f"UPDATE {table} SET {column} = {column}",
        f"DELETE FROM {table}",
        f"TRUNCATE {table} CASCADE",
    ]:
        with pytest.raises(IntegrityError, match="is append-only"):
            landlord.execute(statement)


def test_the_chain_cannot_be_put_off(house, attacker):
    """The link is made at the commit at the latest, whatever one says of constraints."""
    show(attacker, house.a)
    attacker.execute("SET CONSTRAINTS ALL DEFERRED")
    with undone(attacker):
        write(attacker, house.a)
        attacker.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(Exception, match="permission denied"), attacker.transaction():
            attacker.execute("SELECT count(*) FROM audit_link")


def test_nobody_writes_under_another_name(house, attacker):
    """The screens show the name. The database knows what the actor of the ticket is called."""
    show(attacker, house.a, actor=house.filled.users["A"])
    try:
        write(attacker, house.a, actor=house.filled.users["A"], name="Manager of B")
    except Error:
        return  # refused is as good as put right
    kept = attacker.execute("SELECT actor_name FROM audit_entry ORDER BY id DESC LIMIT 1").fetchone()
    assert kept == ("Manager of A",)
