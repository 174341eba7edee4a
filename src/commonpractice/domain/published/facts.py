"""The nouns of the published room: what the NHS has published about a practice, and beside what it is seen.

Money is whole pence. A rate (pence per patient, GPs per 10,000) is a Decimal: a statistic, never posted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import FinancialYear
from commonpractice.foundations.worded import Worded


class LineRole(Worded):
    """What a published money column is to the total of its publication."""

    INCOME = "income", "counted in the total"
    OUTSIDE = "outside", "paid, but published outside the total"
    DEDUCTION = "deduction", "taken off before payment"
    TOTAL = "total", "a sum of others"


class Basis(Worded):
    """What a figure is shared over."""

    WEIGHTED = "weighted", "per weighted patient"
    REGISTERED = "registered", "per registered patient"
    NOTHING = "", ""


@dataclass(frozen=True)
class ImportReport:
    """What an import did. Figures that a dataset does not have are None.

    `unchanged`: the very file was here already. `superseded`: names of the files whose place it took.
    """

    file_name: str
    dataset: str
    layout: str
    year: FinancialYear | None
    rows: int
    practices: int
    registered: Decimal | None
    total: Pence | None
    publication_id: int
    unchanged: bool = False
    superseded: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """Where a published figure stands: a line and a column of a file."""

    publication_id: int
    file_name: str
    sha256: str
    line: int
    heading: str = ""

    def __str__(self) -> str:
        if not self.heading:
            return f"line {self.line} of {self.file_name}"
        return f"line {self.line}, column “{self.heading}” of {self.file_name}"


@dataclass(frozen=True)
class PaymentLine:
    """One published amount of one practice.

    `key` is stable from year to year (rulebook/published/payment_lines.toml); `heading` is the file's own.
    Deductions are negative, as published. `opened` and `closed` are the practice's days as its file has them.
    """

    code: str
    year: FinancialYear
    key: str
    words: str
    group: str
    role: LineRole
    heading: str
    place: int
    pence: Pence
    line: int
    publication_id: int
    sha256: str
    file_name: str
    opened: date | None
    closed: date | None

    @property
    def source(self) -> Source:
        return Source(self.publication_id, self.file_name, self.sha256, self.line, self.heading)


@dataclass(frozen=True)
class NetworkPlace:
    """A practice's place in a primary care network; `left` None where it is there still."""

    code: str
    name: str
    joined: date | None = None
    left: date | None = None


@dataclass(frozen=True)
class OrganisationFact:
    """A practice or branch as the Organisation Data Service knows it, or as its payments name it.

    `status` is ODS's letter: A active, C closed, D dormant, P proposed; empty where ODS's file is not here.
    """

    code: str
    name: str
    kind: str
    address: str
    postcode: str
    status: str
    opened: date | None
    closed: date | None
    parent: str
    networks: tuple[NetworkPlace, ...]
    source: Source

    @property
    def is_active(self) -> bool:
        return self.status == "A" or (not self.status and self.closed is None)


@dataclass(frozen=True)
class Found:
    """A practice that a search found."""

    code: str
    name: str
    postcode: str
    kind: str
    status: str


@dataclass(frozen=True)
class Spread:
    """The quartiles of a figure over several practices."""

    practices: int
    lower: Decimal
    median: Decimal
    upper: Decimal


@dataclass(frozen=True)
class PeerGroupFact:
    """Practices compared with one another. An empty contract or dispensing status means any.

    `smallest` and `largest` are the lists of those counted; a band reaches up to where the next begins.
    """

    number: int
    contract: str
    dispensing: str
    smallest: Decimal
    largest: Decimal
    practices: int

    @property
    def words(self) -> str:
        """As "374 GMS practices that do not dispense, with 7,020 to 8,118 patients"."""
        kind = f"{self.contract} practices" if self.contract else "practices"
        dispense = {"YES": " that dispense", "NO": " that do not dispense"}.get(self.dispensing, "")
        return (
            f"{self.practices:,} {kind}{dispense}, with {self.smallest:,.0f} to {self.largest:,.0f} patients"
        )


@dataclass(frozen=True)
class SummaryFact:
    """A figure over many practices: all England where `peer_group` is None."""

    key: str
    basis: Basis
    peer_group: int | None
    practices: int
    total: Decimal | None
    value: Decimal | None
    spread: Spread | None


