"""Quartiles, worked out exactly."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from commonpractice.domain.published.facts import Spread

FINE = 10_000  # a rate is kept as a whole number of ten-thousandths of its unit


def fine(value: Decimal) -> int:
    """A rate in ten-thousandths, rounded half up."""
    return int((value * FINE).to_integral_value(ROUND_HALF_UP))


def unfine(value: int) -> Decimal:
    """Back from ten-thousandths: 12345 → 1.2345."""
    return Decimal(value).scaleb(-4)


def spread(ordered: Sequence[int]) -> Spread | None:
    """The quartiles of values in ten-thousandths, given in ascending order; None of no values.

    A quartile that falls between two values is taken on the straight line between them, as spreadsheets do
    (QUARTILE.INC; type 7 of Hyndman and Fan, The American Statistician 1996;50:361-5).
    """
    if not ordered:
        return None
    lower, median, upper = (unfine(_quarter(ordered, quarters)) for quarters in (1, 2, 3))
    return Spread(len(ordered), lower, median, upper)


def _quarter(ordered: Sequence[int], quarters: int) -> int:
    place, past = divmod((len(ordered) - 1) * quarters, 4)
    if not past:
        return ordered[place]
    between = ordered[place] * (4 - past) + ordered[place + 1] * past
    return (between * 2 + 4) // 8  # a quarter of it, rounded half up


def mixed(spreads: Sequence[tuple[Spread, Decimal]]) -> Spread | None:
    """What several practices together would have if each were at the quartile of its own peers.

    Each spread is weighed by the practice's patients; None where there are none.
    """
    weight = sum((patients for _, patients in spreads), Decimal(0))
    if not weight:
        return None
    practices = sum(one.practices for one, _ in spreads)
    lower = sum((one.lower * patients for one, patients in spreads), Decimal(0)) / weight
    median = sum((one.median * patients for one, patients in spreads), Decimal(0)) / weight
    upper = sum((one.upper * patients for one, patients in spreads), Decimal(0)) / weight
    return Spread(practices, *(unfine(fine(quartile)) for quartile in (lower, median, upper)))
