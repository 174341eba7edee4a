"""Pounds from points: by the size of the list, and by how common the condition is. Exact until the end."""

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from commonpractice.domain.contracts.facts import Adjustment, Exact
from commonpractice.domain.contracts.rules.amounts import CannotReckon, not_below_nil


@dataclass(frozen=True)
class Share:
    """How common a condition is, or a group who are eligible: in the practice, and in England.

    Both in the same unit, such as patients on the register in a hundred registered.
    """

    practice: Exact
    national: Exact
    source: str = field(default="", compare=False)
    """Where both are from, where somebody said."""


def list_factor(list_size: Exact, average_list: Exact) -> Fraction:
    """The practice's list over the average list in England. Raises CannotReckon."""
    if average_list <= 0:
        raise CannotReckon("The average list must be above nil.")
    return not_below_nil(list_size, "A list") / Fraction(average_list)


def factor(adjustment: Adjustment, share: Share | None) -> Fraction:
    """What an indicator's pounds are multiplied by beside the list: its share over England's, or 1.

    Raises CannotReckon where an indicator that is adjusted has no share to go by, or England's is nil.
    """
    if adjustment is Adjustment.NONE:
        return Fraction(1)
    if share is None:
        raise CannotReckon(f"Pounds here are adjusted by {adjustment.words}, and that is not known.")
    if share.national <= 0:
        raise CannotReckon("The prevalence in England must be above nil to divide by.")
    return not_below_nil(share.practice, "The prevalence in the practice") / Fraction(share.national)


def pounds(
    points: Exact,
    *,
    pounds_per_point: Decimal,
    list_size: Exact,
    average_list: Exact,
    adjustment: Adjustment,
    share: Share | None = None,
) -> Fraction:
    """Points × pounds a point × list factor × adjustment, exact: nothing is rounded on the way.

    A published example that rounds its factors on the way differs by pounds (tests show one both ways).
    Raises CannotReckon.
    """
    worth = not_below_nil(points, "Points") * Fraction(pounds_per_point)
    return worth * list_factor(list_size, average_list) * factor(adjustment, share)
