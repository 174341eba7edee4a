"""Migration steps that put up the wall: who may do what to a table, and whose rows they see.

The application's role starts with nothing. Each table's migration says in one place what it is granted.
"""

from django.db.migrations.operations import RunSQL

OWN_ROWS = "{column} = ANY ((SELECT app.surgeries())::int[])"
"""The policy of a fact with one side. The scalar sub-select is worked out once a query, not once a row."""

OWN_PATIENTS = (
    "{column} = ANY ((SELECT app.patients())::int[]) AND {column} = ANY ((SELECT app.surgeries())::int[])"
)
"""The policy of what says who a patient is: only where the bearer may know the surgery's patients."""

OWN_COUNTS = (
    "{column} = ANY ((SELECT app.counts())::int[]) AND {column} = ANY ((SELECT app.surgeries())::int[])"
)
"""The policy of what may be a count of one or two patients: only where the bearer may see such."""

TWO_SIDES = (
    "(home_id = ANY ((SELECT app.surgeries())::int[]) OR host_id = ANY ((SELECT app.surgeries())::int[]))"
)
"""The policy of a fact with two sides, home and host: exactly those two see it."""


def grant(table: str, *privileges: str) -> RunSQL:
    """Let the application do this to a table and nothing else: "SELECT", "INSERT", "UPDATE (column)"."""
    sequence = f"pg_get_serial_sequence('{table}', 'id')"
    sql = f"GRANT {', '.join(privileges)} ON {table} TO cp_app;"
    if any(privilege.startswith("INSERT") for privilege in privileges):
        sql += f"""
            DO $$ BEGIN
                IF EXISTS (SELECT FROM information_schema.columns
                           WHERE table_name = '{table}' AND column_name = 'id')
                   AND {sequence} IS NOT NULL THEN
                    EXECUTE 'GRANT USAGE ON SEQUENCE ' || {sequence} || ' TO cp_app';
                END IF;
            END $$;"""
    return RunSQL(sql, f"REVOKE ALL ON {table} FROM cp_app")


def wall(table: str, *, see: str = OWN_ROWS, write: str | None = None, column: str = "surgery_id") -> RunSQL:
    """Hide a table's rows from everyone whose ticket does not cover them.

    `see` is the predicate for reading (and, where `write` is None, for writing too). The owner sees
    all, by a policy of its own, because FORCE binds even the owner.
    """
    see = see.format(column=column)
    write = (write or see).format(column=column)
    sql = f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY owner ON {table} TO cp_owner USING (true) WITH CHECK (true);
        CREATE POLICY seen ON {table} FOR SELECT TO cp_app USING ({see});
        CREATE POLICY added ON {table} FOR INSERT TO cp_app WITH CHECK ({write});
        CREATE POLICY changed ON {table} FOR UPDATE TO cp_app USING ({see}) WITH CHECK ({write});
        CREATE POLICY removed ON {table} FOR DELETE TO cp_app USING ({see});
    """
    return RunSQL(
        sql,
        f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;"
        + "".join(
            f"DROP POLICY {name} ON {table};" for name in ("owner", "seen", "added", "changed", "removed")
        ),
    )


def append_only(table: str) -> RunSQL:
    """Refuse every update, deletion and truncation of a table, its owner's included."""
    sql = f"""
        CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
    """
    return RunSQL(sql, f"DROP TRIGGER append_only ON {table}")


def never_two_at_once(table: str, *columns: str) -> RunSQL:
    """Refuse two rows, neither superseded, that are effective on one day for the same keys.

    Core PostgreSQL only: an integer is compared as the range that holds just it.
    """
    keys = ", ".join(f"int4range({column}, {column}, '[]') WITH &&" for column in columns)
    sql = f"""
        ALTER TABLE {table} ADD CONSTRAINT {table}_one_at_a_time
        EXCLUDE USING gist ({keys}, effective WITH &&) WHERE (superseded_on IS NULL);
    """
    return RunSQL(sql, f"ALTER TABLE {table} DROP CONSTRAINT {table}_one_at_a_time")
