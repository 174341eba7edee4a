"""Change what is known of contracts, and post what they are worth."""

from commonpractice.domain.contracts.actions.income import PostedIncome, post_income
from commonpractice.domain.contracts.actions.telling import (
    CannotTell,
    tell_claims,
    tell_lists,
    tell_qof_counts,
    tell_qof_registers,
    tell_terms,
)

__all__ = [
    "CannotTell",
    "PostedIncome",
    "post_income",
    "tell_claims",
    "tell_lists",
    "tell_qof_counts",
    "tell_qof_registers",
    "tell_terms",
]
