"""Which server sends our mail: COMMONPRACTICE_EMAIL_URL names one; without it mail is only printed."""

from dataclasses import dataclass
from email.utils import parseaddr
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PRINTED = "django.core.mail.backends.console.EmailBackend"
SENT = "django.core.mail.backends.smtp.EmailBackend"
PORTS = {"smtp": 587, "smtps": 465}
NOBODY = "Common Practice <no-reply@localhost>"


@dataclass(frozen=True)
class MailServer:
    """How to reach it, and under which address to send."""

    backend: str = PRINTED
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    starttls: bool = False
    """Turn to an encrypted connection before anything is said (smtp://)."""
    tls: bool = False
    """Encrypted from the first byte (smtps://)."""
    sender: str = NOBODY


def read(url: str | None, sender: str | None) -> MailServer:
    """Read smtp://user:password@server:587 or smtps://…:465. Raises ImproperlyConfigured.

    smtp:// is encrypted as well; only ?tls=no, for a server on the same machine, sends in the clear.
    """
    if sender and "@" not in parseaddr(sender)[1]:
        raise ImproperlyConfigured(
            "COMMONPRACTICE_EMAIL_FROM must be an address, like "
            "Common Practice <no-reply@partnership.example>."
        )
    if not url:
        return MailServer(sender=sender or NOBODY)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    options = dict(parse_qsl(parts.query))
    tls = options.pop("tls", "yes")
    known = parts.scheme in PORTS and parts.hostname and tls in ("yes", "no") and not options
    if not known or parts.path.strip("/"):
        raise ImproperlyConfigured(
            "COMMONPRACTICE_EMAIL_URL must look like smtp://user:password@mail.example:587, or smtps:// with "
            "port 465; a server on the same machine may be smtp://localhost:25?tls=no."
        )
    if not sender:
        raise ImproperlyConfigured(
            "COMMONPRACTICE_EMAIL_URL names a mail server; COMMONPRACTICE_EMAIL_FROM must say which address "
            "it sends from, like Common Practice <no-reply@partnership.example>."
        )
    return MailServer(
        backend=SENT,
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=parts.scheme == "smtp" and tls == "yes",
        tls=parts.scheme == "smtps",
        sender=sender,
    )
