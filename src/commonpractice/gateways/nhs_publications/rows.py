"""Rows of a recognised table, each field parsed as its column's kind, and what is wrong with them."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from commonpractice.gateways.nhs_publications import values
from commonpractice.gateways.nhs_publications.layouts import Layout
from commonpractice.gateways.nhs_publications.recognising import Recognised
from commonpractice.gateways.nhs_publications.refusals import FileRefused, RefusedRow
from commonpractice.gateways.nhs_publications.tables import Line

KEPT = 1000  # refused rows that are kept to be listed; the rest are counted
TEXTUAL = ("text", "practice", "organisation", "registered_code", "practice_or_other")
PARSERS: dict[str, Callable[[str], Any]] = {
    "text": values.text,
    "count": values.count,
    "number": values.not_negative,
    "money": values.pence,
    "practice": values.practice,
    "organisation": values.organisation,
    "registered_code": values.registered_code,
    "practice_or_other": values.practice_or_other,
    "calendar_year": values.calendar_year,
    "day": values.day,
}


@dataclass
class Faults:
    """The rows refused so far."""

    rows: list[RefusedRow] = field(default_factory=list)
    count: int = 0

    def add(self, *refused: RefusedRow) -> None:
        self.count += 1
        if len(self.rows) < KEPT:
            self.rows.extend(refused)


class Row:
    """One row. A field that cannot be read is noted as a fault and comes back as None.

    `lacking` is the heading of the figure that the row is about and does not have.
    """

    __slots__ = ("_plan", "cells", "faults", "lacking", "line")

    def __init__(self, line: int, cells: list[str], plan: "Plan") -> None:
        self.line = line
        self.cells = cells
        self._plan = plan
        self.faults: list[RefusedRow] = []
        self.lacking = ""

    def __getitem__(self, field: str) -> Any:
        """The parsed field; None where it is missing or has a fault, "" for a text the file does not have."""
        place, parse = self._plan.fields.get(field, (None, None))
        if place is None or parse is None:
            return self._plan.absent(field)
        try:
            return parse(self.cells[place])
        except values.NotAValue as trouble:
            self.fault(field, str(trouble))
            return None

    def must(self, field: str) -> Any:
        """As above, but a missing value is a fault too."""
        before = len(self.faults)
        value = self[field]
        if (value is None or value == "") and len(self.faults) == before:
            self.fault(field, "it is missing")
        return value

    def figure(self, field: str) -> Any:
        """As above, but a missing value, which nobody can mend, makes a row that is read past."""
        before = len(self.faults)
        value = self[field]
        if value is None and len(self.faults) == before:
            place = self._plan.fields[field][0]
            self.lacking = values.shown(values.text(self._plan.headings[place]))
        return value

    def check(self, *fields: str) -> None:
        """Note what is wrong with fields that are read later."""
        for name in fields:
            self[name]

    def fault(self, field: str, reason: str) -> None:
        place = self._plan.fields.get(field, (None, None))[0]
        self.fault_at(place, reason)

    def fault_at(self, place: int | None, reason: str) -> None:
        known = place is not None and place < len(self.cells)
        self.faults.append(
            RefusedRow(
                line=self.line,
                column=values.shown(values.text(self._plan.headings[place])) if place is not None else "",
                value=self.cells[place] if known else "",
                reason=reason,
                cells=tuple(self.cells),
            )
        )


class Plan:
    """Where each field stands and how it is parsed, worked out once a file."""

    def __init__(self, recognised: Recognised) -> None:
        kinds = {column.field: column for column in recognised.layout.columns}
        self.headings = recognised.headings
        self.fields: dict[str, tuple[int, Callable[[str], Any]]] = {}
        for name, place in recognised.places.items():
            column = kinds.get(name)
            parse = PARSERS[column.kind if column else "text"]
            if column and column.may_be_missing:
                parse = _or_nothing(parse)
            self.fields[name] = (place, parse)
        self._absent = {
            column.field: "" if column.kind in TEXTUAL else None for column in recognised.layout.columns
        }

    def absent(self, field: str) -> Any:
        return self._absent.get(field, "")


def _or_nothing(parse: Callable[[str], Any]) -> Callable[[str], Any]:
    return lambda cell: "" if values.is_missing(cell) else parse(cell)


def rows(recognised: Recognised, lines: Iterator[Line], faults: Faults, tally: "Tally") -> Iterator[Row]:
    """The data rows below the headings: of the full width, wanted by the layout, within its row limit.

    Blank rows are passed over, and so are notes below a table where the layout says that it may have some.
    """
    plan = Plan(recognised)
    layout, width = recognised.layout, len(recognised.headings)
    only = [
        (recognised.places[name], frozenset(value.lower() for value in wanted))
        for name, wanted in layout.only.items()
        if name in recognised.places
    ]
    for line, cells in lines:
        if line <= recognised.ends:
            continue
        if len(cells) != width:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
                cells = cells[:width]
            elif layout.notes_allowed and tally.rows and _is_note(cells):
                continue
            else:
                tally.rows += 1
                faults.add(_wrong_width(recognised, line, cells, width))
                continue
        elif not any(cells) or (layout.notes_allowed and tally.rows and _is_note(cells)):
            continue
        tally.rows += 1
        if tally.rows > layout.row_limit:
            raise FileRefused(
                recognised.table.path.name,
                f"it has more than {layout.row_limit:,} rows, where a file of this kind has about "
                f"{layout.usual_rows:,}. Nothing of it was stored.",
            )
        if all(cells[place].strip().lower() in wanted for place, wanted in only):
            yield Row(line, cells, plan)
        else:
            tally.passed_over += 1


@dataclass
class Tally:
    """Counts of a file as it is read. `lacking`: rows without the figure they are about, by its heading."""

    rows: int = 0
    passed_over: int = 0
    lacking: Counter[str] = field(default_factory=Counter)


def remarks(layout: Layout, tally: Tally) -> list[str]:
    """What is worth saying of the rows of a file that was read to its end."""
    said = [
        f"{_rows(number)} no figure under “{heading}” and {'was' if number == 1 else 'were'} read past."
        for heading, number in tally.lacking.items()
    ]
    if tally.passed_over:
        said.append(f"{tally.passed_over:,} rows are of other things and were read past.")
    if tally.rows < layout.usual_rows // 2:
        said.append(
            f"it has {tally.rows:,} row{'s' if tally.rows > 1 else ''}, where a file of this kind has about "
            f"{layout.usual_rows:,}: look whether it is whole."
        )
    return said


def _rows(number: int) -> str:
    return "1 row has" if number == 1 else f"{number:,} rows have"


def _is_note(cells: list[str]) -> bool:
    """One filled cell, the first, holding words: a footnote below a published table, not half a row."""
    return bool(cells[0].strip()) and " " in cells[0].strip() and not any(cell.strip() for cell in cells[1:])


def _wrong_width(recognised: Recognised, line: int, cells: list[str], width: int) -> RefusedRow:
    place = min(len(cells), width) - 1
    return RefusedRow(
        line=line,
        column=values.shown(values.text(recognised.headings[max(place, 0)])),
        value=cells[-1] if cells else "",
        reason=f"the row has {len(cells)} fields, but the headings are {width}",
        cells=tuple(cells),
    )
