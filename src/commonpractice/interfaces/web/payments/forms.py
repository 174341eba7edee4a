"""Saying what a line is for, whom a name stands for, and what a receipt pays; and files to take in."""

from collections.abc import Sequence

from django import forms
from django.core.files.uploadedfile import UploadedFile

from commonpractice.foundations.months import Month
from commonpractice.interfaces.web.called import said
from commonpractice.interfaces.web.payments.presenters import item_choices, per_partner

OTHER = "other"
STAFF = "staff"
LARGEST = 1024 * 1024  # bytes: a year of statements
CHOOSE = "Choose what the line is for"


class LineForm(forms.Form):
    """What a line is for: one of the likely items, or any other; of which month, and whose."""

    item = forms.ChoiceField(
        label="What is it for?",
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )
    other = forms.ChoiceField(label="Something else", required=False)
    month = forms.ChoiceField(label="Of which month?", error_messages={"required": "Choose the month"})
    partner = forms.ChoiceField(label="Whose is it?", required=False)

    def __init__(
        self,
        *args,
        likely: Sequence[tuple[str, str]],
        months: Sequence[Month],
        partners: Sequence[tuple[str, str]],
        **kwargs,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [*likely, (OTHER, "Something else")]
        self.fields["other"].choices = [("", "Choose"), *item_choices()]
        self.fields["month"].choices = [(str(month), month.words) for month in months]
        self.fields["partner"].choices = [("", said("Nobody’s: the surgery’s")), *partners]

    def clean(self) -> dict:
        given = super().clean()
        if given.get("item") == OTHER and "other" not in self.errors and not given.get("other"):
            self.add_error("other", CHOOSE)
        chosen = self.chosen
        if chosen and per_partner(chosen) and not given.get("partner"):
            self.add_error("partner", "Say whose it is: this is kept by partner")
        return given

    @property
    def chosen(self) -> str:
        item = self.cleaned_data.get("item", "")
        return self.cleaned_data.get("other", "") if item == OTHER else item


class NameForm(forms.Form):
    """Whom a name on a statement stands for."""

    whom = forms.ChoiceField(
        label="Who is it?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who it is", "invalid_choice": "Choose who it is"},
    )

    def __init__(self, *args, partners: Sequence[tuple[str, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["whom"].choices = [*partners, (STAFF, "A salaried doctor: no partner")]


class TakeInForm(forms.Form):
    """A statement, or bank receipts, as a file or as text. Once valid, `content` is what was sent."""

    kind = forms.ChoiceField(
        label="What is it?",
        choices=[("statement", "An NHS payment statement"), ("receipts", "Receipts from the bank")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is", "invalid_choice": "Choose what it is"},
    )
    surgery = forms.ChoiceField(label="Whose receipts are they?", required=False)
    file = forms.FileField(label="Choose a file", required=False, allow_empty_file=True)
    pasted = forms.CharField(label="Or paste its text", required=False, strip=False, widget=forms.Textarea)
    name = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args, surgeries: Sequence[tuple[str, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        said = [("", "Each line says whose it is")] if len(surgeries) > 1 else []
        self.fields["surgery"].choices = [*said, *surgeries]

    def clean_file(self) -> UploadedFile | None:
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST:
            raise forms.ValidationError("It is larger than 1 MB, so it is no payment statement or bank file.")
        return file

    def clean(self) -> dict:
        given = super().clean()
        if not self.errors and not self.content.strip():
            file = given.get("file")
            said = f"{file.name} is empty" if file else "Choose a file, or paste its text"
            self.add_error("file", said)
        return given

    @property
    def content(self) -> bytes:
        """A file chosen anew stands before the text, which may be that of the file before it."""
        if file := self.cleaned_data.get("file"):
            file.seek(0)
            return file.read()
        return self.cleaned_data.get("pasted", "").replace("\r\n", "\n").encode()

    @property
    def called(self) -> str:
        file = self.cleaned_data.get("file")
        return file.name if file else self.cleaned_data.get("name") or "pasted text"
