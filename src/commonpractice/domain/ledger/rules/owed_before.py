"""What the NHS owed a surgery when its books began, told row by row: for what, and of which month.

An opening balance of NHS money that says both is payable (or stands over) like any other, and a statement
that pays it later settles it. One that does not is a sum that nobody can match.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

from commonpractice.domain.ledger.facts import AccountFact, Line, NhsItem, NhsMoney
from commonpractice.domain.ledger.rules.posting import CannotPost
from commonpractice.foundations.months import Month


@dataclass(frozen=True)
class NhsDebts:
    """The accounts on which NHS money stands until it is paid; what it may be for; and the first month of the
    books by surgery id, of those that have any: to others nothing can be posted anyway."""

    accounts: Collection[int]
    items: Mapping[str, NhsItem]
    began: Mapping[int, Month]


def owed_before(
    line: Line,
    item: str,
    month: Month | None,
    account: AccountFact,
    *,
    debts: NhsDebts,
    chart: Mapping[int, AccountFact],
) -> Line:
    """A row with the item that it was owed for and its month, from before the surgery's books.

    `item` and `month` are what somebody said; a debit is owed to the surgery, a credit was paid too much.
    Raises CannotPost for an account that takes no item, an item that the NHS does not pay, and a month that
    is missing or within the books: what is of the books' own months is reckoned, and posted as they close.
    """
    if account.code not in debts.accounts:
        takes = " and ".join(f"{code} {chart[code].name}" for code in sorted(debts.accounts))
        raise CannotPost(
            f"{account.code} {account.name} takes no item: leave the column item empty. Only {takes} take "
            "one, for what the NHS owed when the books began."
        )
    key = item.lower()
    found = debts.items.get(key)
    if found is None:
        near = get_close_matches(key, debts.items, n=1)
        told = f"Did you mean {near[0]}?" if near else "Write a key such as global_sum, rent or drugs."
        raise CannotPost(f"“{item}” is no item of NHS money. {told}")
    if found.kind is not NhsMoney.INCOME:
        raise CannotPost(f"“{item}” is taken off by the NHS and never owed by it: choose what it pays.")
    if month is None:
        raise CannotPost(
            f"It says what is owed, {found.words}, and not of which month: write the month before the books "
            "in the column concerns."
        )
    began = debts.began.get(line.surgery_id)
    if began is not None and month >= began:
        raise CannotPost(
            f"{month.words} is within the books, which begin with {began.words}: what the NHS owes of it is "
            "reckoned when the month is closed. Only what it owed before is told here."
        )
    return replace(line, item=key, concerns=month)
