"""When each item of NHS money is paid (rulebook/contracts/timing.csv)."""

from collections.abc import Mapping
from functools import cache

from commonpractice.domain.contracts.facts.due import Timing
from commonpractice.foundations import rulebook_files


@cache
def timing() -> Mapping[str, Timing]:
    """By item; what is not among them is paid in its own month."""
    return {
        row["item"]: Timing(
            int(row["months_after"] or 0), int(row["after_the_year"]) if row["after_the_year"] else None
        )
        for row in rulebook_files.rows("contracts/timing.csv")
    }
