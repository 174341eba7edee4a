"""Everything published about a practice, or about several together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from commonpractice.domain.published.facts.comparisons import PeerGroupFact
from commonpractice.domain.published.facts.income import IncomeFigure, IncomeRow, IncomeYear
from commonpractice.domain.published.facts.measures import Measure
from commonpractice.domain.published.facts.organisations import OrganisationFact
from commonpractice.domain.published.facts.sources import Source
from commonpractice.foundations.money import Pence


@dataclass(frozen=True)
class PracticeSources:
    """Where a practice's headline figures stand; None for those that it does not have."""

    payments: Source | None = None
    qof_percentage: Source | None = None
    rating: Source | None = None
    gps_per_10000: Source | None = None
    deprivation: Source | None = None


@dataclass(frozen=True)
class PracticeFact:
    """Who a practice is, from the latest file that has it, and its headline figures of the latest year.

    `place` is all that ODS's files, or failing those its payments, say of it.
    """

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
    place: OrganisationFact | None
    sources: PracticeSources
    notes: tuple[str, ...] = ()


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
