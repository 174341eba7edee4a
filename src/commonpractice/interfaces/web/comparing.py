"""The same months a year before, and the course of a year: said once, for every page that compares.

There is nothing to compare with where a month of them has no postings: seven months beside two would be no
comparison. A month without postings is a gap in a course, and never £0.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from commonpractice.domain.ledger.queries import MonthlyResult
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month

Results = Mapping[Month, MonthlyResult]
"""A profit centre's months with postings."""


@dataclass(frozen=True)
class Course:
    """One figure month by month, for a sparkline; None where a month has no postings."""

    values: tuple[Pence | None, ...]
    labels: tuple[str, ...]


def comparable(results: Results, months: Iterable[Month]) -> bool:
    """Whether there were postings in each of some months."""
    return all(month in results for month in months)


def surplus_then(results: Results, months: Iterable[Month]) -> Pence | None:
    """What some months' surpluses come to; None where they cannot be compared with."""
    months = list(months)
    return sum(results[month].surplus for month in months) if comparable(results, months) else None


def surplus_of_all(every: Iterable[Results], months: Iterable[Month]) -> Pence | None:
    """As `surplus_then`, of several profit centres together: of each month, whoever had postings in it."""
    every, months = list(every), list(months)
    if not all(any(month in results for results in every) for month in months):
        return None
    return sum(results[month].surplus for results in every for month in months if month in results)


def course(results: Results, months: Iterable[Month], what: str) -> Course:
    """`what` is “income”, “spending” or “surplus”."""
    months = list(months)
    return Course(
        tuple(getattr(results[month], what) if month in results else None for month in months),
        tuple(month.words for month in months),
    )
