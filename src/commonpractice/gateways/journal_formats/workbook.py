"""An Excel workbook: a table to a sheet, real numbers and dates, the header in sight as one scrolls.

Rows are written to disk as they come (constant_memory), so a partnership's half million postings take no
more memory than a surgery's hundred.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from commonpractice.gateways.journal_formats.records import Column, Row, Sheet, Shown, Stress

ROWS = 1_048_576  # in a sheet; https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3
LONGEST_TEXT = 32_767  # characters in a cell
LONGEST_NAME = 31  # characters of a sheet's name
NARROWEST, WIDEST = 9, 60  # characters of a column: what is longer runs on, or is read in its cell

FORMATS: dict[Shown, dict[str, Any]] = {
    Shown.TEXT: {},
    Shown.MONEY: {"num_format": "#,##0.00;[Red]-#,##0.00;-"},
    Shown.NUMBER: {"num_format": "0"},
    Shown.DATE: {"num_format": "dd/mm/yyyy", "align": "left"},
}
STRESSED: dict[Stress, dict[str, Any]] = {
    Stress.PLAIN: {},
    Stress.HEADING: {"bold": True},
    Stress.SUBTOTAL: {"bold": True, "top": 1},
    Stress.TOTAL: {"bold": True, "top": 1, "bottom": 6},  # 6 is a double line
}


def write_workbook(sheets: Iterable[Sheet], out: Path | BinaryIO, *, title: str) -> int:
    """Write sheets to a new workbook, a file or something to write bytes to. Returns the number of rows."""
    with Workbook(
        str(out) if isinstance(out, Path) else out,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    ) as book:
        book.set_properties({"title": title})
        book.set_size(1_920, 1_080)
        return sum(_Writer(book, sheet).write() for sheet in sheets)


class _Writer:
    """Writes one table, over as many sheets as it needs."""

    def __init__(self, book: Workbook, sheet: Sheet) -> None:
        self.book = book
        self.sheet = sheet
        self.formats: dict[tuple[Shown, Stress, int], Format] = {}
        self.header = [
            book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "align": _side(column)})
            for column in sheet.columns
        ]
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.pages = 0
        self.widths = [len(column.name) if column.shown is Shown.TEXT else 0 for column in sheet.columns]

    def write(self) -> int:
        rows = iter(self.sheet.rows)
        written = 0
        while True:
            page, line = self._new_page()
            first, pending = line, False
            for row in rows:
                self._row(page, line, row)
                line += 1
                if line == ROWS:
                    pending = True
                    break
            written += line - first
            self._widen(page)
            if self.sheet.filtered and line > first:
                page.autofilter(first - 1, 0, line - 1, len(self.sheet.columns) - 1)
            if not pending:
                return written
            following = next(rows, None)
            if following is None:
                return written
            rows = _with(following, rows)

    def _new_page(self) -> tuple[Worksheet, int]:
        """A fresh sheet with its title, notes and header; and the first line below them."""
        self.pages += 1
        page = self.book.add_worksheet(_sheet_name(self.sheet.name, self.pages))
        page.write_string(0, 0, self.sheet.title, self.title)
        for line, note in enumerate(self.sheet.notes, 1):
            page.write_string(line, 0, note)
        header = len(self.sheet.notes) + 2
        for place, column in enumerate(self.sheet.columns):
            page.write_string(header, place, column.name, self.header[place])
        page.freeze_panes(header + 1, 0)
        page.repeat_rows(header)
        page.set_landscape()
        page.set_paper(9)  # A4
        page.fit_to_pages(1, 0)
        return page, header + 1

    def _row(self, page: Worksheet, line: int, row: Row) -> None:
        for place, cell in enumerate(row.cells):
            shown = self.sheet.columns[place].shown
            look = self._format(shown, row)
            if cell is None:
                if row.stress in (Stress.SUBTOTAL, Stress.TOTAL):
                    page.write_blank(line, place, None, look)  # the line above a sum runs right across
                continue
            self.widths[place] = max(self.widths[place], _length(cell, shown, row.level))
            if isinstance(cell, str):  # never a formula, whatever it begins with
                page.write_string(line, place, cell[:LONGEST_TEXT], look)
            elif isinstance(cell, date):
                page.write_datetime(line, place, cell, look)
            elif shown is Shown.MONEY:
                # the nearest double to the pounds: exact to the penny up to 90 million million pounds
                page.write_number(line, place, cell / 100, look)
            else:
                page.write_number(line, place, cell, look)

    def _format(self, shown: Shown, row: Row) -> Format:
        """The format of a cell, made when it is first wanted."""
        level = row.level if shown is Shown.TEXT else 0
        key = (shown, row.stress, level)
        if key not in self.formats:
            indent = {"indent": level} if level else {}
            self.formats[key] = self.book.add_format({**FORMATS[shown], **STRESSED[row.stress], **indent})
        return self.formats[key]

    def _widen(self, page: Worksheet) -> None:
        """Columns as wide as what is in them, within reason."""
        for place, length in enumerate(self.widths):
            page.set_column(place, place, min(max(length + 2, NARROWEST), WIDEST))


def _length(cell: str | int | date, shown: Shown, level: int) -> int:
    """How many characters a cell shows, near enough; a text with the steps that it is set in by."""
    if isinstance(cell, str):
        return len(cell) + 2 * level
    if isinstance(cell, date):
        return len("31/12/2025")
    return len(f"{cell / 100:,.2f}") if shown is Shown.MONEY else len(str(cell))


def _side(column: Column) -> str:
    return "right" if column.shown is Shown.MONEY else "left"


def _with(first: Row, rest: Iterator[Row]) -> Iterator[Row]:
    yield first
    yield from rest


def _sheet_name(name: str, page: int) -> str:
    """A name that Excel takes: none of []:*?/\\, no apostrophe at an end, not too long."""
    suffix = "" if page == 1 else f" {page}"
    plain = re.sub(r"[\[\]:*?/\\]", "-", name).strip("' ")[: LONGEST_NAME - len(suffix)].rstrip("' ")
    return (plain or "Sheet") + suffix
