"""The PostgreSQL of one run of the tests: its own, in memory where there is room, and gone when the run ends.

Most tests that write have a database copied for them. In memory a copy takes 15 ms; on a disk a hundred, or
as long as whatever else the disk is busy with. What each run begins with, a cluster with the migrated
template in it, is made once and kept until a migration changes.
"""

import atexit
import fcntl
import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil

from commonpractice.gateways import embedded_postgres

VARIABLE = "COMMONPRACTICE_TEST_RUN"
PREFIX = "cp-run-"
ROOM = 4_000_000_000  # bytes; a demonstration partnership and its journal take a few hundred million
SETTINGS = "max_wal_size = 512MB\n"  # it is memory


def folder() -> Path:
    """Where this run's server has its files: named by the run's first process, and told to its workers."""
    if VARIABLE not in os.environ:
        place = Path(_roomy(), f"{PREFIX}{os.getpid()}-{secrets.token_hex(4)}")
        os.environ[VARIABLE] = str(place)
        atexit.register(_clear, place, os.getpid())
    return Path(os.environ[VARIABLE])


def _roomy() -> str:
    memory = "/dev/shm"
    if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM:
        return memory
    return tempfile.gettempdir()


def _clear(place: Path, maker: int) -> None:
    if os.getpid() == maker:  # a process forked from it ends too
        shutil.rmtree(place, ignore_errors=True)


@contextmanager
def running(kept: Path, *, made_of: str, furnish: Callable[[], None]) -> Iterator[None]:
    """Use the run's server; the last of its workers to leave stops it.

    The first to come copies the cluster that is in the folder `kept` under the name `made_of`. Where there is
    none, it makes one, does what `furnish` does in it, and keeps it.
    """
    place, original = folder(), kept / f"cluster-{made_of}"
    with ExitStack() as stack:
        with _turn(kept):
            if not place.exists():
                _sweep(place.parent)
                place.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700)  # root's server is another user
                if original.exists():
                    _copy(original, place)
                else:
                    _make(place, furnish)
                    _keep(place, original)
            stack.enter_context(embedded_postgres.running(place, fast_and_unsafe=True))
        yield


@contextmanager
def _turn(kept: Path) -> Iterator[None]:
    kept.mkdir(parents=True, exist_ok=True)
    with (kept / "cluster.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _sweep(folder: Path) -> None:
    """Delete what runs that were killed have left."""
    for left in folder.glob(f"{PREFIX}*"):
        if not psutil.pid_exists(int(left.name.split("-")[2])):
            shutil.rmtree(left, ignore_errors=True)


def _make(place: Path, furnish: Callable[[], None]) -> None:
    with embedded_postgres.running(place, fast_and_unsafe=True) as server:
        furnish()
        with (server.cluster / "postgresql.conf").open("a") as conf:
            conf.write(SETTINGS)


def _keep(place: Path, original: Path) -> None:
    """Keep the stopped cluster, whole or not at all, in place of earlier ones."""
    for old in original.parent.glob("cluster-*"):
        shutil.rmtree(old)
    new = original.with_name(f"cluster-{secrets.token_hex(4)}.new")
    new.mkdir(mode=0o700)
    _copy(place, new)
    new.rename(original)


def _copy(source: Path, target: Path) -> None:
    """Copy the clusters, of one version of PostgreSQL or another, with their owners and modes."""
    subprocess.run(["cp", "-a", *source.glob("pg*"), target], check=True)
