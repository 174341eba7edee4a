"""The months that a line's words say it is of: "Nov23", "Jun-Mar24", "PY 2022/23", "01/05/23 to 31/03/24"."""

import re
from collections.abc import Iterator

from commonpractice.foundations.months import FinancialYear, Month, NotAMonth, NotAYear

NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
LONG = ["uary", "ruary", "ch", "il", "", "e", "y", "ust", "(?:t(?:ember)?)?", "ober", "ember", "ember"]
NAME = "|".join(f"{short}(?:{rest})?" if rest else short for short, rest in zip(NAMES, LONG, strict=True))
DATES = re.compile(
    r"\b(\d{1,2})/(\d{1,2})/((?:19|20)\d{2}|\d{2})\s*(?:to|-|–)\s*(\d{1,2})/(\d{1,2})/((?:19|20)\d{2}|\d{2})\b",
    re.I,
)
MONTHS = re.compile(
    rf"\b({NAME})\s*'?(\d{{4}}|\d{{2}})?\s*(?:-|–|to)\s*({NAME})\s*'?(\d{{4}}|\d{{2}})(?![\d/])", re.I
)
MONTH = re.compile(rf"\b({NAME})\s*'?(\d{{4}}|\d{{2}})(?![\d/])", re.I)
BARE = re.compile(rf"\b({NAME})\b", re.I)
YEAR = re.compile(r"(?<![\d/.])((?:19|20)\d{2}|\d{2})\s?[/-]\s?((?:19|20)\d{2}|\d{2})(?![\d/.])")

Span = tuple[Month, Month]
LONG_AGO, AHEAD = 20 * 12, 2 * 12
"""Pensions are put right years later, and rent may be paid ahead. Beyond is a number of something else."""


def span_in(words: str) -> Span | None:
    """The first and the last month that words name, with their year; None where they name none.

    Two days say more than two months, those more than one month, and that more than a financial year: "23/24
    Notional Rent Nov23" is of November. Of several months the first and the last are meant.
    """
    for reader in (_dates, _months, _single_months, _financial_years):
        found = list(reader(words))
        if found:
            return min(span[0] for span in found), max(span[1] for span in found)
    return None


def plausible(span: Span, month: Month) -> bool:
    """Whether a statement of a month may have a line of these months."""
    return span[0].months_after(month) >= -LONG_AGO and span[1].months_after(month) <= AHEAD


def named_month(words: str, near: Month) -> Month | None:
    """The month that words name without its year, in the year that brings it nearest to another."""
    found = BARE.search(words)
    if not found:
        return None
    number = _number(found[1])
    candidates = [Month(year, number) for year in (near.year - 1, near.year, near.year + 1)]
    return min(candidates, key=lambda month: abs(month.months_after(near)))


def _dates(words: str) -> Iterator[Span]:
    for found in DATES.finditer(words):
        try:
            first, last = Month(_year(found[3]), int(found[2])), Month(_year(found[6]), int(found[5]))
        except NotAMonth:
            continue
        if first <= last:
            yield first, last


def _months(words: str) -> Iterator[Span]:
    for found in MONTHS.finditer(words):
        last = Month(_year(found[4]), _number(found[3]))
        if found[2]:
            first = Month(_year(found[2]), _number(found[1]))
        else:  # the latest month of that name that is not after the last
            first = last - (last.number - _number(found[1])) % 12
        if first <= last:
            yield first, last


def _single_months(words: str) -> Iterator[Span]:
    for found in MONTH.finditer(words):
        month = Month(_year(found[2]), _number(found[1]))
        yield month, month


def _financial_years(words: str) -> Iterator[Span]:
    for found in YEAR.finditer(words):
        try:
            year = FinancialYear.parse(f"{_year(found[1])}/{found[2]}")
        except (NotAYear, NotAMonth):
            continue
        yield year.first, year.last


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _number(name: str) -> int:
    return NAMES.index(name[:3].lower()) + 1
