"""Attacks on the database itself: changing its shape, borrowing its owner's rights, poisoning a connection.

Whatever the owner's functions look up, they must find the owner's, whatever the attacker has made of the
same name. What PostgreSQL lets everybody make, temporary tables and types, is the attacker's only material.
"""

from contextlib import suppress

import psycopg
import pytest
from django.db import ProgrammingError, connection
from psycopg import errors

from tests import databases
from tests.databases import SOMEBODY, refused, show
from tests.domain import filled
from tests.domain.ledger.pen import Pen, both_ways

NOT_RAISED = pytest.fail.Exception
APRIL = filled.APRIL.first


@pytest.fixture(scope="module")
def house(template, django_db_setup, django_db_blocker):
    with databases.cloned(template, django_db_blocker) as name:
        yield name, filled.fill()


@pytest.fixture
def raw(house):
    with databases.as_application(house[0]) as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def rivers(house):
    return house[1].rivers


@pytest.mark.parametrize(
    "statement",
    [
        "SET ROLE cp_owner",
        "SET ROLE postgres",
        "SET SESSION AUTHORIZATION cp_owner",
        "SET LOCAL session_replication_role = replica",
        "GRANT cp_owner TO cp_app",
        "GRANT SELECT ON app.ticket_key TO cp_app",
        "ALTER ROLE cp_app BYPASSRLS",
        "ALTER ROLE cp_app SUPERUSER",
        "ALTER ROLE cp_owner PASSWORD 'x'",
        "CREATE ROLE another",
        "CREATE TABLE public.another (id int)",
        "CREATE TABLE app.another (id int)",
        "CREATE VIEW public.another AS SELECT * FROM ledger_posting",
        "CREATE SCHEMA another",
        "DROP EXTENSION plpgsql",
        "CREATE FUNCTION public.sum(int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE OR REPLACE FUNCTION app.surgeries() RETURNS int[] LANGUAGE sql AS 'SELECT ARRAY[1, 2]'",
        "ALTER FUNCTION app.ticket() SECURITY INVOKER",
        "DROP FUNCTION app.keep_ledger() CASCADE",
        "ALTER TABLE ledger_posting DISABLE TRIGGER ALL",
        "ALTER TABLE ledger_posting DISABLE TRIGGER keep_ledger",
        "DROP TRIGGER append_only ON ledger_posting",
        "ALTER TABLE ledger_posting DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE ledger_posting NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY seen ON ledger_posting",
        "CREATE POLICY mine ON ledger_posting USING (true)",
        "CREATE TRIGGER mine AFTER INSERT ON ledger_posting EXECUTE FUNCTION app.refuse_change()",
        "CREATE RULE mine AS ON INSERT TO ledger_posting DO INSTEAD NOTHING",
        "CREATE INDEX ON ledger_posting (amount)",
        "CREATE STATISTICS mine ON surgery_id, amount FROM ledger_posting",
        "ALTER TABLE ledger_posting ADD COLUMN another int",
        "CREATE TEMP TABLE another () INHERITS (ledger_posting)",
        "DROP TABLE ledger_posting CASCADE",
        "ALTER DATABASE postgres SET search_path = ''",
        "CREATE EVENT TRIGGER mine ON ddl_command_start EXECUTE FUNCTION app.refuse_change()",
        "SELECT rolpassword FROM pg_authid",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT pg_ls_dir('.')",
        "SELECT lo_import('/etc/passwd')",
        "SELECT stavalues1 FROM pg_statistic",
        "SELECT setval('ledger_posting_id_seq', 1)",
        "DO $$ BEGIN EXECUTE 'SET LOCAL ROLE cp_owner'; END $$",
    ],
)
def test_nothing_of_the_databases_shape_is_for_the_application(raw, rivers, statement):
    show(raw, rivers.a, rivers.b, rivers.centre)
    with refused(raw, errors.InsufficientPrivilege):
        raw.execute(statement)


def test_the_servers_settings_are_not_for_the_application(raw):
    raw.autocommit = True
    with pytest.raises(errors.InsufficientPrivilege):
        raw.execute("ALTER SYSTEM SET fsync = off")
    raw.autocommit = False


