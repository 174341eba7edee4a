"""A file as rows of cells, each with its line number: from CSV of any encoding, or a workbook's sheet."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from commonpractice.gateways.nhs_publications import containers, text, workbooks
from commonpractice.gateways.nhs_publications.refusals import FileRefused

Line = tuple[int, list[str]]
BEGINNING = 40  # rows in which headings are looked for
NOT_TEXT = frozenset(map(chr, {*range(32), 127, 0xFFFD} - {9, 10, 13}))
DELIMITERS = ",\t;|"


@dataclass(frozen=True)
class Table:
    """One table of a file: where it is, and its first rows."""

    path: Path
    sheet: str | None
    delimiter: str
    beginning: tuple[Line, ...]


def tables(path: Path, head: bytes) -> list[Table]:
    """The tables in a file: one in a CSV, one a sheet in a workbook."""
    if containers.is_workbook(head):
        return [
            Table(path, name, ",", tuple(rows))
            for name, rows in workbooks.beginnings(path, BEGINNING).items()
        ]
    decoded = head.decode(text.provisional_encoding(head), errors="replace")
    if sum(letter in NOT_TEXT for letter in decoded) * 50 > len(decoded):
        raise FileRefused(path.name, "it is not a table of text. Download the CSV or .xlsx file.")
    delimiter = _delimiter(decoded)
    whole = len(head) < text.HEAD
    beginning = _beginning(decoded, delimiter, whole=whole, file_name=path.name)
    return [Table(path, None, delimiter, tuple(beginning))]


@contextmanager
def lines(table: Table, encoding: str) -> Iterator[Iterator[Line]]:
    """Every row of a table, its line in the file first."""
    if table.sheet is not None:
        with workbooks.lines(table.path, table.sheet) as rows:
            yield rows
        return
    with containers.opened(table.path) as stream:
        yield _numbered(text.decoded(stream, encoding), table.delimiter, table.path.name)


def _numbered(stream: io.TextIOBase, delimiter: str, file_name: str) -> Iterator[Line]:
    reader = csv.reader(stream, delimiter=delimiter)
    ended = 0  # a record may span lines: it is known by its first
    try:
        for cells in reader:
            yield ended + 1, cells
            ended = reader.line_num
    except csv.Error as trouble:
        raise FileRefused(
            file_name,
            f"line {ended + 1} cannot be read as CSV ({trouble}): probably a quotation mark is opened there "
            "and never closed.",
        ) from None
    except UnicodeDecodeError:
        raise FileRefused(
            file_name,
            f"after line {ended} it has characters in an unknown encoding. Save it as CSV UTF-8.",
        ) from None


def _beginning(decoded: str, delimiter: str, *, whole: bool, file_name: str) -> list[Line]:
    rows: list[Line] = []
    try:
        for line in _numbered(io.StringIO(decoded.lstrip("\ufeff"), newline=""), delimiter, file_name):
            rows.append(line)
            if len(rows) > BEGINNING:
                break
    except FileRefused:
        if not rows:
            raise
    # the last row of a head that was cut off may be half a row
    return rows if whole or len(rows) < 2 else rows[:-1]


def _delimiter(decoded: str) -> str:
    """Whichever of comma, tab, semicolon and bar is most frequent in the first lines."""
    sample = "\n".join(decoded.splitlines()[:10])
    return max(DELIMITERS, key=sample.count)
