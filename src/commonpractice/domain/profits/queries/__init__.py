"""Ask what surgeries made, how it is shared, and what the centre's charges go by."""

from commonpractice.domain.profits.queries.agreements import agreements
from commonpractice.domain.profits.queries.drivers import drivers, members
from commonpractice.domain.profits.queries.posted import posted_before
from commonpractice.domain.profits.queries.results import month_results
from commonpractice.domain.profits.queries.signing import seal, signed

__all__ = [
    "agreements",
    "drivers",
    "first_charged",
    "members",
    "month_results",
    "posted_before",
    "seal",
    "signed",
]
