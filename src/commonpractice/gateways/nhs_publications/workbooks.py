"""Sheets of an .xlsx as rows of text, read one row at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import openpyxl

from commonpractice.gateways.nhs_publications import containers
from commonpractice.gateways.nhs_publications.refusals import FileRefused

Line = tuple[int, list[str]]
# openpyxl lets through whatever a damaged workbook makes zipfile, zlib and the XML parser say
DAMAGE = Exception


def beginnings(path: Path, rows: int) -> dict[str, list[Line]]:
    """The first rows of each sheet, by its name."""
    with _workbook(path) as book:
        return {sheet.title: list(islice(_lines(sheet, path.name), rows)) for sheet in book.worksheets}


@contextmanager
def lines(path: Path, sheet: str) -> Iterator[Iterator[Line]]:
    with _workbook(path) as book:
        yield _lines(book[sheet], path.name)


@contextmanager
def _workbook(path: Path) -> Iterator[Any]:
    # a workbook is read here and there, not from front to back: unpack one that is gzipped
    with containers.opened(path) as stream, TemporaryFile() as copy:
        size = 0
        while chunk := stream.read(1 << 20):
            size += copy.write(chunk)
            if size > containers.LARGEST_WORKBOOK:
                raise FileRefused(path.name, "the workbook is too large. Save the sheet you want as CSV.")
        try:
            book = openpyxl.load_workbook(copy, read_only=True, data_only=True)
        except DAMAGE:
            raise FileRefused(
                path.name, "the workbook is incomplete or damaged. Download it again, or save it as CSV."
            ) from None
        try:
            yield book
        finally:
            book.close()


def _lines(sheet: Any, file_name: str) -> Iterator[Line]:
    try:
        for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            yield number, [_text(cell) for cell in cells]
    except DAMAGE:
        raise FileRefused(
            file_name, f"sheet “{sheet.title}” is damaged. Download the workbook again, or save it as CSV."
        ) from None


def _text(cell: Any) -> str:
    """A cell as a CSV would have it."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return f"{Decimal(repr(cell)).normalize():f}"
    return str(cell)