def test_row_level_security_cannot_be_asked_to_look_away(raw, rivers):
    show(raw, rivers.a)
    with refused(raw, errors.InsufficientPrivilege, "query would be affected by row-level security"):
        raw.execute("SET LOCAL row_security = off")
        raw.execute("SELECT * FROM ledger_posting")


def may_make(raw: psycopg.Connection, statement: str) -> bool:
    """Whether the application's role is let to make something of its own."""
    try:
        with raw.transaction():
            raw.execute(statement)
    except errors.InsufficientPrivilege:
        return False
    return True


def test_a_function_that_tells_of_each_row_is_not_asked_of_hidden_ones(raw, rivers):
    """A condition with a side effect is only tried on rows that have passed the wall."""
    told = []
    raw.add_notice_handler(lambda notice: told.append(notice.message_primary))
    show(raw, rivers.a)
    if not may_make(
        raw,
        "CREATE FUNCTION pg_temp.tell(surgery int) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 "
        "AS $$ BEGIN RAISE NOTICE '%', surgery; RETURN true; END $$",
    ):
        return
    raw.execute("SELECT * FROM ledger_posting WHERE pg_temp.tell(surgery_id)")
    assert set(told) == {str(rivers.a)}


SHADOWS = {
    "ledger_month": f"SELECT id AS surgery_id, '{filled.APRIL + 9}-01'::date AS month, false AS locked "
    "FROM partnership_surgery",
    "ledger_account": "SELECT code, false AS internal FROM public.ledger_account",
    "ledger_journal": "SELECT id, pg_current_xact_id() AS made, month, home_id, host_id "
    "FROM public.ledger_journal",
    "ledger_posting": "SELECT 0::bigint AS id, 0::bigint AS journal_id",
    "ledger_balance": "SELECT * FROM public.ledger_balance WHERE false",
    "ledger_link": "SELECT * FROM public.ledger_link WHERE false",
    "partnership_surgery": "SELECT * FROM public.partnership_surgery",
    "new_postings": "SELECT * FROM public.ledger_posting WHERE false",
}


@pytest.mark.parametrize("name", SHADOWS)
def test_a_temporary_table_does_not_stand_in_the_owners_functions_light(raw, house, rivers, name):
    """The same refusals, and the same balances, as without it."""
    show(raw, rivers.a, rivers.b)
    pen = Pen(raw, rivers.partnership.id, SOMEBODY)
    if not may_make(raw, f"CREATE TEMP TABLE {name} AS {SHADOWS[name]}"):
        return
    raw.execute("SET LOCAL search_path = public, pg_temp")  # the attacker too must reach the real tables
    never = (filled.APRIL + 9).first
    with refused(raw, psycopg.IntegrityError, "is not open"):
        pen.post(pen.blank(rivers.a, month=never), *both_ways(rivers.a), month=never)
    with refused(raw, psycopg.IntegrityError, "internal account"):
        pen.post(pen.blank(rivers.a), (rivers.a, 5820, 5), (rivers.a, 8310, -5))
    with refused(raw, psycopg.IntegrityError, "is closed"):
        pen.post(house[1].journals["A"], *both_ways(rivers.a))
    with refused(raw, psycopg.IntegrityError, "does not balance"):
        pen.post(pen.blank(rivers.a), (rivers.a, 2030, 5))
    query = (
        "SELECT amount, (SELECT count(*) FROM public.ledger_link WHERE surgery_id = %(a)s) "
        "FROM public.ledger_balance WHERE surgery_id = %(a)s AND month = %(month)s AND account_id = 2030"
    )
    values = {"a": rivers.a, "month": APRIL}
    amount, links = raw.execute(query, values).fetchone()
    raw.execute("SET LOCAL search_path = pg_temp, public")
    pen.connection.execute("SET LOCAL search_path = public, pg_temp")
    with databases.undone(raw):
        pen.post(pen.blank(rivers.a), *both_ways(rivers.a, 700))
        assert raw.execute(query, values).fetchone() == (amount + 700, links + 1)


# Holes.


