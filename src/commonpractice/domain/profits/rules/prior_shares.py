"""Sums a year that partners have before the balance of the profit is shared, by days of the financial
year."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from commonpractice.domain.contracts.facts import Step, Telling
from commonpractice.domain.partnership.facts import Basis, PartnerOverTime, PriorSum
from commonpractice.domain.profits.rules import days
from commonpractice.domain.profits.rules.pounds import in_pounds, whole_pence
from commonpractice.foundations.dated import Period
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import FinancialYear, Month

FIXED_SHARE = "Fixed share"


@dataclass(frozen=True)
class Prior:
    """What a partner has of one sum for some months, rounded, and the days and the sum that it is exactly
    of."""

    partner: int
    pence: Pence
    a_year: Pence
    effective: Period
    telling: Telling

    def exact(self, on: Period, year: FinancialYear) -> Fraction:
        """Exact pence, for the days that it is in force of some."""
        return _exact(self.a_year, self.effective, on, year)


def of_months(partner: PartnerOverTime, first: Month, last: Month, year: FinancialYear) -> Iterator[Prior]:
    """What a partner has for some months of a financial year, from the first to the last.

    Months are rounded so that those of a year add up to what is due for its days: each is what is due by its
    end, less what was due by its beginning, both to the penny.
    """
    whole = days.of_year(year)
    asked = Period(first.first, days.of_month(last).end)
    for row in _sums(partner):
        if not row.effective.overlaps(asked):
            continue
        by_the_end = whole_pence(_exact(row.a_year, row.effective, Period(whole.start, asked.end), year))
        before = 0
        if asked.start > whole.start:
            before = whole_pence(_exact(row.a_year, row.effective, Period(whole.start, asked.start), year))
        pence = by_the_end - before
        telling = partial(_steps, partner, row, pence, asked, whole)
        yield Prior(partner.id, pence, row.a_year, row.effective, telling)


def _steps(
    partner: PartnerOverTime, row: PriorSum, pence: Pence, asked: Period, year: Period
) -> tuple[Step, ...]:
    number = days.number([row.effective], asked)
    return (
        Step(f"{row.name}, a year", in_pounds(row.a_year), "£ a year", f"deed: {partner.name}"),
        Step("Days", Fraction(number), f"of {days.length(year)} in the year"),
        Step(row.name, in_pounds(pence), "£"),
    )


def _sums(partner: PartnerOverTime) -> Iterator[PriorSum]:
    for row in partner.shares:
        if row.basis is Basis.FIXED and row.a_year is not None:
            yield PriorSum(FIXED_SHARE, row.a_year, row.effective)
    yield from partner.prior_sums


def _exact(a_year: Pence, effective: Period, on: Period, year: FinancialYear) -> Fraction:
    return Fraction(a_year * days.number([effective], on), days.length(days.of_year(year)))
