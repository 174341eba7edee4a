"""Which deadlines come soon, and which usual claims nobody has told yet."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from statistics import median_low

from commonpractice.domain.contracts.facts.deadlines import Deadline, DueOn, UsualClaim
from commonpractice.foundations.months import FinancialYear, Month

MONTHS_BEFORE = 3
"""An item that was claimed in each of so many months is expected in the next."""


def coming(deadlines: Iterable[Deadline], on: date, *, within: int) -> list[DueOn]:
    """Those due from a day until so many days later, the next first."""
    found: list[DueOn] = []
    for each in deadlines:
        for year in (on.year, on.year + 1):
            month = Month(year, each.month)
            due = month.last if each.day is None else month.first.replace(day=each.day)
            if on <= due <= on + timedelta(days=within):
                named = each.words.format(year=FinancialYear.of(month) + each.of)
                found.append(DueOn(named, due, each.trust, each.source))
    return sorted(found, key=lambda each: each.on)


def usual_claims(claimed: Mapping[tuple[str, Month], int], month: Month) -> list[UsualClaim]:
    """Items claimed in each of the months before and not in this one, by item.

    `claimed` is how many by item and month; a claim of none was told, and is not missing.
    """
    before = [month - number for number in range(1, MONTHS_BEFORE + 1)]
    counts: dict[str, dict[Month, int]] = defaultdict(dict)
    for (item, of), count in claimed.items():
        counts[item][of] = counts[item].get(of, 0) + count
    return [
        UsualClaim(item, month, median_low(found[one] for one in before))
        for item, found in sorted(counts.items())
        if month not in found and all(found.get(one) for one in before)
    ]
