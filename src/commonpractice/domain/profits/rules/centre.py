"""Whose the centre's surplus or deficit is, as the deed says."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from commonpractice.domain.contracts.facts import Step
from commonpractice.domain.partnership.facts import CentreResult, ChargeBasis
from commonpractice.domain.profits.facts import CentreShareOf, Drivers, Member
from commonpractice.domain.profits.rules import days
from commonpractice.domain.profits.rules.drivers import UNITS, quantity
from commonpractice.domain.profits.rules.pounds import in_pounds
from commonpractice.foundations.money import CannotShare, Pence, pounds, share
from commonpractice.foundations.months import Month

BY = {
    CentreResult.PER_REGISTERED: ChargeBasis.PER_REGISTERED,
    CentreResult.PER_WEIGHTED: ChargeBasis.PER_WEIGHTED,
    CentreResult.SHARE_OF_INCOME: ChargeBasis.SHARE_OF_INCOME,
    CentreResult.EQUALLY_BY_SURGERY: ChargeBasis.FIXED,
}
"""What each part is measured by: in equal parts, by the time that each surgery belongs."""


class CannotPassOn(ValueError):
    """A result of the centre that no surgery can be given; the message says why."""


def passed_on(
    result: Pence, how: CentreResult, *, members: Sequence[Member], drivers: Drivers, months: Iterable[Month]
) -> tuple[CentreShareOf, ...]:
    """What each surgery has of the centre's surplus, or bears of its deficit, of some months.

    They add up to the result exactly, pennies left over to the first `members`; nobody has anything where the
    centre keeps it, and by income no surgery whose own is below nil. Raises NotCounted where a count is
    missing, and CannotPassOn where there is nothing to share it by.
    """
    if how is CentreResult.RETAINED or not result:
        return ()
    basis = BY[how]
    of = [(month, days.of_month(month)) for month in months]
    exact = (sum((quantity(basis, one, drivers, *each) for each in of), Fraction(0)) for one in members)
    each_has = [max(has, Fraction(0)) for has in exact]
    try:
        parts = share(result, each_has)
    except CannotShare as refusal:
        raise CannotPassOn(
            f"The centre's result of {pounds(result)} is {how.words}, and that cannot be done. {refusal}"
        ) from None
    whole = sum(each_has, Fraction(0))
    return tuple(
        CentreShareOf(
            member.surgery,
            part,
            (
                Step("The centre's result", in_pounds(result), "£"),
                Step(f"Shared by: {UNITS[basis]}", has / whole, "of all"),
            ),
        )
        for member, part, has in zip(members, parts, each_has, strict=True)
        if has
    )
