"""Change what is known of contracts, and post what they are worth."""

from commonpractice.domain.contracts.actions.checking import Checker
from commonpractice.domain.contracts.actions.declaring import CannotDeclare, TakenIn, take_in_declared
from commonpractice.domain.contracts.actions.forecasting import (
    CannotForecast,
    Forecasted,
    forecast_year,
    forecast_year_just_ended,
)
from commonpractice.domain.contracts.actions.income import PostedIncome, post_income
from commonpractice.domain.contracts.actions.querying import answer_query, raise_query
from commonpractice.domain.contracts.actions.telling import (
    tell_claims,
    tell_lists,
    tell_qof_counts,
    tell_qof_registers,
    tell_terms,
)
from commonpractice.domain.contracts.rules.querying import AlreadyQueried, CannotQuery
from commonpractice.domain.contracts.rules.telling import CannotTell

__all__ = [
    "AlreadyQueried",
    "CannotDeclare",
    "CannotForecast",
    "CannotQuery",
    "CannotTell",
    "Checker",
    "Forecasted",
    "PostedIncome",
    "TakenIn",
    "answer_query",
    "forecast_year",
    "forecast_year_just_ended",
    "post_income",
    "raise_query",
    "take_in_declared",
    "tell_claims",
    "tell_lists",
    "tell_qof_counts",
    "tell_qof_registers",
    "tell_terms",
]
