"""`commonpractice quality`: definitions checked, indicators run, what they counted."""

import re
from datetime import date, datetime
from pathlib import Path

import click

from commonpractice.interfaces.commands import worth
from commonpractice.interfaces.commands.runtime import now, today, with_database

A_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group()
def quality() -> None:
    """Indicators: check their definitions, run them, show what they counted."""


@quality.command()
def check() -> None:
    """Read every definition of the rulebook; the first that does not hold together is named with its line."""
    from commonpractice.domain.quality.facts.refusals import DefinitionRefused
    from commonpractice.domain.quality.parameters.definitions import definitions, terms

    try:
        told = definitions()
    except DefinitionRefused as refusal:
        raise click.ClickException(str(refusal)) from None
    years = sorted({each.year for indicator in told.indicators.values() for each in indicator.terms})
    click.echo(f"{len(told.indicators)} indicators and {len(told.registers)} registers hold together.")
    for year in years:
        paid = [found.points for one in told.indicators.values() if (found := terms(one, year))]
        click.echo(f"{year}: {len(paid)} indicators, {sum(paid):g} points.")
    own = sum(indicator.programme == "own" for indicator in told.indicators.values())
    click.echo(f"The partnership's own: {own}.")


@quality.command()
@click.argument("code")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    default=Path("src/commonpractice/rulebook/quality/own"),
    show_default=True,
    help="Where definitions are kept.",
)
def new(code: str, folder: Path) -> None:
    """Begin a definition from the template, to be filled in (docs/guides/indicators.md)."""
    from importlib.resources import files

    if not re.fullmatch(r"[A-Z]{2,8}[0-9]{3}", code):
        raise click.ClickException(f"“{code}” is no code. Write capitals and three digits, like DM099.")
    target = folder / f"{code.lower()}.toml"
    template = files("commonpractice.rulebook").joinpath("quality/template.toml").read_text(encoding="utf-8")
    text = template.replace("{code}", code).replace("{family}", code.rstrip("0123456789"))
    try:
        with target.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise click.ClickException(f"{target} is there already; nothing was written.") from None
    click.echo(f"{target} is written. Fill it in, then run: commonpractice quality check")


@quality.command()
@click.option("--on", type=A_DAY, help="As at which day, like 2026-10-31; without it, today.")
@click.option("--months", type=click.IntRange(1, 120), help="So many month-ends up to that day, in one pass.")
@click.option(
    "--looking-back",
    is_flag=True,
    help="Judge the twelve months to each day, not the NHS's year; for charts.",
)
@click.option("--partnership", "code", help="The partnership's code, where there are several.")
@with_database
def run(on: datetime | None, months: int | None, looking_back: bool, code: str | None) -> None:
    """Judge every patient by every indicator, and keep what was counted.

    Each surgery's records in use are read as they were on the day. Runs are kept, with the definitions,
    codelists and records by which they were worked out and the version of the program.
    """
    from django.conf import settings

    from commonpractice.domain.quality import actions
    from commonpractice.domain.quality.rules import years
    from commonpractice.gateways.event_engine import EngineFailed, Limits, open_engine
    from commonpractice.gateways.event_store.reading import SnapshotDamaged
    from commonpractice.interfaces.commands.scopes import acting_for, the_only_partnership

    last = today() if on is None else on.date()
    days: list[date] = [last] if months is None else years.month_ends(last, months)
    asked = years.looking_back(days) if looking_back else years.towards_the_year_end(days)
    limits = Limits(memory=settings.EVENT_ENGINE_MEMORY, spill=settings.DATA / "spill")
    try:
        with (
            acting_for(the_only_partnership(code)) as (_, scope),
            open_engine(settings.EVENT_ENGINE, limits) as engine,
        ):
            done = actions.run_indicators(days=asked, scope=scope, engine=engine, at=now())
    except (actions.CannotRun, EngineFailed, SnapshotDamaged) as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(
        f"{len(done.days)} day{'' if len(done.days) == 1 else 's'}, {done.surgeries} surgeries, "
        f"{done.listed:,} patients on the last: {done.verdicts:,} verdicts."
    )
    if done.without_snapshot:
        click.echo(f"{len(done.without_snapshot)} have no records yet, and were left out.")
    if done.too_old:
        click.echo(f"{len(done.too_old)} have records too old for that day, and were left out.")


quality.add_command(worth.forecast)
quality.add_command(worth.declared)
