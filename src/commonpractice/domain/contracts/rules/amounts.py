"""From exact pounds to whole pence, once, at the end; and what no reckoning takes."""

from collections.abc import Sequence
from fractions import Fraction

from commonpractice.domain.contracts.facts import Exact
from commonpractice.foundations.money import Pence, share


class CannotReckon(ValueError):
    """Figures from which nothing can be reckoned; the message says what to mend."""


def whole_pence(pounds: Exact) -> Pence:
    """Exact pounds to the nearest penny, half a penny away from nil, as statements of payment round."""
    above, below = pounds.as_integer_ratio()  # whole numbers throughout: this is asked a great many times
    pence = (200 * abs(above) + below) // (2 * below)
    return -pence if above < 0 else pence


def shared_out(total: Pence, exact_parts: Sequence[Fraction]) -> list[Pence]:
    """Whole pence for parts of a total that was rounded once, adding up to it exactly.

    No part may be below nil. The largest-remainder method; all nil where the total is.
    """
    return share(total, exact_parts) if any(exact_parts) else [0 for _ in exact_parts]


def not_below_nil(value: Exact, what: str) -> Fraction:
    """The value, exact. Raises CannotReckon where it is below nil."""
    if value < 0:
        raise CannotReckon(f"{what} cannot be below nil: it is {value}.")
    return Fraction(value)
