"""The rulebook's word on profits."""

from dataclasses import dataclass
from functools import cache

from commonpractice.domain.profits.facts import FundsAccount, PartnerAccount
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


@cache
def partner_accounts() -> dict[int, PartnerAccount]:
    """The ledger's accounts that are a partner's own, by code (rulebook/profits/partner_accounts.csv)."""
    return {
        int(row["account"]): PartnerAccount(
            int(row["account"]), FundsAccount(row["of"]), row["kind"], row["credit"], row["debit"]
        )
        for row in rulebook_files.rows("profits/partner_accounts.csv")
    }


@cache
def cash_accounts() -> tuple[int, ...]:
    """The ledger's accounts that are a profit centre's own cash (rulebook/profits/cash.csv)."""
    return tuple(int(row["account"]) for row in rulebook_files.rows("profits/cash.csv"))
