"""What was posted before of what is reckoned anew, by surgery, item and month of entitlement."""

from collections.abc import Sequence

from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.partnership.facts import Scope
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month


def posted_before(
    *,
    scope: Scope,
    surgeries: Sequence[int],
    account: int,
    prefix: str,
    first: Month,
    last: Month,
    posted_by: Month | None = None,
) -> dict[int, dict[tuple[str, Month], Pence]]:
    """On an account, for items that begin with the prefix, of months from first to last; debits positive.

    What is of a later month is left out: where months are reopened and closed again, one at a time, that is
    not looked at, and so is not taken back. `posted_by` leaves out what was posted to a later month: what is
    posted is set against results that leave that out too. Raises OutOfScope.
    """
    found: dict[int, dict[tuple[str, Month], Pence]] = {surgery: {} for surgery in surgeries}
    sums = ledger.sums_by_item(
        scope=scope, surgeries=surgeries, accounts=[account], concerns=(first, last), posted_by=posted_by
    )
    for place, amount in sums.items():
        if place.item.startswith(prefix):
            found[place.surgery_id][place.item, place.concerns] = amount
    return found
