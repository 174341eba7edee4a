"""What is entered when a month is signed off or reopened."""

from django import forms

MOST = 1000  # characters


class SignForm(forms.Form):
    """What whoever signs wants to say, if anything."""

    words = forms.CharField(
        label="Anything to say about this month? (optional)",
        required=False,
        max_length=MOST,
        widget=forms.Textarea,
    )


class ReopenForm(forms.Form):
    """Why a closed month is opened again."""

    why = forms.CharField(
        label="Why does it have to be opened again?",
        max_length=MOST,
        widget=forms.Textarea,
        error_messages={"required": "Say why it is reopened: the reason is kept"},
    )
