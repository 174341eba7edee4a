"""The exact limits of a ratio whose observed events are Poisson, by the chi-squared distribution."""

from collections.abc import Callable
from typing import cast

from scipy import special  # pyright: ignore[reportMissingTypeStubs]

from commonpractice.foundations.funnel.facts import Limits
from commonpractice.foundations.funnel.parameters import Parameters

_upper_point = cast(Callable[[float, float], float], special.chdtri)  # pyright: ignore
"""The value that chi-squared with so many degrees of freedom exceeds with so much probability."""


def poisson_limits(expected: float, by: Parameters) -> Limits:
    """The limits of observed / expected about 1, for an expected number of events above 0.

    Lower χ²(tail; 2E) / 2E, upper χ²(1 − tail; 2E + 2) / 2E (FunnelPlotR 0.6.0, R/calculate_limits.R).
    """

    def lower(tail: float) -> float:
        return float(_upper_point(2 * expected, 1 - tail)) / 2 / expected

    def upper(tail: float) -> float:
        return float(_upper_point(2 * (expected + 1), tail)) / 2 / expected

    return Limits(lower(by.tail_95), upper(by.tail_95), lower(by.tail_998), upper(by.tail_998))
