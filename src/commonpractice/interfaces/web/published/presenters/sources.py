"""Where a practice's figure is from: the file, its fingerprint, and the line as it stands there."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from commonpractice.domain.published import queries
from commonpractice.domain.published.facts import Joined, Measure, OwnCell, OwnLine, Part
from commonpractice.domain.published.rules import rates
from commonpractice.foundations.months import FinancialYear
from commonpractice.gateways.nhs_publications import values
from commonpractice.interfaces.web.amounts import pounds
from commonpractice.interfaces.web.published.presenters import measures
from commonpractice.interfaces.web.published.presenters.addresses import PATIENTS
from commonpractice.interfaces.web.published.presenters.files import (
    NoSuchLine,
    PublishedFile,
    file_of,
    published,
)
from commonpractice.interfaces.web.published.presenters.naming import named
from commonpractice.interfaces.web.published.presenters.tables import rate


@dataclass(frozen=True)
class Column:
    """One column of a line; `marked` where the figure that one came from stands in it."""

    heading: str
    value: str
    marked: bool


@dataclass(frozen=True)
class Line:
    """A line of the file, its columns in the file's order."""

    number: int
    columns: tuple[Column, ...]

    @property
    def marked(self) -> bool:
        return any(column.marked for column in self.columns)


@dataclass(frozen=True)
class OneSource:
    """What stands about a practice in a file: `line` in full, and `others` beside it.

    `said` is the figure that one came from, and how it follows from what is marked.
    """

    file: PublishedFile
    code: str
    name: str
    said: str
    line: Line | None
    others: tuple[Line, ...]
    headless: bool


def of_practice(*, number: int, code: str, figure: str, per: str, line: int | None) -> OneSource:
    """A practice's line of a file, with a figure marked. Raises NoSuchLine."""
    file = file_of(number)
    try:
        own = queries.published_lines(publication_id=number, codes=[code])
    except queries.UnknownPractice as refusal:
        raise NoSuchLine(str(refusal)) from refusal
    if not own:
        raise NoSuchLine(f"{file.file_name} has nothing about {code}.")
    columns = queries.columns_of(number, figure)
    per = per if figure and per in PATIENTS else ""
    marked = _marked(file, own, figure, line) if columns else []
    over = queries.columns_of(number, per) if per else frozenset()
    shown = [_line(one, (columns | over) if one in marked else frozenset()) for one in own]
    full = _in_full(shown)
    place = queries.organisation(own[0].code)
    return OneSource(
        file=published(file),
        code=own[0].code,
        name=named(place.name) if place else own[0].code,
        said=_said(file, own[0].code, marked, columns, figure, per),
        line=full,
        others=tuple(one for one in shown if one is not full),
        headless=not any(file.headings),
    )


def _marked(file: Any, own: Sequence[OwnLine], figure: str, line: int | None) -> list[OwnLine]:
    """The lines that the figure is read from: one, or all the ages that a list is the sum of."""
    if figure == "list_size" and "age" in file.fields:
        return _counted(own)
    return [one for one in own if line == one.line or (line is None and len(own) == 1)]


def _counted(own: Sequence[OwnLine]) -> list[OwnLine]:
    """Of lines by sex and age those that are counted: that of all ages where there is one, else every age;
    that of both sexes where there is one, else of either."""

    def of(one: OwnLine, field: str) -> str:
        return next((cell.value.strip().upper() for cell in one.cells if cell.field == field), "ALL")

    sexes = {of(one, "sex") for one in own}
    counted: list[OwnLine] = []
    for sex in ["ALL"] if "ALL" in sexes else sorted(sexes):
        here = [one for one in own if of(one, "sex") == sex]
        counted += [one for one in here if of(one, "age") == "ALL"] or here
    return counted


def _line(one: OwnLine, marked: frozenset[int]) -> Line:
    return Line(
        one.line,
        tuple(Column(_heading(cell), cell.value.strip(), cell.place in marked) for cell in one.cells),
    )


def _heading(cell: OwnCell) -> str:
    """The file's own; of a column without one its number, and what is read from it."""
    if cell.heading:
        return cell.heading
    read = f": {cell.field.replace('_', ' ')}" if cell.field else ""
    return f"Column {cell.place}{read}"


def _in_full(shown: Sequence[Line]) -> Line | None:
    """The line shown column by column: the marked one, or the only one."""
    marked = [one for one in shown if one.marked]
    if len(marked) == 1:
        return marked[0]
    return shown[0] if len(shown) == 1 else None


def _said(
    file: Any, code: str, marked: Sequence[OwnLine], columns: frozenset[int], figure: str, per: str
) -> str:
    """The figure that one came from, worked out from what is marked; empty where nothing is."""
    if not marked:
        return ""
    if file.dataset == "payments":
        return _paid(marked[0], columns, figure, per)
    return "" if file.superseded else _measured(file, code, marked, figure)


def _paid(line: OwnLine, columns: frozenset[int], figure: str, per: str) -> str:
    """Such as "£9,572,211.23 over 63,736.73 weighted patients is £150.18 for each"."""
    if figure in PATIENTS:
        patients = _number(line, figure)
        return f"{patients:,}" if patients is not None else ""
    amounts = [values.pence(cell.value) or 0 for cell in line.cells if cell.place in columns]
    total = pounds(sum(amounts))
    said = f"the {len(amounts)} columns marked add up to {total}" if len(amounts) > 1 else total
    patients = _number(line, per) if per else None
    if not patients:
        return said
    shared = rate(rates.per(sum(amounts), patients))
    return f"{said}; over {patients:,} {per} patients that is {shared} for each"


def _number(line: OwnLine, field: str) -> Decimal | None:
    return next((values.number(cell.value) for cell in line.cells if cell.field == field), None)


def _measured(file: Any, code: str, marked: Sequence[OwnLine], figure: str) -> str:
    numbers = {one.line for one in marked}
    year = None if file.year is None else FinancialYear(file.year)
    for measure in queries.look_up(codes=[code], year=year).measures:
        for one in measure.years:
            for part in one.parts:
                source = part.source
                if measure.key == figure and source.publication_id == file.id and source.line in numbers:
                    return _worked_out(measure, one.year, part, measures.said(measure, one) or "")
    return ""


def _worked_out(measure: Measure, year: str, part: Part, said: str) -> str:
    if measure.joined is Joined.SHARED and part.value is not None and part.over is not None:
        said = f"{part.value:,.2f} over {part.over:,} patients is {said} for {measure.times:,}"
    return f"{measures.name(measure)}, {year}: {said}"
