"""Which month, and as at which day: what the address of a page of figures says, read and checked.

?month=2025-03               the month as it stands now
?at=2025-03-15               the month and year up to and including that day
?known=2025-04-30            as the books were at the end of that day
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest
from django.utils import timezone

from commonpractice.domain.ledger.queries import Span
from commonpractice.foundations.dated import day
from commonpractice.foundations.months import FinancialYear, Month, NotAMonth, months


@dataclass(frozen=True)
class Period:
    """A month up to a day, the year up to the same day, and the same a year before."""

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
        """The last moment of the day as known on which the books are asked for."""
        if self.known is None:
            return None
        return timezone.make_aware(datetime.combine(self.known + timedelta(days=1), time.min))

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
    def words(self) -> str:
        """Such as “March 2025”, “1 to 15 March 2025”, “March 2025, as the books were on 30 April 2025”."""
        words = self.month.words
        if not self.whole_month:
            words = f"1 to {day(self.at)}" if self.at.day > 1 else day(self.at)
        return words if self.known is None else f"{words}, as the books were on {day(self.known)}"

    @property
    def query(self) -> str:
        """The part of an address that asks for this period: “month=2025-03”."""
        asked = {"month": str(self.month)} if self.whole_month else {"at": self.at.isoformat()}
        if self.known:
            asked["known"] = self.known.isoformat()
        return urlencode(asked)


class PeriodForm(forms.Form):
    """The controls above a page of figures."""

    month = forms.ChoiceField(required=False, label="Month")
    at = forms.DateField(
        required=False,
        label="Up to a day",
        error_messages={"invalid": "Write the day up to which you want to see the books like 2025-03-15"},
    )
    known = forms.DateField(
        required=False,
        label="As the books were on",
        error_messages={"invalid": "Write the day on which the books were so like 2025-03-15"},
    )

    def __init__(self, *args, offered: list[Month], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"].choices = [(str(month), month.words) for month in reversed(offered)]

    def clean_at(self) -> date | None:
        at = self.cleaned_data["at"]
        if at is not None and not 2000 <= at.year <= 2100:
            raise forms.ValidationError("Write the day up to which you want to see the books like 2025-03-15")
        return at


def asked(
    request: HttpRequest, *, kept: tuple[Month, Month] | None, year_starts: int
) -> tuple[Period, PeriodForm]:
    """The period that an address asks for, and the form that shows it (with its errors, if it has any).

    `kept` are the first and last month with postings. Whatever is not asked for, or not understood, is the
    last of them; with no postings at all, the month of today.
    """
    today = timezone.localdate()
    first, last = kept or (Month.of(today), Month.of(today))
    given = request.GET
    month = _month(given.get("month", "")) or last
    offered = sorted({*months(first, last), month})
    form = PeriodForm(
        {"month": str(month), "at": given.get("at", ""), "known": given.get("known", "")}, offered=offered
    )
    form.is_valid()
    at = form.cleaned_data.get("at") or month.last
    return Period(at=at, known=form.cleaned_data.get("known"), year_starts=year_starts), form


def _month(text: str) -> Month | None:
    try:
        month = Month.parse(text)
    except NotAMonth:
        return None
    return month if 2000 <= month.year <= 2100 else None


def _same_day(month: Month, number: int) -> date:
    return min(month.last, month.first.replace(day=min(number, month.last.day)))