def test_the_owners_functions_take_no_types_of_the_attackers(house):
    """A domain called text, whose check runs as the owner: it can read the key, and switch off anything."""
    with databases.as_application(house[0]) as raw:  # a new one: functions are compiled once a connection
        made = may_make(
            raw,
            "CREATE FUNCTION pg_temp.steal(value pg_catalog.text) RETURNS boolean LANGUAGE plpgsql AS $$ "
            "BEGIN PERFORM set_config('stolen.by', current_user, false); RETURN true; END $$; "
            "CREATE DOMAIN pg_temp.text AS pg_catalog.text CHECK (pg_temp.steal(VALUE))",
        )
        if made:
            databases.present(raw, "anything")
            with pytest.raises(psycopg.Error), raw.transaction():
                raw.execute("SELECT app.ticket()")
            databases.present(raw, databases.ticket(raw, 1))
            raw.execute("SELECT app.ticket()")
            assert raw.execute("SELECT current_setting('stolen.by', true)").fetchone()[0] in (None, "")
        raw.rollback()


def test_the_owners_trigger_functions_are_not_for_tables_of_the_attackers(raw, rivers):
    """They keep B's balances and lock B's months from whatever is in a table of A's making."""
    show(raw, rivers.a)
    with refused(raw, psycopg.Error):
        raw.execute(
            "CREATE TEMP TABLE forged (id bigint, journal_id bigint, surgery_id int, month date, "
            "account_id int, amount bigint, partner_id int)"
        )
        raw.execute(
            "CREATE TRIGGER forge AFTER INSERT ON forged REFERENCING NEW TABLE AS new_postings "
            "FOR EACH STATEMENT EXECUTE FUNCTION app.keep_ledger()"
        )
        raw.execute(
            "INSERT INTO forged (journal_id, surgery_id, month, account_id, amount) "
            "VALUES (%(none)s, %(b)s, %(month)s, 2030, 10000), (%(none)s, %(b)s, %(month)s, 8310, -10000)",
            {"b": rivers.b, "month": APRIL, "none": 10**9},
        )


def test_the_owners_trigger_functions_lock_no_month_for_the_attacker(raw, rivers):
    with refused(raw, errors.InsufficientPrivilege):
        raw.execute(
            "CREATE TEMP TABLE forged "
            "(surgery_id int, month date, deed text, reason text, actor_id bigint, seal bytea)"
        )
        raw.execute(
            "CREATE TRIGGER forge BEFORE INSERT ON forged FOR EACH ROW EXECUTE FUNCTION app.keep_month()"
        )
        raw.execute("INSERT INTO forged VALUES (%s, %s, 'locked', '')", [rivers.b, APRIL])


@pytest.mark.parametrize(
    ("poison", "query", "clean"),
    [
        ("SET search_path = pg_catalog", "SHOW search_path", "public,pg_temp"),
        ("SET datestyle = 'SQL, DMY'", "SHOW datestyle", "ISO, DMY"),
        ("SET statement_timeout = 1000", "SHOW statement_timeout", "0"),
        ("PREPARE mine AS SELECT 1", "SELECT count(*) FROM pg_prepared_statements WHERE name = 'mine'", 0),
        (
            "SELECT pg_advisory_lock(42)",
            "SELECT count(*) FROM pg_locks WHERE objid = 42 AND locktype = 'advisory'",
            0,
        ),
        (
            "CREATE TEMP TABLE partnership_role_held AS SELECT * FROM public.partnership_role_held",
            "SELECT count(*) FROM pg_class WHERE relname = 'partnership_role_held' AND relpersistence = 't'",
            0,
        ),
    ],
)
def test_a_connection_is_handed_on_clean(house, poison, query, clean):
    """Roles read from a temporary table would be whatever the last user of the connection put there."""
    backend = databases.pid()
    with (
        suppress(ProgrammingError),
        connection.cursor() as cursor,
    ):  # it may not be allowed
        cursor.execute(poison)
    assert not databases.borrowed_again(backend) or _asked(query) == clean
    with connection.cursor() as cursor:
        cursor.execute("DISCARD ALL")


def _asked(query: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]
