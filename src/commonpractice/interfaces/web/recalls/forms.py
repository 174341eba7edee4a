"""Which part of a recall list is asked for, and what somebody writes down as done."""

from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import urlencode

from django import forms

from commonpractice.domain.quality.facts.definitions import Indicator, Register
from commonpractice.domain.quality.facts.recalls import Filter, InvitedBy, Kind, Showing, What

ANY = ("", "Any")
CHOOSE = {"required": "Choose one", "invalid_choice": "Choose one from the list"}
A_DAY = {"required": "Enter the day", "invalid": "Enter a day of the calendar, like 31/3/2026"}


class FilterForm(forms.Form):
    """The controls above a list. What is not understood is not asked for."""

    showing = forms.ChoiceField(required=False, label="Show")
    weeks = forms.TypedChoiceField(required=False, label="At least so long ago", coerce=int, empty_value=0)
    kind = forms.ChoiceField(required=False, label="What has to be done")
    register = forms.ChoiceField(required=False, label="Condition")
    indicator = forms.ChoiceField(required=False, label="Measure of care")
    this_year = forms.BooleanField(required=False, label="Only what counts until 31 March")

    def __init__(
        self,
        *args,
        weeks: Sequence[int],
        kinds: Sequence[Kind],
        registers: Sequence[Register],
        indicators: Sequence[tuple[Indicator, int]],
        **kwargs,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["showing"].choices = Showing.choices()
        some = [(week, "1 week" if week == 1 else f"{week} weeks") for week in weeks]
        self.fields["weeks"].choices = [("", "Any day"), *some]
        self.fields["kind"].choices = [ANY, *((kind.key, kind.words) for kind in kinds)]
        self.fields["register"].choices = [ANY, *((each.code, each.name) for each in registers)]
        self.fields["indicator"].choices = [
            ANY,
            *((each.code, f"{each.code} {each.title} ({number:,})") for each, number in indicators),
        ]

    def counted(self, counts: Mapping[Showing, int]) -> None:
        """Say beside each way of showing the list how many that is."""
        self.fields["showing"].choices = [
            (each.value, f"{each.words} ({counts[each]:,})") for each in Showing
        ]

    @property
    def wanted(self) -> Filter:
        self.is_valid()
        asked = self.cleaned_data
        return Filter(
            showing=Showing(asked.get("showing") or Showing.EVERYBODY.value),
            weeks=asked.get("weeks") or 0,
            indicator=asked.get("indicator", ""),
            register=asked.get("register", ""),
            kind=asked.get("kind", ""),
            this_year=asked.get("this_year", False),
        )

    @property
    def query(self) -> str:
        """The part of an address that asks for the same again."""
        wanted = self.wanted
        asked = {
            "showing": "" if wanted.showing is Showing.EVERYBODY else wanted.showing.value,
            "weeks": wanted.weeks or "",
            "kind": wanted.kind,
            "register": wanted.register,
            "indicator": wanted.indicator,
            "this_year": "on" if wanted.this_year else "",
        }
        return urlencode({name: value for name, value in asked.items() if value})


class InvitedForm(forms.Form):
    """How and when some patients were invited."""

    by = forms.ChoiceField(
        label="How were they invited?",
        choices=InvitedBy.choices(),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how they were invited", "invalid_choice": "Choose one"},
    )
    on = forms.DateField(
        label="On which day?", widget=forms.DateInput(format="%Y-%m-%d"), error_messages=A_DAY
    )


class DoneForm(forms.Form):
    """What was done about one patient, and about which of the things that are missing."""

    what = forms.ChoiceField(
        label="What was done?",
        choices=[(each.value, each.words) for each in What if each is not What.TAKEN_BACK],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what was done", "invalid_choice": "Choose what was done"},
    )
    by = forms.ChoiceField(
        label="If invited, how?", required=False, choices=[("", "Choose"), *InvitedBy.choices()]
    )
    on = forms.DateField(
        label="On which day?", widget=forms.DateInput(format="%Y-%m-%d"), error_messages=A_DAY
    )
    about = forms.MultipleChoiceField(
        label="About which of these?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={**CHOOSE, "required": "Choose at least one thing that it is about"},
    )
    words = forms.CharField(
        label="Anything to add (not needed)",
        required=False,
        max_length=200,
        error_messages={"max_length": "Say it in 200 characters; the rest belongs in the patient’s record"},
    )

    def __init__(self, *args, things: Sequence[tuple[str, str]], today: date, **kwargs) -> None:
        kwargs.setdefault("initial", {"on": today, "about": [code for code, _ in things]})
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = things

    def clean(self) -> dict:
        given = super().clean()
        if given.get("what") == What.INVITED and not given.get("by"):
            self.add_error("by", "Say how the patient was invited")
        return given
