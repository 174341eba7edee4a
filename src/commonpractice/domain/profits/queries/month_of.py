"""What a surgery's month came to, by what it is made of, and who has what of it."""

from collections import defaultdict
from dataclasses import dataclass

from commonpractice.domain.ledger import parameters as ledger_parameters
from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.ledger.rules.statements import RESULT
from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.profits.facts import ShareStep
from commonpractice.domain.profits.queries.to_share import of_other_months
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month

SHARES = {f"share.{step.value}": step for step in ShareStep}
"""The items under which shares are posted."""

PASSED_ON = "passed_on."
"""How the items of results passed on begin: `passed_on.M85063`, the code of where to."""


@dataclass(frozen=True)
class MadeOf:
    """What an account came to for an item; without one, for all that says nothing of what it is for.

    Whole pence, income above nil and spending below.
    """

    account: int
    item: str
    amount: Pence


@dataclass(frozen=True)
class MonthOf:
    """A surgery's month of entitlement as known now, whenever it was posted.

    `shares` are what was posted to partners' current accounts of it, by partner and step; they are
    provisional until the year's are final. `shared_in` is the month in which they are: this one, but where
    nobody shares of it. `of_others` is what of such months is shared in this one.
    """

    made_of: tuple[MadeOf, ...]
    shares: dict[tuple[int, ShareStep], Pence]
    shared_in: Month
    of_others: Pence = 0

    @property
    def result(self) -> Pence:
        return sum(each.amount for each in self.made_of)

    @property
    def passed_on(self) -> bool:
        """Whether some of it was passed on to the surgery at which one profit is shared."""
        return any(each.item.startswith(PASSED_ON) for each in self.made_of)

    @property
    def shared(self) -> Pence:
        return sum(self.shares.values())

    @property
    def to_share(self) -> Pence:
        """What is still to be shared in it: what came after the shares were posted."""
        return self.result + self.of_others - self.shared


def month_of(*, scope: Scope, surgery: int, month: Month) -> MonthOf:
    """What a month came to and who has it. By account and item. Raises OutOfScope.

    Whoever shows it writes the look at partners' money to the audit log.
    """
    surgeries, chart = [surgery], ledger_parameters.chart()
    accounts = ledger.results_by_month_of(scope=scope, surgeries=surgeries, first=month, last=month)
    current = ledger_parameters.share_accounts().current
    sums = ledger.sums_by_item(
        scope=scope,
        surgeries=surgeries,
        accounts=[*(code for code, one in chart.items() if one.kind in RESULT), current],
        concerns=(month, month),
    )
    shares: dict[tuple[int, ShareStep], Pence] = defaultdict(int)
    by_item: dict[tuple[int, str], Pence] = defaultdict(int)
    for place, amount in sums.items():
        if place.account != current:
            by_item[place.account, place.item] -= amount
        elif place.partner_id is not None and place.item in SHARES:
            shares[place.partner_id, SHARES[place.item]] -= amount
    for account, amount in accounts.get((surgery, month), {}).items():
        told = sum(each for (code, item), each in by_item.items() if code == account and item)
        by_item[account, ""] -= amount + told
    place, of_others = of_other_months(scope=scope, surgery=surgery, month=month)
    return MonthOf(
        made_of=tuple(MadeOf(*key, amount) for key, amount in sorted(by_item.items()) if amount),
        shares=dict(shares),
        shared_in=place,
        of_others=of_others,
    )
