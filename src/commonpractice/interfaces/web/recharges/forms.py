"""What is entered in Recharges."""

from django import forms

from commonpractice.domain.partnership.facts import SurgerySummary
from commonpractice.foundations.money import NotMoney, Pence, pence
from commonpractice.foundations.months import Month
from commonpractice.interfaces.web.called import later, said


def _choose(sentence: str) -> dict[str, str]:
    return {"required": sentence, "invalid_choice": sentence}


class PoundsField(forms.CharField):
    """Pounds as people write them ("1,234.50"), cleaned to whole pence."""

    def clean(self, value: str) -> Pence | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return pence(text)
        except NotMoney as refusal:
            raise forms.ValidationError(f"{refusal} Write it like 1,234.50") from None


class RaiseForm(forms.Form):
    """A cost that one surgery bore and another should bear."""

    host = forms.ChoiceField(
        label=later("Which surgery did the work or bore the cost?"),
        error_messages=_choose(later("Choose the surgery that did the work: one of yours")),
    )
    home = forms.ChoiceField(
        label=later("Which surgery should bear it?"),
        error_messages=_choose(later("Choose the surgery to recharge")),
    )
    month = forms.ChoiceField(
        label="For which month?", error_messages=_choose("Choose a month that is open in your books")
    )
    amount = PoundsField(label="How much?", error_messages={"required": "Enter the amount in pounds"})
    reason = forms.CharField(
        label="What is it for?",
        max_length=500,
        widget=forms.Textarea,
        error_messages={"required": later("Say what the recharge is for: the other surgery will ask")},
    )

    def __init__(
        self, *args, mine: list[SurgerySummary], others: list[SurgerySummary], months: list[Month], **kwargs
    ) -> None:
        super().__init__(*args, **kwargs)
        named = [(surgery.code, surgery.name) for surgery in mine]
        self.fields["host"].choices = [("", "Choose"), *named] if len(named) > 1 else named
        self.fields["home"].choices = [("", "Choose"), *((each.code, each.name) for each in others)]
        self.fields["month"].choices = [(str(month), month.words) for month in months]

    def clean_amount(self) -> Pence:
        amount = self.cleaned_data["amount"]
        if amount is not None and amount <= 0:
            raise forms.ValidationError("Enter an amount above nil")
        return amount


class AnswerForm(forms.Form):
    """Agree a recharge, in a month open to both; or decline it and say why."""

    answer = forms.ChoiceField(
        label="Do you agree?",
        choices=[("agree", later("Yes, post it to both surgeries' books")), ("decline", "No")],
        widget=forms.RadioSelect,
        error_messages=_choose("Choose yes or no"),
    )
    words = forms.CharField(label="Anything to say?", required=False, max_length=500, widget=forms.Textarea)
    month = forms.ChoiceField(
        label="Post it to", required=False, error_messages=_choose("Choose a month that is open")
    )

    def __init__(self, *args, months: list[Month], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"].choices = [(str(month), month.words) for month in months]

    def clean(self) -> dict:
        given = super().clean()
        if given.get("answer") == "agree" and "month" not in self.errors and not given.get("month"):
            self.add_error("month", "Choose the month to post it to")
        if given.get("answer") == "decline" and "words" not in self.errors and not given["words"].strip():
            self.add_error("words", said("Say why you decline, so that the other surgery can put it right"))
        return given
