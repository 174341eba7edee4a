"""Published payments: line by line, and as a year of one practice or several together."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from commonpractice.domain.published.facts.comparisons import ALONE, Beside, PeerGroupFact
from commonpractice.domain.published.facts.sources import Source
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import FinancialYear
from commonpractice.foundations.worded import Worded


class LineRole(Worded):
    """What a published money column is to the total of its publication."""

    INCOME = "income", "counted in the total"
    OUTSIDE = "outside", "paid, but published outside the total"
    DEDUCTION = "deduction", "taken off before payment"
    TOTAL = "total", "a sum of others"


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
    beside_weighted: Beside = ALONE
    beside_registered: Beside = ALONE
    lines: tuple["IncomeFigure", ...] = ()
    source: Source | None = None
    order: int = 0


@dataclass(frozen=True)
class IncomeYear:
    """A year's payments. `missing` are codes asked for that the year's file does not have; `sources` are the
    lines of those that it has, in the order of `codes`."""

    year: FinancialYear
    codes: tuple[str, ...]
    sources: tuple[Source, ...]
    missing: tuple[str, ...]
    registered: Decimal | None
    weighted: Decimal | None
    total: IncomeFigure
    deductions: IncomeFigure | None
    net: Pence | None
    groups: tuple[IncomeFigure, ...]
    outside: tuple[IncomeFigure, ...]
    peers: PeerGroupFact | None


@dataclass(frozen=True)
class IncomeRow:
    """A figure over the years, None in those that do not have it. `depth` is 1 for a line of a group."""

    key: str
    words: str
    role: LineRole
    depth: int
    figures: tuple[IncomeFigure | None, ...]
