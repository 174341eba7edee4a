"""Funnel plots: which of many units differ from the rest by more than chance and what usually parts them.

    funnel.proportions(counts, by=funnel.published(), overdispersion=True)

docs/guides/statistics.md has the formulas, their sources, and where we differ from other programs.
"""

from commonpractice.foundations.funnel.facts import Funnel, Limits, Placed
from commonpractice.foundations.funnel.parameters import CannotDraw, Parameters, published
from commonpractice.foundations.funnel.proportions import proportion_limits, proportions

__all__ = [
    "CannotDraw",
    "Funnel",
    "Limits",
    "Parameters",
    "Placed",
    "proportion_limits",
    "proportions",
    "published",
]
