"""The wall between surgeries, proved table by table with raw SQL as the application's role.

Every table of the database is asked, not those that somebody remembered: whatever has a surgery on it must
have row-level security, and rows of A, of B and between two must be there to prove it on. A new table fails
here until tests/domain/filled.py puts such rows in it.
"""

import time
from dataclasses import dataclass

import psycopg
import pytest
from psycopg import errors, sql
from psycopg.types.json import Jsonb

from tests import databases
from tests.domain import filled

PUBLIC = {"partnership_surgery"}  # the names and codes of surgeries are public: its own id is no wall
SIDES = ("surgery_id", "home_id", "host_id")

WITH_A_SURGERY = """
    SELECT c.table_name, array_agg(c.column_name::text ORDER BY c.column_name)
    FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE t.table_type = 'BASE TABLE' AND t.table_schema NOT IN ('pg_catalog', 'information_schema')
      AND (c.column_name = ANY (%s) OR EXISTS (
          SELECT FROM pg_constraint f
          JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = ANY (f.conkey)
          WHERE f.contype = 'f' AND f.confrelid = 'partnership_surgery'::regclass
            AND f.conrelid = to_regclass(format('%%I.%%I', c.table_schema, c.table_name))
            AND a.attname = c.column_name))
    GROUP BY c.table_name ORDER BY c.table_name
"""


@dataclass(frozen=True)
class Walled:
    """A table with a surgery on it, and the columns that say which: one, or home and host."""

    name: str
    columns: tuple[str, ...]

    @property
    def two_sided(self) -> bool:
        return len(self.columns) > 1

    def of(self, *surgeries: int) -> sql.Composed:
        """The condition that one of some surgeries is a side."""
        ids = sql.Literal(list(surgeries))
        return sql.SQL(" OR ").join(
            sql.SQL("coalesce({} = ANY ({}), false)").format(sql.Identifier(column), ids)
            for column in self.columns
        )


@dataclass(frozen=True)
class House:
    filled: filled.Filled
    database: str
    owner: psycopg.Connection
    tables: tuple[Walled, ...]

    @property
    def a(self) -> int:
        return self.filled.rivers.a

    @property
    def b(self) -> int:
        return self.filled.rivers.b

    @property
    def centre(self) -> int:
        return self.filled.rivers.centre

    def rows(self, table: Walled, condition: sql.Composable) -> list[tuple]:
        """The rows of a table as its owner sees them, whole."""
        query = sql.SQL("SELECT t::text FROM {} t WHERE {}").format(sql.Identifier(table.name), condition)
        return sorted(self.owner.execute(query).fetchall())


@pytest.fixture(scope="module")
def house(template, django_db_setup, django_db_blocker):
    with databases.cloned(template, django_db_blocker) as name, databases.as_owner(name) as owner:
        tables = tuple(
            Walled(table, tuple(columns))
            for table, columns in owner.execute(WITH_A_SURGERY, [list(SIDES)])
            if table not in PUBLIC
        )
        yield House(filled.fill(), name, owner, tables)


@pytest.fixture
def raw(house):
    with databases.as_application(house.database) as connection:
        yield connection
        connection.rollback()


def seen(raw: psycopg.Connection, table: Walled) -> list[tuple] | None:
    """Every row that the application's role sees; None where it may not even ask."""
    if not raw.execute("SELECT has_table_privilege(%s, 'SELECT')", [table.name]).fetchone()[0]:
        return None
    return sorted(raw.execute(sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(table.name))))


def test_there_are_tables_to_prove_it_on(house):
    names = {table.name for table in house.tables}
    assert {"ledger_posting", "ledger_recharge", "partnership_role_held", "audit_entry"} <= names
    assert {table.name for table in house.tables if table.two_sided} >= {"ledger_document", "ledger_journal"}


def test_every_table_with_a_surgery_has_rows_to_prove_it_on(house):
    for table in house.tables:
        sentence = f"{table.name} has a surgery on it, and no row %s: add one in tests/domain/filled.py."
        if table.two_sided:
            home, host = (sql.Identifier(column) for column in ("home_id", "host_id"))
            for words, one, other in [
                ("between A and B", house.a, house.b),
                ("between B and the centre", house.b, house.centre),
            ]:
                between = sql.SQL("ARRAY[{}, {}]::int[] @> ARRAY[{}, {}]::int[]").format(
                    home, host, one, other
                )
                assert house.rows(table, between), sentence % words
        else:
            assert house.rows(table, table.of(house.a)), sentence % "of A"
            assert house.rows(table, table.of(house.b)), sentence % "of B"


def test_row_level_security_is_on_and_binds_the_owner_too(house):
    for table in house.tables:
        enabled, forced = house.owner.execute(
            "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %s::regclass", [table.name]
        ).fetchone()
        assert enabled, f"{table.name} has a surgery on it, and no row-level security: see operations.wall."
        assert forced, f"Row-level security of {table.name} does not bind its owner: see operations.wall."


