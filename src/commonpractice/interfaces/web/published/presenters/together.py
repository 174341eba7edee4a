"""Several practices side by side, a row each, sorted by any column."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from commonpractice.domain.published.facts import LookUp, PracticeFact, Source
from commonpractice.foundations.months import FinancialYear
from commonpractice.interfaces.web.published.presenters.addresses import (
    REGISTERED,
    TOTAL,
    WEIGHTED,
    Lines,
    of_line,
)
from commonpractice.interfaces.web.published.presenters.naming import named
from commonpractice.interfaces.web.published.presenters.tables import Cell, Write, decimals, rate, whole
from commonpractice.interfaces.web.published.presenters.who import OPEN, status_of

RANKS = ("inadequate", "requires improvement", "good", "outstanding")

Key = Callable[[PracticeFact], "Decimal | int | str | None"]
SORTS: dict[str, Key] = {
    "name": lambda one: one.name.casefold(),
    "list": lambda one: one.registered,
    "per-weighted": lambda one: one.per_weighted,
    "qof": lambda one: one.qof_percentage,
    "cqc": lambda one: RANKS.index(one.rating.lower()) if one.rating.lower() in RANKS else None,
    "gps": lambda one: one.gps_per_10000,
    "deprivation": lambda one: one.deprivation,
}


@dataclass(frozen=True)
class PracticeRow:
    """`status` is empty where the practice is open."""

    code: str
    name: str
    status: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class SideBySide:
    """The practices by the column asked for ("list" or "-list"), and all of them together.

    `year` is that of the payments of all together; `without` are practices that its file does not have,
    whose own payments are of an earlier year or none.
    """

    sort: str
    rows: tuple[PracticeRow, ...]
    all: tuple[Cell, ...]
    year: FinancialYear | None
    without: tuple[str, ...]


def side_by_side(found: LookUp, lines: Lines, sort: str) -> SideBySide:
    """An unknown sort is by name; whoever has no figure comes last, whichever way the others are sorted."""
    sort = sort if sort.removeprefix("-") in SORTS else "name"
    key, down = SORTS[sort.removeprefix("-")], sort.startswith("-")
    by_name = sorted(found.practices, key=SORTS["name"])
    known = [one for one in by_name if key(one) is not None]
    known.sort(key=key, reverse=down)
    ordered = known + [one for one in by_name if key(one) is None]
    latest = found.income[-1] if found.income else None
    return SideBySide(
        sort=sort,
        rows=tuple(_row(one) for one in ordered),
        all=_all(found, lines),
        year=latest.year if latest else None,
        without=latest.missing if latest else (),
    )


def _row(one: PracticeFact) -> PracticeRow:
    """A practice's own figures, each with the way to its line."""
    where = one.sources

    def cell(text: str | None, source: Source | None, figure: str, per: str = "") -> Cell:
        return Cell(text, of_line(source, one.code, figure, per=per) if source and text else None)

    cells = (
        cell(whole(one.registered), where.payments, REGISTERED),
        cell(rate(one.per_weighted), where.payments, TOTAL, WEIGHTED),
        cell(decimals(1)(one.qof_percentage), where.qof_percentage, "qof_percentage"),
        cell(decimals(2)(one.gps_per_10000), where.gps_per_10000, "gps_per_10000"),
        cell(decimals(1)(one.deprivation), where.deprivation, "deprivation"),
        cell(one.rating or None, where.rating, "cqc"),
    )
    status = status_of(one)
    return PracticeRow(one.code, named(one.name), "" if status in OPEN else status, cells)


def _all(found: LookUp, lines: Lines) -> tuple[Cell, ...]:
    """All together, each figure with the way to the lines that it is made of."""
    by_key = {measure.key: measure for measure in found.measures if measure.years}
    year = found.income[-1] if found.income else None

    def measured(key: str, write: Write) -> Cell:
        if key not in by_key:
            return Cell(None)
        one = by_key[key].years[-1]
        text = one.words if key == "cqc" else write(one.value)
        return Cell(text, lines.measured(by_key[key], one))

    return (
        Cell(whole(year.registered), lines.paid(year, REGISTERED)) if year else Cell(None),
        Cell(rate(year.total.per_weighted), lines.paid(year, TOTAL, per=WEIGHTED)) if year else Cell(None),
        measured("qof_percentage", decimals(1)),
        measured("gps_per_10000", decimals(2)),
        measured("deprivation", decimals(1)),
        measured("cqc", decimals(0)),
    )
