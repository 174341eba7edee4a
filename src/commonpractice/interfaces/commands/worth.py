"""`commonpractice quality forecast` and `declared`: what the year's care is worth, and what was declared."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commonpractice.foundations.months import FinancialYear
from commonpractice.interfaces.commands.published import AYear
from commonpractice.interfaces.commands.runtime import now, today, with_database

if TYPE_CHECKING:
    from commonpractice.domain.contracts.actions import Forecasted
    from commonpractice.domain.partnership.facts import PartnershipSummary, Scope

A_DAY = click.DateTime(formats=["%Y-%m-%d"])
A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
WHERE = click.option("--partnership", "code", help="The partnership's code, where there are several.")
MOST_TOLD = 50


@click.command()
@click.option(
    "--on", type=A_DAY, help="From the last run up to which day, like 2026-10-31; without it, today."
)
@WHERE
@with_database
def forecast(on: datetime | None, code: str | None) -> None:
    """Forecast each surgery's QOF to 31 March from the last run, and keep what it is worth.

    Month-ends of this year and of last are needed: commonpractice quality run --months 24. The next closing
    posts the month's part of it, less what was posted before. Each run is forecast once. Without --on, a year
    that has just ended is forecast too, where it was run again since its forecast and is not declared yet.
    """
    from commonpractice.domain.contracts import actions
    from commonpractice.interfaces.commands.scopes import acting_for, the_only_partnership

    by = today() if on is None else on.date()
    with acting_for(the_only_partnership(code)) as (where, scope):
        ended = actions.forecast_year_just_ended(scope=scope, on=by, at=now()) if on is None else None
        if ended:
            _show(ended, where, scope)
        try:
            done = actions.forecast_year(scope=scope, on=by, at=now())
        except actions.CannotForecast as refusal:
            if not ended:
                raise click.ClickException(str(refusal)) from None
            click.echo(str(refusal))
        else:
            _show(done, where, scope)


def _show(done: "Forecasted", where: "PartnershipSummary", scope: "Scope") -> None:
    """What was forecast of a year, what was before, and what cannot be."""
    from commonpractice.domain.contracts import queries
    from commonpractice.foundations.money import pounds
    from commonpractice.interfaces.commands import text_tables

    found = queries.forecast_totals(scope=scope, surgeries=[*done.surgeries], year=done.year)
    names = {one.id: one for one in where.surgeries}
    rows = [
        [
            names[surgery].code,
            names[surgery].name,
            f"{one.of_year.points:.1f}",
            *(pounds(each) for each in (one.of_year.amount, one.of_year.low, one.of_year.high)),
            pounds(one.of_year.at_risk),
        ]
        for surgery, one in found.items()
    ]
    if rows:
        headings = ["surgery", "", "points", f"{done.year} £", "low", "high", "at risk"]
        text_tables.show(rows, headings=headings, left=(0, 1))
    if done.known_already:
        were = "was" if len(done.known_already) == 1 else "were"
        click.echo(f"{len(done.known_already)} {were} forecast from this run already.")
    for surgery, why in done.without.items():
        click.echo(f"{names[surgery].code} cannot be forecast: {why}")


@click.command()
@click.argument("file", type=A_FILE)
@click.option("--year", type=AYear(), required=True, help="The QOF year, as 2025/26.")
@click.option("--declared-on", type=A_DAY, help="The day of rows without one of their own.")
@WHERE
@with_database
def declared(file: Path, year: FinancialYear, declared_on: datetime | None, code: str | None) -> None:
    """Take in what the national system (CQRS) declared of a year: from then on it is what pays.

    Columns: practice_code, indicator, numerator, denominator; and, where there are any, pcas, points, pounds,
    declared_on. A row a measure, as NHS England publishes achievement, is read too. The file is taken in
    whole or not at all, each bad row named by its line (docs/guides/worth.md).
    """
    from commonpractice.domain.contracts import actions
    from commonpractice.interfaces.commands.scopes import acting_for, the_only_partnership

    with acting_for(the_only_partnership(code)) as (_, scope):
        try:
            done = actions.take_in_declared(
                content=file.read_bytes(),
                name=file.name,
                year=year,
                declared_on=declared_on.date() if declared_on else None,
                scope=scope,
                at=now(),
            )
        except actions.CannotDeclare as refusal:
            told = "\n".join(refusal.problems[:MOST_TOLD])
            more = len(refusal.problems) - MOST_TOLD
            raise click.ClickException(
                f"Nothing was taken in.\n{told}" + (f"\nAnd {more:,} more." if more > 0 else "")
            ) from None
    known = f"; {done.known:,} known already" if done.known else ""
    of = "1 surgery" if done.surgeries == 1 else f"{done.surgeries} surgeries"
    click.echo(f"{of}: {done.new:,} rows written down{known}.")
