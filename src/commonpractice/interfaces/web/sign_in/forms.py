"""allauth's forms, whose refusals say what to enter."""

from allauth.account import forms as account
from allauth.mfa.base import forms as second_step
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms

from commonpractice.interfaces.web.sign_in import proved

CODE = "Enter the 6 digits that the app shows"
NEW = "Enter a new password"
AGAIN = "Enter the new password again"


def _say(form: forms.Form, **missing: str) -> None:
    for name, sentence in missing.items():
        messages = {"required": sentence}
        if isinstance(form.fields[name], forms.EmailField):
            messages["invalid"] = f"{sentence}, like name@example.nhs.uk"
        form.fields[name].error_messages.update(messages)


class SignIn(account.LoginForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _say(self, login="Enter your email address", password="Enter your password")  # noqa: S106


class ForgottenPassword(account.ResetPasswordForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _say(self, email="Enter your email address")


class NewPassword(account.ResetPasswordKeyForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _say(self, password1=NEW, password2=AGAIN)


class ChangePassword(account.ChangePasswordForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _say(self, oldpassword="Enter your current password", password1=NEW, password2=AGAIN)


class ConfirmPassword(account.ReauthenticateForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _say(self, password="Enter your password")  # noqa: S106


class EnterCode(second_step.AuthenticateForm):
    """The password has been proved in the page before, so the code is looked up and used as its person."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _say(self, code="Enter a code from your app, or a recovery code")

    def clean_code(self) -> str:
        with proved.acting_as(self.user):
            return super().clean_code()

    def save(self) -> None:
        with proved.acting_as(self.user):
            super().save()


class ConfirmCode(second_step.ReauthenticateForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _say(self, code="Enter a code from your app, or a recovery code")


class SetUpApp(ActivateTOTPForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _say(self, code=CODE)
