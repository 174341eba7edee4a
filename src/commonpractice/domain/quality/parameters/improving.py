"""The numbers by which improvement actions are set up and checked (rulebook/quality/improving.toml)."""

from dataclasses import dataclass
from functools import cache

from commonpractice.foundations import rulebook_files


@dataclass(frozen=True, kw_only=True)
class Improving:
    """What improvement actions go by; each number's source is beside it in the rulebook.

    due_days       days until an action is due, where nobody said otherwise
    check_months   months from then until it is checked, where nobody said otherwise
    held_months    months in a row at a goal of so many per cent that count as reached
    """

    due_days: int
    check_months: int
    held_months: int


@cache
def improving() -> Improving:
    """The rulebook's."""
    told = rulebook_files.toml("quality/improving.toml")
    return Improving(**{name: one["value"] for name, one in told.items()})
