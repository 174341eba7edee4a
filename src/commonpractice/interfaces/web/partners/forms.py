"""From which month to which a statement is asked for."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from commonpractice.foundations.months import FinancialYear, Month


class MonthsForm(forms.Form):
    """The months of a statement, both included; without them, the financial year up to the latest month."""

    first = forms.ChoiceField(label="From", required=False)
    last = forms.ChoiceField(label="To", required=False)

    def __init__(self, given: Mapping[str, Any], *, offered: Sequence[Month], year_starts: int) -> None:
        last = offered[-1]
        begins = max(offered[0], FinancialYear.of(last, year_starts).first)
        asked = {"first": given.get("from") or str(begins), "last": given.get("to") or str(last)}
        super().__init__(asked)
        self.usual = begins, last
        for name in ("first", "last"):
            self.fields[name].choices = [(str(month), month.words) for month in reversed(offered)]
            self.fields[name].error_messages["invalid_choice"] = "Choose a month of the list"

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not self.errors and Month.parse(given["first"]) > Month.parse(given["last"]):
            self.add_error("last", "Choose a last month that is not before the first")
        return given

    @property
    def months(self) -> tuple[Month, Month]:
        """The first and the last; the usual ones where what was asked for makes no sense."""
        if not self.is_valid():
            return self.usual
        return Month.parse(self.cleaned_data["first"]), Month.parse(self.cleaned_data["last"])
