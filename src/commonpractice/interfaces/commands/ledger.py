"""`commonpractice ledger`: the books."""

from datetime import datetime
from pathlib import Path

import click

from commonpractice.foundations.months import Month
from commonpractice.interfaces.commands.ledger_export import export
from commonpractice.interfaces.commands.ledger_show import show
from commonpractice.interfaces.commands.options import A_DAY, AMonth, surgeries_of, whose
from commonpractice.interfaces.commands.runtime import now, today, with_database


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
    months of the year, once: in those in which the practice belonged to the partnership. Of a file that
    corrects an earlier one, the difference is posted. Import the publication first: commonpractice import
    published FILE
    """
    from commonpractice.domain.ledger import actions, queries
    from commonpractice.foundations.months import FinancialYear, NotAYear
    from commonpractice.interfaces.commands.leavers import left_out_of
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
            if posted.corrected:
                click.echo(f"{posted.corrected:,} of the lines correct what was posted before.")
            for sentence in left_out_of(posted, wanted):
                click.echo(sentence)
        every = [surgery.id for surgery in where.surgeries]
        result = queries.published_result(scope=scope, surgeries=every, year=wanted)
        print_published_result(where, result, wanted)


@ledger.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--partnership", "code", help="The partnership's code, where there are several.")
@with_database
def post(file: Path, code: str | None) -> None:
    """Post the journals of FILE, a CSV with the columns journal, dated, surgery, account, amount, narrative.

    Amounts are pounds, debits positive; the columns month, partner, concerns and item may be added. All of
    the file is posted or none of it, and each journal once, by its reference and date
    (docs/guides/journal-file.md).
    """
    from commonpractice.domain.ledger import actions, queries
    from commonpractice.domain.ledger.rules.journal_table import TableRefused
    from commonpractice.interfaces.commands.scopes import acting_for, the_only_partnership

    with acting_for(the_only_partnership(code)) as (where, scope):
        try:
            entries = queries.journals_of_file(
                file.read_bytes(),
                name=file.name,
                title=f"Journal file {file.name}",
                partnership=where,
                scope=scope,
                on=today(),
            )
            posted = actions.post(entries, scope=scope, at=now())
        except queries.InTheBooks as refusal:
            said = "\n".join(f"  - {problem}" for problem in refusal.problems)
            click.echo(f"{file} has been posted already: nothing was posted twice.\n{said}")
            return
        except TableRefused as refusal:
            faults = "\n".join(f"  - {problem}" for problem in refusal.problems)
            raise click.ClickException(f"{file} was not posted; nothing has changed.\n{faults}") from None
        except actions.CannotPost as refusal:
            raise click.ClickException(f"{file} was not posted; nothing has changed. {refusal}") from None
    several = "" if len(posted.journals) == 1 else "s"
    click.echo(f"{len(posted.journals):,} journal{several} posted, {posted.postings:,} postings.")


@ledger.command()
@click.argument("journal", type=int, required=False)
@click.option("--document", type=int, help="A document's number: every journal made from it is reversed.")
@click.option("--why", required=True, help="The reason; it is kept with the reversal.")
@click.option("--month", type=AMonth(), required=True, help="The open month that it is posted to.")
@click.option("--dated", type=A_DAY, help="The day it is dated; today unless said.")
@click.option("--partnership", "code", help="The partnership's code, where there are several.")
@with_database
def reverse(
    journal: int | None,
    document: int | None,
    why: str,
    month: Month,
    dated: datetime | None,
    code: str | None,
) -> None:
    """Post the exact opposite of JOURNAL, by its number, or of every journal of a document.

    Journals are never edited or deleted. A document reversed as a whole can be posted anew, put right.
    """
    from commonpractice.domain.ledger import actions, queries
    from commonpractice.interfaces.commands.scopes import acting_for, the_only_partnership

    if (journal is None) == (document is None):
        raise click.UsageError("Name one journal by its number, or one document with --document.")
    deed = {"why": why, "dated": dated.date() if dated else today(), "month": month, "at": now()}
    with acting_for(the_only_partnership(code)) as (_, scope):
        try:
            if journal is not None:
                posted = actions.reverse(journal_id=journal, scope=scope, **deed)
            else:
                posted = actions.reverse_document(document_id=document, scope=scope, **deed)
        except (actions.CannotPost, queries.NoSuchJournal) as refusal:
            raise click.ClickException(str(refusal)) from None
    if journal is not None:
        click.echo(f"Journal {journal} is reversed by journal {posted.journals[0]}.")
    else:
        number = len(posted.journals)
        click.echo(f"Document {document} is reversed: {number:,} journal{'s' if number > 1 else ''} posted.")


@ledger.command("open")
@click.argument("first", type=AMonth())
@click.argument("last", type=AMonth(), required=False)
@click.option("--after-leaving", is_flag=True, help="Also for surgeries that have left, to wind them up.")
@whose
@with_database
def open_(
    first: Month, last: Month | None, after_leaving: bool, code: str | None, surgery: str | None
) -> None:
    """Open the months from FIRST to LAST for posting.

    Months open from the beginning of the partnership's first financial year to the end of next year, and
    none before a month that is locked. A surgery that has left is passed over in the months after its last
    day; what comes late all the same, a claw-back say, is posted to a month opened with --after-leaving.
    """
    from commonpractice.domain.ledger import actions
    from commonpractice.foundations.months import months
    from commonpractice.interfaces.commands.leavers import months_to_open
    from commonpractice.interfaces.commands.scopes import acting_for, the_only_partnership

    last = last or first
    if last < first:
        raise click.UsageError(f"{last.words} is before {first.words}: name the earlier month first.")
    with acting_for(the_only_partnership(code)) as (where, scope):
        wanted = tuple(months(first, last))
        groups, passed_over = {wanted: surgeries_of(where, surgery)}, []
        if surgery is None and not after_leaving:
            groups, passed_over = months_to_open(where=where, scope=scope, months=wanted)
        try:
            opened = sum(
                actions.open_months(
                    surgeries=ids, months=theirs, scope=scope, at=now(), after_leaving=after_leaving
                )
                for theirs, ids in groups.items()
            )
        except actions.MonthRefused as refusal:
            raise click.ClickException(f"{refusal} Nothing was opened.") from None
    click.echo(
        f"{opened:,} month{'' if opened == 1 else 's'} opened."
        if opened
        else "Nothing was opened: each of these months is open or locked already."
    )
    for sentence in passed_over:
        click.echo(sentence)


@ledger.command()
@click.argument("month", type=AMonth())
@whose
@with_database
def lock(month: Month, code: str | None, surgery: str | None) -> None:
    """Lock MONTH: it takes no posting from now on. Months lock in order, the earliest first."""
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
    """Reopen a locked MONTH of one surgery, with the reason. Months reopen from the latest backwards."""
    from commonpractice.domain.ledger import actions
    from commonpractice.interfaces.commands.scopes import acting_for, the_only_partnership

    with acting_for(the_only_partnership(code)) as (where, scope):
        try:
            for surgery_id in surgeries_of(where, surgery):
                actions.reopen_month(surgery_id=surgery_id, month=month, why=why, scope=scope, at=now())
        except actions.MonthRefused as refusal:
            raise click.ClickException(str(refusal)) from None
    click.echo(f"{month.words} of {surgery} is open again.")


ledger.add_command(export)
ledger.add_command(show)
