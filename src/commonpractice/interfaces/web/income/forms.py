"""What is asked of the payer, and what became of it."""

from django import forms

from commonpractice.domain.contracts.facts.querying import TRANSITIONS, QueryState

ANSWERS = {
    QueryState.ACCEPTED: "The payer accepts it",
    QueryState.REFUSED: "The payer refuses it",
    QueryState.WITHDRAWN: "We withdraw it",
    QueryState.CLOSED: "It is done with: close it",
}


class RaiseForm(forms.Form):
    """A query, of which everything but further words is in the books."""

    reason = forms.CharField(
        label="What you ask",
        max_length=500,
        widget=forms.Textarea,
        error_messages={"required": "Say what you ask"},
    )
    words = forms.CharField(label="Anything to add?", required=False, max_length=2000, widget=forms.Textarea)


class AnswerForm(forms.Form):
    """What became of a query: only what may follow its state is offered."""

    state = forms.ChoiceField(
        label="What became of it?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what became of it", "invalid_choice": "Choose what became of it"},
    )
    words = forms.CharField(label="What was said?", required=False, max_length=2000, widget=forms.Textarea)

    def __init__(self, *args, state: QueryState, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [(each.value, ANSWERS[each]) for each in TRANSITIONS[state]]
