"""`commonpractice spc`: the control chart of a series of figures, from a plain CSV, without a database."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import click

from commonpractice.foundations import spc as charts
from commonpractice.interfaces.commands import csv_records, row_by_row, whole_table
from commonpractice.interfaces.commands.csv_records import Row, RowRefused
from commonpractice.interfaces.commands.options import A_DAY

BY = charts.making_data_count()
NAMED = 5  # series that a message names


@click.command("spc")
@click.argument("series", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--screen/--no-screen",
    default=True,
    show_default=True,
    help="Reckon limits without differences far above the average, left out once; NHS Excel tools keep them.",
)
@click.option(
    "--trend",
    type=click.IntRange(min=charts.SHORTEST_RUN),
    default=BY.trend,
    show_default=True,
    help="Points in a row, each above the one before it or each below, that are a trend.",
)
@click.option(
    "--baseline",
    type=click.IntRange(min=1),
    help="Reckon limits from so many points at the beginning of each period; from all where none is given.",
)
@click.option(
    "--rebase",
    type=A_DAY,
    multiple=True,
    help="Begin a new period, with limits of its own, at the first point on this day or after it.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    default="-",
    help="A file to write; standard output where none is given.",
)
def spc(
    series: Path,
    screen: bool,
    trend: int,
    baseline: int | None,
    rebase: tuple[datetime, ...],
    output: Path,
) -> None:
    """Chart each series in SERIES, a CSV file; - reads standard input. No database is needed.

    \b
    Columns: series, date, value; others come out as they are.
    Output:  the same rows in the same order, with mean, lower_limit, upper_limit and flag put on.

    These are XmR charts by the rules of the NHS's Making Data Count: the mean, limits 2.66 average moving
    ranges from it, and as flag the first of these that fits a point, or nothing:

    \b
    outside       outside the limits
    trend         one of 7 points in a row, each above the one before it, or each below
    two_of_three  in the outer third towards a limit, as another is of 3 in a row on one side of the mean
    shift         one of 7 points in a row on one side of the mean

    Points are charted in the order of their dates, whatever order the file has. A date is a day (2025-04-30,
    30/04/2025, the day first), a day with its time, or a month (2025-04); a series has each once. Limits from
    fewer than 12 points are trial limits, and standard error says so. A single point has none.

    Where a row cannot be right nothing comes out: standard error has the lines and reasons, and the command
    ends with 1.

    \b
      commonpractice spc series.csv > charted.csv
      commonpractice spc --no-screen --trend 6 --rebase 2025-04-01 series.csv
    """
    reading = _Reading()
    table = whole_table.whole(
        series,
        needs=("series", "date", "value"),
        adds=("mean", "lower_limit", "upper_limit", "flag"),
        reading=reading.of_row,
    )
    by = replace(BY, trend=trend)
    told: list[Sequence[str]] = [()] * len(table.rows)
    trial: list[str] = []
    for name, points in _by_series(table.read).items():
        begins = _new_periods([table.read[place].at for place in points], rebase)
        chart = charts.xmr(
            [table.read[place].value for place in points],
            by=by,
            screen=screen,
            baseline=None if baseline is None else range(baseline),
            rebased_at=begins,
        )
        for period in chart.periods:
            those = chart.points[period.start : period.stop]
            lines = _lines(those[0])  # one mean and one pair of limits for all of a period
            flagged = {signal: (*lines, signal or "") for signal in (None, *charts.Signal)}
            for place, point in zip(points[period.start : period.stop], those, strict=True):
                told[place] = flagged[point.signal]
        if any(period.is_trial for period in chart.periods):
            trial.append(name)
    whole_table.write(
        output,
        [*table.headings, "mean", "lower_limit", "upper_limit", "flag"],
        ([*row, *added] for row, added in zip(table.rows, told, strict=True)),
    )
    _say_trial(trial)


@dataclass(frozen=True, slots=True)
class _Point:
    series: str
    at: datetime
    value: float


class _Reading:
    """A file's rows as points, each date of a series once."""

    def __init__(self) -> None:
        self.lines: dict[str, dict[datetime, int]] = {}

    def of_row(self, line: int, row: Row) -> _Point:
        name, at = row_by_row.given(row, "series"), whole_table.moment(row, "date", or_month=True)
        if not row["value"]:
            raise RowRefused(
                "The column value is blank. Leave out rows where nothing was measured: a chart has no gaps."
            )
        point = _Point(name, at, whole_table.number(row, "value"))
        before = self.lines.setdefault(name, {}).setdefault(at, line)
        if before != line:
            again = f"{csv_records.short(name)} has on line {before:,} already"
            raise RowRefused(f"The column date has {row['date']}, which {again}.")
        return point


def _by_series(points: Sequence[_Point]) -> dict[str, list[int]]:
    """The places of each series' points, in the order of their dates."""
    places: dict[str, list[int]] = {}
    for place, point in enumerate(points):
        places.setdefault(point.series, []).append(place)
    for those in places.values():
        those.sort(key=lambda place: points[place].at)
    return places


def _new_periods(dates: Sequence[datetime], days: Sequence[datetime]) -> list[int]:
    """Where new periods begin: at the first point on each of the days or after it, not at the very first."""
    firsts = {next((place for place, at in enumerate(dates) if at >= day), 0) for day in days}
    return sorted(firsts - {0})


def _lines(point: charts.Point) -> Sequence[str]:
    limits = point.limits
    return (
        whole_table.plain(point.centre),
        whole_table.plain(limits.lower if limits else None),
        whole_table.plain(limits.upper if limits else None),
    )


def _say_trial(series: Sequence[str]) -> None:
    if not series:
        return
    named = ", ".join(csv_records.short(name) for name in series[:NAMED])
    more = f" and {len(series) - NAMED:,} more" if len(series) > NAMED else ""
    click.echo(
        f"Trial limits, from fewer than {BY.enough_points} points: {named}{more}.",
        err=True,
    )
