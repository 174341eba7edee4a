"""Dispensing fees of a month: for each practitioner, the price of their band holds for all of their items."""

from collections.abc import Mapping
from fractions import Fraction

from commonpractice.domain.contracts.facts import Band, DispensingScale, Reckoned, Step
from commonpractice.domain.contracts.rules.amounts import CannotReckon, whole_pence


def band(scale: DispensingScale, items: int) -> Band:
    """The band of a scale into which so many items of one practitioner fall. Raises CannotReckon."""
    if type(items) is not int or items < 0:
        raise CannotReckon(f"{items} is not a number of items: it must be whole, and not below nil.")
    return next(one for one in scale.bands if one.up_to is None or items <= one.up_to)


def fees(*, items: Mapping[str, int], scale: DispensingScale) -> Reckoned:
    """The fees of a month for the items that each practitioner dispensed, rounded once in all.

    The more items one practitioner has, the lower the price of all of them: the same items earn more between
    two than with one. Raises CannotReckon.
    """
    steps: list[Step] = []
    exact = Fraction(0)
    for practitioner, many in items.items():
        price = Fraction(band(scale, many).pence) / 100
        exact += many * price
        steps += [
            Step(f"Items of {practitioner}", Fraction(many), "items"),
            Step("× the price of their band, for each of them", price, "£", scale.source, scale.trust),
        ]
    amount = whole_pence(exact)
    steps.append(Step("In all", Fraction(amount, 100), "£ a month", trust=scale.trust))
    return Reckoned(amount, tuple(steps))
