"""The three sides of NHS income by item and month: earned, payable, paid. All of them are in the ledger."""

from collections.abc import Sequence
from datetime import datetime

from commonpractice.domain.contracts.facts.due import ThreeSides
from commonpractice.domain.contracts.rules.difference import NOTHING, ItemOfMonth, Posted
from commonpractice.domain.ledger import parameters as ledger_parameters
from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.ledger.facts import NhsMoney
from commonpractice.domain.partnership.facts import Scope
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month


def posted(
    *,
    scope: Scope,
    surgeries: Sequence[int],
    concerns: tuple[Month, Month] | None = None,
    known_at: datetime | None = None,
    posted_by: Month | None = None,
) -> dict[int, dict[ItemOfMonth, Posted]]:
    """By surgery, what was posted of each item of each month of entitlement; those of nil may be among them.

    Earned is what income accounts were credited. What is payable of it is what does not stand over on accrued
    income; paid is what of that is no longer due. `posted_by` leaves out what was posted to a later month.
    One question, however many surgeries. Raises OutOfScope.
    """
    accounts, items = ledger_parameters.nhs_accounts(), ledger_parameters.nhs_items()
    income = {key: item.account for key, item in items.items() if item.kind is NhsMoney.INCOME}
    sums = ledger.sums_by_groups(
        scope=scope,
        surgeries=surgeries,
        groups=(set(income.values()), {accounts.accrued}, {accounts.due}),
        items=list(income),  # what somebody posted there for anything else is not the contracts'
        concerns=concerns,
        known_at=known_at,
        posted_by=posted_by,
    )
    return {
        surgery: {
            place: Posted(-credited, -credited - accrued, -credited - accrued - owed)
            for place, (credited, accrued, owed) in theirs.items()
        }
        for surgery, theirs in sums.items()
    }


def brought_forward(
    *,
    scope: Scope,
    surgeries: Sequence[int],
    known_at: datetime | None = None,
    posted_by: Month | None = None,
) -> dict[int, dict[ItemOfMonth, Pence]]:
    """By surgery, what it had earned before its books began and had not been paid then. Raises OutOfScope.

    An opening balance of NHS money is a debit on income due, or on accrued income, of a month before the
    books, and was earned in none of theirs. Without it, what is owed there would look like a payment taken
    back.
    """
    accounts = ledger_parameters.nhs_accounts()
    return ledger.brought_forward(
        scope=scope,
        surgeries=surgeries,
        accounts=(accounts.accrued, accounts.due),
        not_with=accounts.control,
        known_at=known_at,
        posted_by=posted_by,
    )


def three_sides(
    *,
    scope: Scope,
    surgeries: Sequence[int],
    concerns: tuple[Month, Month] | None = None,
    known_at: datetime | None = None,
    posted_by: Month | None = None,
) -> list[ThreeSides]:
    """The same as facts, by surgery, month and item; none all nil. Raises OutOfScope."""
    found = posted(
        scope=scope, surgeries=surgeries, concerns=concerns, known_at=known_at, posted_by=posted_by
    )
    brought = brought_forward(scope=scope, surgeries=surgeries, known_at=known_at, posted_by=posted_by)
    sides: list[ThreeSides] = []
    for surgery in sorted(found):
        theirs, before = found[surgery], brought[surgery]
        for place in sorted({*theirs, *before}, key=lambda place: (place[1], place[0])):
            if concerns and not concerns[0] <= place[1] <= concerns[1]:
                continue
            earned, payable, paid = theirs.get(place, NOTHING)
            owed = before.get(place, 0)  # it is payable, and what looked like a payment taken back is none
            if any((earned, payable + owed, paid + owed, owed)):
                sides.append(ThreeSides(surgery, *place, earned, payable + owed, paid + owed, owed))
    return sides
