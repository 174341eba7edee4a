"""What of a declaration can be true of a year, line by line."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol

from commonpractice.domain.contracts.facts import Indicator, QofYear
from commonpractice.foundations.dated import day

A_FEW = 6


class DeclaredRow(Protocol):
    """An indicator of a practice as a file declares it, from a line of it."""

    @property
    def line(self) -> int: ...
    @property
    def practice_code(self) -> str: ...
    @property
    def indicator(self) -> str: ...
    @property
    def numerator(self) -> int: ...
    @property
    def denominator(self) -> int: ...
    @property
    def points(self) -> Decimal | None: ...
    @property
    def declared_on(self) -> date | None: ...


def is_whole(codes: Collection[str], year: QofYear | None) -> bool:
    """Whether some indicators are all that a year pays; of a year whose indicators nobody knows, they never
    are. A year is declared whole: what is missing would count as not earned."""
    return year is not None and bool(year.indicators) and all(code in codes for code in year.indicators)


def faults(
    rows: Sequence[DeclaredRow],
    *,
    name: str,
    year: QofYear,
    practices: Collection[str],
    declared_on: date | None,
    today: date,
) -> list[str]:
    """A sentence for each line that cannot be right, and for each practice of which indicators are missing.

    `declared_on` is the day of those rows that have none of their own.
    """
    found = [
        f"{name}, line {row.line:,}: {why}"
        for row in rows
        for why in _of_row(row, year, practices, declared_on, today)
    ]
    return [*found, *_twice(rows, name), *_missing(rows, year, name)]


def _of_row(
    row: DeclaredRow, year: QofYear, practices: Collection[str], declared_on: date | None, today: date
) -> Iterable[str]:
    if row.practice_code not in practices:
        yield f"there is no surgery {row.practice_code} here whose achievement you may take in."
    indicator = year.indicators.get(row.indicator)
    if indicator is None:
        yield f"the QOF of {year.year} has no indicator {row.indicator}."
    else:
        yield from _of_points(row, indicator)
    if row.numerator > row.denominator:
        yield f"{row.numerator:,} patients met it, and only {row.denominator:,} were eligible."
    on = row.declared_on or declared_on
    if on is None:
        yield "it has no day on which it was declared; give one for the whole file."
    elif on <= year.year.last.last:
        yield f"a year cannot be declared before it is over, and this one was on {day(on)}."
    elif on > today:
        yield f"{day(on)}, on which it was declared, is still to come."


def _of_points(row: DeclaredRow, indicator: Indicator) -> Iterable[str]:
    if row.points is not None and row.points > indicator.points:
        yield f"{row.indicator} can earn {indicator.points} points, and this has {row.points}."


def _twice(rows: Sequence[DeclaredRow], name: str) -> Iterable[str]:
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        key = (row.practice_code, row.indicator)
        if key in seen:
            yield (
                f"{name}, line {row.line:,}: {row.indicator} of {row.practice_code} is on line {seen[key]:,} "
                "already."
            )
        seen.setdefault(key, row.line)


def _missing(rows: Sequence[DeclaredRow], year: QofYear, name: str) -> Iterable[str]:
    """What a practice's year is not whole without."""
    theirs: Mapping[str, set[str]] = defaultdict(set)
    for row in rows:
        theirs[row.practice_code].add(row.indicator)
    for practice, codes in theirs.items():
        missing = [code for code in year.indicators if code not in codes]
        if missing:
            named = ", ".join(missing[:A_FEW]) + (
                f" and {len(missing) - A_FEW} more" if missing[A_FEW:] else ""
            )
            yield f"{name}: of {practice} there is no {named}. A year is taken in whole."
