"""What cash each surgery has, beside the floor that the deed sets."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.profits import parameters
from commonpractice.domain.profits.rules.cash_floor import cash_floor
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month

A_YEAR = 12


@dataclass(frozen=True)
class CashAt:
    """A surgery's cash on a day, by its books, and the least that the deed wants; None where it sets none."""

    surgery_id: int
    cash: Pence
    floor: Pence | None

    @property
    def short(self) -> Pence:
        """How far it is below the floor; nil where it is not."""
        return max((self.floor or 0) - self.cash, 0) if self.floor is not None else 0


def cash(*, scope: Scope, surgeries: Sequence[int], on: date) -> list[CashAt]:
    """Each surgery's cash on a day and its floor, in the order given: three questions, however many.

    Days of spending are counted over the twelve months before, of those with anything posted. Where no deed
    is in force there is no floor. Raises OutOfScope.
    """
    accounts = parameters.cash_accounts()
    to_date = [ledger.Span.ever_to(on)]
    stands = ledger.by_surgery(scope=scope, surgeries=surgeries, spans=to_date, accounts=accounts)
    this = Month.of(on)
    spent: dict[int, Pence] = defaultdict(int)
    days: dict[int, int] = defaultdict(int)
    for one in ledger.monthly_results(scope=scope, surgeries=surgeries, first=this - A_YEAR, last=this - 1):
        spent[one.surgery_id] += one.spending + one.borne
        days[one.surgery_id] += one.month.last.day
    try:
        deed = partnership.deed(scope=scope, on=on)
    except partnership.NoDeed:
        deed = None
    return [
        CashAt(
            surgery,
            int(sum(stands[surgery].get(account, (0,))[0] for account in accounts)),
            cash_floor(deed, spent=spent[surgery], days=days[surgery]) if deed else None,
        )
        for surgery in surgeries
    ]
