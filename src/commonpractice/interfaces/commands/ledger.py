"""`commonpractice ledger`: the books."""

import csv
import hashlib
import io
import sys
from datetime import date, datetime
from pathlib import Path

import click

from commonpractice.foundations.money import plain_pounds, pounds
from commonpractice.foundations.months import Month
from commonpractice.interfaces.commands.ledger_export import export
from commonpractice.interfaces.commands.options import A_DAY, AMonth, surgeries_of, whose
from commonpractice.interfaces.commands.runtime import now, with_database


@click.group()
def ledger() -> None:
    """The books of a partnership: each surgery and the centre a profit centre, always in balance."""


@ledger.command("post-published")
@click.option("--partnership", "file", type=click.Path(path_type=Path), required=True, help="Its TOML file.")
@click.option("--year", required=True, help="The financial year, as 2022/23.")
@with_database
def post_published(file: Path, year: str) -> None:
    """Post a year of books from the payments that the NHS published.

    Each published line of each of the partnership's practices goes to its profit centre, spread over the
    months of the year, once. Import the publication first: commonpractice import published FILE
    """
    from commonpractice.domain.ledger import actions
    from commonpractice.foundations.months import FinancialYear, NotAYear
    from commonpractice.interfaces.commands.partnership import load_file
    from commonpractice.interfaces.commands.scopes import acting_for
    from commonpractice.interfaces.commands.statements import print_published_result

    try:
        wanted = FinancialYear.parse(year)
    except NotAYear as fault:
        raise click.ClickException(str(fault)) from None
    loaded = load_file(file)
    with acting_for(loaded.partnership.code) as (where, scope):
        try:
            posted = actions.post_published(partnership=where, year=wanted, scope=scope, at=now())
        except actions.AlreadyPosted as refusal:
            click.echo(str(refusal))
        except actions.CannotPost as refusal:
            raise click.ClickException(str(refusal)) from None
        else:
            click.echo(
                f"{posted.practices} {'practice' if posted.practices == 1 else 'practices'}, "
                f"{posted.lines:,} published lines: "
                f"{posted.journals:,} journals posted for {wanted}."
            )
        print_published_result(where, scope, wanted)


@ledger.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--partnership", "code", help="The partnership's code, where there are several.")
@with_database
def post(file: Path, code: str | None) -> None:
    """Post the journals of FILE, a CSV with the columns journal, dated, surgery, account, amount, narrative.

    Amounts are pounds, debits positive. All of the file is posted or none of it, and once only.
    """
    from commonpractice.domain.ledger import actions, parameters
    from commonpractice.domain.ledger.rules import journal_table
    from commonpractice.interfaces.commands.scopes import acting_for, the_only_partnership

    content = file.read_bytes()
    try:
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    except UnicodeDecodeError:
        raise click.ClickException(f"{file} is not text in UTF-8. Save it as “CSV UTF-8”.") from None
    with acting_for(the_only_partnership(code)) as (where, scope):
        try:
            entries = journal_table.entries(
                rows,
                surgeries={surgery.code: surgery.id for surgery in where.surgeries},
                chart=parameters.chart(),
                key=f"journal file/{hashlib.sha256(content).hexdigest()}",
                title=f"Journal file {file.name}",
            )
            posted = actions.post(entries, scope=scope, at=now())
        except journal_table.TableRefused as refusal:
            faults = "\n".join(f"  - {problem}" for problem in refusal.problems)
            raise click.ClickException(f"{file} was not posted; nothing has changed.\n{faults}") from None
        except actions.AlreadyPosted:
            click.echo(f"{file} has been posted already: nothing was posted twice.")
            return
        except actions.CannotPost as refusal:
            raise click.ClickException(f"{file} was not posted; nothing has changed. {refusal}") from None
    click.echo(f"{len(posted.journals):,} journals posted, {posted.postings:,} postings.")


@ledger.command()
@click.argument("journal", type=int)
@click.option("--why", required=True, help="The reason; it is kept with the reversal.")
@click.option("--month", type=AMonth(), required=True, help="The open month that it is posted to.")
@click.option("--partnership", "code", help="The partnership's code, where there are several.")
@with_database
def reverse(journal: int, why: str, month: Month, code: str | None) -> None:
    """Post the exact opposite of JOURNAL, by its number. Journals are never edited or deleted."""
    from commonpractice.domain.ledger import actions, queries
    from commonpractice.interfaces.commands.scopes import acting_for, the_only_partnership

    with acting_for(the_only_partnership(code)) as (_, scope):
        try:
            posted = actions.reverse(
                journal_id=journal, why=why, dated=month.last, month=month, scope=scope, at=now()
            )
        except (actions.CannotPost, queries.NoSuchJournal) as refusal:
            raise click.ClickException(str(refusal)) from None
    click.echo(f"Journal {journal} is reversed by journal {posted.journals[0]}.")


