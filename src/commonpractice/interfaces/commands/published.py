"""`commonpractice import published` and `commonpractice practice`: figures that the NHS publishes."""

import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commonpractice.foundations.months import FinancialYear, NotAYear
from commonpractice.interfaces.commands.runtime import administrator, now, with_database

if TYPE_CHECKING:
    from commonpractice.domain.published.facts import ImportReport
    from commonpractice.gateways.nhs_publications import FileRefused

LISTED = 20  # refused rows of a file that are told on the screen


class AYear(click.ParamType):
    """A financial year, as 2022/23."""

    name = "YYYY/YY"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> FinancialYear:
        if isinstance(value, FinancialYear):
            return value
        try:
            return FinancialYear.parse(value)
        except NotAYear as fault:
            self.fail(str(fault), param, ctx)


@click.group("import")
def import_group() -> None:
    """Bring files in: what the NHS and CQC publish about every practice in England."""


@import_group.command("published")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--year", type=AYear(), help="The financial year, where neither file nor name says it.")
@click.option("--format", "form", type=click.Choice(["table", "csv"]), default="table", show_default=True)
@click.option(
    "--refused",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the rows that were refused to this CSV file, to be mended.",
)
@click.option(
    "--accept-differences",
    is_flag=True,
    help="Keep payments whose lines do not add up to their total, the difference as a line of its own; and "
    "let a file with far fewer practices take the place of another.",
)
@click.option(
    "--use-again",
    is_flag=True,
    help="Put a file whose place another took back into use; or one of a wrong year into its own.",
)
@with_database
def published(
    files: tuple[Path, ...],
    year: FinancialYear | None,
    form: str,
    refused: Path | None,
    accept_differences: bool,
    use_again: bool,
) -> None:
    """Import published files of any year: payments, QOF, CQC, workforce, list sizes, ODS, deprivation.

    A file is known by its headings, plain, gzipped, zipped or a workbook. It goes in whole or not at all, and
    a second time it changes nothing; a revised file takes the place of the older one, which is kept. The
    totals that a file states are checked against its rows. Ends with 1 if any file was refused; the others
    are in.

    \b
    --format csv prints a row a file on standard output, and nothing else there:
      file,dataset,year,rows,practices,registered_patients,total_gbp
    `practices` counts the different practices in a file; in ODS's list, those that are active.
    """
    from commonpractice.interfaces.commands import import_reports

    reports, refusals = [], []
    writer = import_reports.Csv(sys.stdout) if form == "csv" else None
    with _watching(files) as watch:
        for path in files:
            outcome = _import(path, year, accept_differences, use_again, watch(path))
            if isinstance(outcome, Exception):
                refusals.append(outcome)
                _say_refused(outcome)
            else:
                reports.append(outcome)
                _say_notes(outcome)
                if writer:
                    writer.write(outcome)
    if form == "table" and reports:
        import_reports.print_table(reports)
    if refused and refusals:
        try:
            import_reports.write_refused(refused, refusals)
        except OSError as trouble:
            raise click.ClickException(f"{refused} cannot be written: {trouble.strerror}.") from None
        click.echo(f"What was refused is in {refused}.", err=True)
    if refusals:
        raise SystemExit(1)


def _import(
    path: Path, year: FinancialYear | None, accept_differences: bool, use_again: bool, watch: Any
) -> "ImportReport | FileRefused":
    from commonpractice.domain.published import actions
    from commonpractice.gateways.scoped_postgres import tickets
    from commonpractice.interfaces.commands.scopes import AN_HOUR

    try:
        with tickets.acting(actor_id=administrator().id, surgeries=(), lasts=AN_HOUR):
            return actions.import_file(
                path,
                year=year,
                actor=administrator(),
                at=now(),
                accept_differences=accept_differences,
                use_again=use_again,
                watch=watch,
            )
    except actions.FileRefused as refusal:
        return refusal


def _say_refused(refusal: "FileRefused") -> None:
    click.echo(f"{refusal.file_name} was refused: {refusal.sentence}", err=True)
    if refusal.row_count == 1:  # the sentence has told it
        return
    for row in refusal.rows[:LISTED]:
        click.echo(f"  {row.sentence}", err=True)
    if refusal.row_count > LISTED:
        click.echo(f"  and {refusal.row_count - LISTED:,} more.", err=True)


def _say_notes(report: "ImportReport") -> None:
    for note in report.notes:
        click.echo(f"{report.file_name}: {note}", err=True)
    for older in report.superseded:
        click.echo(f"{report.file_name}: it takes the place of {older}, which is kept.", err=True)


@contextmanager
def _watching(files: tuple[Path, ...]) -> Iterator[Any]:
    """A bar on standard error while files are read, where that is a terminal; a watcher for each file."""
    if not sys.stderr.isatty():
        yield lambda path: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("files, {task.fields[rows]:,} rows of this one"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("Importing", total=len(files), rows=0)
        done = iter(range(len(files) + 1))

        def begin(path: Path) -> Any:
            bars.update(task, description=path.name, completed=next(done), rows=0)
            return lambda rows: bars.update(task, rows=rows)

        yield begin


@click.command()
@click.argument("codes", nargs=-1)
@click.option(
    "--partnership", type=click.Path(path_type=Path), help="A partnership's TOML file: all its surgeries."
)
@click.option("--year", type=AYear(), help="One financial year, as 2022/23; every year where none is given.")
@click.option("--find", help="List the practices whose name, code or postcode begins so, and end.")
@click.option(
    "--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True
)
@with_database
def practice(
    codes: tuple[str, ...], partnership: Path | None, year: FinancialYear | None, find: str | None, form: str
) -> None:
    """Look practices up by their ODS CODES: published income, list, QOF, CQC rating, GPs and deprivation.

    Several practices are taken together. Each figure stands beside England's and beside same-size peers:
    practices of the same contract type and dispensing status in the same tenth by list size.

    \b
      commonpractice practice M85063
      commonpractice practice M85063 M85046 --year 2022/23 --format csv
      commonpractice practice --partnership partnerships/our_health_partnership.toml
      commonpractice practice --find "wood lane"
    """
    from commonpractice.domain.published import queries
    from commonpractice.interfaces.commands import practice_tables

    if find is not None:
        practice_tables.print_found(queries.search(find), form)
        return
    wanted = [*codes, *(_surgeries(partnership) if partnership else ())]
    try:
        found = queries.look_up(codes=wanted, year=year)
    except (queries.UnknownPractice, queries.NothingPublished) as refusal:
        raise click.ClickException(str(refusal)) from None
    place = found.practices[0].place if len(found.practices) == 1 else None
    practice_tables.SHOW[form](found, queries.surroundings(place) if place else None)


def _surgeries(path: Path) -> list[str]:
    """The ODS codes of the surgeries in a partnership file."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        codes = [str(surgery["ods_code"]) for surgery in data.get("surgery", []) if "ods_code" in surgery]
    except FileNotFoundError:
        raise click.ClickException(f"There is no file {path}.") from None
    except IsADirectoryError:
        raise click.ClickException(f"{path} is a folder; name the partnership's TOML file in it.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, AttributeError, TypeError) as error:
        raise click.ClickException(f"{path} is not a partnership's TOML file: {error}.") from None
    if not codes:
        raise click.ClickException(f"{path} names no surgery with an ods_code.")
    return codes
