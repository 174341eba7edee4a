"""`commonpractice migrate`: bring the database to this version."""

import click


@click.command()
def migrate() -> None:
    """Bring the database to this version of Common Practice.

    An embedded database is brought up to date by itself. For a server of your own, set DATABASE_OWNER_URL
    to sign in as cp_owner (docs/guides/your-own-server.md).
    """
    from commonpractice.interfaces.commands import runtime

    with runtime.database(refuse_if_behind=False):
        bring_up_to_date()
        click.echo("The database is up to date.")


def is_behind() -> bool:
    """Whether a migration has not been applied, or the chart of accounts is another than the rulebook's."""
    from commonpractice.domain.ledger import actions as ledger

    return lacks_migrations() or ledger.chart_is_behind()


def lacks_migrations() -> bool:
    """Whether a migration of this version has not been applied."""
    from django.db import connections
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder

    applied = set(MigrationRecorder(connections["owner"]).applied_migrations())
    return not set(MigrationLoader(None).disk_migrations) <= applied


OF_THE_DATABASE = """
    DO $$ BEGIN
        -- A temporary table could stand before a real one.
        EXECUTE format('REVOKE TEMPORARY, CREATE ON DATABASE %I FROM PUBLIC', current_database());
    END $$
"""
"""What was taken from everybody on the database itself: a dump leaves that out, and so does a template."""


def bring_up_to_date() -> None:
    """Apply the migrations as the owner, tell the database the ticket key, and keep the chart of accounts.

    Also takes anew from everybody what a restored database has given them. Says in a sentence where the books
    cannot be kept by this version's chart.
    """
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    from commonpractice.domain.ledger import actions as ledger
    from commonpractice.gateways.scoped_postgres import base
    from commonpractice.interfaces.commands import runtime

    base.settle(connections["owner"])
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    with connections["owner"].cursor() as cursor:
        cursor.execute(OF_THE_DATABASE)
        cursor.execute(
            "INSERT INTO app.ticket_key (key) VALUES (%s) "
            "ON CONFLICT (only_one) DO UPDATE SET key = excluded.key",
            [bytes.fromhex(settings.TICKET_KEY)],
        )
    try:
        ledger.keep_chart(actor=runtime.administrator(), at=runtime.now())
    except ledger.ChartRefused as refusal:
        raise click.ClickException(str(refusal)) from None
