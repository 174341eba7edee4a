"""Which financial year a file is of: what its rows say, else its name, else what the user says.

The three must agree. A year is not guessed: where nothing says it, the user is asked.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from commonpractice.foundations.months import FinancialYear, Month
from commonpractice.gateways.nhs_publications.values import MONTHS

_MONTH = (
    r"(?<![a-z])(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?"
)
_MONTH_YEAR = re.compile(_MONTH + r"[-_ ]*(?P<year>20\d\d|\d\d)(?!\d)")
_DAY_MONTH_YEAR = re.compile(r"(?<!\d)\d{1,2}[-_ ]?" + _MONTH + r"[-_ ]*(?P<year>20\d\d)(?!\d)")
_ISO_DAY = re.compile(r"(?<!\d)(20\d\d)[-_]?(0[1-9]|1[0-2])[-_]?(0[1-9]|[12]\d|3[01])(?!\d)")
_ISO_MONTH = re.compile(r"(?<!\d)(20\d\d)[-_](0[1-9]|1[0-2])(?!\d)")
_LONG = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_/ ]?((?:19|20)\d\d|\d\d)(?!\d)")
_SHORT = re.compile(r"(?<!\d)(?=(\d\d)[-_/ ]?(\d\d)(?!\d))")  # looks ahead: in 16-22-23 both pairs are seen


LOOK = "Look whether its name, or --year, says the right year."


class YearUnclear(ValueError):
    """No year, two years, or the wrong one."""


@dataclass(frozen=True)
class Named:
    """What a file's name says: financial years, and the day to which a dated file belongs."""

    years: frozenset[FinancialYear]
    as_at: date | None = None


def named(file_name: str) -> Named:
    """Read years from a name: 19-20, 2019-20, 201920, 1920, 2021_v2 (2020/21), apr2020 (2020/21).

    Two digits beside the two that follow them are a financial year; a year that stands alone (2023) is not,
    because it may be either. Dates give the year that they fall in.
    """
    name = file_name.lower()
    years: set[FinancialYear] = set()
    days: list[date] = []
    for match in _ISO_DAY.finditer(name):
        days.append(date(int(match[1]), int(match[2]), 1))
    for pattern in (_DAY_MONTH_YEAR, _MONTH_YEAR):
        for match in pattern.finditer(name):
            year = int(match["year"]) if len(match["year"]) == 4 else 2000 + int(match["year"])
            days.append(date(year, MONTHS.index(match["month"]) + 1, 1))
        name = pattern.sub(" ", name)
    name = _ISO_DAY.sub(" ", name)
    for match in _LONG.finditer(name):
        first, second = int(match[1]), match[2]
        if int(second[-2:]) == (first + 1) % 100 and (len(second) == 2 or int(second) == first + 1):
            years.add(FinancialYear(first))
        elif month := _ISO_MONTH.match(match[0]):
            days.append(date(int(month[1]), int(month[2]), 1))
    name = _LONG.sub(" ", name)
    for match in _SHORT.finditer(name):
        first, second = int(match[1]), int(match[2])
        if second == (first + 1) % 100:
            years.add(FinancialYear(2000 + first if first < 90 else 1900 + first))
    years.update(of_day(day) for day in days)
    return Named(frozenset(years), days[0] if len(set(days)) == 1 else None)


def of_day(on: date) -> FinancialYear:
    return FinancialYear.of(Month.of(on))


def decide(
    *,
    within: Iterable[FinancialYear],
    by_name: Iterable[FinancialYear],
    asked: FinancialYear | None,
    today: date,
    first: FinancialYear | None,
) -> FinancialYear:
    """The one year that the rows, the name and the user agree on. Raises YearUnclear with what to do."""
    rows, names = set(within), set(by_name)
    if len(rows) > 1:
        raise YearUnclear(
            f"its rows are of several financial years, {_list(rows)}; a file of this kind has one. "
            "Split it, a file for each year."
        )
    if asked and rows and asked not in rows:
        raise YearUnclear(
            f"you said {asked}, but its own rows are of {_list(rows)}. Leave --year out, or give the "
            f"file of {asked}."
        )
    if asked and not rows and names and asked not in names:
        raise YearUnclear(
            f"you said {asked}, but the file's name says {_list(names)}. If the name is wrong, rename the "
            "file; if not, leave --year out."
        )
    if rows and names and not rows & names:
        raise YearUnclear(
            f"its name says {_list(names)}, but its own rows are of {_list(rows)}. Rename it, or look "
            "whether it is the file you meant."
        )
    if not rows and not asked and len(names) > 1:
        raise YearUnclear(f"its name speaks of several years, {_list(names)}. Say which with --year.")
    if not (found := rows or ({asked} if asked else names)):
        raise YearUnclear(
            "nothing in it or in its name says which financial year it is of. Say so, for example "
            "with --year 2022/23."
        )
    (year,) = found
    check(year, today=today, first=first)
    return year


def check(year: FinancialYear, *, today: date, first: FinancialYear | None) -> None:
    """Refuse a year that has not begun, or in which nothing of the kind was published."""
    if year > of_day(today):
        raise YearUnclear(f"{year} has not begun, so no figures of it can have been published. {LOOK}")
    if first is not None and year < first:
        raise YearUnclear(
            f"figures of this kind were first published for {first}; {year} is before that. {LOOK}"
        )


def _list(years: Iterable[FinancialYear]) -> str:
    words = [str(year) for year in sorted(years)]
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
