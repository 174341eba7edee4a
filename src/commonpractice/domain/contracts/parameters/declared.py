"""By which headings the national system's declarations are read (rulebook/contracts/declared.toml)."""

from functools import cache

from commonpractice.foundations import rulebook_files
from commonpractice.gateways.declared_achievement import Layouts


@cache
def layouts() -> Layouts:
    """The column map."""
    told = rulebook_files.toml("contracts/declared.toml")
    return Layouts(told["wide"]["columns"], told["long"]["columns"], told["long"]["measures"])
