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
    """Which figure led to a published line: its key, what it is shared over, its line, and its year where a
    file has many."""

    figure: str
    per: str
    line: int | None
    year: str

    @classmethod
    def of(cls, given: QueryDict) -> "Marked":
        """Read from an address; what is not understood marks nothing."""
        line = given.get("line", "")
        return cls(
            given.get("figure", ""),
            given.get("per", ""),
            int(line) if re.fullmatch(r"\d{1,9}", line) else None,
            given.get("year", ""),
        )
