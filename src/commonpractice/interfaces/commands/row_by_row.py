"""A plain CSV, answered row by row: columns put on, bad rows refused with their lines, good ones out.

Nothing is held but the row at hand, so a file may be as long as it likes.
"""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path

import click

from commonpractice.interfaces.commands import csv_records
from commonpractice.interfaces.commands.csv_records import Row, RowRefused

DIGITS = 12  # of a count or a list; a longer one is a slip
NUMBER = re.compile(r"([-+]?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]*))?")
YES, NO = {"yes", "y", "true", "1"}, {"no", "n", "false", "0"}


def answer(
    path: Path,
    *,
    needs: Sequence[str],
    may_have: Sequence[str] = (),
    adds: Sequence[str],
    reckon: Callable[[Row], Sequence[str]],
) -> None:
    """Write a CSV file to standard output with the columns `adds`, which `reckon` fills for each row.

    `path` may be "-" for standard input. Every other column comes out as it came in. `reckon` takes the
    values of `needs` and `may_have` by name, trimmed, and raises RowRefused. Refusals go to standard error,
    and end the program with 1 once the file is through. Raises click.ClickException for a file that is no
    such table.
    """
    name = csv_records.name_of(path)
    with csv_records.opened(path) as file:
        rows = csv_records.records(file)
        headings = csv_records.headings_of(rows, name, needs, may_have, adds)
        places = {csv_records.plain_heading(heading): place for place, heading in enumerate(headings)}
        taken = {column: places[column] for column in (*needs, *may_have) if column in places}
        write = csv_records.writer(csv_records.screen())
        write([*headings, *adds])
        seen = refused = 0
        for line, fields in rows:
            if isinstance(fields, list) and not any(value.strip() for value in fields):
                continue
            seen += 1
            try:
                whole = csv_records.of_length(fields, len(headings))
                write([*whole, *reckon({column: whole[at].strip() for column, at in taken.items()})])
            except RowRefused as refusal:
                refused += 1
                click.echo(f"{name}, line {line:,}: {refusal}", err=True)
    if refused:
        were = "was" if refused == 1 else "were"
        click.echo(f"{refused:,} of {seen:,} rows {were} refused; the others have come out.", err=True)
        sys.stdout.flush()
        raise SystemExit(1)


def each(
    path: Path, *, needs: Sequence[str], may_have: Sequence[str] = ()
) -> Iterator[tuple[int, Row | RowRefused]]:
    """The rows of a CSV file by their line: the values of `needs` and `may_have` by name, trimmed.

    A row that cannot be read is a RowRefused; blank ones are passed over. `path` may be "-" for standard
    input. Raises click.ClickException for a file that is no such table.
    """
    name = csv_records.name_of(path)
    with csv_records.opened(path) as file:
        rows = csv_records.records(file)
        headings = csv_records.headings_of(rows, name, needs, may_have, ())
        places = {csv_records.plain_heading(heading): place for place, heading in enumerate(headings)}
        taken = {column: places[column] for column in (*needs, *may_have) if column in places}
        for line, fields in rows:
            if isinstance(fields, list) and not any(value.strip() for value in fields):
                continue
            try:
                whole = csv_records.of_length(fields, len(headings))
            except RowRefused as refusal:
                yield line, refusal
            else:
                yield line, {column: whole[at].strip() for column, at in taken.items()}


def given(row: Row, column: str) -> str:
    """What stands in a column that has to be filled. Raises RowRefused."""
    if not row[column]:
        raise RowRefused(f"The column {column} is blank.")
    return row[column]


def count(row: Row, column: str) -> int:
    """A whole number of patients, not below nil; "1,204" and "52.0" are whole. Raises RowRefused."""
    text = row[column]
    if text.isascii() and text.isdigit() and len(text) <= DIGITS:  # nearly every one of millions of rows
        return int(text)
    number = amount(row, column)
    if number != int(number):
        raise RowRefused(f"The column {column} has {text}, which is not a whole number of patients.")
    return int(number)


def amount(row: Row, column: str) -> Decimal:
    """A number, not below nil, as people and spreadsheets write it. Raises RowRefused."""
    text = given(row, column)
    match = NUMBER.fullmatch(text)
    if not match:
        raise RowRefused(f"The column {column} has “{csv_records.short(text)}”, which is not a number.")
    sign, whole, part = match.groups()
    digits = whole.replace(",", "")
    if len(digits) > DIGITS or len(part or "") > DIGITS:
        raise RowRefused(f"The column {column} has {csv_records.short(text)}, which is too long to be right.")
    number = Decimal(f"{digits}.{part or 0}")
    if sign == "-" and number:
        raise RowRefused(f"The column {column} is below nil: {text}.")
    return number


def yes_or_no(row: Row, column: str, *, otherwise: bool) -> bool:
    """Yes or no, or `otherwise` where the column or its value is not there. Raises RowRefused."""
    text = row.get(column, "")
    if not text:
        return otherwise
    if text.lower() not in YES | NO:
        raise RowRefused(f"The column {column} has “{csv_records.short(text)}”, which is neither yes nor no.")
    return text.lower() in YES
