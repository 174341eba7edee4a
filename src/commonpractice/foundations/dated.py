"""Facts that hold for a while: periods of days, and rows known from one day to another.

A period is kept half-open, [start, end), as PostgreSQL keeps a daterange. People say "from 1 April
until 30 September" and mean both days; `until` and `last_day` translate at the border.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol, TypeVar

ONE_DAY = timedelta(days=1)


class NotAPeriod(ValueError):
    """Two days that do not make a period, with a sentence that says why."""


@dataclass(frozen=True)
class Period:
    """The days from `start` up to, but not including, `end`; `end` None means still running.

    Periods are ordered by their start and then by their end, one still running after any that has ended.
    """

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end <= self.start:
            raise NotAPeriod(f"A period from {day(self.start)} cannot end before it has begun.")

    @classmethod
    def until(cls, start: date, last_day: date | None) -> "Period":
        """The period as people say it, `last_day` included. Raises NotAPeriod."""
        if last_day is not None and last_day < start:
            raise NotAPeriod(f"It starts on {day(start)} but ends before that, on {day(last_day)}.")
        if last_day == date.max:
            raise NotAPeriod(f"Leave the last day out where there is none, instead of {day(date.max)}.")
        return cls(start, None if last_day is None else last_day + ONE_DAY)

    @property
    def last_day(self) -> date | None:
        return None if self.end is None else self.end - ONE_DAY

    def __lt__(self, other: "Period") -> bool:
        return self._order < other._order

    @property
    def _order(self) -> tuple[date, bool, date]:
        return self.start, self.end is None, self.end or self.start

    def __contains__(self, on: date) -> bool:
        return self.start <= on and (self.end is None or on < self.end)

    def overlaps(self, other: "Period") -> bool:
        return (self.end is None or other.start < self.end) and (other.end is None or self.start < other.end)

    def __str__(self) -> str:
        if self.last_day is None:
            return f"from {day(self.start)}"
        return f"{day(self.start)} to {day(self.last_day)}"


class Dated(Protocol):
    """Anything with the period in which it is effective."""

    @property
    def effective(self) -> Period: ...


D = TypeVar("D", bound=Dated)


def in_force(rows: Iterable[D], on: date) -> list[D]:
    """The rows that are effective on a day, in the order given."""
    return [row for row in rows if on in row.effective]


def first_overlap(rows: Sequence[D]) -> tuple[D, D] | None:
    """Two rows whose periods overlap, the earliest such pair; None where each day has at most one."""
    ordered = sorted(rows, key=lambda row: row.effective.start)
    reaching_furthest: D | None = None
    for row in ordered:
        if reaching_furthest is not None and reaching_furthest.effective.overlaps(row.effective):
            return reaching_furthest, row
        reaching_furthest = row
    return None


def day(on: date) -> str:
    """A day as the NHS writes it: 3 May 2019."""
    return f"{on.day} {on:%B %Y}"
