"""A CSV file as it comes from people and spreadsheets: its headings, and its records by their line."""

import csv
import io
import sys
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TextIO

import click

LONGEST = 1_000_000  # characters of a line; a longer one is no row of a table
ACROSS = 20  # lines that a value in quotation marks may run over, before its mark counts as never closed
ENDS = ("\n", "\r")

Row = Mapping[str, str]


class RowRefused(ValueError):
    """A row that cannot be answered; the message says why and what to mend."""


def name_of(path: Path) -> str:
    """What messages call a file; "-" is standard input."""
    return "standard input" if str(path) == "-" else path.name


def opened(path: Path) -> TextIO:
    """The text of a file, bytes that are no UTF-8 kept as surrogates. Raises click.ClickException."""
    try:
        binary = sys.stdin.buffer if str(path) == "-" else path.open("rb")
        return io.TextIOWrapper(binary, encoding="utf-8-sig", errors="surrogateescape", newline="")
    except FileNotFoundError:
        raise click.ClickException(f"There is no file {path}.") from None
    except IsADirectoryError:
        raise click.ClickException(f"{path} is a folder; name the CSV file in it.") from None
    except OSError as trouble:
        raise click.ClickException(f"{path} cannot be read: {trouble.strerror}.") from None


def screen() -> TextIO:
    """Standard output, in UTF-8 whatever the terminal speaks."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", newline="")
    return sys.stdout


def writer(file: TextIO) -> Callable[[Sequence[str]], object]:
    """What writes a row of a CSV file, quoted where it has to be."""
    bare = csv.writer(file, lineterminator="\n").writerow
    quoted = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL).writerow

    def write(row: Sequence[str]) -> None:
        # csv leaves a carriage return bare where lines end with another character, and no reader takes it so
        (quoted if any("\r" in value for value in row) else bare)(row)

    return write


def headings_of(
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
    known = [plain_heading(heading) for heading in headings]
    missing = [column for column in needs if column not in known]
    if missing:
        columns = "columns" if len(missing) > 1 else "column"
        raise click.ClickException(
            f"{name} does not have the {columns} {', '.join(missing)}. It needs {', '.join(needs)}; its "
            f"first line is: {short(', '.join(headings))}"
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


def plain_heading(heading: str) -> str:
    """A heading as it is looked for: capitals and spaces round it do not matter."""
    return heading.strip().lower()


def of_length(fields: list[str] | RowRefused, columns: int) -> list[str]:
    """A row as long as the headings; what is blank at its end may be left out, or be too much."""
    if isinstance(fields, RowRefused):
        raise fields
    if len(fields) == columns:
        return fields
    if any(value.strip() for value in fields[columns:]):
        raise RowRefused(
            f"It has {len(fields)} values where there are {columns} headings. Put quotation marks round a "
            "value with a comma in it."
        )
    return fields[:columns] + [""] * (columns - len(fields))


def records(file: TextIO) -> Iterator[tuple[int, list[str] | RowRefused]]:
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


def short(text: str) -> str:
    """A text as much as a message can hold, without what a terminal would act on."""
    shown = "".join(each if each.isprintable() else "�" for each in text)
    return shown if len(shown) <= 200 else f"{shown[:200]}…"
