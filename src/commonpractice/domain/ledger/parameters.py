"""The rulebook's word on the ledger: the chart of accounts, and the accounts that our own deeds use."""

from dataclasses import dataclass
from functools import cache

from commonpractice.domain.ledger.facts import AccountFact, AccountKind, PublishedAccounts
from commonpractice.foundations import rulebook_files


@dataclass(frozen=True)
class Pair:
    """The two internal accounts of a deed between two profit centres."""

    expense: int
    settlement: int


@cache
def chart() -> dict[int, AccountFact]:
    """Every account by code (rulebook/ledger/chart_of_accounts.csv)."""
    return {
        int(row["code"]): AccountFact(
            code=int(row["code"]),
            name=row["name"],
            kind=AccountKind(row["kind"]),
            group=row["group"],
            internal=row["internal"] == "yes",
            purpose=row["purpose"],
        )
        for row in rulebook_files.rows("ledger/chart_of_accounts.csv")
    }


def recharge_accounts() -> Pair:
    """The accounts of a recharge between two surgeries, by their purpose in the chart."""
    return Pair(_used_for("recharge"), _used_for("recharge_settlement"))


def central_charge_accounts() -> Pair:
    """The accounts of a charge by the centre to a surgery, by their purpose in the chart."""
    return Pair(_used_for("central_charge"), _used_for("central_charge_settlement"))


def _used_for(purpose: str) -> int:
    return next(account.code for account in chart().values() if account.purpose == purpose)


def published_accounts() -> PublishedAccounts:
    """Where published payments go (rulebook/ledger/published_payments.csv and posting.toml)."""
    ours = rulebook_files.toml("ledger/posting.toml")["published"]
    rows = rulebook_files.rows("ledger/published_payments.csv")
    return PublishedAccounts(
        lines={row["key"]: int(row["account"]) for row in rows}, control=ours["control"], bank=ours["bank"]
    )
