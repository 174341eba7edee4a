"""What `doctor` compares a database with is what the migrations leave, and is told of line by line."""

import pytest

from commonpractice.gateways.scoped_postgres import catalogue
from commonpractice.gateways.scoped_postgres.catalogue import Difference, Line
from commonpractice.interfaces.commands import doctor_catalogue, doctor_telling
from tests import databases

WRITE_ANEW = "a migration has changed: run `make catalogue` and look at what differs"


@pytest.fixture(scope="module")
def owner(template, django_db_setup, django_db_blocker):
    with databases.cloned(template, django_db_blocker) as name, databases.as_owner(name) as connection:
        yield connection


def test_the_file_is_what_the_migrations_leave_in_an_empty_database(owner):
    kept = doctor_catalogue.FILE.read_text(encoding="utf-8")
    assert kept.splitlines() == catalogue.write(catalogue.read(owner)).splitlines(), WRITE_ANEW


def test_everything_that_guards_is_in_it(owner):
    found = catalogue.read(owner)
    names = {(line.kind, line.name) for line in found}
    assert names >= {
        ("trigger", "ledger_posting.keep_ledger"),
        ("trigger fires", "audit_entry.append_only"),
        ("policy", "ledger_posting.seen"),
        ("row security", "app.remembered"),
        ("function", "app.keep_ledger()"),
        ("constraint", "ledger_posting.posting_not_nil"),
        ("constraint", "partnership_surgery.one_centre"),
        ("setting", "session_replication_role"),
    }
    assert {line.kind for line in found} <= doctor_telling.TELLING.keys()


def test_every_kind_of_line_is_told_under_one_heading():
    kinds = [kind for kinds, _ in doctor_catalogue.LINES.values() for kind in kinds]
    assert sorted(kinds) == sorted(doctor_telling.TELLING)


def test_a_file_reads_back_as_it_was_written(owner):
    lines = catalogue.read(owner)
    assert catalogue.parse(catalogue.write(lines)) == lines
    odd = [Line("policy", "t.p", "USING (a | b)"), Line("role", "cp_app SUPERUSER")]
    assert catalogue.parse(catalogue.write(odd)) == odd


def test_lines_differ_by_being_gone_new_or_other():
    stays, was, now = Line("policy", "t.stays", "a"), Line("policy", "t.p", "a"), Line("policy", "t.p", "b")
    gone, new = Line("trigger", "t.gone", "a"), Line("trigger", "t.new", "a")
    assert list(catalogue.differences([stays, was, gone], [stays, now, new])) == [
        Difference(was, now),
        Difference(gone, None),
        Difference(None, new),
    ]
