"""Whether mail can be sent: part of `commonpractice doctor`."""

from email.utils import parseaddr
from smtplib import SMTPException, SMTPResponseException
from typing import Any

from commonpractice.domain.audit.facts import Finding

WHAT = "Mail"
REAL_PEOPLE = """
    SELECT EXISTS (
        SELECT FROM partnership_role_held h JOIN partnership_surgery s ON s.id = h.surgery_id
        JOIN partnership_partnership p ON p.id = s.partnership_id WHERE NOT p.demonstration
    )
"""
HOW = "Set COMMONPRACTICE_EMAIL_URL and COMMONPRACTICE_EMAIL_FROM (docs/guides/your-own-server.md)."


def finding(owner: Any) -> Finding:
    """Speak to the mail server as far as the sender's address, and send nothing.

    Without one, all is well only as long as nobody signs in but the people of a demonstration.
    """
    from django.conf import settings

    if settings.MAIL.host:
        return _asked(settings)
    with owner.cursor() as cursor:
        cursor.execute(REAL_PEOPLE)
        needed = cursor.fetchone()[0]
    if needed:
        return Finding(
            WHAT,
            False,
            "No mail server is named, so whoever forgets their password is sent no link to set another. "
            + HOW,
        )
    return Finding(
        WHAT, True, f"None is sent, and nobody needs it yet: no mail server is named. Later: {HOW}"
    )


def _asked(settings) -> Finding:
    from django.core import mail

    named = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    try:
        server = mail.get_connection("django.core.mail.backends.smtp.EmailBackend")
        server.open()
        try:
            code, said = server.connection.mail(sender)
        finally:
            server.close()
    except (OSError, SMTPException) as fault:
        return Finding(
            WHAT,
            False,
            f"The mail server {named} does not take our mail ({_words(fault)}). Check "
            "COMMONPRACTICE_EMAIL_URL, and that this machine may reach it.",
        )
    if code != 250:
        return Finding(
            WHAT,
            False,
            f"The mail server {named} takes none from {sender} ({_text(said)}). Check "
            "COMMONPRACTICE_EMAIL_FROM.",
        )
    return Finding(WHAT, True, f"The mail server {named} takes mail from {sender}.")


def _words(fault: Exception) -> str:
    return _text(fault.smtp_error) if isinstance(fault, SMTPResponseException) else str(fault)


def _text(said: bytes | str) -> str:
    return (said.decode(errors="replace") if isinstance(said, bytes) else said).strip()
