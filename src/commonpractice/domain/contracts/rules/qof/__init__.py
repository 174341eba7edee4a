"""QOF: from counts to points, from points to pounds, and what is paid ahead and afterwards."""

from commonpractice.domain.contracts.rules.qof.paying import (
    achievement,
    aspiration,
    uprated,
)
from commonpractice.domain.contracts.rules.qof.points import check_count, points
from commonpractice.domain.contracts.rules.qof.pounds import Share, factor, list_factor, pounds
from commonpractice.domain.contracts.rules.qof.year import Earned, IndicatorPay, earned, protected_points

__all__ = [
    "Earned",
    "IndicatorPay",
    "Share",
    "achievement",
    "aspiration",
    "check_count",
    "earned",
    "factor",
    "list_factor",
    "points",
    "pounds",
    "protected_points",
    "uprated",
]
