"""How much cash the deed wants a surgery to keep: a sum, or so many days of what it spends."""

from fractions import Fraction

from commonpractice.domain.partnership.facts import DeedFact
from commonpractice.domain.profits.rules.pounds import whole_pence
from commonpractice.foundations.money import Pence


def cash_floor(deed: DeedFact, *, spent: Pence, days: int) -> Pence | None:
    """The least cash in whole pence, of a surgery that spent so much in so many days.

    None where the deed sets none, or counts in days of spending and there are none to go by.
    """
    if deed.cash_floor is not None:
        return deed.cash_floor
    if deed.cash_floor_days is None or not days:
        return None
    return whole_pence(Fraction(max(spent, 0) * deed.cash_floor_days, days))
