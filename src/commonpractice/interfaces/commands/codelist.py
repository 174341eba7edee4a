"""`commonpractice codelist`: load what codes make up a cluster, and show which version is in force."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import click

from commonpractice.interfaces.commands.options import A_DAY
from commonpractice.interfaces.commands.runtime import administrator, now, today, with_database


@click.group()
def codelist() -> None:
    """What codes mean: lists of SNOMED CT and dm+d codes, by cluster and version."""


@codelist.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--cluster", help="The cluster that the codes are of, where the file's name does not say it.")
@click.option("--version", help="A name for this version; a part of the file's hash where none is given.")
@click.option(
    "--from", "effective_from", type=A_DAY, help="The first day on which it counts; every day where none."
)
@click.option("--starter", is_flag=True, help="Load the starter list that comes with the program.")
@with_database
def load(
    files: tuple[Path, ...],
    cluster: str | None,
    version: str | None,
    effective_from: datetime | None,
    starter: bool,
) -> None:
    """Load codelists from CSV FILES: NHS Primary Care Domain reference sets, or OpenCodelists.

    A file with a fault is refused whole, with its lines; the others are loaded. The same again changes
    nothing. Ends with 1 if any file was refused.

    \b
      commonpractice codelist load nhsd-primary-care-domain-refsets-*.csv --from 2025-04-01
      commonpractice codelist load my-list.csv --cluster statins_own --version 2026a
    """
    from commonpractice.domain.records import actions
    from commonpractice.gateways.clinical_extracts import codelists

    if not files and not starter:
        raise click.UsageError("Name the files, or ask for the --starter list.")
    if len(files) > 1 and (cluster or version):
        raise click.UsageError("With --cluster or --version, name one file at a time.")
    refused = False
    with acting_as_program():
        for each in actions.load_starter(actor=administrator(), at=now()) if starter else ():
            _say(each.cluster, each.version, each.members, each.unchanged)
    for path in files:
        try:
            read = codelists.read(path)
            of = cluster or read.cluster
            if of is None:
                raise codelists.CodelistRefused(
                    f"{read.name} does not say in its name which cluster it is of: say so with --cluster."
                )
            with acting_as_program():
                each = actions.load_codelist(
                    cluster=of.lower(),
                    version=version or read.sha256[:8],
                    source=read.name,
                    sha256=read.sha256,
                    terms=read.terms,
                    effective_from=effective_from.date() if effective_from else actions.ALWAYS,
                    actor=administrator(),
                    at=now(),
                )
        except (codelists.CodelistRefused, actions.CodelistDiffers) as refusal:
            refused = True
            click.echo(str(refusal), err=True)
        else:
            _say(each.cluster, each.version, each.members, each.unchanged)
    if refused:
        raise SystemExit(1)


@codelist.command()
@click.option("--on", type=A_DAY, help="The day on which it counts; today where none is given.")
@with_database
def show(on: datetime | None) -> None:
    """Which version of each cluster is in force."""
    from commonpractice.domain.records import queries
    from commonpractice.interfaces.commands import text_tables

    day: date = on.date() if on else today()
    with acting_as_program():
        found = queries.in_force(on=day)
    rows = [
        [each.cluster, each.version, f"{each.members:,}", each.effective_from.isoformat(), each.source]
        for each in found.values()
    ]
    text_tables.show(rows, headings=["cluster", "version", "codes", "from", "source"], left=(0, 1, 3, 4))


@contextmanager
def acting_as_program() -> Iterator[None]:
    """Act as the program, over no surgery, in one transaction."""
    from django.db import transaction

    from commonpractice.gateways.scoped_postgres import tickets
    from commonpractice.interfaces.commands.scopes import AN_HOUR

    with tickets.acting(actor_id=administrator().id, surgeries=(), lasts=AN_HOUR), transaction.atomic():
        yield


def _say(cluster: str, version: str, members: int, unchanged: bool) -> None:
    here = ", which was here already" if unchanged else ""
    click.echo(f"{cluster}: {members:,} codes, version {version}{here}")
