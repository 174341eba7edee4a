"""Defaults that the application's role gives itself: PostgreSQL lets it, and they must not matter.

ALTER ROLE … IN DATABASE reaches this test's own database alone; without it the role's next sessions
everywhere would start so.
"""

import psycopg
import pytest
from django.db import connection, transaction

from commonpractice.domain.ledger.models import Posting
from commonpractice.gateways.scoped_postgres import base, tickets
from tests import conftest, databases
from tests.domain import filled

POISON = {
    "search_path": ("pg_temp, evil", "public,pg_temp"),
    "row_security": ("off", "on"),
    "datestyle": ("'SQL, MDY'", "ISO, DMY"),
    "intervalstyle": ("iso_8601", "postgres"),
    "timezone": ("'Asia/Tokyo'", "UTC"),
    "bytea_output": ("escape", "hex"),
    "standard_conforming_strings": ("off", "on"),
    "transform_null_equals": ("on", "off"),
    "default_transaction_isolation": ("serializable", "read committed"),
    "default_transaction_read_only": ("on", "off"),
    "synchronous_commit": ("off", "on"),
    "statement_timeout": ("60000", "0"),
    "lock_timeout": ("60000", "0"),
}
"""What an attacker sets, and what the program's sessions have none the less."""


@pytest.fixture(scope="module")
def house(template, django_db_setup, django_db_blocker):
    with databases.cloned(template, django_db_blocker) as name:
        yield name, filled.fill()


@pytest.fixture(scope="module")
def poisoned(house):
    """The role's defaults for this database, as raw SQL may leave them."""
    with databases.as_application(house[0]) as raw:
        for name, (value, _) in POISON.items():
            raw.execute(f'ALTER ROLE cp_app IN DATABASE "{house[0]}" SET {name} = {value}')
    conftest._close()  # the pool's connections are older
    return house


def in_a_session(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return cursor.fetchone()[0]


@pytest.mark.parametrize("name", POISON)
def test_a_new_session_begins_as_the_program_wants_it(poisoned, name):
    before = conftest._parameters(connection.settings_dict, poisoned[0])
    with psycopg.connect(**before, autocommit=True) as plain:
        kept = plain.execute("SELECT current_setting(%s)", [name]).fetchone()[0]
    assert kept != POISON[name][1], "the poison does not work: this test shows nothing"
    assert in_a_session(name) == POISON[name][1]


@pytest.mark.parametrize("name", POISON)
def test_a_session_that_is_handed_on_is_so_too(poisoned, name):
    """RESET ALL goes back to what was asked for at connection, not to the role's defaults."""
    backend = databases.pid()
    assert databases.borrowed_again(backend)
    assert in_a_session(name) == POISON[name][1]


def test_nothing_that_the_program_asks_for_is_unknown_to_the_server(poisoned):
    for name, wanted in base.SESSION.items():
        assert in_a_session(name).replace(", ", ",") == wanted, name


def test_work_goes_on_and_the_wall_stands(poisoned):
    rivers = poisoned[1].rivers
    with tickets.acting(actor_id=databases.SOMEBODY, surgeries=[rivers.a]), transaction.atomic():
        assert set(Posting.objects.values_list("surgery_id", flat=True)) == {rivers.a}
    with transaction.atomic():
        assert not Posting.objects.exists()


def test_what_database_url_asks_for_is_kept_but_for_what_must_be(settings):
    wrapper = base.DatabaseWrapper(
        {**connection.settings_dict, "OPTIONS": {"options": "-c work_mem=8MB -c row_security=off"}}
    )
    with psycopg.connect(
        **conftest._parameters(connection.settings_dict, connection.settings_dict["NAME"]),
        options=wrapper.get_connection_params()["options"],
    ) as plain:
        row = plain.execute("SELECT current_setting('work_mem'), current_setting('row_security')").fetchone()
    assert row == ("8MB", "on")


def test_blanks_and_backslashes_arrive():
    assert base.options({"a": "b c", "d": "e\\f"}) == r"-c a=b\ c -c d=e\\f"
