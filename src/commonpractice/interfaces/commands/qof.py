"""`commonpractice qof points`: points from counts of patients, for anyone, without a database."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from commonpractice.domain.contracts import parameters
from commonpractice.domain.contracts.facts import Count, Indicator, plain
from commonpractice.domain.contracts.rules import qof as rules
from commonpractice.domain.contracts.rules.amounts import CannotReckon
from commonpractice.foundations.months import FinancialYear
from commonpractice.interfaces.commands import row_by_row
from commonpractice.interfaces.commands.published import AYear
from commonpractice.interfaces.commands.row_by_row import Row, RowRefused

A_FEW = 12  # indicators that a message can name


@click.group()
def qof() -> None:
    """Quality and Outcomes Framework: what counts of patients are worth."""


@qof.command("points")
@click.argument("counts", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--year", type=AYear(), required=True, help="The QOF year, as 2022/23.")
def points(counts: Path, year: FinancialYear) -> None:
    """Reckon the points of each row of COUNTS, a CSV file; - reads standard input. No database is needed.

    \b
    Columns: practice_code, indicator, numerator, denominator; others come out as they are.
    Output:  the same rows on standard output, with points put on.

    The denominator is the patients who were eligible, after exclusions and personalised care adjustments;
    the numerator those of them who met the indicator. Points are not rounded to pence or hundredths: they
    have up to 10 decimals. They are blank where the denominator is 0, as nothing could be earned. An
    indicator of a register, or of work to be declared, earns all its points where the numerator is above 0,
    and none where it is 0.

    A row that cannot be right is refused on standard error with its line and the reason, the others still
    come out, and the command ends with 1. A practice's indicator counts once: a second row of it is
    refused.

    \b
      commonpractice qof points --year 2014/15 counts.csv > points.csv
    """
    try:
        indicators = parameters.qof_indicators(year)
    except parameters.NotInRulebook as refusal:
        raise click.ClickException(str(refusal)) from None
    reckoning = _Reckoning(year, indicators)
    try:
        row_by_row.answer(
            counts,
            needs=("practice_code", "indicator", "numerator", "denominator"),
            adds=("points",),
            reckon=reckoning.of_row,
        )
    finally:
        _say_doubts(year, reckoning.used)


class _Reckoning:
    """The points of a file's rows, each practice's indicator once.

    What has come out already is kept as one whole number a practice, a bit an indicator, so that the longest
    files fit.
    """

    def __init__(self, year: FinancialYear, indicators: Mapping[str, Indicator]) -> None:
        self.year = year
        self.indicators = indicators
        self.bits = {code: 1 << place for place, code in enumerate(indicators)}
        self.out: dict[str, int] = {}
        self.used: set[str] = set()

    def of_row(self, row: Row) -> list[str]:
        practice = row_by_row.given(row, "practice_code").upper()
        indicator = self._indicator(row_by_row.given(row, "indicator").upper())
        count = Count(row_by_row.count(row, "numerator"), row_by_row.count(row, "denominator"))
        try:
            got = rules.points(count, indicator)
        except CannotReckon as refusal:
            raise RowRefused(str(refusal)) from None
        before, bit = self.out.get(practice, 0), self.bits[indicator.code]
        if before & bit:
            raise RowRefused(f"{indicator.code} of {practice} is on an earlier line already.")
        self.out[practice] = before | bit
        self.used.add(indicator.code)
        return ["" if got is None else plain(got)]

    def _indicator(self, code: str) -> Indicator:
        found = self.indicators.get(code)
        if found is None:
            there = ", ".join(self.indicators)
            known = f"; the rulebook has {there}" if len(self.indicators) <= A_FEW else ""
            raise RowRefused(f"There is no indicator {code[:40]} in {self.year}{known}.")
        return found


def _say_doubts(year: FinancialYear, used: Iterable[str]) -> None:
    """Tell, on standard error, which of the indicators used have values that were not found in a source."""
    indicators = parameters.qof_indicators(year)
    doubtful = [
        code
        for code, one in indicators.items()
        if code in used
        and (one.points_trust.is_doubtful or (one.thresholds_trust and one.thresholds_trust.is_doubtful))
    ]
    if doubtful:
        click.echo(
            f"Look up before you rely on it: points or thresholds of {', '.join(doubtful)} in {year} are "
            "from memory or second hand.",
            err=True,
        )
