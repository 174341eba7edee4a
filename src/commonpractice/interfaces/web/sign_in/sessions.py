"""Sessions that reading the database does not give away, nor writing it.

Django keeps a session under its cookie's own value: whoever reads the table may go on as anybody signed in,
and whoever writes it may put another's contents under a cookie of their own. Here a row is kept under a
digest of the cookie and sealed with a key made of the cookie and the installation's secret. Only who brings
the cookie opens it, and it opens nowhere else.
"""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib.sessions.backends import db
from django.utils import timezone


class SessionStore(db.SessionStore):
    """Django's sessions in the database, under digests and sealed."""

    def _get_session_from_db(self):
        row = self.model.objects.filter(
            session_key=_kept_under(self.session_key or ""), expire_date__gt=timezone.now()
        ).first()
        if row is None:
            self._session_key = None
        return row

    def exists(self, session_key: str) -> bool:
        return super().exists(_kept_under(session_key))

    def create_model_instance(self, data: dict):
        row = super().create_model_instance(data)
        row.session_key = _kept_under(self.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            super().delete(_kept_under(key))

    def encode(self, session_dict: dict) -> str:
        return self._seal().encrypt(self.serializer().dumps(session_dict)).decode()

    def decode(self, session_data: str) -> dict:
        """What is in a session; nothing where it was sealed for another cookie, or elsewhere."""
        try:
            return self.serializer().loads(self._seal().decrypt(session_data.encode()))
        except InvalidToken:
            return {}

    def _seal(self) -> Fernet:
        return Fernet(base64.urlsafe_b64encode(_digest(b"opens", self.session_key)))


def _kept_under(key: str) -> str:
    return _digest(b"kept under", key).hex()[:40]


def _digest(what_for: bytes, key: str) -> bytes:
    return hmac.digest(
        settings.SECRET_KEY.encode(), b"session|%b|%b" % (what_for, key.encode()), hashlib.sha256
    )
