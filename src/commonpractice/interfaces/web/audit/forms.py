"""What narrows the audit log: a surgery, a kind of deed, a person, a day."""

from django import forms

from commonpractice.domain.audit.facts import Actor
from commonpractice.domain.partnership.facts import SurgerySummary
from commonpractice.interfaces.web.called import later

KINDS = {
    "": "Everything",
    "ledger": "Accounts",
    "partnership": later("People and surgeries"),
    "published": "Published figures",
    "records": "Patients and their records",
    "quality": "Indicators, recalls and improvement",
    "continuity": "Seen by their own doctor",
    "contracts": "NHS income",
    "banking": "Payments and receipts",
    "profits": "Month end and profit",
    "sign_in": "Signing in and out",
    "refusal": "Sign-ins refused",
}
"""By the first part of a deed's name."""


class LogForm(forms.Form):
    """Nothing in it must be filled in. `who` takes any part of a name that is in the log."""

    where = forms.CharField(required=False)
    kind = forms.ChoiceField(
        required=False, choices=KINDS.items(), error_messages={"invalid_choice": "Choose from the list"}
    )
    who = forms.CharField(required=False, max_length=100)
    day = forms.DateField(
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d"),
        error_messages={"invalid": "Enter a day of the calendar, like 31/3/2025"},
    )

    def __init__(self, *args, offered: list[SurgerySummary], actors: list[Actor], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.offered, self.actors = offered, actors

    def clean_who(self) -> tuple[int, ...] | None:
        """The ids of those whose name has the words in it; None where nobody is named."""
        words = self.cleaned_data["who"].casefold().split()
        if not words:
            return None
        found = [actor.id for actor in self.actors if all(word in actor.name.casefold() for word in words)]
        if not found:
            raise forms.ValidationError(
                "Nobody in this log has that name. What a command did is found under Common Practice"
            )
        return tuple(found)