def test_with_a_ticket_for_a_nothing_of_b_is_seen_but_what_a_is_a_side_of(house, raw):
    databases.show(raw, house.a)
    for table in house.tables:
        found = seen(raw, table)
        if found is not None:
            assert found == house.rows(table, table.of(house.a)), table.name
            assert found, table.name


def test_with_a_ticket_for_both_everything_of_both_is_seen(house, raw):
    """The wall hides what it should and nothing else."""
    databases.show(raw, house.a, house.b)
    for table in house.tables:
        found = seen(raw, table)
        assert found is None or found == house.rows(table, table.of(house.a, house.b)), table.name


@pytest.mark.parametrize("text", [None, "", "never presented"])
def test_without_a_ticket_nothing_at_all_is_seen(house, raw, text):
    if text != "never presented":
        databases.present(raw, text)
    for table in house.tables:
        assert not seen(raw, table), table.name


def test_with_a_ticket_for_no_surgery_nothing_at_all_is_seen(house, raw):
    databases.show(raw)
    for table in house.tables:
        assert not seen(raw, table), table.name


def test_with_a_ticket_of_our_own_making_nothing_can_even_be_asked(house, raw):
    good = databases.ticket(raw, house.a)
    forged = [
        good.replace(f"{house.a}|", f"{house.a},{house.b}|", 1),
        databases.ticket(raw, house.b, key="22" * 32),
        databases.ticket(raw, house.b, backend=raw.info.backend_pid + 1),
        databases.ticket(raw, house.b, now=time.time() - 3600),
        f"{house.a},{house.b}|{databases.SOMEBODY}",
        "*",
    ]
    for text in forged:
        databases.present(raw, text)
        for table in house.tables:
            query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table.name))
            with databases.refused(raw):
                raw.execute(query)


# Writing. A copy of one of B's rows, with a number of its own, stands for any row of B.

FRESH = {"ledger_month_event": {"month": "2031-01-01"}}
"""What makes a copied row pass the checks that come before the wall, where a plain copy would not."""


def copied(house: House, table: Walled) -> dict:
    """One of B's rows, without the columns that the database fills in by itself."""
    query = sql.SQL("SELECT * FROM {} WHERE {} LIMIT 1").format(
        sql.Identifier(table.name), _not_of_a(house, table)
    )
    cursor = house.owner.execute(query)
    row = dict(zip([column.name for column in cursor.description], cursor.fetchone(), strict=True))
    return {
        **{
            name: Jsonb(value) if isinstance(value, dict | list) else value
            for name, value in row.items()
            if name not in ("id", "made", "room")
        },
        **FRESH.get(table.name, {}),
    }


def _not_of_a(house: House, table: Walled) -> sql.Composed:
    return sql.SQL("({}) AND NOT ({})").format(table.of(house.b), table.of(house.a))


def test_rows_of_b_cannot_be_added(house, raw):
    databases.show(raw, house.a, actor=0)
    for table in house.tables:
        row = copied(house, table)
        insert = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
            sql.Identifier(table.name),
            sql.SQL(", ").join(map(sql.Identifier, row)),
            sql.SQL(", ").join(sql.Placeholder() * len(row)),
        )
        with databases.refused(raw, match="row-level security|permission denied"):
            raw.execute(insert, list(row.values()))


def test_a_row_that_copying_is_refused_for_b_is_taken_for_a(house, raw):
    """So that the refusals above are the wall's, and not of something else about a copied row."""
    databases.show(raw, house.a)
    taken = 0
    for table in ("partnership_site", "partnership_pcn_membership", "partnership_cqc_location"):
        row = copied(house, Walled(table, ("surgery_id",))) | {"surgery_id": house.a}
        insert = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
            sql.Identifier(table),
            sql.SQL(", ").join(map(sql.Identifier, row)),
            sql.SQL(", ").join(sql.Placeholder() * len(row)),
        )
        with databases.undone(raw):
            taken += raw.execute(insert, list(row.values())).rowcount
    assert taken == 3


def test_rows_of_b_cannot_be_changed_or_taken_away(house, raw):
    """Each column is set to itself: where that is allowed at all, it reaches no row of B."""
    databases.show(raw, house.a)
    for table in house.tables:
        before = house.rows(table, sql.SQL("true"))
        name = sql.Identifier(table.name)
        columns = house.owner.execute(
            "SELECT column_name::text FROM information_schema.columns "
            "WHERE table_name = %s AND is_generated = 'NEVER'",
            [table.name],
        ).fetchall()
        for (column,) in columns:
            set_to_itself = sql.SQL("UPDATE {} SET {} = {}").format(name, *[sql.Identifier(column)] * 2)
            _reaches_none_of_b(house, raw, table, set_to_itself, column)
        _reaches_none_of_b(house, raw, table, sql.SQL("DELETE FROM {}").format(name), "")
        with databases.refused(raw, match="permission denied"):
            raw.execute(sql.SQL("TRUNCATE {} CASCADE").format(name))
        assert house.rows(table, sql.SQL("true")) == before


