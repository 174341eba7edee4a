"""Asking about continuity."""

from commonpractice.domain.continuity.queries.results import (
    groups,
    groups_of_all,
    lists,
    results,
    threshold,
    totals,
)
from commonpractice.domain.continuity.queries.runs import latest, monthly

__all__ = ["groups", "groups_of_all", "latest", "lists", "monthly", "results", "threshold", "totals"]
