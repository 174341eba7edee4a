"""From exact pence to whole ones, once, at the end; and to exact pounds, as steps are shown."""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil

from commonpractice.foundations.money import Pence, share


def whole_pence(exact: Fraction) -> Pence:
    """To the nearest penny, half a penny away from nil."""
    rounded = int(abs(exact) + Fraction(1, 2))
    return -rounded if exact < 0 else rounded


def in_pounds(pence: Fraction | Pence) -> Fraction:
    return Fraction(pence) / 100


def rounded_together(exact: Sequence[Fraction]) -> list[Pence]:
    """Whole pence for exact amounts that come to whole pence together, gains and losses among them.

    By money.share: the largest remainder, ties to the earlier. Each is first raised by as many whole pence as
    make the lowest no loss, and lowered again, which moves no remainder. A loss in all is shared as a gain
    would have been, and negated.
    """
    total = sum(exact, Fraction(0))
    if total < 0:
        return [-part for part in rounded_together([-part for part in exact])]
    if not any(exact):
        return [0 for _ in exact]
    lift = max(ceil(-min(exact)), 0)
    lifted = share(int(total) + lift * len(exact), [part + lift for part in exact])
    return [part - lift for part in lifted]
