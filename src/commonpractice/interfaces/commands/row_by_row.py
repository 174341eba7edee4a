"""A plain CSV, answered row by row: columns put on, bad rows refused with their lines, good ones out.

Nothing is held but the row at hand, so a file may be as long as it likes.
"""

import csv
import io
import re
import sys
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TextIO

import click

LONGEST = 1_000_000  # characters of a line; a longer one is no row of a table
ACROSS = 20  # lines that a value in quotation marks may run over, before its mark counts as never closed
ENDS = ("\n", "\r")
DIGITS = 12  # of a count or a list; a longer one is a slip
NUMBER = re.compile(r"([-+]?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]*))?")
YES, NO = {"yes", "y", "true", "1"}, {"no", "n", "false", "0"}

Row = Mapping[str, str]


class RowRefused(ValueError):
    """A row that cannot be answered; the message says why and what to mend."""


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
    name = "standard input" if str(path) == "-" else path.name
    with _opened(path) as file:
        rows = _records(file)
        headings = _headings(rows, name, needs, may_have, adds)
        places = {_known(heading): place for place, heading in enumerate(headings)}
        taken = {column: places[column] for column in (*needs, *may_have) if column in places}
        write = _writer()
        write([*headings, *adds])
        seen = refused = 0
        for line, fields in rows:
            if isinstance(fields, list) and not any(value.strip() for value in fields):
                continue
            seen += 1
            try:
                whole = _of_length(fields, len(headings))
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
    name = "standard input" if str(path) == "-" else path.name
    with _opened(path) as file:
        rows = _records(file)
        headings = _headings(rows, name, needs, may_have, ())
        places = {_known(heading): place for place, heading in enumerate(headings)}
        taken = {column: places[column] for column in (*needs, *may_have) if column in places}
        for line, fields in rows:
            if isinstance(fields, list) and not any(value.strip() for value in fields):
                continue
            try:
                whole = _of_length(fields, len(headings))
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
        raise RowRefused(f"The column {column} has “{_short(text)}”, which is not a number.")
    sign, whole, part = match.groups()
    digits = whole.replace(",", "")
    if len(digits) > DIGITS or len(part or "") > DIGITS:
        raise RowRefused(f"The column {column} has {_short(text)}, which is too long to be right.")
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
        raise RowRefused(f"The column {column} has “{_short(text)}”, which is neither yes nor no.")
    return text.lower() in YES


def _opened(path: Path) -> TextIO:
    try:
        binary = sys.stdin.buffer if str(path) == "-" else path.open("rb")
        return io.TextIOWrapper(binary, encoding="utf-8-sig", errors="surrogateescape", newline="")
    except FileNotFoundError:
        raise click.ClickException(f"There is no file {path}.") from None
    except IsADirectoryError:
        raise click.ClickException(f"{path} is a folder; name the CSV file in it.") from None
    except OSError as trouble:
        raise click.ClickException(f"{path} cannot be read: {trouble.strerror}.") from None


