"""`commonpractice partnership`: load a partnership's file, and show what is loaded."""

import tomllib
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import click

from commonpractice.domain.partnership.facts import PartnershipSummary
from commonpractice.interfaces.commands.options import A_DAY
from commonpractice.interfaces.commands.runtime import administrator, now, today, with_database


@click.group()
def partnership() -> None:
    """Describe a partnership: its surgeries, contracts, networks, partners, shares, deed and charges, dated.

    The file is TOML; docs/guides/partnership-file.md explains it, and partnerships/ has two real ones.
    """


@partnership.command()
@click.argument("file", type=click.Path(path_type=Path))
@with_database
def load(file: Path) -> None:
    """Create the partnership that FILE describes, or amend it to what the file now says.

    Dated facts are not overwritten: what the file no longer says is kept as superseded from today. Names are,
    and the audit log keeps what they were. A file with anything wrong in it changes nothing, and each fault
    is told in a sentence. Where ODS registers have been imported, the file's codes are looked up in them.
    """
    from commonpractice.domain.partnership import queries
    from commonpractice.domain.partnership.rules.words import counted
    from commonpractice.interfaces.commands.scopes import acting_for

    report = load_file(file)
    where = report.partnership
    if report.nothing_changed:
        click.echo(f"{where.name} is as the file says already: nothing changed.")
        return
    with acting_for(where.code):
        belong = _number(queries.partnership(code=where.code, on=today()))
    others = _number(where) - belong
    aside = f" ({others} more that {'does' if others == 1 else 'do'} not belong today)" if others else ""
    surgeries = counted(belong, "surgery", "surgeries")
    click.echo(
        f"{where.name}: {'created' if report.created else 'amended'}, {surgeries}{aside} and the centre; "
        f"{counted(report.added, 'dated fact')} added, {report.superseded:,} superseded, "
        f"{counted(report.renamed, 'value')} changed."
    )


def load_file(file: Path):
    """Load a partnership file and report; a fault in it ends the command with every sentence."""
    from commonpractice.domain.partnership import actions
    from commonpractice.domain.partnership.facts import KnownCodes
    from commonpractice.domain.partnership.rules import partnership_file
    from commonpractice.domain.published import queries as published

    try:
        data = tomllib.loads(file.read_text(encoding="utf-8-sig"), parse_float=Decimal)
        known = KnownCodes(
            surgeries=published.known_codes(),
            sites=published.known_sites(),
            networks=published.known_networks(),
        )
        fact = partnership_file.read(data, known=known)
        return actions.load(fact, actor=administrator(), at=now(), known=known)
    except FileNotFoundError:
        raise click.ClickException(f"There is no file {file}.") from None
    except IsADirectoryError:
        raise click.ClickException(f"{file} is a folder; name the partnership's TOML file in it.") from None
    except PermissionError:
        raise click.ClickException(f"You may not read {file}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{file} is not a TOML file: {error}.") from None
    except partnership_file.FileRefused as refusal:
        faults = "\n".join(f"  - {problem}" for problem in refusal.problems)
        raise click.ClickException(f"{file} was not loaded; nothing has changed.\n{faults}") from None


@partnership.command()
@click.argument("code", required=False)
@click.option("--on", "day", type=A_DAY, help="As at this day; today where none is given.")
@click.option("--known-on", type=A_DAY, help="As it was known on this day, before later corrections.")
@with_database
def show(code: str | None, day: datetime | None, known_on: datetime | None) -> None:
    """Show the partnerships that are loaded; or one, by its CODE: who belongs to it, who shares in what.

    With a CODE: its surgeries with their counts, its partners with their shares, who owns the premises, and
    what was agreed (the deed, who decides, what the centre charges), on one day. Surgeries that have left,
    or are to join, stand apart. That somebody looked is in the audit log.
    """
    from commonpractice.interfaces.commands import partnership_table, partnership_tables
    from commonpractice.interfaces.commands.scopes import acting_for

    on, known = day.date() if day else today(), known_on.date() if known_on else None
    if code is None:
        _show_all(on, known)
        return
    with acting_for(code) as (where, scope):
        tables = partnership_tables.of_one(where=where, scope=scope, on=on, as_known_on=known, at=now())
    partnership_table.show(tables)


def _show_all(on: date, known: date | None) -> None:
    from commonpractice.domain.partnership import queries
    from commonpractice.interfaces.commands import text_tables
    from commonpractice.interfaces.commands.scopes import acting_everywhere

    rows = []
    with acting_everywhere():
        for each in queries.partnerships():
            belong = _number(queries.partnership(code=each.code, on=on, as_known_on=known))
            others = _number(each) - belong
            rows.append([each.code, each.name, each.model.words, str(belong), str(others or "")])
    if not rows:
        click.echo("No partnership has been loaded yet. Run: commonpractice partnership load FILE")
        return
    text_tables.show(rows, headings=["code", "name", "model", "surgeries", "left or to join"], left=range(3))


def _number(where: PartnershipSummary) -> int:
    """How many surgeries; the centre is none."""
    return sum(not surgery.is_centre for surgery in where.surgeries)
