"""The questions that several disagreements share: do these days overlap, do those cover them?"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from commonpractice.domain.partnership.facts import SurgeryFact
from commonpractice.foundations.dated import Dated, Period, first_overlap


@dataclass(frozen=True)
class Alone:
    """A bare period, as a dated row."""

    effective: Period


def named(surgery: SurgeryFact) -> str:
    """A surgery in a sentence: its name and its code."""
    return f"{surgery.name} ({surgery.code})"


def overlap(what: str, rows: Sequence[Dated]) -> Iterator[str]:
    """A sentence where two rows share a day."""
    if pair := first_overlap(rows):
        yield f"{what} on the same days: {pair[0].effective}, and {pair[1].effective}."


def joined(periods: Iterable[Period]) -> list[Period]:
    """Periods that touch or overlap, made one; in order."""
    whole: list[Period] = []
    for period in sorted(periods):
        before = whole[-1] if whole else None
        if before is None or (before.end is not None and period.start > before.end):
            whole.append(period)
        elif before.end is not None and (period.end is None or period.end > before.end):
            whole[-1] = Period(before.start, period.end)
    return whole


def covers(whole: Period, part: Period) -> bool:
    """Whether every day of one period is a day of another."""
    return whole.start <= part.start and (
        whole.end is None or (part.end is not None and part.end <= whole.end)
    )


def within(part: Period, rows: Iterable[Dated]) -> bool:
    """Whether every day of a period is a day of one of the rows."""
    return any(covers(period, part) for period in joined(row.effective for row in rows))


def first_gap(whole: Period, rows: Iterable[Dated]) -> date | None:
    """The first day of a period that is no day of any of the rows; None where they leave none out."""
    reached = whole.start
    for period in joined(row.effective for row in rows):
        if period.start > reached:
            break
        if period.end is None:
            return None
        reached = max(reached, period.end)
    return reached if reached in whole else None


def in_order(codes: Iterable[str]) -> list[str]:
    """Each once, as they come."""
    return list(dict.fromkeys(codes))