def _writer() -> Callable[[Sequence[str]], object]:
    """What writes a row to standard output, in UTF-8 whatever the terminal speaks."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", newline="")
    bare = csv.writer(sys.stdout, lineterminator="\n").writerow
    quoted = csv.writer(sys.stdout, lineterminator="\n", quoting=csv.QUOTE_ALL).writerow

    def write(row: Sequence[str]) -> None:
        # csv leaves a carriage return bare where lines end with another character, and no reader takes it so
        (quoted if any("\r" in value for value in row) else bare)(row)

    return write


def _headings(
    rows: Iterator[tuple[int, list[str] | RowRefused]],
    name: str,
    needs: Sequence[str],
    may_have: Sequence[str],
    adds: Sequence[str],
) -> list[str]:
    """The first line that is not blank, if it heads such a table. Raises click.ClickException."""
    headings = next(
        (each for _, each in rows if isinstance(each, RowRefused) or any(map(str.strip, each))), None
    )
    if headings is None:
        raise click.ClickException(f"{name} is empty.")
    if isinstance(headings, RowRefused):
        raise click.ClickException(f"{name} is not a CSV file: its first line cannot be read. {headings}")
    known = [_known(heading) for heading in headings]
    missing = [column for column in needs if column not in known]
    if missing:
        columns = "columns" if len(missing) > 1 else "column"
        raise click.ClickException(
            f"{name} does not have the {columns} {', '.join(missing)}. It needs {', '.join(needs)}; its "
            f"first line is: {_short(', '.join(headings))}"
        )
    twice = [column for column in (*needs, *may_have) if known.count(column) > 1]
    if twice:
        raise click.ClickException(f"{name} has the column {twice[0]} more than once.")
    already = [column for column in adds if column in known]
    if already:
        raise click.ClickException(
            f"{name} has a column {already[0]} already, which this would add. Give that column another name."
        )
    return headings


def _known(heading: str) -> str:
    """A heading as it is looked for: capitals and spaces round it do not matter."""
    return heading.strip().lower()


def _of_length(fields: list[str] | RowRefused, columns: int) -> list[str]:
    """A row as long as the headings; what is blank at its end may be left out, or be too much."""
    if isinstance(fields, RowRefused):
        raise fields
    if any(value.strip() for value in fields[columns:]):
        raise RowRefused(
            f"It has {len(fields)} values where there are {columns} headings. Put quotation marks round a "
            "value with a comma in it."
        )
    return fields[:columns] + [""] * (columns - len(fields))


def _records(file: TextIO) -> Iterator[tuple[int, list[str] | RowRefused]]:
    """Each record with the number of its first line; a RowRefused in place of one that cannot be read.

    A quotation mark that is never closed costs its own line alone: those after it are read again.
    """
    lines, again = _lines(file), deque[tuple[int, str | None]]()

    def take() -> tuple[int, str | None] | None:
        return again.popleft() if again else next(lines, None)

    while (first := take()) is not None:
        gathered = [first]
        while (fields := _read([text for _, text in gathered])) is None:
            more = take() if len(gathered) < ACROSS else None
            if more is None:
                fields = RowRefused("A quotation mark in it is never closed.")
                break
            gathered.append(more)
        if isinstance(fields, RowRefused):
            again.extendleft(reversed(gathered[1:]))
        yield first[0], fields


def _lines(file: TextIO) -> Iterator[tuple[int, str | None]]:
    """Each line with its number; None in place of one that is too long to hold."""
    number = 0
    while text := file.readline(LONGEST):
        number += 1
        if len(text) < LONGEST or text.endswith(ENDS):
            yield number, text
            continue
        while text and not text.endswith(ENDS):
            text = file.readline(LONGEST)
        yield number, None


def _read(texts: Sequence[str | None]) -> list[str] | RowRefused | None:
    """The values of a record; None where a quotation mark in it is still open."""
    whole = [text for text in texts if text is not None]
    if len(whole) < len(texts):
        return RowRefused(f"It is longer than {LONGEST:,} characters.")
    if not all(map(_is_text, whole)):
        return RowRefused("It has characters that are not UTF-8 text. Save the file as “CSV UTF-8”.")
    try:
        return next(csv.reader(whole, strict=True), [])
    except csv.Error as fault:
        if "unexpected end of data" in str(fault):
            return None
        if "field limit" in str(fault):
            return RowRefused("A value in it is too long to be right.")
        return RowRefused("Its quotation marks do not pair up.")


def _is_text(text: str) -> bool:
    """Whether it was UTF-8: what was not has been read as surrogates. A NUL is no text either."""
    if "\0" in text:
        return False
    return text.isascii() or not any("\ud800" <= each <= "\udfff" for each in text)


def _short(text: str) -> str:
    """A text as much as a message can hold, without what a terminal would act on."""
    shown = "".join(each if each.isprintable() else "�" for each in text)
    return shown if len(shown) <= 200 else f"{shown[:200]}…"
