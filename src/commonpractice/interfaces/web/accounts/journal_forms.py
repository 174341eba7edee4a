"""The fields of a journal that is typed on a page: what it is about, and each of its rows."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from commonpractice.domain.ledger.facts import AccountFact
from commonpractice.domain.ledger.rules import typed_journal
from commonpractice.domain.ledger.rules.journal_table import partner_of
from commonpractice.domain.ledger.rules.of_month import earlier_month
from commonpractice.domain.ledger.rules.posting import CannotPost
from commonpractice.domain.partnership.facts import SurgerySummary
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month
from commonpractice.interfaces.web.called import later

DATES = ["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y"]
A_DATE = "Write the date like 31/03/2025"
REVERSED = (
    "What is reversed next month is taken out of the same earlier month again. Leave this empty, or do not "
    "reverse it."
)


def _read(reader: Callable[..., Any], *given: Any) -> Any:
    """What a rule makes of something typed; its refusal becomes the form's."""
    try:
        return reader(*given)
    except CannotPost as refusal:
        raise forms.ValidationError(str(refusal)) from None


class AmountField(forms.CharField):
    """Pounds as people type them, cleaned to whole pence; None where the field was left empty."""

    def clean(self, value: str) -> Pence | None:
        return _read(typed_journal.amount, super().clean(value))


class AboutForm(forms.Form):
    """When, what for, what it is based on, and whether it is undone in the next month."""

    token = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid"), "This page was out of date: check it again."),
    )
    dated = forms.DateField(
        label="Date",
        input_formats=DATES,
        error_messages={"required": "Enter the date of the journal", "invalid": A_DATE},
    )
    narrative = forms.CharField(
        label="Narrative",
        max_length=200,
        error_messages={"required": "Say what the journal is for"},
    )
    reference = forms.CharField(
        label="Evidence",
        max_length=200,
        error_messages={"required": "Say what the journal is based on: an auditor will ask"},
    )
    concerns = forms.CharField(label="Of an earlier month (optional)", required=False, max_length=40)
    reverses = forms.BooleanField(label="Reverse it on the first of the next month", required=False)
    rows = forms.CharField(required=False)  # the table of rows, for what is wrong with them together

    def clean_dated(self) -> date:
        dated = self.cleaned_data["dated"]
        if not 2000 <= dated.year <= 2099:
            raise forms.ValidationError(A_DATE)
        return dated

    def clean(self) -> dict:
        """`of` is the earlier month that its income and spending are of; None where they are of its own."""
        given = super().clean()
        if "dated" not in given:
            return given
        try:
            given["of"] = _read(earlier_month, given.get("concerns", ""), Month.of(given["dated"]))
        except forms.ValidationError as refusal:
            self.add_error("concerns", refusal)
            return given
        if given["of"] and given.get("reverses"):
            self.add_error("concerns", REVERSED)
        return given


class RowForm(forms.Form):
    """One row: a surgery, where there are several, an account, and a debit or a credit."""

    surgery = forms.ChoiceField(
        label=later("Surgery"),
        required=False,
        error_messages={"invalid_choice": later("Choose a surgery of the list: one that you may post to.")},
    )
    account = forms.CharField(label="Account", required=False, max_length=100)
    partner = forms.CharField(label="Partner", required=False, max_length=100)
    debit = AmountField(label="Debit", required=False, max_length=40)
    credit = AmountField(label="Credit", required=False, max_length=40)
    description = forms.CharField(label="Description", required=False, max_length=120)

    def __init__(
        self,
        *args,
        number: int,
        surgeries: Sequence[SurgerySummary],
        chart: Mapping[int, AccountFact],
        partners: Mapping[str, int],
        **kw,
    ) -> None:
        super().__init__(*args, prefix=f"row-{number}", **kw)
        self.number, self.chart, self.partners = number, chart, partners
        if len(surgeries) > 1:
            named = [(surgery.code, surgery.name) for surgery in surgeries]
            self.fields["surgery"].choices = [("", "Choose" if number == 1 else "As above"), *named]
        else:
            del self.fields["surgery"]

    @property
    def asks_whose(self) -> bool:
        """Whether it is of an account that is kept by partner, or says a partner already."""
        try:
            code = typed_journal.account(self["account"].value() or "", self.chart)
        except CannotPost:
            return bool(self["partner"].value())
        return self.chart[code].per_partner or bool(self["partner"].value())

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed. A surgery alone, chosen for the rows below, is nothing yet."""
        return not any(
            str(self[name].value() or "").strip() for name in ("account", "debit", "credit", "description")
        )

    def add_error(self, field: str | None, error: Any) -> None:
        """Each sentence says which row it is about."""
        said = error.messages if isinstance(error, forms.ValidationError) else [error]
        super().add_error(field, forms.ValidationError([f"Row {self.number}: {each}" for each in said]))

    def clean(self) -> dict:
        given = super().clean()
        if self.is_empty:
            return given
        if "account" in given:
            if not given["account"]:
                self.add_error("account", "Type the code of its account, or choose one of the list.")
            else:
                self._keep("account", typed_journal.account, given["account"], self.chart)
        if isinstance(self.cleaned_data.get("account"), int):
            of = self.chart[self.cleaned_data["account"]]
            typed = given.get("partner", "").split(" ")[0]  # the code, before the name that a browser offers
            self._keep("partner", self._partner, typed, of, name="partner_id")
        if "debit" in given and "credit" in given:
            self._keep("debit", typed_journal.signed, given["debit"], given["credit"], name="amount")
        return given

    def _partner(self, typed: str, account: AccountFact) -> int | None:
        return partner_of(typed, account, self.partners, where="the field Partner")

    def _keep(self, field: str, reader: Callable[..., Any], *given: Any, name: str | None = None) -> None:
        try:
            self.cleaned_data[name or field] = _read(reader, *given)
        except forms.ValidationError as refusal:
            self.add_error(field, refusal)
