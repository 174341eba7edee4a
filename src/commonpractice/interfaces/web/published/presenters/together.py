"""Several practices side by side, a row each, sorted by any column."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from commonpractice.domain.published.facts import LookUp, PracticeFact
from commonpractice.foundations.months import FinancialYear
from commonpractice.interfaces.web.published.presenters.naming import named
from commonpractice.interfaces.web.published.presenters.tables import Cell, decimals, rate, whole

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
    code: str
    name: str
    closed: bool
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


def side_by_side(found: LookUp, sort: str) -> SideBySide:
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
        all=_all(found),
        year=latest.year if latest else None,
        without=latest.missing if latest else (),
    )


def _row(one: PracticeFact) -> PracticeRow:
    cells = (
        whole(one.registered),
        rate(one.per_weighted),
        decimals(1)(one.qof_percentage),
        decimals(2)(one.gps_per_10000),
        decimals(1)(one.deprivation),
        one.rating or None,
    )
    return PracticeRow(one.code, named(one.name), one.closed is not None, tuple(map(Cell, cells)))


def _all(found: LookUp) -> tuple[Cell, ...]:
    latest = {measure.key: measure.years[-1] for measure in found.measures if measure.years}
    year = found.income[-1] if found.income else None

    def value(key: str) -> Decimal | None:
        return latest[key].value if key in latest else None

    cells = (
        whole(year.registered) if year else None,
        rate(year.total.per_weighted) if year else None,
        decimals(1)(value("qof_percentage")),
        decimals(2)(value("gps_per_10000")),
        decimals(1)(value("deprivation")),
        latest["cqc"].words if "cqc" in latest else None,
    )
    return tuple(map(Cell, cells))
