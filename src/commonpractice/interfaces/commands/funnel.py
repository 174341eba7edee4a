"""`commonpractice funnel`: which units differ beyond chance, from a plain CSV, without a database."""

from collections.abc import Callable, Sequence
from pathlib import Path

import click

from commonpractice.foundations import funnel as funnels
from commonpractice.interfaces.commands import csv_records, row_by_row, whole_table
from commonpractice.interfaces.commands.csv_records import Row, RowRefused

ADDS = ("value", "target", "lower_95", "upper_95", "lower_998", "upper_998", "z")


@click.command("funnel")
@click.argument("units", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--overdispersion/--no-overdispersion",
    default=True,
    show_default=True,
    help="Widen limits by what parts units beyond chance.",
)
@click.option(
    "--kind",
    type=click.Choice(["proportion", "shmi", "cqc"]),
    default="proportion",
    show_default=True,
    help="Proportions; or what was observed over what was expected, by the method of the hospital mortality "
    "indicator (shmi) or of the Care Quality Commission (cqc).",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    default="-",
    help="A file to write; standard output where none is given.",
)
def funnel(units: Path, overdispersion: bool, kind: str, output: Path) -> None:
    """Put each unit of UNITS, a CSV file, in a funnel; - reads standard input. No database is needed.

    \b
    Columns: unit, numerator, denominator; others come out as they are.
    Output:  the same rows with value, target, lower_95, upper_95, lower_998, upper_998 and z put on.

    value is numerator ÷ denominator, target all numerators ÷ all denominators. Limits are by the arcsine of
    the root (FunnelPlotR's proportions), widened by the variance between units that chance does not explain.
    z is the distance from the target in standard errors of chance alone, widened or not: go by the limits.

    With --kind shmi or cqc numerators are observed, denominators expected, and the target is 1. Without
    over-dispersion their limits are the exact Poisson ones.

    A unit with a denominator of 0 has a target and nothing else. Where a row cannot be right nothing comes
    out: standard error has the lines and reasons, and the command ends with 1.

    \b
      commonpractice funnel units.csv > placed.csv
      commonpractice funnel --no-overdispersion --kind shmi observed_and_expected.csv
    """
    reading = _Reading(kind)
    table = whole_table.whole(
        units, needs=("unit", "numerator", "denominator"), adds=ADDS, reading=reading.of_row
    )
    drawn = _drawn(kind)(table.read, overdispersion)
    target = whole_table.plain(drawn.target)
    whole_table.write(
        output,
        [*table.headings, *ADDS],
        ([*row, *_columns(placed, target)] for row, placed in zip(table.rows, drawn.units, strict=True)),
    )


class _Reading:
    """A file's rows as (numerator, denominator), each unit once."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.lines: dict[str, int] = {}

    def of_row(self, line: int, row: Row) -> tuple[float, float]:
        unit = row_by_row.given(row, "unit")
        before = self.lines.setdefault(unit, line)
        if before != line:
            raise RowRefused(
                f"The column unit has {csv_records.short(unit)}, which is on line {before:,} already."
            )
        if self.kind != "proportion":
            return self._ratio(row)
        part, whole = row_by_row.count(row, "numerator"), row_by_row.count(row, "denominator")
        if part > whole:
            raise RowRefused(
                f"The column numerator has {part:,}, above the denominator {whole:,}. For what was observed "
                "over what was expected say --kind shmi or --kind cqc."
            )
        return part, whole

    def _ratio(self, row: Row) -> tuple[float, float]:
        observed, expected = whole_table.number(row, "numerator"), whole_table.number(row, "denominator")
        for column, value in (("numerator", observed), ("denominator", expected)):
            if value < 0:
                raise RowRefused(f"The column {column} is below nil: {row[column]}.")
        if self.kind == "shmi" and expected and not observed:
            raise RowRefused("The column numerator has 0, which has no logarithm: say --kind cqc instead.")
        return observed, expected


def _drawn(kind: str) -> Callable[[Sequence[tuple[float, float]], bool], funnels.Funnel]:
    by = funnels.published()
    if kind == "proportion":
        return lambda counts, wider: funnels.proportions(
            [(int(part), int(whole)) for part, whole in counts], by=by, overdispersion=wider
        )
    from commonpractice.foundations.funnel import ratios  # brings SciPy, which takes its time to load

    method = {"shmi": ratios.SHMI, "cqc": ratios.CQC}[kind]
    return lambda counts, wider: ratios.ratios(counts, method=method, by=by, overdispersion=wider)


def _columns(placed: funnels.Placed, target: str) -> list[str]:
    limits = placed.limits
    return [
        whole_table.plain(placed.value),
        target,
        whole_table.plain(limits and limits.lower_95),
        whole_table.plain(limits and limits.upper_95),
        whole_table.plain(limits and limits.lower_998),
        whole_table.plain(limits and limits.upper_998),
        whole_table.plain(placed.z),
    ]
