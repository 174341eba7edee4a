"""How far units differ beyond chance: φ and τ², of z scores whose ends are drawn in or left out.

Spiegelhalter et al. (2012), Statistical methods for healthcare regulation; FunnelPlotR 0.6.0,
R/od_adjustment.R. Sums are exact to the last digit, so that the order of units changes nothing.
"""

from collections.abc import Sequence
from itertools import groupby
from math import floor, fsum

Scored = tuple[float, float]
"""A unit's z, and the standard error it was measured in."""


def winsorised(scores: Sequence[float], part: float) -> list[float]:
    """The scores, those beyond the quantiles `part` and 1 − `part` brought in to them, in their order."""
    low, high = quantile(scores, part), quantile(scores, 1 - part)
    return [min(max(score, low), high) for score in scores]


def quantile(values: Sequence[float], part: float) -> float:
    """The quantile of R's type 7, its default and so FunnelPlotR's: between neighbours in a straight line.

    Of n values in order the first is the quantile 0, the last 1, and those between stand evenly.
    """
    ordered = sorted(values)
    place = part * (len(ordered) - 1)
    below = floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def truncated(scored: Sequence[Scored], part: float) -> list[Scored]:
    """The units left when those at each end are taken out, as NHS England's SHMI does: tenths, for 0.1.

    A unit of rank r among n is in the tenth ⌊10r / (n + 1)⌋; the first and the last go. Units of one score
    share the mean of their ranks.
    """
    groups = 1 / part
    ordered = sorted(scored)
    kept: list[Scored] = []
    before = 0
    for _, those in groupby(ordered, key=lambda one: one[0]):
        same = list(those)
        rank = before + (len(same) + 1) / 2
        before += len(same)
        if 0 < floor(rank * groups / (len(ordered) + 1)) < groups - 1:
            kept += same
    return kept


def phi(scores: Sequence[float]) -> float | None:
    """φ: the mean square of z scores; None of none."""
    return fsum(score * score for score in scores) / len(scores) if scores else None


def tau_squared(scored: Sequence[Scored]) -> float:
    """τ²: the variance between units, by moments (DerSimonian & Laird 1986); 0 where chance explains them.

    max(0, (nφ − (n − 1)) / (Σw − Σw²/Σw)), w = 1/s². A unit alone has nobody to differ from: 0.
    """
    if len(scored) < 2:
        return 0.0
    weights = [1 / error**2 for _, error in scored]
    beyond = fsum(score * score for score, _ in scored) - (len(scored) - 1)
    total = fsum(weights)
    return max(0.0, beyond / (total - fsum(weight**2 for weight in weights) / total))
