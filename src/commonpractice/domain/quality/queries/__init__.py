"""Asking about care."""

from commonpractice.domain.quality.queries.courses import courses, courses_of_all, month_by_month
from commonpractice.domain.quality.queries.improving import (
    NoSuchImprovement,
    figures,
    improvement,
    improvements,
    judgement,
    may_own,
)
from commonpractice.domain.quality.queries.limits import as_it_may_leave, baselines, course, rebased
from commonpractice.domain.quality.queries.reasons import reasons
from commonpractice.domain.quality.queries.results import (
    groups,
    groups_of_all,
    registers,
    results,
    threshold,
    totals,
)
from commonpractice.domain.quality.queries.runs import latest, monthly

__all__ = [
    "NoSuchImprovement",
    "as_it_may_leave",
    "baselines",
    "course",
    "courses",
    "courses_of_all",
    "figures",
    "groups",
    "groups_of_all",
    "improvement",
    "improvements",
    "judgement",
    "latest",
    "may_own",
    "month_by_month",
    "monthly",
    "reasons",
    "rebased",
    "registers",
    "results",
    "threshold",
    "totals",
]
