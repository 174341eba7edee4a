"""A cluster is PostgreSQL's data folder. It is made aside and takes its place whole, or not at all."""

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from commonpractice.gateways.embedded_postgres import commands, folders, paths
from commonpractice.gateways.embedded_postgres.accounts import Account
from commonpractice.gateways.embedded_postgres.binaries import Binaries
from commonpractice.gateways.embedded_postgres.refusals import CannotRunPostgres

SETTINGS = Path(__file__).parent / "commonpractice.conf"
LINES_SHOWN = 12


class AnotherMajor(CannotRunPostgres):
    """The data were written by another major version of PostgreSQL, which this one cannot read."""


class CannotMakeCluster(CannotRunPostgres):
    """PostgreSQL's initdb failed."""


@dataclass(frozen=True)
class Cluster:
    """A data folder and what is needed to run it."""

    home: Path
    socket_directory: Path
    binaries: Binaries
    account: Account

    @property
    def folder(self) -> Path:
        """Where its files are. One for each major version, since they cannot read each other's."""
        return self.home / f"pg{self.binaries.major}"

    def run(self, program: str, *arguments: str | Path, lock: int | None = None) -> tuple[int, str]:
        """Run one of the programs; return its exit status and what it said. It holds `lock` as it runs."""
        ran = commands.run(
            self.binaries.folder / program,
            *arguments,
            account=self.account,
            kept_open=() if lock is None else (lock,),
        )
        return ran.returncode, ran.stdout


def ensure(cluster: Cluster, *, durable: bool, lock: int) -> None:
    """Make the cluster where there is none, and check that it is ours and of our version.

    The caller holds the start lock, `lock`. `durable` is whether a power cut must find it whole.
    Raises AnotherMajor, CannotMakeCluster, DataFolderRefused or DiskFull.
    """
    check_major(cluster)
    with folders.told_plainly(cluster.home):
        if not cluster.folder.exists():
            _make(cluster, durable=durable, lock=lock)
        folders.check_owner(cluster.folder, cluster.account)
        write_settings(cluster.folder, cluster.account)


def check_major(cluster: Cluster) -> None:
    """Raise AnotherMajor where the data here are of another major version than our programs."""
    ours = cluster.binaries.major
    found = paths.clusters(cluster.home)
    if ours in found:
        written = (found[ours] / "PG_VERSION").read_text().strip()
        if written != str(ours):
            raise _another(found[ours], written, ours)
    elif found:  # making an empty one beside it would look as if all were lost
        major = max(found)
        raise _another(found[major], str(major), ours)
    elif cluster.folder.exists() and os.access(cluster.folder, os.R_OK | os.X_OK):
        raise CannotMakeCluster(
            f"{cluster.folder} is in the way: it is not a PostgreSQL data folder. Move it elsewhere."
        )


def _another(folder: Path, written: str, ours: int) -> AnotherMajor:
    return AnotherMajor(
        f"{folder} was written by PostgreSQL {written}, and this program now brings PostgreSQL {ours}, which "
        f"cannot read it. Set COMMONPRACTICE_PG_BIN to the bin folder of PostgreSQL {written}, dump the "
        f"database with its pg_dump, move {folder} elsewhere, and restore the dump into the new one."
    )


def _make(cluster: Cluster, *, durable: bool, lock: int) -> None:
    new = cluster.folder.with_name(cluster.folder.name + ".new")
    shutil.rmtree(new, ignore_errors=True)  # half made by somebody who was killed
    new.mkdir(mode=0o700)
    os.chown(new, cluster.account.uid, cluster.account.gid)
    try:
        _initdb(
            cluster, "--pgdata", new, "--no-sync", "--username=postgres", "--auth=trust", "--encoding=UTF8",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", lock=lock,
        )  # fmt: skip
        _include_settings(new, cluster.account)
        if durable:
            # Once for all its files, rather than file by file as they were made.
            _initdb(cluster, "--pgdata", new, "--sync-only", lock=lock)
        new.rename(cluster.folder)
        if durable:
            _sync_folder(cluster.home)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _initdb(cluster: Cluster, *arguments: str | Path, lock: int) -> None:
    failed, said = cluster.run("initdb", *arguments, lock=lock)
    if failed:
        raise CannotMakeCluster(
            f"PostgreSQL could not make its data folder in {cluster.home}"
            f"{folders.free_space(cluster.home)}. Its last lines:\n"
            + "\n".join(said.strip().splitlines()[-LINES_SHOWN:])
        )


def _include_settings(folder: Path, account: Account) -> None:
    main = folder / "postgresql.conf"
    text = main.read_text(encoding="utf-8")
    _write(main, f"{text}\ninclude = '{SETTINGS.name}'\n", account)
    write_settings(folder, account)


def write_settings(folder: Path, account: Account) -> None:
    """Put this program's settings in the cluster, where they are not there already."""
    place, wanted = folder / SETTINGS.name, SETTINGS.read_text(encoding="utf-8")
    if not place.exists() or place.read_text(encoding="utf-8") != wanted:
        _write(place, wanted, account)


def _write(place: Path, text: str, account: Account) -> None:
    """Write a file whole or not at all, owned by the account."""
    aside = place.with_name(place.name + ".new")
    aside.unlink(missing_ok=True)
    # Made anew, never followed: the folder is the server user's, and we may be root.
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fchown(file.fileno(), account.uid, account.gid)
        os.fsync(file.fileno())
    aside.replace(place)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def was_running(cluster: Cluster) -> bool:
    """Whether the cluster, which nobody serves now, was left without an orderly stop."""
    _, said = cluster.run("pg_controldata", "--pgdata", cluster.folder)
    state = re.search(r"^Database cluster state:\s*(.+)$", said, re.MULTILINE)
    return state is not None and not state[1].startswith("shut down")
