"""Secrets of an installation: from the environment, or made once and kept in the data folder."""

import os
import secrets
from pathlib import Path


def secret(variable: str, kept_in: Path) -> str:
    """The secret in an environment variable, else in a file that only we can read, made if missing.

    64 hexadecimal digits. Two processes that start together agree: the file is made whole under another
    name and put in place only if none is there yet.
    """
    if given := os.environ.get(variable):
        return given
    if not kept_in.exists():
        kept_in.parent.mkdir(parents=True, exist_ok=True)
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
