"""Whom PostgreSQL runs as: whoever we are, except that it will not run as root.

For root there is a system user, `pgserver`. It is given no permission that it does not have already: where
it may not enter a folder, we go elsewhere (`paths`, `binaries`), and never open anybody's home.
"""

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commonpractice.gateways.embedded_postgres.refusals import OTHER_SERVER, CannotRunPostgres

SERVER_USER = "pgserver"
ATTEMPTS = 3  # useradd itself waits for a locked list of users


class NoServerUser(CannotRunPostgres):
    """Root cannot hand over to the system user that PostgreSQL needs."""


@dataclass(frozen=True)
class Account:
    """The operating system's user that PostgreSQL runs as."""

    uid: int
    gid: int

    def identity(self) -> dict[str, Any]:
        """The arguments of `subprocess` that make a program run as this account."""
        if self.uid == os.geteuid():
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def server_account() -> Account:
    """Whom the server runs as. For root this will create the system user where it is missing.

    Raises NoServerUser where it cannot be created.
    """
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    account, reason = server_user(), ""
    for _ in range(ATTEMPTS):
        if account is None:
            reason = _create_server_user()
            account = server_user()  # ours, or made meanwhile by somebody who held the list of users
    if account is None:
        raise NoServerUser(
            f"PostgreSQL will not run as root, and the system user “{SERVER_USER}” that should run it could "
            f"not be created ({reason}). Create it, or run this as an ordinary user. {OTHER_SERVER}"
        )
    return account


def server_user() -> Account | None:
    """The system user that serves root, or None where it does not exist yet."""
    try:
        entry = pwd.getpwnam(SERVER_USER)
    except KeyError:
        return None
    return Account(entry.pw_uid, entry.pw_gid)


def _create_server_user() -> str:
    """Create the system user; return what went wrong, empty where nothing did."""
    # A daemon's PATH often leaves out the folders of root's programs.
    useradd = shutil.which("useradd", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin")
    if useradd is None:
        return "this system has no useradd"
    created = subprocess.run(
        [useradd, "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent",
         "--shell", "/usr/sbin/nologin", SERVER_USER],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return "" if created.returncode == 0 else created.stderr.strip() or "useradd failed"


def first_closed(path: Path, account: Account | None) -> Path | None:
    """The first folder on the way to `path`, itself included, that `account` may not pass through.

    None where the way is open. Folders that do not exist yet count as open, since we shall make them so;
    None for the account stands for a user who owns nothing and is in no group of note. Only the permission
    bits are read, so that the answer is the same before the user exists.
    """
    for step in [*reversed(path.parents), path]:
        try:
            folder = step.stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        if not stat.S_ISDIR(folder.st_mode):
            return None  # nowhere to go, which is for others to say
        if account is not None and folder.st_uid == account.uid:
            needed = stat.S_IXUSR
        elif account is not None and folder.st_gid == account.gid:
            needed = stat.S_IXGRP
        else:
            needed = stat.S_IXOTH
        if not folder.st_mode & needed:
            return step
    return None


def name_of(uid: int) -> str:
    """A user's name for a message, or the number where it has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
