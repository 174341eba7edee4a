"""Ask what surgeries' contracts are worth, and what of it was posted and paid."""

from commonpractice.domain.contracts.queries.contracted import contracted
from commonpractice.domain.contracts.queries.due import ToPost, first_month, month_rates, reckoned, to_post
from commonpractice.domain.contracts.queries.sides import posted, three_sides

__all__ = [
    "ToPost",
    "contracted",
    "first_month",
    "month_rates",
    "posted",
    "reckoned",
    "three_sides",
    "to_post",
]