def _reaches_none_of_b(house, raw, table, statement, column) -> None:
    own = len(house.rows(table, table.of(house.a)))
    try:
        with databases.undone(raw):
            assert raw.execute(statement).rowcount <= own, (table.name, column)
    except errors.InsufficientPrivilege:
        return
    if column in SIDES:
        pytest.fail(f"The application may change whose a row of {table.name} is.")


def test_rows_of_a_cannot_be_given_to_b(house, raw):
    databases.show(raw, house.a)
    for table in house.tables:
        for column in table.columns:
            give = sql.SQL("UPDATE {} SET {} = {}").format(
                *map(sql.Identifier, (table.name, column)), sql.Literal(house.b)
            )
            with databases.refused(raw):
                raw.execute(give)


# What has no surgery on it, and yet is somebody's.


def test_partners_are_seen_where_they_share_in_ones_surgery(house, raw):
    query = "SELECT name FROM partnership_partner ORDER BY name"
    assert raw.execute(query).fetchall() == []
    databases.show(raw, house.a)
    assert raw.execute(query).fetchall() == [("Dr Ash",)]
    databases.show(raw, house.a, house.b)
    assert raw.execute(query).fetchall() == [("Dr Ash",), ("Dr Birch",)]


def test_ones_own_roles_are_seen_without_a_surgery_and_no_one_elses(house, raw):
    databases.show(raw, actor=house.filled.users["B"])
    held = raw.execute("SELECT user_id, surgery_id FROM partnership_role_held").fetchall()
    assert held == [(house.filled.users["B"], house.b)]


def test_what_the_log_says_of_no_surgery_is_seen_by_who_did_it_and_who_oversees_all(house, raw):
    query = "SELECT DISTINCT actor_id FROM audit_entry WHERE surgery_id IS NULL"
    databases.show(raw, house.a, house.b, actor=databases.SOMEBODY)
    assert raw.execute(query).fetchall() == []
    databases.show(raw, actor=0)
    assert raw.execute(query).fetchall() == [(0,)]
    databases.show(raw, house.centre, actor=databases.SOMEBODY)
    assert raw.execute(query).fetchall() == [(0,)]


def test_where_there_is_another_partnership_nobody_of_one_oversees_all(house, raw):
    query = "SELECT count(*) FROM audit_entry WHERE surgery_id IS NULL"
    other = "SELECT id FROM partnership_surgery WHERE kind = 'centre' AND id <> %s"
    house.owner.execute(
        "INSERT INTO partnership_partnership (code, name, model, founded, year_starts, demonstration) "
        "VALUES ('other', 'Other', 'decentralised', '2020-01-01', 4, false)"
    )
    house.owner.execute(
        "INSERT INTO partnership_surgery (partnership_id, kind, code, name, strapline, colour) "
        "SELECT id, 'centre', 'CENTRE', 'Other centre', '', '#000000' FROM partnership_partnership "
        "WHERE code = 'other'"
    )
    (second,) = house.owner.execute(other, [house.centre]).fetchone()
    try:
        databases.show(raw, house.a, house.b, house.centre)
        assert raw.execute(query).fetchone() == (0,)
        databases.show(raw, house.centre, second)
        assert raw.execute(query).fetchone() > (0,)
    finally:
        raw.rollback()
        house.owner.execute("DELETE FROM partnership_surgery WHERE id = %s", [second])
        house.owner.execute("DELETE FROM partnership_partnership WHERE code = 'other'")


def test_statistics_tell_nothing_of_what_is_walled(house, raw):
    """PostgreSQL keeps samples of every column for its planner; they are as secret as the rows."""
    house.owner.execute("ANALYZE")
    databases.show(raw, house.a)
    told = {row[0] for row in raw.execute("SELECT DISTINCT tablename::text FROM pg_stats")}
    assert not told & {table.name for table in house.tables}


def test_copying_a_table_out_goes_through_the_wall_and_in_is_refused(house, raw):
    databases.show(raw, house.a)
    with raw.cursor().copy("COPY ledger_posting (surgery_id) TO STDOUT") as copy:
        assert {bytes(line).strip() for line in copy} == {str(house.a).encode()}
    with databases.refused(raw, errors.FeatureNotSupported, "COPY FROM not supported with row-level"):
        raw.execute("COPY ledger_posting (journal_id, surgery_id, month, account_id, amount) FROM STDIN")
    for place in ("PROGRAM 'cat'", "'/tmp/stolen'"):
        with databases.refused(raw):
            raw.execute(f"COPY (SELECT 1) TO {place}")
        with databases.refused(raw):
            raw.execute(f"COPY partnership_user FROM {place}")
