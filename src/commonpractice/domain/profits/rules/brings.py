"""What something in a surgery's month brings each partner: the month's shares with it, less those without."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from commonpractice.domain.profits.facts import Agreement, MonthResult, PersonalCost
from commonpractice.domain.profits.parameters import Premises
from commonpractice.domain.profits.rules.sharing import share_month
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import FinancialYear


@dataclass(frozen=True)
class OnAccount:
    """An amount on an account of the result, debits positive, and whose it is by name (None: everybody's)."""

    account: int
    amount: Pence
    partner: int | None = None


def brings(
    result: MonthResult,
    lines: Iterable[OnAccount],
    agreement: Agreement,
    *,
    premises: Premises,
    year: FinancialYear,
) -> dict[int, Pence]:
    """By partner, how much more (or, below nil, less) they have of the month because of some of its lines.

    Together what the lines made, but for what falls to owners who are no partners. None of nil. Raises
    NobodyShares.
    """
    more: dict[int, Pence] = defaultdict(int)
    for row in share_month(result, agreement, year=year):
        more[row.partner] += row.pence
    for row in share_month(without(result, lines, premises), agreement, year=year):
        more[row.partner] -= row.pence
    return {partner: pence for partner, pence in more.items() if pence}


def without(result: MonthResult, lines: Iterable[OnAccount], premises: Premises) -> MonthResult:
    """A month as if some of its lines had never been."""
    for line in lines:
        result = replace(
            result,
            profit=result.profit + line.amount,
            rent=result.rent + (line.amount if line.account in premises.rent else 0),
            property_interest=result.property_interest
            - (line.amount if line.account in premises.interest else 0),
        )
        if line.partner is not None:
            taken = PersonalCost(line.partner, "Taken away", -line.amount)
            result = replace(result, personal=(*result.personal, taken))
    return result
