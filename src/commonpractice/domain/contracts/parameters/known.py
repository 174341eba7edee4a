"""Rows that are dated twice: effective for some days, known from a day."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol, TypeVar

from commonpractice.foundations.dated import Period, day


class NotInRulebook(LookupError):
    """A value that the rulebook does not have, for that day or as known by then; a sentence says which."""

    def __str__(self) -> str:
        return str(self.args[0])


class Known(Protocol):
    @property
    def effective(self) -> Period: ...
    @property
    def known_on(self) -> date: ...


K = TypeVar("K", bound=Known)


def latest(rows: Sequence[K], on: date, known_on: date | None) -> K | None:
    """Of the rows effective on a day and known by another (None: by now), the one known last."""
    known = [row for row in rows if on in row.effective and (known_on is None or row.known_on <= known_on)]
    return max(known, key=lambda row: row.known_on, default=None)


def the_latest(rows: Sequence[K], what: str, on: date, known_on: date | None) -> K:
    """As `latest`. Raises NotInRulebook, with a sentence that says `what` is missing, where there is none."""
    found = latest(rows, on, known_on)
    if found is not None:
        return found
    later = [row.known_on for row in rows if on in row.effective]
    if later and known_on is not None:
        raise NotInRulebook(
            f"On {day(known_on)} {what} for {day(on)} was not known: it was on {day(min(later))}."
        )
    raise NotInRulebook(f"The rulebook does not have {what} for {day(on)}.")


def effective(row: Mapping[str, str]) -> Period:
    """The days for which a row of the rulebook holds."""
    until = row["effective_until"]
    return Period.until(
        date.fromisoformat(row["effective_from"]), date.fromisoformat(until) if until else None
    )
