"""Lines of income and of spending, each with one surgery's own rate or amount."""

from dataclasses import dataclass
from functools import cache

from commonpractice.demonstration.books import tables
from commonpractice.demonstration.books.tables import CostLine, IncomeLine
from commonpractice.demonstration.sampling import PARTS
from commonpractice.foundations.money import Pence

PENCE_OF_PARTS = PARTS // 100


@dataclass(frozen=True)
class Stream:
    """A line of income with this surgery's rate: ten-thousandths of a pound a patient in 2022/23."""

    line: IncomeLine
    rate: int

    def annual(self, registered: int, year: int) -> Pence:
        base = registered * self.rate * self.line.parts // (PENCE_OF_PARTS * tables.THOUSAND)
        return self.line.indexed(base, year)


@dataclass(frozen=True)
class Spending:
    """A line of spending with this surgery's amount: pence a year at the first prices."""

    line: CostLine
    amount: Pence

    def annual(self, year: int) -> Pence:
        return _raised(self, year)


@cache
def _raised(spending: Spending, year: int) -> Pence:
    return spending.line.raised(spending.amount, year)
