"""Improvement actions as they are opened and worked on, and new limits of a chart."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from commonpractice.domain.quality.facts.improving import CHECKED, Goal, State
from commonpractice.foundations.months import Month

MOST = 2000  # characters
FOUND = {
    State.WORKED: "Yes, it worked",
    State.NOT_WORKED: "No, it did not work",
    State.CANNOT_SAY: "Nobody can say yet",
}
DAY = {"invalid": "Write the day like 2026-11-30", "required": "Say on which day"}
OWNER = "Choose who is to see to it"


def _words(label: str, *, required: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=bool(required),
        max_length=MOST,
        widget=forms.Textarea,
        error_messages={"required": required},
    )


def _day(label: str, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        error_messages=DAY,
        widget=forms.DateInput(format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
    )


class _Owned(forms.Form):
    """A form that says who is to see to it, by when, and when it is checked."""

    owner = forms.TypedChoiceField(
        label="Who is to see to it?",
        coerce=int,
        error_messages={"required": OWNER, "invalid_choice": OWNER},
    )
    due_on = _day("Done by")
    check_on = _day("Checked on")

    def __init__(self, *args: Any, owners: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = owners


class OpenForm(_Owned):
    """What is to be done about what a chart shows, and what would count as having worked."""

    plan = _words("What will be done?", required="Say what will be done")
    goal = forms.ChoiceField(
        label="What would count as having worked?",
        choices=Goal.choices(),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what would count", "invalid_choice": "Choose what would count"},
    )
    percent = forms.FloatField(
        label="Which percentage?",
        required=False,
        error_messages={"invalid": "Write the percentage as a number, like 75"},
    )
    field_order = ("plan", "owner", "due_on", "goal", "percent", "check_on")

    def clean(self) -> dict[str, Any]:
        """A percentage that was typed beside the other goal is not meant."""
        given = super().clean() or {}
        if given.get("goal") == Goal.SIGNAL.value:
            given["percent"] = None
        return given


class CommentForm(forms.Form):
    words = _words("Comment", required="Write the comment")


class DoneForm(forms.Form):
    on = _day("On which day was it done?")
    words = _words("What was done?")


class WithdrawForm(forms.Form):
    words = _words("Why is it withdrawn?", required="Say why it is withdrawn")


class ChangeForm(_Owned):
    words = _words("Why is it changed?", required="Say why it is changed")
    field_order = ("owner", "due_on", "check_on", "words")


class CheckForm(forms.Form):
    """Whether it worked. The figures have been read out above it."""

    found = forms.TypedChoiceField(
        label="Did it work?",
        choices=[(state.value, FOUND[state]) for state in CHECKED],
        coerce=State,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether it worked", "invalid_choice": "Choose whether it worked"},
    )
    check_on = _day("If nobody can say yet: look again on", required=False)
    words = _words("Why do you find so?")


class RebaseForm(forms.Form):
    """New limits: from which month, by which months, and why."""

    first = forms.TypedChoiceField(
        label="New limits from",
        coerce=Month.parse,
        error_messages={"required": "Choose a month", "invalid_choice": "Choose a month of the list"},
    )
    last = forms.TypedChoiceField(
        label="Reckoned from the months until",
        required=False,
        coerce=Month.parse,
        empty_value=None,
        error_messages={"invalid_choice": "Choose a month of the list"},
    )
    reason = _words("Why are the limits new?", required="Say what changed, and when")

    def __init__(self, *args: Any, days: Sequence[date], usual: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        months = [(str(Month.of(day)), Month.of(day).words) for day in reversed(days)]
        self.fields["first"].choices = [("", "Choose"), *months]
        self.fields["last"].choices = [("", f"The first {usual} months from then"), *months]


class TakeBackForm(forms.Form):
    number = forms.IntegerField(widget=forms.HiddenInput)
    why = _words("Why are they taken back?", required="Say why they are taken back")
