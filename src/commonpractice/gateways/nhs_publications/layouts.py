"""The shapes of published files, as rulebook/published/ describes them."""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from commonpractice.foundations import rulebook_files
from commonpractice.foundations.months import FinancialYear
from commonpractice.gateways.nhs_publications.headings import Wanted


@dataclass(frozen=True)
class Column:
    """One field of a layout: what it is called, what it holds, whether a file can do without it."""

    field: str
    wanted: Wanted
    kind: str = "text"
    required: bool = False
    may_be_missing: bool = False
    contains: str = ""


@dataclass(frozen=True)
class Headless:
    """How a file without headings is known: by its width and by the shape of some cells."""

    widths: tuple[int, ...]
    shapes: dict[int, str]
    fields: dict[str, int]


@dataclass(frozen=True)
class Layout:
    """One shape of one dataset."""

    dataset: str
    name: str
    title: str
    year: str
    row_limit: int
    usual_rows: int
    columns: tuple[Column, ...]
    one_a: tuple[str, ...]
    first_year: FinancialYear | None = None
    dated: bool = False
    row_year: str = "calendar"
    only: dict[str, tuple[str, ...]] = field(default_factory=dict)
    national_area: str = ""
    part: str = ""
    notes_allowed: bool = False
    headless: Headless | None = None

    @property
    def required(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.required)


@dataclass(frozen=True)
class Elsewhere:
    """A published file that is known and not loaded, and why."""

    title: str
    wanted: tuple[Wanted, ...]
    without: tuple[Wanted, ...]
    because: str


def rulebook(name: str) -> dict[str, Any]:
    """One file of rulebook/published/."""
    return rulebook_files.toml(f"published/{name}")


@cache
def layouts() -> tuple[Layout, ...]:
    """Every layout that is loaded, payments first."""
    lines = rulebook("payment_lines.toml")
    about = lines["publication"]
    total = next(total for total in lines["total"] if total.get("required"))
    columns = _columns(lines["columns"])
    columns += (Column("total", Wanted(total["headings"]), "money", required=True),)
    payments = Layout(
        dataset=about["dataset"],
        name="practice_lines",
        title=about["title"],
        year="name",
        row_limit=about["row_limit"],
        usual_rows=about["usual_rows"],
        columns=columns,
        one_a=("code",),
        first_year=FinancialYear.parse(about["first_year"]),
    )
    return (payments, *(_layout(one) for one in rulebook("layouts.toml")["layout"]))


@cache
def elsewhere() -> tuple[Elsewhere, ...]:
    return tuple(
        Elsewhere(
            one["title"],
            tuple(Wanted([heading]) for heading in one["headings"]),
            tuple(Wanted([heading]) for heading in one.get("without", [])),
            one["because"],
        )
        for one in rulebook("layouts.toml")["elsewhere"]
    )


@cache
def qof_maximum() -> dict[int, int]:
    """The points that a practice could score, by the year in which the financial year begins."""
    return {int(begins): points for begins, points in rulebook("layouts.toml")["qof_maximum"].items()}


def _layout(one: dict[str, Any]) -> Layout:
    headless = one.get("headless")
    return Layout(
        dataset=one["dataset"],
        name=one["layout"],
        title=one["title"],
        year=one["year"],
        row_limit=one["row_limit"],
        usual_rows=one["usual_rows"],
        columns=_columns(one["columns"]),
        one_a=tuple(one["one_a"]),
        first_year=FinancialYear.parse(one["first_year"]) if "first_year" in one else None,
        dated=one.get("dated", one["year"] == "date"),
        row_year=one.get("row_year", "calendar"),
        only={
            field: (values,) if isinstance(values, str) else tuple(values)
            for field, values in one.get("only", {}).items()
        },
        national_area=one.get("national_area", ""),
        part=one.get("part", ""),
        notes_allowed=one.get("notes_allowed", False),
        headless=headless
        and Headless(
            tuple(headless["widths"]),
            {int(place): shape for place, shape in headless["shapes"].items()},
            headless["fields"],
        ),
    )


def _columns(columns: dict[str, Any]) -> tuple[Column, ...]:
    return tuple(
        Column(
            field,
            Wanted(about["headings"]),
            about.get("kind", "text"),
            about.get("required", False),
            about.get("missing", False),
            about.get("contains", ""),
        )
        for field, about in columns.items()
    )
