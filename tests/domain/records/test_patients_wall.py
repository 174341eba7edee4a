"""Who the patients are, by raw SQL as the application: only with a ticket for a surgery's patients.

Tickets here are those that the program would sign for somebody in each role, not ones of our own making.
"""

from datetime import date

import pytest
from django.db import transaction
from psycopg import errors

from commonpractice.domain.audit.facts import PROGRAM, Actor
from commonpractice.domain.partnership import parameters, queries
from commonpractice.domain.partnership.facts import Role
from commonpractice.domain.partnership.rules import reach
from tests import databases
from tests.domain.partnerships import NOON

NAMES = "SELECT family_name FROM records_patient ORDER BY 1"
FOR_ALL = [role for role, rule in parameters.role_rules().items() if rule.whole_partnership]
AT_SURGERY = [role for role in Role if role not in FOR_ALL]


def present(attacker, house, role: Role, place: int) -> None:
    """The ticket of somebody with a role at a place."""
    scope = reach.scope_from(
        actor=Actor(7, "Somebody"),
        partnership_id=house.filled.rivers.partnership.id,
        held=[(role, place)],
        surgeries=house.filled.rivers.partnership.surgeries,
        rules=parameters.role_rules(),
    )
    databases.show(attacker, *scope.surgeries, patients=scope.patients)


def test_there_are_roles_of_both_kinds_and_patients_to_see(landlord):
    assert FOR_ALL
    assert AT_SURGERY
    assert landlord.execute(NAMES).fetchall() == [("Of A1",), ("Of B1",)]


@pytest.mark.parametrize("role", FOR_ALL)
def test_whoever_oversees_the_partnership_sees_every_surgery_and_no_patient(house, attacker, role):
    present(attacker, house, role, house.centre)
    assert attacker.execute("SELECT count(*) FROM records_snapshot").fetchone() == (2,)
    assert attacker.execute(NAMES).fetchall() == []
    assert attacker.execute("SELECT count(*) FROM records_patient").fetchone() == (0,)
    assert attacker.execute("UPDATE records_patient SET phone = ''").rowcount == 0


@pytest.mark.parametrize("role", AT_SURGERY)
def test_whoever_works_at_a_surgery_sees_its_patients_and_no_others(house, attacker, role):
    present(attacker, house, role, house.a)
    assert attacker.execute(NAMES).fetchall() == [("Of A1",)]
    present(attacker, house, role, house.b)
    assert attacker.execute(NAMES).fetchall() == [("Of B1",)]
    present(attacker, house, role, house.centre)
    assert attacker.execute(NAMES).fetchall() == []


def test_without_a_ticket_there_is_no_patient(house, attacker):
    assert attacker.execute(NAMES).fetchall() == []


def test_the_program_over_a_whole_partnership_sees_none_unless_it_says_whose(house, attacker):
    databases.show(attacker, house.a, house.b, house.centre, actor=PROGRAM.id, patients=())
    assert attacker.execute(NAMES).fetchall() == []


def test_a_patient_cannot_be_added_where_patients_are_not_known(house, attacker):
    add = (
        "INSERT INTO records_patient (surgery_id, pseudonym, local_id, given_name, family_name, born, "
        "address, postcode, phone, email, told_at) "
        "VALUES (%s, %s, '', '', '', '2000-01-01', '', '', '', '', now())"
    )
    databases.show(attacker, house.a, house.b, patients=[house.a])
    with databases.refused(attacker, match="row-level security"):
        attacker.execute(add, [house.b, b"x" * 16])
    with databases.undone(attacker):
        assert attacker.execute(add, [house.a, b"x" * 16]).rowcount == 1


def test_a_code_is_written_down_by_whoever_takes_records_in_and_changed_by_nobody(house, attacker):
    add = "INSERT INTO records_concept (code, term) VALUES ('38341003', 'Hypertension')"
    databases.show(attacker, house.a, patients=())
    with databases.refused(attacker, match="row-level security"):
        attacker.execute(add)
    databases.show(attacker, house.a)
    with databases.undone(attacker):
        attacker.execute(add)
    with databases.refused(attacker, match="permission denied"):
        attacker.execute("UPDATE records_concept SET term = 'Something else'")


def test_codelists_are_loaded_by_the_program_alone(house, attacker):
    add = (
        "INSERT INTO records_codelist (cluster, version, source, sha256, effective_from, at, actor_id, "
        "actor_name) VALUES ('hyp_cod', '1', '', '', '2020-01-01', now(), 7, '')"
    )
    databases.show(attacker, house.a)
    with databases.refused(attacker, match="row-level security"):
        attacker.execute(add)
    databases.show(attacker, actor=PROGRAM.id)
    with databases.undone(attacker):
        attacker.execute(add)


