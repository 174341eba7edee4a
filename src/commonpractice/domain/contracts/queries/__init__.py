"""Ask what surgeries' contracts are worth, and what of it was posted and paid."""

from commonpractice.domain.contracts.queries.claims import claims_not_told
from commonpractice.domain.contracts.queries.contracted import agreed, contracted
from commonpractice.domain.contracts.queries.differences import (
    OpenDifference,
    SurgerySides,
    differences,
    settled_sides,
    worst_first,
)
from commonpractice.domain.contracts.queries.due import ToPost, first_month, month_rates, reckoned, to_post
from commonpractice.domain.contracts.queries.qof import QofOfYear, qof_of_year
from commonpractice.domain.contracts.queries.raised import (
    NoSuchQuery,
    open_queries,
    query,
    raised,
    standing,
)
from commonpractice.domain.contracts.queries.sides import posted, three_sides
from commonpractice.domain.contracts.queries.worth import (
    Declared,
    ForecastPart,
    ForecastTotal,
    best_next,
    declared,
    forecast_parts,
    forecast_paying,
    forecast_totals,
    latest_year,
)

__all__ = [
    "Declared",
    "ForecastPart",
    "ForecastTotal",
    "NoSuchQuery",
    "OpenDifference",
    "QofOfYear",
    "SurgerySides",
    "ToPost",
    "agreed",
    "best_next",
    "claims_not_told",
    "contracted",
    "declared",
    "differences",
    "first_month",
    "forecast_parts",
    "forecast_paying",
    "forecast_totals",
    "latest_year",
    "month_rates",
    "open_queries",
    "posted",
    "qof_of_year",
    "query",
    "raised",
    "reckoned",
    "settled_sides",
    "standing",
    "three_sides",
    "to_post",
    "worst_first",
]
