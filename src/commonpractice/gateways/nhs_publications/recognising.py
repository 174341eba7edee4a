"""What a table is, by its headings: which layout, where its headings end, which column holds which field."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from commonpractice.gateways.nhs_publications import layouts, values
from commonpractice.gateways.nhs_publications.headings import Headings
from commonpractice.gateways.nhs_publications.layouts import Elsewhere, Layout
from commonpractice.gateways.nhs_publications.tables import Line, Table

HEADING_ROWS = 3  # a workbook saved as CSV may have headings over several rows
FEWEST_HEADINGS = 2


class NotRecognised(ValueError):
    """A table that is none of the published files known, with what it comes nearest to."""


@dataclass(frozen=True)
class Recognised:
    """A table and how to read it. `ends` is the line of its last heading row, nil where it has none."""

    table: Table
    layout: Layout
    headings: tuple[str, ...]
    places: dict[str, int]
    ends: int


@dataclass(frozen=True)
class _Candidate:
    """Heading rows of a table, as each layout sees them."""

    table: Table
    line: int
    headings: tuple[str, ...]
    known: Headings


def recognise(tables: Sequence[Table]) -> Recognised:
    """The best reading of any table of a file. Raises NotRecognised."""
    tried: list[_Candidate] = []
    for candidates in (_single_rows, _several_rows):
        found = [candidate for table in tables for candidate in candidates(table)]
        for candidate in found:
            if known := _elsewhere(candidate):
                raise NotRecognised(f"it is {known.title}, which is not loaded. {known.because}")
        if best := _best(found):
            return best
        tried += found
    for table in tables:
        if headless := _headless(table):
            return headless
    raise NotRecognised(_why(tables, tried))


def _best(candidates: Sequence[_Candidate]) -> Recognised | None:
    """The layout with most required columns, then most columns, that has all it requires."""
    best: tuple[int, int, int] = (0, 0, 0)
    found: Recognised | None = None
    for candidate in candidates:
        for order, layout in enumerate(layouts.layouts()):
            places = _places(layout, candidate)
            if all(column.field in places for column in layout.required):
                worth = (len(layout.required), len(places), -order)
                if found is None or worth > best:
                    best = worth
                    found = Recognised(candidate.table, layout, candidate.headings, places, candidate.line)
    return found


def _elsewhere(candidate: _Candidate) -> Elsewhere | None:
    for known in layouts.elsewhere():
        if all(wanted.find(candidate.known) is not None for wanted in known.wanted) and not any(
            wanted.find(candidate.known) is not None for wanted in known.without
        ):
            return known
    return None


def _single_rows(table: Table) -> Iterator[_Candidate]:
    """Each early row as the row of headings."""
    for last, (_, cells) in enumerate(table.beginning):
        if sum(bool(cell.strip()) for cell in cells) >= FEWEST_HEADINGS:
            own = _trimmed(cells)
            yield _Candidate(table, _end_line(table.beginning, last), tuple(own), Headings(own))


def _several_rows(table: Table) -> Iterator[_Candidate]:
    """Early rows together with the one or two above, as in a workbook whose headings have headings."""
    rows = table.beginning
    for last, (_, cells) in enumerate(rows):
        if sum(bool(cell.strip()) for cell in cells) < FEWEST_HEADINGS:
            continue
        own = _trimmed(cells)
        above = [""] * len(own)
        for depth in range(1, min(HEADING_ROWS, last + 1)):
            upper = _filled_forward(rows[last - depth][1], len(own))
            above = [f"{one} {other}".strip() for one, other in zip(upper, above, strict=True)]
            joined = tuple(f"{one} {other}".strip() for one, other in zip(above, own, strict=True))
            # either heading may be the one that is known
            for said in (joined, tuple(cell or over for cell, over in zip(own, above, strict=True))):
                yield _Candidate(table, _end_line(rows, last), joined, Headings(said))


def _end_line(rows: Sequence[Line], last: int) -> int:
    """The last line of a heading row, which may span several."""
    return rows[last + 1][0] - 1 if last + 1 < len(rows) else rows[last][0]


def _trimmed(cells: Sequence[str]) -> list[str]:
    """Cells less the blank ones at the end."""
    kept = list(cells)
    while kept and not kept[-1].strip():
        kept.pop()
    return kept


def _filled_forward(cells: Sequence[str], width: int) -> list[str]:
    """A heading over several columns stands in the first of them only."""
    filled, last = [], ""
    for place in range(width):
        cell = cells[place].strip() if place < len(cells) else ""
        last = cell or last
        filled.append(last)
    return filled


def _places(layout: Layout, candidate: _Candidate) -> dict[str, int]:
    places: dict[str, int] = {}
    for column in layout.columns:
        place = column.wanted.find(candidate.known)
        if place is not None and _contains(column.contains, candidate, place):
            places[column.field] = place
    return places


def _contains(wanted: str, candidate: _Candidate, place: int) -> bool:
    """Whether the first row below the headings has a word that tells this file from its like."""
    if not wanted:
        return True
    below = [cells for line, cells in candidate.table.beginning if line > candidate.line]
    return bool(below) and place < len(below[0]) and wanted in below[0][place]


def _headless(table: Table) -> Recognised | None:
    for layout in layouts.layouts():
        known = layout.headless
        if known is None or not table.beginning:
            continue
        cells = table.beginning[0][1]
        if len(cells) in known.widths and all(
            re.fullmatch(shape, cells[place].strip()) for place, shape in known.shapes.items()
        ):
            names = {place: field for field, place in known.fields.items()}
            headings = tuple(names.get(place, f"field {place + 1}") for place in range(len(cells)))
            return Recognised(table, layout, headings, dict(known.fields), 0)
    return None


def _why(tables: Sequence[Table], candidates: Sequence[_Candidate]) -> str:
    nearest: tuple[float, Layout, list[str]] | None = None
    for candidate in candidates:
        for layout in layouts.layouts():
            places = _places(layout, candidate)
            missing = [column.wanted.first for column in layout.required if column.field not in places]
            share = 1 - len(missing) / len(layout.required)
            if nearest is None or share > nearest[0]:
                nearest = (share, layout, missing)
    if nearest and nearest[0] >= 0.5:
        _, layout, missing = nearest
        names = " and ".join(f"“{name}”" for name in missing)
        return (
            f"it looks most like {layout.dataset} (“{layout.title}”), but has no column headed {names}. "
            "Download the practice-level file again, or mend its headings."
        )
    known = ", ".join(dict.fromkeys(layout.dataset for layout in layouts.layouts()))
    first = next((cells for table in tables for _, cells in table.beginning if any(cells)), [])
    shown = values.shown(", ".join(cell.strip() for cell in first[:4] if cell.strip()))
    return (
        f"it is none of the published files that can be read ({known}). Its first line begins “{shown}”. "
        "Look whether it is the file that you meant."
    )
