"""`commonpractice doctor`: is everything as it should be?"""

from collections.abc import Iterator

import click

from commonpractice.domain.audit.facts import Finding
from commonpractice.interfaces.commands import mail_check, runtime

WALLED = """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname IN ('public', 'app') AND c.relkind = 'r'
      AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
      AND (EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND NOT a.attisdropped
                   AND a.attname IN ('surgery_id', 'home_id', 'host_id'))
           OR c.relname IN ('partnership_user', 'mfa_authenticator', 'remembered'))
"""


@click.command()
def doctor() -> None:
    """Check the database, the ledger's invariants and the hash chains, and say what to mend.

    Exits with 1 where anything is wrong. Changes nothing.
    """
    with runtime.database(refuse_if_behind=False):
        well = True
        for finding in findings():
            well = well and finding.well
            mark = click.style("well ", fg="green") if finding.well else click.style("WRONG", fg="red")
            click.echo(f"{mark}  {finding.what}: {finding.words}")
    raise SystemExit(0 if well else 1)


def findings() -> Iterator[Finding]:
    """Every check in turn; where a first one fails, those that lean on it are left out."""
    from django.db import DatabaseError, connections

    from commonpractice.domain.audit import queries as audit
    from commonpractice.domain.ledger.queries import integrity
    from commonpractice.interfaces.commands import migrate

    owner = connections["owner"]
    try:
        with owner.cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version')")
            version = cursor.fetchone()[0]
    except DatabaseError as error:
        yield Finding(
            "Database",
            False,
            f"It cannot be reached as cp_owner ({str(error).strip()}). For a server of your own set "
            "DATABASE_OWNER_URL (docs/guides/your-own-server.md).",
        )
        return
    yield Finding("Database", True, f"PostgreSQL {version}.")
    if migrate.is_behind():
        yield Finding("Version", False, "The database is of an earlier version. Run: commonpractice migrate")
        return
    yield Finding("Version", True, "The database is of this version.")
    yield _role()
    yield _defaults()
    yield _ticket()
    with owner.cursor() as cursor:
        cursor.execute(WALLED)
        open_tables = [row[0] for row in cursor.fetchall()]
    yield Finding(
        "Wall between surgeries",
        not open_tables,
        f"Row-level security is off for {', '.join(open_tables)}. Run: commonpractice migrate"
        if open_tables
        else "Row-level security is on, and forced, for surgeries and for how people sign in.",
    )
    yield from integrity.findings(owner)
    yield audit.chain(owner)
    yield mail_check.finding(owner)


def _role() -> Finding:
    """What we sign in as must not be able to get round the wall."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole, "
            "EXISTS (SELECT FROM pg_class WHERE relowner = r.oid) "
            "FROM pg_roles r WHERE rolname = current_user"
        )
        name, mighty, owns = cursor.fetchone()
    if mighty or owns:
        return Finding(
            "Application's role",
            False,
            f"The application signs in as {name}, which can get round row-level security. Let DATABASE_URL "
            "sign in as cp_app (docs/guides/your-own-server.md).",
        )
    return Finding("Application's role", True, f"{name} may not bypass row-level security and owns nothing.")


def _defaults() -> Finding:
    """Raw SQL as the application may give its role defaults for later sessions; nobody else has cause to."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname, array_to_string(array_agg(given), '; ') FROM pg_db_role_setting "
            "JOIN pg_roles r ON r.oid = setrole, unnest(setconfig) given "
            "WHERE rolname = current_user AND setdatabase IN "
            "(0, (SELECT oid FROM pg_database WHERE datname = current_database())) GROUP BY rolname"
        )
        found = cursor.fetchone()
    if found:
        name, given = found
        return Finding(
            "Role's defaults",
            False,
            f"{name} has defaults of its own ({given}). If nobody of yours has set them, somebody has run "
            f"SQL as {name}: change its password. Then, as a superuser: ALTER ROLE {name} RESET ALL, and so "
            "IN DATABASE.",
        )
    return Finding("Role's defaults", True, "Nobody has given the application's role defaults of its own.")


def _ticket() -> Finding:
    """A ticket that we sign is one that the database takes."""
    from django.db import DatabaseError, connection, transaction

    from commonpractice.gateways.scoped_postgres import tickets

    try:
        with tickets.acting(actor_id=0, surgeries=()), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT app.actor()")
            cursor.fetchone()
    except DatabaseError:
        return Finding(
            "Tickets",
            False,
            "The database does not take our tickets: its key is another. Run: commonpractice migrate",
        )
    return Finding("Tickets", True, "The database takes the tickets that we sign, and no others.")
