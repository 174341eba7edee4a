"""`commonpractice doctor`: is everything as it should be?"""

from collections.abc import Iterator
from pathlib import Path

import click

from commonpractice.domain.audit.facts import Finding, Head
from commonpractice.interfaces.commands import mail_check, runtime


@click.command()
@click.option(
    "--write-heads",
    "to_write",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write where each hash chain ends to a new file, where the chains are whole. Keep it elsewhere.",
)
@click.option(
    "--since",
    "to_prove",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Prove that what such a file says is still in the chains: nothing since was cut off or rewritten.",
)
@click.option(
    "--all", "tell_all", is_flag=True, help="Tell every difference, not the first few of each kind."
)
def doctor(to_write: Path | None, to_prove: Path | None, tell_all: bool) -> None:
    """Check the database, the ledger's invariants and the hash chains, and say what to mend.

    Exits with 1 where anything is wrong. Changes nothing in the database.

    \b
    Once a month, with the file kept where the database's owner cannot change it (an auditor's, an email):
      commonpractice doctor --since heads-2026-03.json --write-heads heads-2026-04.json
    """
    from commonpractice.interfaces.commands import doctor_heads

    with runtime.database(refuse_if_behind=False):
        kept = doctor_heads.read(to_prove) if to_prove else None
        found = []
        for finding in findings(kept, tell_all=tell_all):
            mark = click.style("well ", fg="green") if finding.well else click.style("WRONG", fg="red")
            click.echo(f"{mark}  {finding.what}: {_printable(finding.words)}")
            found.append(finding)
        if to_write:
            _write_heads(to_write, found)
    raise SystemExit(0 if all(finding.well for finding in found) else 1)


def _printable(words: str) -> str:
    """Without what would move a terminal's cursor or colour it: a name in a database may hold anything."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in words)


def _write_heads(file: Path, found: list[Finding]) -> None:
    """Heads of chains that are not whole would bear witness to what somebody has changed.

    Whatever else is wrong stands in no chain's way: a head says what was there on the day.
    """
    from django.db import connections

    from commonpractice.domain.audit.queries import links
    from commonpractice.domain.ledger.queries import chains
    from commonpractice.interfaces.commands import doctor_catalogue, doctor_heads

    asked = {*chains.WHAT, links.WHAT, doctor_catalogue.SEALING}
    answers = {finding.what: finding.well for finding in found}
    unsound = [what for what in asked if not answers.get(what)]
    if unsound or not answers.get(doctor_heads.WHAT, True):
        raise click.ClickException(f"{file} was not written: the chains are not whole. Mend them first.")
    number = doctor_heads.write(file, connections["owner"], at=runtime.now())
    click.echo(f"{number:,} heads are in {file}. Keep it where the database's owner cannot change it.")


def findings(kept: tuple[str, list[Head]] | None = None, *, tell_all: bool = False) -> Iterator[Finding]:
    """Every check in turn; where a first one fails, those that lean on it are left out.

    `kept` are heads of chains that somebody has kept, and when they were written; `tell_all` leaves out no
    difference from what the migrations left.
    """
    from django.db import DatabaseError, connections

    from commonpractice.domain.audit import queries as audit
    from commonpractice.domain.ledger.queries import chains, integrity, told_twice
    from commonpractice.domain.records.queries import integrity as snapshots
    from commonpractice.gateways.scoped_postgres import base
    from commonpractice.interfaces.commands import doctor_catalogue, doctor_heads, migrate

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
    base.settle(owner)
    if migrate.lacks_migrations():
        yield Finding("Version", False, "The database is of an earlier version. Run: commonpractice migrate")
        return
    if _is_ahead():
        yield Finding("Version", False, "The database is of a later version than this program: update it.")
        return
    yield Finding("Version", True, "The database is of this version.")
    yield _chart()
    yield _role()
    yield _defaults()
    yield _ticket()
    yield from doctor_catalogue.findings(owner, None if tell_all else doctor_catalogue.MOST)
    yield from integrity.findings(owner)
    yield from chains.findings(owner)
    yield audit.chain(owner)
    yield told_twice.finding(owner)
    yield from snapshots.findings(owner)
    if kept:
        yield doctor_heads.finding(owner, *kept)
    yield mail_check.finding(owner)


def _is_ahead() -> bool:
    """Whether a migration was applied that this version of ours does not have."""
    from django.db import connections
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder

    on_disk = set(MigrationLoader(None).disk_migrations)
    apps = {app for app, _ in on_disk}
    applied = MigrationRecorder(connections["owner"]).applied_migrations()
    return any(app in apps and (app, name) not in on_disk for app, name in applied)


def _chart() -> Finding:
    """Only migrate changes the stored chart, and to the rulebook's."""
    from commonpractice.domain.ledger import actions as ledger

    if ledger.chart_is_behind():
        return Finding(
            "Chart of accounts",
            False,
            "The chart in the database is another than the rulebook's. After an update that is as it "
            "should be; otherwise somebody has changed one of the two. Run: commonpractice migrate, which "
            "writes what it changes to the audit log.",
        )
    return Finding("Chart of accounts", True, "The rulebook's.")


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