BY = "at, actor_id, actor_name"
WRITTEN = {
    "records_clinician": """
        INSERT INTO records_clinician (surgery_id, code, name, role) VALUES (%s, 'g9', 'Dr Nobody', 'gp')
    """,
    "records_snapshot": f"""
        INSERT INTO records_snapshot (surgery_id, uuid, system, as_at, rows, manifest_sha256, key_check, {BY})
        VALUES (%s, gen_random_uuid(), 'plain', '2026-03-31', '{{}}', '', '', now(), 7, '')
    """,
    "records_import": f"""
        INSERT INTO records_import
            (surgery_id, snapshot_id, files, kinds, rules, counts, reasons, notes, refused, {BY})
        SELECT %s, max(id), '[]', '{{}}', '', '{{}}', '[]', '[]', '', now(), 7, '' FROM records_snapshot
    """,
}


@pytest.mark.parametrize("actor", [PROGRAM.id, 7])
@pytest.mark.parametrize("table", WRITTEN)
def test_whoever_may_not_know_a_surgerys_patients_writes_nothing_of_its_records(
    house, attacker, table, actor
):
    """Not the program either: a snapshot of somebody's making would be what every figure is reckoned from."""
    for patients in ((), [house.b]):
        databases.show(attacker, house.a, house.b, patients=patients, actor=actor)
        with databases.refused(attacker, match="row-level security"):
            attacker.execute(WRITTEN[table], [house.a])
    if table != "records_import":  # of which there is one for each snapshot already
        databases.show(attacker, house.a, house.b, patients=[house.a], actor=actor)
        with databases.undone(attacker):
            assert attacker.execute(WRITTEN[table], [house.a]).rowcount == 1


def test_a_clinician_is_changed_by_whoever_may_know_the_patients(house, attacker):
    change = "UPDATE records_clinician SET name = 'Dr Nobody'"
    databases.show(attacker, house.a, house.b, patients=())
    assert attacker.execute(change).rowcount == 0
    databases.show(attacker, house.a, house.b, patients=[house.a])
    with databases.undone(attacker):
        assert attacker.execute(change).rowcount == 1


@pytest.mark.parametrize("role", FOR_ALL)
def test_what_an_import_counted_is_not_seen_by_whoever_oversees_the_partnership(house, attacker, role):
    """It may be of one patient, and a file may be called by their name; that there is a snapshot they see."""
    present(attacker, house, role, house.centre)
    assert attacker.execute("SELECT count(*) FROM records_import").fetchone() == (0,)
    seen = "SELECT surgery_id, as_at, at IS NOT NULL FROM records_snapshot ORDER BY 1"
    assert attacker.execute(seen).fetchall() == [
        (house.a, NOON.date(), True),
        (house.b, NOON.date(), True),
    ]


def test_snapshots_and_imports_are_written_once(house, landlord):
    for table in (
        "records_snapshot",
        "records_import",
        "records_codelist",
        "records_concept",
        "records_store",
    ):
        with databases.refused(landlord, errors.IntegrityConstraintViolation, "append-only"):
            landlord.execute(f"DELETE FROM {table}")


def test_an_import_is_of_the_surgery_of_its_snapshot(house, landlord):
    """Told by the keys together: not even the owner can hang B's import on A's snapshot."""
    copied = "system, as_at, rows, manifest_sha256, key_check, at, actor_id, actor_name"
    snapshot = (
        f"INSERT INTO records_snapshot (surgery_id, uuid, {copied}) SELECT surgery_id, gen_random_uuid(), "
        f"{copied} FROM records_snapshot WHERE surgery_id = %s RETURNING id"
    )
    add = (
        "INSERT INTO records_import (surgery_id, snapshot_id, files, kinds, rules, counts, reasons, notes, "
        "refused, at, actor_id, actor_name) "
        "VALUES (%s, %s, '[]', '{}', '', '{}', '[]', '[]', '', now(), 0, '')"
    )
    for surgery, outcome in (
        (house.b, databases.refused(landlord, errors.ForeignKeyViolation, "import_snapshot_of_surgery")),
        (house.a, databases.undone(landlord)),
    ):
        with outcome:
            (number,) = landlord.execute(snapshot, [house.a]).fetchone()
            landlord.execute(add, [surgery, number])


def test_which_snapshots_there_are_can_be_asked_by_name_whoever_they_belong_to(house, attacker, landlord):
    known = [row[0] for row in landlord.execute("SELECT uuid FROM records_snapshot ORDER BY 1")]
    query = "SELECT app.known_snapshots(%s || '00000000-0000-0000-0000-0000000000ff'::uuid)"
    assert sorted(attacker.execute(query, [known]).fetchone()[0]) == known


def test_a_user_gets_the_patients_of_their_own_surgery_in_the_ticket(house, django_db_blocker):
    """From the roles in the database to the scope that the pages put on the ticket."""
    from commonpractice.gateways.scoped_postgres import tickets

    user = house.filled.users["A"]
    with django_db_blocker.unblock():
        from tests import conftest

        conftest._point_at(house.name)
        with tickets.acting(actor_id=user, surgeries=()), transaction.atomic():
            scope = queries.scope_of(user_id=user, name="Manager", on=date(2025, 4, 30))
    assert scope.patients == (house.a,)
    assert NOON.date() == date(2025, 4, 30)
