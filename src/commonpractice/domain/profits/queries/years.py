"""Which financial years are final, by surgery."""

from collections.abc import Sequence

from commonpractice.domain.partnership.facts import PartnershipSummary, Scope
from commonpractice.domain.partnership.rules.reach import check_covers
from commonpractice.domain.profits import models
from commonpractice.foundations.months import FinancialYear


def final_years(
    *, scope: Scope, of: PartnershipSummary, surgeries: Sequence[int]
) -> dict[int, tuple[FinancialYear, ...]]:
    """By surgery, the years of which the final shares were posted, in order. Raises OutOfScope."""
    check_covers(scope, surgeries)
    found: dict[int, tuple[FinancialYear, ...]] = dict.fromkeys(surgeries, ())
    rows = models.YearClosing.objects.filter(surgery_id__in=list(surgeries)).order_by("year")
    for surgery, year in rows.values_list("surgery_id", "year"):
        found[surgery] = (*found[surgery], FinancialYear(year, of.year_starts))
    return found
