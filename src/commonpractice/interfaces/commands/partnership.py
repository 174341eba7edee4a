"""`commonpractice partnership`: load a partnership's file, and show what is loaded."""

import tomllib
from decimal import Decimal
from pathlib import Path

import click

from commonpractice.interfaces.commands.runtime import now, today, with_database


@click.group()
def partnership() -> None:
    """Describe a partnership: which surgeries, contracts, networks, partners and shares, and since when.

    The file is TOML; docs/guides/partnership-file.md explains it, and partnerships/ has two real ones.
    """


@partnership.command()
@click.argument("file", type=click.Path(path_type=Path))
@with_database
def load(file: Path) -> None:
    """Create the partnership that FILE describes, or amend it to what the file now says.

    Nothing is overwritten: what the file no longer says is kept as superseded from today. A file with
    anything wrong in it changes nothing, and each fault is told in a sentence.
    """
    report = load_file(file)
    where = report.partnership
    if report.nothing_changed:
        click.echo(f"{where.name} is as the file says already: nothing changed.")
        return
    click.echo(
        f"{where.name}: {'created' if report.created else 'amended'}, {len(where.surgeries) - 1} surgeries "
        f"and the centre; {report.added} dated facts added, {report.superseded} superseded, "
        f"{report.renamed} renamed."
    )


def load_file(file: Path):
    """Load a partnership file and report; a fault in it ends the command with every sentence."""
    from commonpractice.domain.audit.facts import PROGRAM
    from commonpractice.domain.partnership import actions
    from commonpractice.domain.partnership.rules import partnership_file
    from commonpractice.domain.published import queries as published

    try:
        data = tomllib.loads(file.read_text(encoding="utf-8-sig"), parse_float=Decimal)
        fact = partnership_file.read(data)
        return actions.load(fact, actor=PROGRAM, at=now(), known_codes=published.known_codes())
    except FileNotFoundError:
        raise click.ClickException(f"There is no file {file}.") from None
    except IsADirectoryError:
        raise click.ClickException(f"{file} is a folder; name the partnership's TOML file in it.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{file} is not a TOML file: {error}.") from None
    except partnership_file.FileRefused as refusal:
        faults = "\n".join(f"  - {problem}" for problem in refusal.problems)
        raise click.ClickException(f"{file} was not loaded; nothing has changed.\n{faults}") from None


@partnership.command()
@click.argument("code", required=False)
@with_database
def show(code: str | None) -> None:
    """Show the partnerships that are loaded; or one, by its CODE, with its surgeries and partners."""
    from commonpractice.domain.partnership import queries
    from commonpractice.interfaces.commands import text_tables
    from commonpractice.interfaces.commands.scopes import acting_for

    if code is None:
        text_tables.show(
            [
                [each.code, each.name, each.model.words, str(len(each.surgeries) - 1)]
                for each in queries.partnerships()
            ],
            headings=["code", "name", "model", "surgeries"],
            left=range(3),
        )
        return
    with acting_for(code) as (where, scope):
        sizes = queries.sizes(scope=scope, on=today())
        partners = queries.partners(scope=scope, on=today())
        rows = []
        for surgery in where.surgeries:
            size = sizes.get(surgery.id)
            rows.append(
                [
                    surgery.code,
                    surgery.name,
                    f"{size.registered:,}" if size else "",
                    f"{size.weighted:,}" if size else "",
                    str(sum(partner.surgery_id == surgery.id for partner in partners) or ""),
                ]
            )
    text_tables.title(where.name)
    text_tables.show(rows, headings=["code", "surgery", "registered", "weighted", "partners"], left=range(2))
