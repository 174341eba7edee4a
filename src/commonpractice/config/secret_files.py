"""Secrets of an installation: from the environment, or made once and kept in the data folder."""

import os
import re
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from commonpractice.gateways.embedded_postgres import folders

WHOLE = re.compile(r"[0-9a-f]{64}", re.IGNORECASE)
KEYS = frozenset({"COMMONPRACTICE_PSEUDONYM_KEY", "COMMONPRACTICE_TICKET_KEY"})
"""What must be 256 bits that nobody can guess. A shorter one would be found by trying."""


def secret(variable: str, kept_in: Path) -> str:
    """The secret in an environment variable, else in a file that only we can read, made if missing.

    64 hexadecimal digits. Two processes that start together agree: the file is made whole under another
    name and put in place only if none is there yet. Raises ImproperlyConfigured where a key is anything else.
    """
    given = os.environ.get(variable)
    found = given or _kept(kept_in)
    if variable in KEYS and not WHOLE.fullmatch(found):
        where = variable if given else str(kept_in)
        raise ImproperlyConfigured(
            f"The key in {where} is not 64 hexadecimal digits. Put back the one that this installation was "
            "begun with; for a new one, python -c 'import secrets; print(secrets.token_hex(32))' makes one."
        )
    return found


def _kept(kept_in: Path) -> str:
    if not kept_in.exists():
        folders.make(kept_in.parent)
        ours = kept_in.with_name(f"{kept_in.name}.{os.getpid()}")
        descriptor = os.open(ours, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
        try:
            os.link(ours, kept_in)
        except FileExistsError:
            pass  # somebody else was first: theirs is the secret
        finally:
            ours.unlink()
    return kept_in.read_text().strip()
