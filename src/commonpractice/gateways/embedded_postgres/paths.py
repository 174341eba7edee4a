"""Where things are. Every answer is the same before and after the server has started.

::

    data/                 data_directory(), or where COMMONPRACTICE_DATA says
      start.lock          held while somebody starts or stops the server
      users.lock          shared by everyone who uses it
      start.log           what the server said before its own log began
      run/                its socket, mode 0700
      pg18/               the cluster, named by PostgreSQL's major version
"""

import hashlib
import os
import tomllib
from pathlib import Path

import platformdirs

from commonpractice.gateways.embedded_postgres import accounts, processes

NAME = "commonpractice"
PORT = 5432
SYSTEM_HOME = Path("/var/lib/commonpractice")
TEMPORARY = Path("/tmp")  # noqa: S108 - the folder we make in it is checked for its owner and mode
LONGEST_SOCKET = 104  # bytes of a Unix socket's path on macOS, its final nought included; Linux has 108


def data_directory() -> Path:
    """Where this installation keeps its data. Two checkouts never share.

    $COMMONPRACTICE_DATA; else `.local` in a source checkout; else /var/lib/commonpractice for root; else
    the user's own data folder.
    """
    named = os.environ.get("COMMONPRACTICE_DATA", "")
    if named:
        return Path(named).expanduser().resolve()
    checkout = _checkout()
    if checkout is not None:
        return checkout / ".local"
    if os.geteuid() == 0:
        return SYSTEM_HOME
    return platformdirs.user_data_path(NAME).resolve()


def _checkout() -> Path | None:
    """The source checkout that this package lies in, if it does."""
    for folder in Path(__file__).resolve().parents:
        try:
            project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8")).get("project", {})
        except (OSError, ValueError):
            continue  # none here, or one that we cannot read, which is then not ours
        if project.get("name") == NAME:
            return folder
    return None


def home(data: Path) -> Path:
    """Where the cluster of `data` lives: in `data` itself, as a rule.

    For root, where the server's system user may not enter `data`, a folder of its own under
    /var/lib/commonpractice. A cluster that exists stays where it is, whatever permissions become later.
    """
    data = data.resolve()
    if os.geteuid() != 0 or clusters(data):
        return data
    elsewhere = SYSTEM_HOME / _digest(data)
    if clusters(elsewhere) or accounts.first_closed(data, accounts.server_user()) is not None:
        return elsewhere
    return data


def clusters(folder: Path) -> dict[int, Path]:
    """The finished clusters in a folder, by PostgreSQL's major version."""
    found = (path.parent for path in folder.glob("pg*/PG_VERSION"))
    return {int(path.name[2:]): path for path in found if path.name[2:].isdigit()}


def socket_directory(data: Path) -> Path:
    """The folder of the server's socket, for clients' `host`. This will start nothing and make nothing.

    `run` in the data folder, unless a Unix socket's path would be too long there or has a comma, which
    clients read as a list of hosts. Then it is a folder of $XDG_RUNTIME_DIR or /tmp.
    """
    here = home(data)
    if _holds_socket(here / "run"):
        return here / "run"
    for cluster in clusters(here).values():
        # Another session may have started it with another XDG_RUNTIME_DIR: where it is, is where it is.
        server = processes.serving(cluster)
        if server is not None and server.socket_directory is not None:
            return server.socket_directory
    name = f"cp-{os.geteuid()}-{_digest(here)}"
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR") or "/nonexistent")
    if os.geteuid() != 0 and os.access(runtime, os.W_OK | os.X_OK) and _holds_socket(runtime / name):
        return runtime / name
    return TEMPORARY / name


def _holds_socket(folder: Path) -> bool:
    socket = os.fsencode(folder / f".s.PGSQL.{PORT}")
    return len(socket) < LONGEST_SOCKET and b"," not in socket and folder.is_absolute()


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
