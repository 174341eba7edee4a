"""The rulebook's word on profits."""

from dataclasses import dataclass
from functools import cache

from commonpractice.foundations import rulebook_files


@dataclass(frozen=True)
class Premises:
    """The ledger's accounts that are the premises': rent that comes in, interest on what they cost."""

    rent: tuple[int, ...]
    interest: tuple[int, ...]


@cache
def premises() -> Premises:
    """Which accounts are the premises' (rulebook/profits/premises.csv)."""
    rows = rulebook_files.rows("profits/premises.csv")
    rent, interest = (
        tuple(int(row["account"]) for row in rows if row["is"] == kind) for kind in ("rent", "interest")
    )
    return Premises(rent, interest)
