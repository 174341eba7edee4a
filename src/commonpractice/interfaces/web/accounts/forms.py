"""What is entered in Accounts."""

from django import forms

from commonpractice.foundations.months import Month
from commonpractice.interfaces.web.called import later

MOST_MONTHS = 12  # of a whole partnership: 150,000 rows, ten seconds


class ReverseForm(forms.Form):
    """Why a journal or a document is reversed, and in which month."""

    why = forms.CharField(
        label="Why is it reversed?",
        max_length=500,
        widget=forms.Textarea,
        error_messages={"required": "Say why the journal is reversed: the reason is kept with it"},
    )
    month = forms.ChoiceField(
        label="In which month?", error_messages={"required": "Choose a month that is open"}
    )

    def __init__(self, *args, open_months: list[Month], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"].choices = [(str(month), month.words) for month in open_months]
        self.fields["month"].error_messages["invalid_choice"] = "Choose a month that is open"


class LockForm(forms.Form):
    """The surgeries whose month is locked."""

    month = forms.CharField(widget=forms.HiddenInput)
    surgeries = forms.MultipleChoiceField(
        label=later("Surgeries"),
        error_messages={
            "required": later("Tick the surgeries whose month you want to lock"),
            "invalid_choice": later("Tick surgeries of this list"),
        },
    )

    def __init__(self, *args, open_to: list[tuple[str, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["surgeries"].choices = open_to


class ReopenForm(forms.Form):
    """Why a locked month is reopened."""

    why = forms.CharField(
        label="Why is it reopened?",
        max_length=500,
        widget=forms.Textarea,
        error_messages={"required": "Say why the month is reopened: the reason is kept with it"},
    )


class ExportForm(forms.Form):
    """Which months to take away, and as what kind of file. Cleaned to Months, in order."""

    form = forms.ChoiceField(
        label="What kind of file?",
        choices=[
            ("xlsx", "A workbook for Excel, with the statements and every posting"),
            ("hledger", "A journal for hledger or ledger"),
            ("beancount", "A journal for beancount"),
        ],
        initial="xlsx",
        error_messages={"required": "Choose the kind of file"},
    )
    first = forms.ChoiceField(label="From", error_messages={"required": "Choose the first month"})
    last = forms.ChoiceField(label="To", error_messages={"required": "Choose the last month"})

    def __init__(self, *args, months: list[Month], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(month), month.words) for month in reversed(months)]
        self.fields["first"].choices = self.fields["last"].choices = choices

    def clean_first(self) -> Month:
        return Month.parse(self.cleaned_data["first"])

    def clean_last(self) -> Month:
        return Month.parse(self.cleaned_data["last"])

    def clean(self) -> dict:
        given = super().clean()
        first, last = given.get("first"), given.get("last")
        if first and last and last < first:
            self.add_error("last", f"{last.words} is before {first.words}: choose a later month")
        elif first and last and last > first + (MOST_MONTHS - 1):
            self.add_error("last", f"Choose at most {MOST_MONTHS} months; take longer away in several files")
        return given
