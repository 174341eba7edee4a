"""What is asked for in the practice look-up: which practices, which year, how shared, how sorted."""

import re
from dataclasses import dataclass

from django import forms
from django.http import QueryDict

from commonpractice.domain.published.facts import Basis
from commonpractice.foundations.months import FinancialYear, NotAYear


class SearchForm(forms.Form):
    """The one box."""

    q = forms.CharField(
        label="Name, postcode or practice code",
        max_length=4000,
        error_messages={
            "required": "Type a practice's name, postcode or code",
            "max_length": "That is too long to search for. Give up to 200 codes at a time",
            "null_characters_not_allowed": "Type it again: something unreadable is in it",
        },
    )


@dataclass(frozen=True)
class Asked:
    """How a page of figures is to be shown. A year of none is the latest there is."""

    year: FinancialYear | None
    basis: Basis
    sort: str

    @classmethod
    def of(cls, given: QueryDict) -> "Asked":
        """Read from an address; what is not understood is as if it had not been asked for."""
        try:
            year = FinancialYear.parse(given.get("year", ""))
        except NotAYear:
            year = None
        registered = given.get("per") == Basis.REGISTERED
        return cls(year, Basis.REGISTERED if registered else Basis.WEIGHTED, given.get("sort", ""))


@dataclass(frozen=True)
class Marked:
    """Which figure led to published lines: its key, what it is shared over, its line, and its year where a
    file has many. `begins`, `group` and `page` are for the lines of everybody."""

    figure: str
    per: str
    line: int | None
    year: str
    begins: int
    group: tuple[int, int] | None
    page: int | None

    @classmethod
    def of(cls, given: QueryDict) -> "Marked":
        """Read from an address; what is not understood marks nothing."""
        group = [_number(part) for part in given.get("group", "").split("-")]
        return cls(
            figure=given.get("figure", ""),
            per=given.get("per", ""),
            line=_number(given.get("line", "")),
            year=given.get("year", ""),
            begins=_number(given.get("begins", "")) or 0,
            group=(group[0], group[1]) if len(group) == 2 and group[0] and group[1] else None,
            page=_number(given.get("page", "")),
        )


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"\d{1,9}", text, re.ASCII) else None
