"""The rulebook's word on the ledger: the chart of accounts, and the accounts that our own deeds use."""

from dataclasses import dataclass
from functools import cache

from commonpractice.domain.ledger.facts import (
    AccountFact,
    AccountKind,
    BalancePart,
    Dating,
    NhsItem,
    NhsMoney,
    PublishedAccounts,
)
from commonpractice.foundations import rulebook_files
from commonpractice.foundations.money import Pence


@dataclass(frozen=True)
class Pair:
    """The two internal accounts of a deed between two profit centres."""

    expense: int
    settlement: int


@dataclass(frozen=True)
class NhsAccounts:
    """The three accounts between NHS money earned and NHS money in the bank.

    `accrued`: earned, and not payable yet. `due`: payable, and not paid. `control`: paid by a statement, and
    not in the bank.
    """

    accrued: int
    due: int
    control: int


@dataclass(frozen=True)
class ShareAccounts:
    """Partners' current accounts, and the account that takes a result out of the accounts as it is shared."""

    current: int
    shared: int


@dataclass(frozen=True)
class RentAccounts:
    """Rent as an expense, and what is owed for it."""

    expense: int
    owed: int


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
            per_partner=row["per_partner"] == "yes",
        )
        for row in rulebook_files.rows("ledger/chart_of_accounts.csv")
    }


@cache
def balance_sheet_parts() -> dict[str, BalancePart]:
    """Where each group of assets and liabilities stands, in the order of the balance sheet
    (rulebook/ledger/balance_sheet.csv)."""
    return {row["group"]: BalancePart(row["part"]) for row in rulebook_files.rows("ledger/balance_sheet.csv")}


@cache
def nhs_items() -> dict[str, NhsItem]:
    """What NHS money is for, by key, in the order in which it is listed (rulebook/ledger/nhs_items.csv)."""
    return {
        row["item"]: NhsItem(
            row["item"], row["words"], int(row["account"]), NhsMoney(row["kind"]), row["settles"]
        )
        for row in rulebook_files.rows("ledger/nhs_items.csv")
    }


def dating() -> Dating:
    """How far a journal's date may be from its month (rulebook/ledger/posting.toml)."""
    return Dating(**rulebook_files.toml("ledger/posting.toml")["dating"])


def pay_documents() -> frozenset[str]:
    """The kinds of documents that say what employees are paid (rulebook/ledger/posting.toml)."""
    return frozenset(rulebook_files.toml("ledger/posting.toml")["persons"]["pay"])


def most_recharged() -> Pence:
    """The most that a recharge may come to (rulebook/ledger/posting.toml)."""
    return rulebook_files.toml("ledger/posting.toml")["recharges"]["most_pounds"] * 100


def recharge_accounts() -> Pair:
    """The accounts of a recharge between two surgeries, by their purpose in the chart."""
    return Pair(_used_for("recharge"), _used_for("recharge_settlement"))


def central_charge_accounts() -> Pair:
    """The accounts of a charge by the centre to a surgery, by their purpose in the chart."""
    return Pair(_used_for("central_charge"), _used_for("central_charge_settlement"))


def passing_on_accounts() -> Pair:
    """The accounts of a result that is passed on to where one profit is shared, by their purpose.

    The first is no spending: what a site made, or cost, stays to be seen in its surplus.
    """
    return Pair(_used_for("result_passed_on"), _used_for("recharge_settlement"))


def nhs_accounts() -> NhsAccounts:
    """Where NHS money stands until it is paid and banked, by the accounts' purpose in the chart."""
    return NhsAccounts(_used_for("accrued_income"), _used_for("nhs_income_due"), _used_for("nhs_control"))


def share_accounts() -> ShareAccounts:
    """Where a result goes as it is shared, by the accounts' purpose in the chart."""
    return ShareAccounts(_used_for("current_account"), _used_for("profit_shared"))


def rent_accounts() -> RentAccounts:
    """Where rent that is owed to owners goes, by the accounts' purpose in the chart."""
    return RentAccounts(_used_for("rent"), _used_for("creditors"))


def _used_for(purpose: str) -> int:
    return next(account.code for account in chart().values() if account.purpose == purpose)


def published_accounts() -> PublishedAccounts:
    """Where published payments go (rulebook/ledger/published_payments.csv and posting.toml)."""
    ours = rulebook_files.toml("ledger/posting.toml")["published"]
    rows = rulebook_files.rows("ledger/published_payments.csv")
    return PublishedAccounts(
        lines={row["key"]: int(row["account"]) for row in rows}, control=ours["control"], bank=ours["bank"]
    )
