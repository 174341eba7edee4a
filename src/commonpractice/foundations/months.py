"""Months and financial years: the periods in which a partnership keeps its books."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date

NHS_YEAR_STARTS = 4  # April: the NHS's financial year, and the usual one of a GP partnership


class NotAMonth(ValueError):
    """Text that was meant as a month and is not."""


class NotAYear(ValueError):
    """Text that was meant as a financial year and is not."""


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 12:
            raise NotAMonth(f"There is no month {self.number}.")
        if not MINYEAR <= self.year <= MAXYEAR:
            raise NotAMonth(f"There is no year {self.year}.")

    @classmethod
    def of(cls, on: date) -> "Month":
        return cls(on.year, on.month)

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Read "2025-04". Raises NotAMonth."""
        match = re.fullmatch(r"(\d{4})-(\d{1,2})", text.strip())
        if not match:
            raise NotAMonth(f"“{text}” is not a month. Write it like 2025-04.")
        return cls(int(match[1]), int(match[2]))

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.number, monthrange(self.year, self.number)[1])

    def __add__(self, months: int) -> "Month":
        years, number = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(years, number + 1)

    def __sub__(self, months: int) -> "Month":
        return self + -months

    def months_after(self, other: "Month") -> int:
        """How many months this one comes after another; negative where it comes before."""
        return (self.year - other.year) * 12 + self.number - other.number

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    @property
    def words(self) -> str:
        """April 2025."""
        return f"{self.first:%B %Y}"

    @property
    def short(self) -> str:
        """Apr 25, for the axis of a chart."""
        return f"{self.first:%b %y}"


def months(first: Month, last: Month) -> Iterator[Month]:
    """Each month from the first to the last, both included."""
    month = first
    while month < last:
        yield month
        month += 1
    if month == last:
        yield month


@dataclass(frozen=True, order=True)
class FinancialYear:
    """Twelve months from `starts`; 2022/23 is FinancialYear(2022)."""

    begins: int
    starts: int = NHS_YEAR_STARTS

    @classmethod
    def of(cls, month: Month, starts: int = NHS_YEAR_STARTS) -> "FinancialYear":
        return cls(month.year if month.number >= starts else month.year - 1, starts)

    @classmethod
    def parse(cls, text: str) -> "FinancialYear":
        """Read "2022/23", "2022-23", "2022/2023" or "2022_23".

        Raises NotAYear, also where the second year does not follow the first.
        """
        match = re.fullmatch(r"(\d{4})\s*[/_–-]\s*(\d{2}|\d{4})", text.strip())
        if not match:
            raise NotAYear(f"“{text}” is not a financial year. Write it like 2022/23.")
        begins = int(match[1])
        if int(match[2][-2:]) != (begins + 1) % 100 or (len(match[2]) == 4 and int(match[2]) != begins + 1):
            raise NotAYear(f"“{text}” is not a financial year: {begins} is followed by {begins + 1}.")
        return cls(begins)

    @property
    def first(self) -> Month:
        return Month(self.begins, self.starts)

    @property
    def last(self) -> Month:
        return self.first + 11

    @property
    def months(self) -> list[Month]:
        return list(months(self.first, self.last))

    def __contains__(self, month: Month) -> bool:
        return self.first <= month <= self.last

    def __add__(self, years: int) -> "FinancialYear":
        return FinancialYear(self.begins + years, self.starts)

    def __sub__(self, years: int) -> "FinancialYear":
        return FinancialYear(self.begins - years, self.starts)

    def __str__(self) -> str:
        if self.starts == 1:
            return str(self.begins)
        return f"{self.begins}/{(self.begins + 1) % 100:02d}"
