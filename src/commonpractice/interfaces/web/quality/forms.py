"""What narrows the pages of care: words, a condition, a programme, a day."""

from datetime import date

from django import forms
from django.http import HttpRequest

from commonpractice.domain.quality.parameters.seeing import seeing

PROGRAMMES = (("", "All"), ("qof", "Paid by the NHS (QOF)"), ("own", "The partnership’s own"))


class AsAtForm(forms.Form):
    """As at which day; without one, the last that was counted."""

    at = forms.DateField(
        required=False,
        label="As at another day",
        widget=forms.DateInput(format="%Y-%m-%d"),
        error_messages={"invalid": "Enter a day of the calendar, like 31/3/2026"},
    )

    @classmethod
    def of(cls, request: HttpRequest) -> "AsAtForm":
        form = cls(request.GET)
        form.is_valid()
        return form

    @property
    def by(self) -> date | None:
        return self.cleaned_data.get("at")


class OverviewForm(AsAtForm):
    """Which indicators are shown."""

    q = forms.CharField(required=False, max_length=100, label="Words")
    condition = forms.ChoiceField(required=False, label="Condition")
    programme = forms.ChoiceField(required=False, choices=PROGRAMMES, label="Programme")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        conditions = sorted(seeing().conditions.items(), key=lambda one: one[1].casefold())
        self.fields["condition"].choices = [("", "All conditions"), *conditions]

    def asked(self, name: str) -> str:
        """What was chosen, or nothing where it was not understood."""
        return self.cleaned_data.get(name) or ""
