"""Making folders that are ours, and refusing those that are not. Nobody else's permissions are changed."""

import errno
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from commonpractice.gateways.embedded_postgres import accounts
from commonpractice.gateways.embedded_postgres.refusals import OTHER_SERVER, CannotRunPostgres

FULL = {errno.ENOSPC, errno.EDQUOT}
CLOSED = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST}


class DataFolderRefused(CannotRunPostgres):
    """The data folder is not ours, or cannot be written or entered."""


class DiskFull(CannotRunPostgres):
    """The disk that holds the data folder has no room."""


@contextmanager
def told_plainly(folder: Path) -> Iterator[None]:
    """Turn the system's errors about `folder` into refusals with a sentence."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise DiskFull(
                f"The disk of {folder} is full{free_space(folder)}. Make room there, or set "
                f"COMMONPRACTICE_DATA to a folder on another disk."
            ) from error
        if error.errno in CLOSED:
            raise DataFolderRefused(
                f"{accounts.name_of(os.geteuid())} cannot write in the data folder {folder} "
                f"({error.strerror}: {error.filename or folder}). Set COMMONPRACTICE_DATA to a folder of "
                f"your own. {OTHER_SERVER}"
            ) from error
        raise


def free_space(folder: Path) -> str:
    """How much room there is, for a message: " (12 MB free)"."""
    for place in [folder, *folder.parents]:
        with suppress(OSError):
            return f" ({shutil.disk_usage(place).free // 1_000_000:,} MB free)"
    return ""


def make(folder: Path) -> None:
    """Make the data folder where it is missing, private to us.

    Root's may be passed through, not read, since the server has another user. The folders take their places
    with their permissions already set, whatever the umask: somebody may be starting at the same time.
    """
    for missing in [path for path in [*reversed(folder.parents), folder] if not path.exists()]:
        made = Path(tempfile.mkdtemp(prefix=".new-", dir=missing.parent))
        made.chmod(0o711 if os.geteuid() == 0 else 0o700)
        try:
            made.rename(missing)
        except OSError:
            made.rmdir()
            if not missing.is_dir():
                raise


def check_can_use(folder: Path, account: accounts.Account) -> None:
    """Raise DataFolderRefused where the data folder, or a cluster in it, is out of bounds for us."""
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, "Permission denied", str(folder))
    # For ourselves the system has just answered, and knows of groups and access lists too.
    closed = accounts.first_closed(folder, account) if account.uid != os.geteuid() else None
    if closed is not None:
        raise DataFolderRefused(
            f"The database is in {folder}, which {accounts.name_of(account.uid)}, who runs it, can no longer "
            f"reach, because {closed} is closed to other users. Move {folder} out of there and name its new "
            f"place in COMMONPRACTICE_DATA, or open the way with chmod o+x {closed}."
        )


def check_owner(folder: Path, account: accounts.Account) -> None:
    """Raise DataFolderRefused where `folder` belongs to anybody but the server's account."""
    owner = folder.stat().st_uid
    if owner != account.uid:
        raise DataFolderRefused(
            f"{folder} belongs to {accounts.name_of(owner)}, and the database would run as "
            f"{accounts.name_of(account.uid)}. Run this as the owner, or set COMMONPRACTICE_DATA to a folder "
            f"of your own."
        )


def make_private(folder: Path, account: accounts.Account) -> None:
    """Make `folder`, or check that it is one already, that only the server's account may enter (0700).

    Raises DataFolderRefused where it is somebody else's, which in /tmp would be somebody lying in wait.
    """
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    try:
        # What is looked at and what is changed must be one thing, and never what a link points to.
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError as error:
        raise _not_for_sockets(folder) from error
    try:
        found = os.fstat(opened)
        if found.st_uid not in (os.geteuid(), account.uid):
            raise _not_for_sockets(folder)
        if stat.S_IMODE(found.st_mode) != 0o700:
            os.fchmod(opened, 0o700)
        if found.st_uid != account.uid:
            os.fchown(opened, account.uid, account.gid)
    finally:
        os.close(opened)


def _not_for_sockets(folder: Path) -> DataFolderRefused:
    return DataFolderRefused(
        f"{folder} should be a folder of ours for the database's socket, but belongs to "
        f"{accounts.name_of(folder.lstat().st_uid)}, or is no folder. Ask whoever runs this computer to "
        f"remove it."
    )
