"""A plain CSV that has to be read whole before anything can be said: all of it, or what is wrong with it.

Where a row cannot be right, what would be reckoned of the others would be wrong too, so nothing comes out.
"""

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Generic, TextIO, TypeVar

import click

from commonpractice.interfaces.commands import csv_records
from commonpractice.interfaces.commands.csv_records import Row, RowRefused
from commonpractice.interfaces.commands.row_by_row import given

A_FEW = 10  # faults that are told before the rest are counted
LARGEST = 1e15  # a number of more than this is a slip, and would swallow the decimals of the others

NUMBER = re.compile(
    r"[-+]?(?:(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?"
)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
BRITISH = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(.*)")
MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
TIMED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?")

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Table(Generic[Read]):
    """A file's headings and rows as they stand in it, and what each row was read as."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    read: Sequence[Read]


def whole(
    path: Path,
    *,
    needs: Sequence[str],
    may_have: Sequence[str] = (),
    adds: Sequence[str] = (),
    reading: Callable[[int, Row], Read],
) -> Table[Read]:
    """All rows of a CSV file, each as `reading` (its line, its values by name, trimmed) takes it.

    `reading` raises RowRefused. Every fault is counted and the first ten are told on standard error with
    their line, and then the program ends with 1. `path` may be "-" for standard input. Raises
    click.ClickException for a file that is no such table, or has a column of `adds` already.
    """
    name = csv_records.name_of(path)
    rows: list[Sequence[str]] = []
    read: list[Read] = []
    seen = refused = 0
    with csv_records.opened(path) as file:
        records = csv_records.records(file)
        headings = csv_records.headings_of(records, name, needs, may_have, adds)
        places = {csv_records.plain_heading(heading): place for place, heading in enumerate(headings)}
        taken = {column: places[column] for column in (*needs, *may_have) if column in places}
        for line, fields in records:
            if isinstance(fields, list) and not any(map(str.strip, fields)):
                continue
            seen += 1
            try:
                row = csv_records.of_length(fields, len(headings))
                read.append(reading(line, {column: row[at].strip() for column, at in taken.items()}))
            except RowRefused as refusal:
                refused += 1
                if refused <= A_FEW:
                    click.echo(f"{name}, line {line:,}: {refusal}", err=True)
            else:
                if not refused:
                    rows.append(tuple(row))  # the collector of rubbish leaves tuples of texts alone
    if refused:
        _give_up(refused, seen)
    return Table(headings, rows, read)


def write(output: Path, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a table: to standard output where `output` is "-", or whole to a file, or else not at all."""
    with _whole_or_not_at_all(output) as file:
        write_row = csv_records.writer(file)
        write_row(headings)
        for row in rows:
            write_row(row)


def number(row: Row, column: str) -> float:
    """A number as people and programs write it: -3, 1,204.5, 2.5e-3. Raises RowRefused."""
    text = given(row, column)
    if not NUMBER.fullmatch(text):
        raise RowRefused(f"The column {column} has “{csv_records.short(text)}”, which is not a number.")
    found = float(text.replace(",", ""))
    if abs(found) > LARGEST:
        raise RowRefused(f"The column {column} has {csv_records.short(text)}, too large to be right.")
    return found


def moment(row: Row, column: str, *, or_month: bool = False) -> datetime:
    """A day as 2025-04-30 or 30/04/2025, with 09:30 or 09:30:15 after it where the time matters.

    A day with strokes is British: its day comes first. `or_month` takes 2025-04 as its first day. Raises
    RowRefused.
    """
    text = given(row, column)
    iso = text
    if british := BRITISH.fullmatch(text):
        day, month, year, rest = british.groups()
        iso = f"{year}-{month:0>2}-{day:0>2}{rest}"
    elif or_month and MONTH.fullmatch(text):
        iso = f"{text}-01"
    try:
        if DAY.fullmatch(iso) or TIMED.fullmatch(iso):
            return datetime.fromisoformat(iso)
    except ValueError:
        pass  # a day that no month has, or an hour that no day has
    raise RowRefused(
        f"The column {column} has “{csv_records.short(text)}”, which is no day. Write it as 2025-04-30 or "
        "30/04/2025."
    )


def plain(value: float | None) -> str:
    """A number in as many digits as tell it from every other, up to 17; blank where there is none."""
    if value is None:
        return ""
    return repr(value + 0.0).removesuffix(".0")  # + 0.0: a nil below nil is nil


def _give_up(refused: int, seen: int) -> None:
    if refused > A_FEW:
        click.echo(f"… and {refused - A_FEW:,} more rows.", err=True)
    were = "was" if refused == 1 else "were"
    click.echo(f"{refused:,} of {seen:,} rows {were} refused, so nothing was reckoned.", err=True)
    raise SystemExit(1)


@contextmanager
def _whole_or_not_at_all(output: Path) -> Iterator[TextIO]:
    """Somewhere to write; a file takes its name only when all of it is there."""
    if str(output) == "-":
        yield csv_records.screen()
        sys.stdout.flush()
        return
    part = output.with_name(f"{output.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            yield file
        part.replace(output)
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {error.strerror}.") from None
    finally:
        part.unlink(missing_ok=True)
