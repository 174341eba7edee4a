"""`commonpractice ledger show`: a statement in the terminal, or as CSV."""

from datetime import date, datetime

import click

from commonpractice.foundations.months import Month
from commonpractice.interfaces.commands.options import A_DAY, AMonth, surgeries_of, whose
from commonpractice.interfaces.commands.runtime import with_database

STATEMENTS = ["income", "balance-sheet", "trial-balance", "consolidation"]


@click.command()
@click.argument("statement", type=click.Choice(STATEMENTS))
@click.option("--month", type=AMonth(), help="The whole of this month.")
@click.option("--at", type=A_DAY, help="In place of --month: the month up to and including this day.")
@click.option("--known-on", type=A_DAY, help="As the books were at the end of this day.")
@click.option("--format", "form", type=click.Choice(["table", "csv"]), default="table")
@whose
@with_database
def show(
    statement: str,
    month: Month | None,
    at: datetime | None,
    known_on: datetime | None,
    form: str,
    code: str | None,
    surgery: str | None,
) -> None:
    """Show a statement of a surgery, of the centre, or of the whole partnership.

    Each stands beside the same a year before. Income and expenditure has the month and the year so far; the
    trial balance has what moved in the month, and the balances at its end.

    \b
      commonpractice ledger show income --month 2025-03 --surgery A81001
      commonpractice ledger show balance-sheet --at 2025-03-15 --known-on 2025-04-10
    """
    from commonpractice.domain.ledger import queries
    from commonpractice.interfaces.commands import statements
    from commonpractice.interfaces.commands.scopes import acting_for, the_only_partnership

    if statement == "consolidation" and surgery:
        raise click.UsageError("The consolidation is of the whole partnership: leave --surgery out.")
    up_to, known = _up_to(month, at), known_on.date() if known_on else None
    try:
        for on in (up_to, known):
            if on is not None:
                queries.check_day(on)
    except queries.DayOutOfReach as refusal:
        raise click.ClickException(str(refusal)) from None
    with acting_for(the_only_partnership(code)) as (where, scope):
        ids = set(surgeries_of(where, surgery))
        places = [place for place in where.surgeries if place.id in ids]
        table = queries.statement_table(
            queries.Statement(statement.replace("-", "_")),
            scope=scope,
            places=places,
            period=queries.Period(up_to, known, where.year_starts),
        )
    if form == "csv":
        statements.write_csv(table)
    else:
        statements.show(table, whose=places[0].name if surgery else where.name)


def _up_to(month: Month | None, at: datetime | None) -> date:
    if month and at:
        raise click.UsageError(
            "Give either --month or --at, not both: --at has its own month up to that day."
        )
    if at:
        return at.date()
    if month:
        return month.last
    raise click.UsageError("Say which month with --month, or up to which day with --at.")
