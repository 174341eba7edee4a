"""One measure of care over all practices of England in one published year, and a practice's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from commonpractice.domain.published.facts.sources import Source
from commonpractice.foundations.months import FinancialYear

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class PartOfPatients:
    """So many of so many patients, as published."""

    patients: int
    of: int

    @property
    def percent(self) -> Decimal | None:
        """In a hundred; None where there was nobody."""
        return HUNDRED * self.patients / self.of if self.of else None


@dataclass(frozen=True)
class National:
    """A register or an indicator (`code`) in England in a year.

    `list_type` says of which patients as the publisher writes it: TOTAL, 17OV, or "" for an indicator's.
    `deciles` are the nine percentages between tenths of the practices, least first. Those are the
    `practices` with `smallest` patients or more, on the list or concerned by the indicator. `everybody`
    counts all practices.
    """

    code: str
    year: FinancialYear
    list_type: str
    everybody: PartOfPatients
    practices: int
    deciles: tuple[Decimal, ...]
    smallest: int
    publication_id: int
    file_name: str

    def tenth(self, percent: Decimal) -> int | None:
        """In which tenth of the practices a percentage would lie, 1 the least; None without deciles."""
        return 1 + sum(cut < percent for cut in self.deciles) if self.deciles else None


@dataclass(frozen=True)
class OwnPublished:
    """What was published of one practice: by the code of the register or indicator."""

    practice: str
    parts: Mapping[str, PartOfPatients]
    sources: Mapping[str, Source]
