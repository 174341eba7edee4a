"""What the pages of care go by: rulebook/quality/seeing.toml."""

from dataclasses import dataclass
from functools import cache

from commonpractice.foundations import rulebook_files


@dataclass(frozen=True)
class Seeing:
    """How much of what needs looking at is shown, and what families of indicators are called.

    `least_fall` is in percentage points, `least_group` the patients of a group that counts in a gap, and
    `stale_days` the age from which an extract is old.
    """

    first: int
    least_fall: float
    least_group: int
    stale_days: int
    conditions: dict[str, str]


@cache
def seeing() -> Seeing:
    """The rulebook's."""
    told = rulebook_files.toml("quality/seeing.toml")
    return Seeing(
        int(told["first"]),
        float(told["least_fall"]),
        int(told["least_group"]),
        int(told["stale_days"]),
        dict(told["conditions"]),
    )
