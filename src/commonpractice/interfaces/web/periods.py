"""Which month, and as at which day: what the address of a page of figures says, read and checked.

?month=2025-03               the month as it stands now
?at=2025-03-15               the month and year up to and including that day
?known=2025-04-30            as the books were at the end of that day
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest
from django.utils import timezone

from commonpractice.domain.ledger import queries as ledger
from commonpractice.foundations.months import Month, NotAMonth, months
from commonpractice.interfaces.web.called import words_of
from commonpractice.interfaces.web.contract_holders import holders


@dataclass(frozen=True)
class Period(ledger.Period):
    """The ledger's period, with the address that asks for it."""

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
        return self._within_reach("at")

    def clean_known(self) -> date | None:
        return self._within_reach("known")

    def _within_reach(self, name: str) -> date | None:
        on = self.cleaned_data[name]
        if on is not None:
            try:
                ledger.check_day(on)
            except ledger.DayOutOfReach as refusal:
                raise forms.ValidationError(str(refusal)) from None
        return on


def of_books(
    request: HttpRequest, surgeries: Sequence[int]
) -> tuple[Period, PeriodForm, tuple[Month, Month] | None]:
    """As `asked`, of the books of some profit centres; and the first and last month with postings in them.

    Where no month is asked for, it is the latest with full books. Raises OutOfScope.
    """
    kept = ledger.months_with_postings(scope=request.scope, surgeries=surgeries)
    usual = None
    if _month(request.GET.get("month", "")) is None:
        usual = ledger.month_to_open_on(
            scope=request.scope, surgeries=_whose_income(request, surgeries), on=timezone.localdate()
        )
    period, form = asked(request, kept=kept, usual=usual, year_starts=request.partnership.year_starts)
    return period, form, kept


def asked(
    request: HttpRequest,
    *,
    kept: tuple[Month, Month] | None,
    year_starts: int,
    usual: Month | None = None,
) -> tuple[Period, PeriodForm]:
    """The period that an address asks for, and the form that shows it (with its errors, if it has any).

    `kept` are the first and last month with postings. Whatever is not asked for, or not understood, is the
    `usual` month, else the last of them; with no postings at all, the month of today.
    """
    today = timezone.localdate()
    first, last = kept or (Month.of(today), Month.of(today))
    given = request.GET
    month = _month(given.get("month", "")) or usual or last
    offered = sorted({*months(first, last), month})
    form = PeriodForm(
        {"month": str(month), "at": given.get("at", ""), "known": given.get("known", "")}, offered=offered
    )
    form.is_valid()
    at = form.cleaned_data.get("at") or month.last
    return Period(at=at, known=form.cleaned_data.get("known"), year_starts=year_starts), form


def _whose_income(request: HttpRequest, surgeries: Sequence[int]) -> Sequence[int]:
    """Those by whose books it goes whether a month is full: of a practice and its sites, the practice.

    A site's month is full when its bills are in, weeks before closing posts what the contract brings.
    """
    if words_of(request.partnership).has_contract_each:
        return surgeries
    theirs = [one for one in request.partnership.surgeries if one.id in surgeries]
    held = holders(scope=request.scope, of=request.partnership, surgeries=theirs)
    return sorted(held) or surgeries


def _month(text: str) -> Month | None:
    try:
        month = Month.parse(text)
        ledger.check_day(month.last)
    except (NotAMonth, ledger.DayOutOfReach):
        return None
    return month
