"""`commonpractice global-sum`: the global sum from lists of patients, for anyone, without a database."""

from datetime import datetime
from pathlib import Path

import click

from commonpractice.domain.contracts import parameters
from commonpractice.domain.contracts.facts import GlobalSumRates
from commonpractice.domain.contracts.rules.amounts import CannotReckon
from commonpractice.domain.contracts.rules.global_sum import global_sum as reckon_global_sum
from commonpractice.foundations.dated import day
from commonpractice.foundations.money import plain_pounds
from commonpractice.foundations.months import FinancialYear, Month
from commonpractice.interfaces.commands import row_by_row
from commonpractice.interfaces.commands.options import A_DAY
from commonpractice.interfaces.commands.published import AYear
from commonpractice.interfaces.commands.row_by_row import Row, RowRefused


@click.command("global-sum")
@click.argument("lists", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--year", type=AYear(), required=True, help="The financial year, as 2022/23.")
@click.option(
    "--on", type=A_DAY, help="The price of this day of the year; of the year's last day where none is given."
)
@click.option(
    "--known-on", type=A_DAY, help="As was known on this day: before an uplift that was announced later."
)
def global_sum(lists: Path, year: FinancialYear, on: datetime | None, known_on: datetime | None) -> None:
    """Reckon the global sum of each row of LISTS, a CSV file; - reads standard input. No database is needed.

    \b
    Columns: practice_code, registered, weighted; where they are there, london and out_of_hours.
    Output:  the same rows on standard output, other columns with them, and annual_gbp and monthly_gbp put on.

    \b
    registered    patients registered
    weighted      the normalised weighted list, as the statement of payments prints it
    london        yes where the practice has the London adjustment; no where it is blank or not there
    out_of_hours  yes where the practice itself provides out-of-hours care, and nothing is taken off for it;
                  no, or blank, or not there where it has opted out, as nearly all have

    annual_gbp is price × weighted, less the out-of-hours percentage of it, and £2.18 × registered in
    London, to the penny; monthly_gbp is a twelfth of it. Temporary residents and other opt-outs are left
    out. A year with two prices takes the one that it ended with, as it is known now: --on and --known-on
    ask otherwise. yes and no may be y and n, true and false, 1 and 0.

    A row that cannot be right is refused on standard error with its line and the reason, the others still
    come out, and the command ends with 1. A practice stands in the file once.

    \b
      commonpractice global-sum --year 2022/23 lists.csv > sums.csv
      commonpractice global-sum --year 2025/26 --known-on 2025-07-31 lists.csv
    """
    rates = _rates(year, on, known_on)
    _say_doubts(rates)
    out: set[str] = set()

    def of_row(row: Row) -> list[str]:
        practice = row_by_row.given(row, "practice_code").upper()
        weighted, registered = row_by_row.amount(row, "weighted"), row_by_row.amount(row, "registered")
        london = row_by_row.yes_or_no(row, "london", otherwise=False)
        provides = row_by_row.yes_or_no(row, "out_of_hours", otherwise=False)
        if practice in out:
            raise RowRefused(f"{practice} is on an earlier line already.")
        try:
            found = reckon_global_sum(
                rates=rates,
                weighted=weighted,
                registered=registered,
                in_london=london,
                opted_out_of_hours=not provides,
            )
        except CannotReckon as refusal:
            raise RowRefused(str(refusal)) from None
        out.add(practice)
        return [plain_pounds(found.annual), plain_pounds(found.monthly)]

    row_by_row.answer(
        lists,
        needs=("practice_code", "registered", "weighted"),
        may_have=("london", "out_of_hours"),
        adds=("annual_gbp", "monthly_gbp"),
        reckon=of_row,
    )


def _rates(year: FinancialYear, on: datetime | None, known_on: datetime | None) -> GlobalSumRates:
    known = known_on.date() if known_on else None
    try:
        if on is None:
            return parameters.global_sum_year(year, known_on=known)
        if Month.of(on.date()) not in year:
            raise click.ClickException(f"{day(on.date())} is not in {year}.")
        return parameters.global_sum_rates(on=on.date(), known_on=known)
    except parameters.NotInRulebook as refusal:
        raise click.ClickException(str(refusal)) from None


def _say_doubts(rates: GlobalSumRates) -> None:
    """Tell, on standard error, which rates were not found in a source."""
    for words, rate in (("price", rates.price), ("out-of-hours percentage", rates.out_of_hours)):
        if rate is not None and rate.trust.is_doubtful:
            click.echo(
                f"Look up before you rely on it: the {words} {rate.value} of {rate.effective} is "
                f"{rate.trust.words.partition(':')[0]}.",
                err=True,
            )
