"""Points of one indicator, from a count of patients."""

from fractions import Fraction

from commonpractice.domain.contracts.facts import Count, Indicator, Kind
from commonpractice.domain.contracts.rules.amounts import CannotReckon


def check_count(count: Count) -> None:
    """Raise CannotReckon unless these are whole patients, not below nil, and no more met than eligible."""
    for value, what in ((count.numerator, "numerator"), (count.denominator, "denominator")):
        if type(value) is not int:
            raise CannotReckon(f"The {what} {value} is not a whole number of patients.")
        if value < 0:
            raise CannotReckon(f"The {what} cannot be below nil: it is {value}.")
    if count.numerator > count.denominator:
        raise CannotReckon(
            f"The numerator {count.numerator} is above the denominator {count.denominator}: no more patients "
            "can meet an indicator than are eligible for it."
        )


def points(count: Count, indicator: Indicator, baseline: Fraction | None = None) -> Fraction | None:
    """The points of an indicator, exact, from 0 to its most; None where nobody is eligible: not earnable.

    Where it may be earned by improving and its `baseline` is known, in %, the better of the two routes.

    A fraction earns its most × (achievement − lower) ÷ (upper − lower), held between none and all. A block
    earns its first points on reaching the lower threshold, and the rest evenly up to the upper. A register
    or a declaration earns all where it counts anybody, or nothing. Raises CannotReckon for an impossible
    count.

    Formula: QOF guidance, and the published scores of 2014/15, which it reproduces. Not earnable: QOF
    guidance 2024/25, section 1.3. Blocks: managementinpractice, second hand.
    """
    by_thresholds = _by_thresholds(count, indicator)
    by_improving = improved(count, indicator, baseline)
    if by_thresholds is None or by_improving is None:
        return by_thresholds
    return max(by_thresholds, by_improving)


def improved(count: Count, indicator: Indicator, baseline: Fraction | None) -> Fraction | None:
    """The points of improving on one's own past; None where there is no such route, or no past to go by."""
    route = indicator.improvement
    if route is None or baseline is None or count.denominator == 0:
        return None
    gained = Fraction(100 * count.numerator, count.denominator) - baseline
    part = (gained - Fraction(route.starts)) / Fraction(route.full - route.starts)
    return Fraction(indicator.points) * min(max(part, Fraction(0)), Fraction(1))


def _by_thresholds(count: Count, indicator: Indicator) -> Fraction | None:
    check_count(count)
    if count.denominator == 0:
        return None
    most = Fraction(indicator.points)
    if indicator.lower is None or indicator.upper is None:
        return most if count.numerator else Fraction(0)
    achieved = Fraction(100 * count.numerator, count.denominator)
    lower, upper = Fraction(indicator.lower), Fraction(indicator.upper)
    if achieved < lower:
        return Fraction(0)
    up_the_slope = min((achieved - lower) / (upper - lower), Fraction(1))
    at_the_foot = Fraction(indicator.block) if indicator.kind is Kind.BLOCK else Fraction(0)
    return at_the_foot + (most - at_the_foot) * up_the_slope
