"""`commonpractice records`: take patients' extracts in, and show what is here."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commonpractice.interfaces.commands import codelist, text_tables
from commonpractice.interfaces.commands.options import A_DAY
from commonpractice.interfaces.commands.runtime import administrator, now, with_database

if TYPE_CHECKING:
    from commonpractice.domain.partnership.facts import PartnershipSummary
    from commonpractice.domain.records.facts import ImportReport

LASTS = 6 * 60 * 60  # seconds: an extract of many millions of rows
SYSTEMS = ("emis", "systmone", "fhir", "plain")


@click.group()
def records() -> None:
    """Patients' records: one snapshot of coded events a surgery, taken in from its clinical system."""


@records.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--surgery", required=True, help="The surgery's ODS code.")
@click.option("--system", type=click.Choice(SYSTEMS), required=True, help="What wrote the extract.")
@click.option("--as-at", "as_at", type=A_DAY, required=True, help="The day of the extract.")
@click.option("--mended", is_flag=True, help="Add rows that had been refused to what is in use.")
@click.option(
    "--accept-fewer", is_flag=True, help="Let an extract with far fewer rows take the place of another."
)
@click.option("--partnership", "code", help="The partnership's code, where there are several.")
@with_database
def import_command(
    files: tuple[Path, ...],
    surgery: str,
    system: str,
    as_at: datetime,
    mended: bool,
    accept_fewer: bool,
    code: str | None,
) -> None:
    """Take in an extract: FILES, or a folder of them. It takes the place of the surgery's last one, whole.

    A row with a fault is refused, and comes back in a file to be mended; a file that is unfit as a whole
    refuses the extract. The same files again change nothing. What each system's files must be is in
    docs/guides/clinical-extracts.md.

    \b
      commonpractice records import --surgery A81001 --system emis --as-at 2026-03-31 extract/
      commonpractice records import --surgery A81001 --system emis --as-at 2026-03-31 --mended events.csv
    """
    from commonpractice.domain.partnership import queries as partnership
    from commonpractice.domain.records import actions
    from commonpractice.domain.records.facts import System
    from commonpractice.gateways.clinical_extracts.sources import ExtractRefused
    from commonpractice.gateways.event_store.ownership import UnreadableMarker
    from commonpractice.gateways.event_store.reading import SnapshotDamaged
    from commonpractice.gateways.scoped_postgres import tickets
    from commonpractice.interfaces.commands.scopes import the_only_partnership

    where = partnership.partnership(code=the_only_partnership(code))
    scope = partnership.whole(where, actor=administrator())
    surgery_id = _surgery(where, surgery)
    with codelist.acting_as_program():
        actions.load_starter(actor=administrator(), at=now())
    ticket = tickets.acting(
        actor_id=scope.actor.id, surgeries=scope.surgeries, patients=[surgery_id], lasts=LASTS
    )
    try:
        with ticket, _telling() as progress:
            report = actions.import_extract(
                files,
                asked=actions.Asked(
                    surgery_id, System(system), as_at.date(), mended=mended, accept_fewer=accept_fewer
                ),
                scope=scope,
                at=now(),
                progress=progress,
            )
    except (ExtractRefused, SnapshotDamaged, UnreadableMarker, actions.CannotImport) as refusal:
        raise click.ClickException(str(refusal)) from None
    _show(report)


@records.command()
@click.option(
    "--surgery", help="One surgery by its ODS code, with its last imports; all where none is given."
)
@click.option("--partnership", "code", help="The partnership's code, where there are several.")
@with_database
def show(surgery: str | None, code: str | None) -> None:
    """Which snapshot of each surgery is in use, and what the last imports did."""
    from django.utils import timezone

    from commonpractice.domain.records import queries
    from commonpractice.gateways.scoped_postgres import tickets
    from commonpractice.interfaces.commands.scopes import AN_HOUR, acting_for, the_only_partnership

    with acting_for(the_only_partnership(code)) as (where, scope):
        chosen = [_surgery(where, surgery)] if surgery else [each.id for each in where.surgeries]
        found = queries.in_use(scope=scope, surgeries=chosen)
        names = {each.id: each for each in where.surgeries}
        tables = list(dict.fromkeys(table for each in found.values() for table in each.rows))
        rows = [
            [
                names[number].code,
                names[number].name,
                each.system.words,
                each.as_at.isoformat(),
                *(f"{each.rows.get(table, 0):,}" for table in tables),
            ]
            for number, each in found.items()
        ]
        if not rows:
            click.echo("No extract has been taken in yet. Run: commonpractice records import")
            return
        text_tables.show(rows, headings=["code", "surgery", "from", "as at", *tables], left=(0, 1, 2, 3))
        if surgery:
            with tickets.acting(
                actor_id=scope.actor.id, surgeries=scope.surgeries, patients=chosen, lasts=AN_HOUR
            ):
                imports = queries.imports(scope=scope, surgery_id=chosen[0], most=10)
            for at, by, report in imports:
                text_tables.title(f"{timezone.localtime(at):%d %B %Y %H:%M} by {by}")
                _show(report)


def _surgery(where: "PartnershipSummary", code: str) -> int:
    for each in where.surgeries:
        if each.code == code.upper() and not each.is_centre:
            return each.id
    raise click.ClickException(f"{where.name} has no surgery {code}.")


@contextmanager
def _telling() -> Iterator:
    """Say on standard error what is being done, as it begins; on a terminal over the last words."""
    if not sys.stderr.isatty():
        yield lambda words: click.echo(f"{words} …", err=True)
        return
    from rich.console import Console

    with Console(stderr=True).status("Beginning") as status:
        yield lambda words: status.update(words)


def _show(report: "ImportReport") -> None:
    if report.unchanged:
        click.echo("The same files have been taken in already, and are in use: nothing was changed.")
    rows = [
        [table, f"{counts.read:,}", f"{counts.taken_in:,}", f"{counts.refused:,}", f"{counts.repeated:,}"]
        for table, counts in report.counts.items()
    ]
    text_tables.show(rows, headings=["", "read", "taken in", "refused", "told twice"])
    for note in report.notes:
        click.echo(note)
    for reason in report.reasons:
        click.echo(f"Refused, {reason.rows:,} of {reason.table}: {reason.column}: {reason.reason}.")
    if not report.refused or report.unchanged:
        return
    if Path(report.refused).is_dir():
        click.echo(
            f"The refused rows are in {report.refused}. Mend a copy of the files there, and send it with "
            "--mended."
        )
    else:
        click.echo("The refused rows are kept no longer: take the extract in again where they are needed.")
