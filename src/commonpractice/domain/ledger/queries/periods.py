"""The period that figures are asked for: up to a day, as known on a day, beside the same a year before."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Self

from commonpractice.domain.ledger.queries.movements import Span
from commonpractice.domain.ledger.rules.statement_rows import Over
from commonpractice.foundations.dated import ONE_DAY, day
from commonpractice.foundations.days import LONDON
from commonpractice.foundations.months import FinancialYear, Month

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
"""The days that figures may be asked for: nobody's books here are older, and none are kept so far ahead."""


class DayOutOfReach(ValueError):
    """A day for which no figures can be asked."""


def check_day(on: date) -> None:
    """Raises DayOutOfReach, with a sentence, for a day before or after any that books are kept for."""
    if not FIRST_DAY <= on <= LAST_DAY:
        raise DayOutOfReach(
            f"There are no books of {day(on)}: choose a day from {day(FIRST_DAY)} to {day(LAST_DAY)}."
        )


def end_of_day(on: date) -> datetime:
    """The last moment of a day, by the clock in London: what was posted by then was known on it."""
    return datetime.combine(on, time.max, LONDON)


@dataclass(frozen=True)
class Period:
    """A month up to a day, the year up to the same day, and the same a year before.

    `known` is the day at whose end the books are asked for; None is now.
    """

    at: date
    known: date | None
    year_starts: int

    @property
    def month(self) -> Month:
        return Month.of(self.at)

    @property
    def year(self) -> FinancialYear:
        return FinancialYear.of(self.month, self.year_starts)

    @property
    def whole_month(self) -> bool:
        return self.at == self.month.last

    @property
    def known_at(self) -> datetime | None:
        return None if self.known is None else end_of_day(self.known)

    @property
    def this_month(self) -> Span:
        return Span(self.month.first, self.at)

    @property
    def this_year(self) -> Span:
        return Span.year_to(self.at, self.year_starts)

    @property
    def month_before(self) -> Span:
        """The same days of the same month a year before."""
        month = self.month - 12
        return Span(month.first, month.last if self.whole_month else _same_day(month, self.at.day))

    @property
    def year_before(self) -> Span:
        return Span.year_to(self.month_before.last, self.year_starts)

    @property
    def before(self) -> Self:
        """The same period a year before, known on the same day as this one."""
        return replace(self, at=self.month_before.last)

    @property
    def before_the_year(self) -> Self:
        """Up to the day before the financial year began."""
        return replace(self, at=self.this_year.first - ONE_DAY)

    def span(self, over: Over) -> Span:
        """The days that an amount of this period runs over."""
        return {
            Over.MONTH: self.this_month,
            Over.YEAR: self.this_year,
            Over.EVER: Span.ever_to(self.at),
            Over.BEFORE_THE_YEAR: Span.ever_to(self.this_year.first - ONE_DAY),
        }[over]

    @property
    def days(self) -> str:
        """Such as “March 2025”, “1 to 15 March 2025”."""
        if self.whole_month:
            return self.month.words
        return f"1 to {day(self.at)}" if self.at.day > 1 else day(self.at)

    @property
    def words(self) -> str:
        """Such as “March 2025”, “1 to 15 March 2025, as the books were on 30 April 2025”."""
        return f"{self.days}{self.as_known}"

    @property
    def at_the_end(self) -> str:
        """Such as “at the end of 31 March 2025, as the books were on 30 April 2025”."""
        return f"at the end of {day(self.at)}{self.as_known}"

    @property
    def as_known(self) -> str:
        """When the books were so, to put behind what else is said; nothing where they are as they are now."""
        return "" if self.known is None else f", as the books were on {day(self.known)}"


def span_in_words(span: Span) -> str:
    """Such as “1 April to 30 June 2025”, “1 October 2024 to 31 March 2025”."""
    if span.first.year == span.last.year:
        return f"{span.first.day} {span.first:%B} to {day(span.last)}"
    return f"{day(span.first)} to {day(span.last)}"


def _same_day(month: Month, number: int) -> date:
    return min(month.last, month.first.replace(day=min(number, month.last.day)))