@dataclass(frozen=True)
class Beside:
    """What a figure is seen beside: England as a whole, England's practices, and peers of the same size.

    For several practices together the peers' quartiles are what the practices would have if each were at
    that quartile of its own peers.
    """

    national: Decimal | None = None
    practices: Spread | None = None
    peers: Spread | None = None


@dataclass(frozen=True)
class IncomeFigure:
    """A line, a group of lines or a total of a year's payments, of one practice or several together.

    Rates are pence per patient; None where there are no patients to share over. `order` is its place among
    its like, as the rulebook lists them.
    """

    key: str
    words: str
    role: LineRole
    pence: Pence | None
    per_weighted: Decimal | None
    per_registered: Decimal | None
    beside_weighted: Beside = Beside()
    beside_registered: Beside = Beside()
    lines: tuple["IncomeFigure", ...] = ()
    source: Source | None = None
    order: int = 0


@dataclass(frozen=True)
class IncomeYear:
    """A year's payments. `missing` are codes asked for that the year's file does not have."""

    year: FinancialYear
    codes: tuple[str, ...]
    missing: tuple[str, ...]
    registered: Decimal | None
    weighted: Decimal | None
    total: IncomeFigure
    deductions: IncomeFigure | None
    net: Pence | None
    groups: tuple[IncomeFigure, ...]
    outside: tuple[IncomeFigure, ...]
    peers: PeerGroupFact | None
    file_name: str


@dataclass(frozen=True)
class MeasureYear:
    """A measure in one year. `words` stand for a value that is no number (a CQC rating)."""

    year: str
    value: Decimal | None
    words: str = ""
    beside: Beside = Beside()
    source: Source | None = None


@dataclass(frozen=True)
class Measure:
    """Something measured over the years: list size, QOF, CQC, GPs per 10,000 patients, deprivation."""

    key: str
    words: str
    unit: str
    years: tuple[MeasureYear, ...] = ()


@dataclass(frozen=True)
class PracticeFact:
    """Who a practice is, from the latest file that has it, and its headline figures of the latest year."""

    code: str
    name: str
    address: str
    postcode: str
    contract: str
    dispensing: str
    icb: str
    pcn: str
    opened: date | None
    closed: date | None
    registered: Decimal | None
    weighted: Decimal | None
    total: Pence | None
    per_weighted: Decimal | None
    qof_percentage: Decimal | None
    rating: str
    gps_per_10000: Decimal | None
    deprivation: Decimal | None
    peers: PeerGroupFact | None
    notes: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class IncomeRow:
    """A figure over the years, None in those that do not have it. `depth` is 1 for a line of a group."""

    key: str
    words: str
    role: LineRole
    depth: int
    figures: tuple[IncomeFigure | None, ...]


@dataclass(frozen=True)
class LookUp:
    """Everything published about a practice, or about several together. `income` is oldest first."""

    practices: tuple[PracticeFact, ...]
    income: tuple[IncomeYear, ...]
    measures: tuple[Measure, ...]

    @property
    def income_rows(self) -> tuple[IncomeRow, ...]:
        """The years side by side: groups with their lines, the total, deductions, and what is outside the
        total. A group of one line stands for it."""
        rows: list[IncomeRow] = []
        for group in _side_by_side([one.groups for one in self.income], 0):
            rows += [group, *_lines_of(group)]
        rows += _side_by_side([(one.total,) for one in self.income], 0)
        rows += _side_by_side([(one.deductions,) if one.deductions else () for one in self.income], 0)
        for group in _side_by_side([one.outside for one in self.income], 0):
            rows += [group, *_lines_of(group)]
        return tuple(rows)


def _side_by_side(years: Sequence[tuple[IncomeFigure, ...]], depth: int) -> list[IncomeRow]:
    by_year = [{figure.key: figure for figure in figures} for figures in years]
    first: dict[str, IncomeFigure] = {}
    for figures in by_year:
        for key, figure in figures.items():
            first.setdefault(key, figure)
    return [
        IncomeRow(one.key, one.words, one.role, depth, tuple(year.get(one.key) for year in by_year))
        for one in sorted(first.values(), key=lambda figure: figure.order)
    ]


def _lines_of(group: IncomeRow) -> list[IncomeRow]:
    lines = _side_by_side([figure.lines if figure else () for figure in group.figures], 1)
    return lines if len(lines) > 1 else []
