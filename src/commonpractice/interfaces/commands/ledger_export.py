"""`commonpractice ledger export`: take the books away as a file."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click

from commonpractice.foundations.months import Month
from commonpractice.interfaces.commands.options import AMonth, surgeries_of, whose
from commonpractice.interfaces.commands.runtime import now, with_database

FORMS = ("hledger", "beancount", "xlsx")
STANDARD_OUTPUT = Path("-")


@click.command("export")
@click.argument("form", metavar="FORMAT", type=click.Choice(FORMS))
@click.option("--from", "first", type=AMonth(), help="The first month; that of the first posting otherwise.")
@click.option("--to", "last", type=AMonth(), help="The last month; that of the last posting otherwise.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="The file to write, - for standard output; otherwise one in this folder, named for what is in it.",
)
@whose
@with_database
def export(
    form: str,
    first: Month | None,
    last: Month | None,
    output: Path | None,
    code: str | None,
    surgery: str | None,
) -> None:
    """Write the books to a file in FORMAT: hledger (which ledger reads too), beancount or xlsx.

    What came before the first month is brought forward in one entry a surgery, so that balances at the end
    are whole. The audit log keeps that the books were taken, and by whom.

    \b
      commonpractice ledger export xlsx --surgery A81001 --from 2025-04 --to 2026-03
      commonpractice ledger export hledger -o - | hledger -f - incomestatement --monthly
    """
    from rich.console import Console

    from commonpractice.domain.ledger import actions, queries
    from commonpractice.domain.ledger.queries import exports
    from commonpractice.interfaces.commands.scopes import acting_for, the_only_partnership

    with acting_for(the_only_partnership(code)) as (where, scope):
        surgeries = surgeries_of(where, surgery)
        there = queries.months_with_postings(scope=scope, surgeries=surgeries)
        if there is None:
            raise click.ClickException(
                f"Nothing has been posted to {surgery or where.name} yet: there is nothing to export."
            )
        if first and last and last < first:
            raise click.ClickException(
                f"{last.words} is before {first.words}: name the earlier month --from."
            )
        first, last = first or there[0], last or there[1]
        if last < first:
            raise click.ClickException(
                f"There is nothing to export: the first posting is of {there[0].words}, the last of "
                f"{there[1].words}."
            )
        asked = {"surgeries": surgeries, "first": first, "last": last, "at": now()}
        actions.note_taken_away(form, scope=scope, **asked)
    whole = output or Path(f"{surgery or where.code}-{first}-{last}.{actions.ENDINGS[form]}".lower())
    with acting_for(where.code) as (_, scope):  # the entry is kept, whatever becomes of what follows
        try:
            with _whole_or_not_at_all(whole) as out, Console(stderr=True).status("Writing the books ..."):
                count = actions.write_books(form, out, scope=scope, **asked)
        except exports.NothingToExport as refusal:
            raise click.ClickException(str(refusal)) from None
        except BrokenPipeError:
            raise  # whoever reads has had enough
        except OSError as error:
            raise click.ClickException(f"{whole} cannot be written: {error.strerror}.") from None
    if whole != STANDARD_OUTPUT:
        words = "rows" if form == "xlsx" else "entries"
        click.echo(f"{whole}: {count:,} {words}, {first.words} to {last.words}.", err=True)


@contextmanager
def _whole_or_not_at_all(output: Path) -> Iterator[BinaryIO]:
    """Somewhere to write; a file takes its name only when all of it is there."""
    if output == STANDARD_OUTPUT:
        yield sys.stdout.buffer
        return
    part = output.with_name(f"{output.name}.part")
    try:
        with part.open("wb") as out:
            yield out
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)
