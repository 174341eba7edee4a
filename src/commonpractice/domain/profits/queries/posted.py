"""What was posted before of what is reckoned anew, by surgery, item and month of entitlement."""

from collections.abc import Sequence

from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.partnership.facts import Scope
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month


def posted_before(
    *, scope: Scope, surgeries: Sequence[int], account: int, prefix: str, first: Month
) -> dict[int, dict[tuple[str, Month], Pence]]:
    """On an account, for items that begin with the prefix and months from the first on; debits positive.

    Raises OutOfScope.
    """
    found: dict[int, dict[tuple[str, Month], Pence]] = {surgery: {} for surgery in surgeries}
    sums = ledger.sums_by_item(scope=scope, surgeries=surgeries, accounts=[account])
    for place, amount in sums.items():
        if place.item.startswith(prefix) and place.concerns >= first:
            found[place.surgery_id][place.item, place.concerns] = amount
    return found
