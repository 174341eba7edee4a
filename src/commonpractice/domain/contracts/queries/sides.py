"""The three sides of NHS income by item and month: earned, payable, paid. All of them are in the ledger."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from commonpractice.domain.contracts.facts.due import ThreeSides
from commonpractice.domain.contracts.rules.difference import NOTHING, ItemOfMonth, Posted
from commonpractice.domain.ledger import parameters as ledger_parameters
from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.ledger.facts import NhsMoney
from commonpractice.domain.partnership.facts import Scope
from commonpractice.foundations.months import Month


def three_sides(
    *,
    scope: Scope,
    surgeries: Sequence[int],
    concerns: tuple[Month, Month] | None = None,
    known_at: datetime | None = None,
    posted_by: Month | None = None,
) -> list[ThreeSides]:
    """What was posted as earned, payable and paid of each item and month of entitlement, none all nil.

    By surgery, month and item. Earned is what income accounts were credited. What is payable of it is what
    does not stand over on accrued income; paid is what of that is no longer due. `posted_by` leaves out what
    was posted to a later month. Raises OutOfScope.
    """
    accounts = ledger_parameters.nhs_accounts()
    income = _income()
    sums = ledger.sums_by_item(
        scope=scope,
        surgeries=surgeries,
        accounts=[*set(income.values()), accounts.accrued, accounts.due],
        items=list(income),  # what somebody posted there for anything else is not the contracts'
        concerns=concerns,
        known_at=known_at,
        posted_by=posted_by,
    )
    earned: dict[tuple[int, Month, str], int] = defaultdict(int)
    accrued: dict[tuple[int, Month, str], int] = defaultdict(int)
    owed: dict[tuple[int, Month, str], int] = defaultdict(int)
    for place, amount in sums.items():
        key = (place.surgery_id, place.concerns, place.item)
        if place.account == accounts.accrued:
            accrued[key] += amount
        elif place.account == accounts.due:
            owed[key] += amount
        else:
            earned[key] -= amount
    found: list[ThreeSides] = []
    for surgery, month, item in sorted({*earned, *accrued, *owed}):
        key = (surgery, month, item)
        payable = earned[key] - accrued[key]
        found.append(ThreeSides(surgery, item, month, earned[key], payable, payable - owed[key]))
    return found


def posted(*, scope: Scope, surgeries: Sequence[int]) -> dict[int, dict[ItemOfMonth, Posted]]:
    """By surgery, what was posted of each item of each month as earned and as payable. Raises OutOfScope."""
    accrued = ledger_parameters.nhs_accounts().accrued
    income = _income()
    sums = ledger.sums_by_item(
        scope=scope, surgeries=surgeries, accounts=[*set(income.values()), accrued], items=list(income)
    )
    found: dict[int, dict[ItemOfMonth, Posted]] = {surgery: {} for surgery in surgeries}
    for place, amount in sums.items():
        theirs, key = found[place.surgery_id], (place.item, place.concerns)
        before = theirs.get(key, NOTHING)
        earned = before.earned - (0 if place.account == accrued else amount)
        theirs[key] = Posted(earned, before.payable - amount)  # what stands over is not payable yet
    return {surgery: _not_nil(theirs) for surgery, theirs in found.items()}


def _not_nil(posted: dict[ItemOfMonth, Posted]) -> dict[ItemOfMonth, Posted]:
    return {key: one for key, one in posted.items() if one != NOTHING}


def _income() -> dict[str, int]:
    """The account of each item that the NHS pays."""
    items = ledger_parameters.nhs_items()
    return {key: item.account for key, item in items.items() if item.kind is NhsMoney.INCOME}


def posted_in(sides: Iterable[ThreeSides], surgeries: Sequence[int]) -> dict[int, dict[ItemOfMonth, Posted]]:
    """The same, of three sides at hand."""
    found: dict[int, dict[ItemOfMonth, Posted]] = {surgery: {} for surgery in surgeries}
    for one in sides:
        if one.earned or one.payable:
            found[one.surgery_id][one.item, one.month] = Posted(one.earned, one.payable)
    return found
