"""How allauth is bent to a partnership's staff: nobody signs up, words are plain, secrets are sealed."""

import base64
import hashlib
import logging
from smtplib import SMTPException

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from commonpractice.interfaces.web.sign_in import proved

log = logging.getLogger(__name__)

WRONG_CODE = "That code is not right, or it is too old. Enter the code that the app shows now."


class StaffAccounts(DefaultAccountAdapter):
    """Whoever administers the installation adds people (`commonpractice user add`)."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account has been closed.",
        "email_password_mismatch": "The email address or the password is not right.",
        "enter_current_password": "Your current password is not right.",
        "incorrect_password": "The password is not right.",
        "invalid_password_reset": "This link has been used already, or is too old. Ask for a new one.",
        "too_many_login_attempts": "Too many attempts failed. Wait five minutes, then try again.",
        "rate_limited": "Too many attempts. Wait a few minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def format_email_subject(self, subject: str) -> str:
        return subject

    def set_password(self, user, password: str) -> None:
        """As its owner, who has proved it by the old password or by the key that was sent by email."""
        with proved.acting_as(user):
            super().set_password(user, password)

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """A mail server that fails is for whoever runs ours to mend: a page says the same to everybody, so
        that nobody learns by it who has an account here.
        """
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException):
            log.exception("An email could not be sent. Check the mail server: commonpractice doctor")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("your_account")


class StaffSecondStep(DefaultMFAAdapter):
    """Seals the secrets of second steps in the database with the installation's own key."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
    }

    def is_mfa_enabled(self, user, types=None) -> bool:
        """Asked of nobody but whose password is proved: how one proves oneself is for one's own eyes."""
        with proved.acting_as(user):
            return super().is_mfa_enabled(user, types)

    def encrypt(self, text: str) -> str:
        return _seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _seal().decrypt(encrypted_text.encode()).decode()


def _seal() -> Fernet:
    key = hashlib.sha256(b"second step|" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