@ledger.command("open")
@click.argument("first", type=AMonth())
@click.argument("last", type=AMonth(), required=False)
@whose
@with_database
def open_(first: Month, last: Month | None, code: str | None, surgery: str | None) -> None:
    """Open the months from FIRST to LAST for posting."""
    from commonpractice.domain.ledger import actions
    from commonpractice.foundations.months import months
    from commonpractice.interfaces.commands.scopes import acting_for, the_only_partnership

    with acting_for(the_only_partnership(code)) as (where, scope):
        opened = actions.open_months(
            surgeries=surgeries_of(where, surgery), months=months(first, last or first), scope=scope, at=now()
        )
    click.echo(f"{opened} months opened.")


@ledger.command()
@click.argument("month", type=AMonth())
@whose
@with_database
def lock(month: Month, code: str | None, surgery: str | None) -> None:
    """Lock MONTH: it takes no posting from now on."""
    from commonpractice.domain.ledger import actions
    from commonpractice.interfaces.commands.scopes import acting_for, the_only_partnership

    with acting_for(the_only_partnership(code)) as (where, scope):
        try:
            actions.lock_months(surgeries=surgeries_of(where, surgery), month=month, scope=scope, at=now())
        except actions.MonthRefused as refusal:
            raise click.ClickException(f"{refusal} Nothing was locked.") from None
    click.echo(f"{month.words} is locked for {surgery or where.name}.")


@ledger.command()
@click.argument("month", type=AMonth())
@click.option("--why", required=True, help="The reason; it is kept.")
@click.option("--partnership", "code", help="The partnership's code, where there are several.")
@click.option("--surgery", required=True, help="The surgery's code, or CENTRE.")
@with_database
def reopen(month: Month, why: str, code: str | None, surgery: str) -> None:
    """Reopen a locked MONTH of one surgery, with the reason."""
    from commonpractice.domain.ledger import actions
    from commonpractice.interfaces.commands.scopes import acting_for, the_only_partnership

    with acting_for(the_only_partnership(code)) as (where, scope):
        try:
            for surgery_id in surgeries_of(where, surgery):
                actions.reopen_month(surgery_id=surgery_id, month=month, why=why, scope=scope, at=now())
        except actions.MonthRefused as refusal:
            raise click.ClickException(str(refusal)) from None
    click.echo(f"{month.words} of {surgery} is open again.")


@ledger.command()
@click.argument("statement", type=click.Choice(["income", "balance-sheet", "trial-balance", "consolidation"]))
@click.option("--month", type=AMonth(), required=True, help="The month; the year to date stands beside it.")
@click.option("--at", "day", type=A_DAY, help="As at this day, instead of the month's last.")
@click.option("--known-on", type=A_DAY, help="As it was known on this day.")
@click.option("--format", "form", type=click.Choice(["table", "csv"]), default="table")
@whose
@with_database
def show(
    statement: str,
    month: Month,
    day: datetime | None,
    known_on: datetime | None,
    form: str,
    code: str | None,
    surgery: str | None,
) -> None:
    """Show a statement of a surgery, of the centre, or of the whole partnership."""
    from commonpractice.interfaces.commands import statements, text_tables
    from commonpractice.interfaces.commands.scopes import acting_for, the_only_partnership

    with acting_for(the_only_partnership(code)) as (where, scope):
        table = statements.table(
            statement,
            where=where,
            scope=scope,
            surgeries=surgeries_of(where, surgery),
            at=day.date() if day else month.last,
            known_at=_end_of(known_on.date()) if known_on else None,
        )
    if form == "csv":
        writer = csv.writer(sys.stdout)
        writer.writerow(table.header)
        writer.writerows(
            [[plain_pounds(cell) if isinstance(cell, int) else cell for cell in row] for row in table.rows]
        )
        return
    text_tables.title(table.title)
    text_tables.show(
        [[pounds(cell) if isinstance(cell, int) else cell for cell in row] for row in table.rows],
        headings=table.header,
        left=range(table.words),
    )


def _end_of(on: date) -> datetime:
    from datetime import time

    from django.utils import timezone

    return timezone.make_aware(datetime.combine(on, time.max))


ledger.add_command(export)
