"""A PostgreSQL server that is there as long as anybody uses it."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from commonpractice.gateways.embedded_postgres import (
    accounts,
    binaries,
    clusters,
    folders,
    locks,
    paths,
    postmaster,
    preparation,
    processes,
)
from commonpractice.gateways.embedded_postgres.clusters import Cluster

logger = logging.getLogger(__name__)

PATIENCE = 120.0  # seconds for the server to answer; recovery from a crash may read 2 GB of its journal
TURN = 3 * PATIENCE  # seconds to wait for others who start or stop it


@dataclass(frozen=True)
class Server:
    """A running server, joined.

    `started_here` is whether this process started it; `recovered`, whether it had then a crash to recover
    from. `cluster` is where its files are, as a rule in `data`. A child process that is handed
    `keep_alive_fds` (subprocess's `pass_fds`; forked ones have them anyway) keeps the server running as long
    as it lives.
    """

    data: Path
    cluster: Path
    socket_directory: Path
    port: int
    started_here: bool
    recovered: bool
    keep_alive_fds: tuple[int, ...]


@contextmanager
def running(
    data: Path,
    *,
    fast_and_unsafe: bool = False,
    roles: Path = preparation.ROLES,
    patience: float = PATIENCE,
) -> Iterator[Server]:
    """Use the PostgreSQL server of the folder `data`: start or join it; the last user to leave stops it.

    On a first start this will make the cluster, the roles of the SQL file `roles` and the database
    `commonpractice`. `fast_and_unsafe` is for tests: nothing is safe from a power cut. `patience` is in
    seconds. A process that is killed counts as having left. A supervisor should turn SIGTERM into an
    exception, since Python by default ends without leaving.

    Raises CannotRunPostgres, whose message says what to mend.
    """
    cluster, place, started_here, recovered = _join(
        data, fast_and_unsafe=fast_and_unsafe, roles=roles, patience=patience
    )
    try:
        yield Server(
            data=data.resolve(),
            cluster=cluster.folder,
            socket_directory=cluster.socket_directory,
            port=paths.PORT,
            started_here=started_here,
            recovered=recovered,
            keep_alive_fds=(place,),
        )
    finally:
        os.close(place)
        _stop_if_last(cluster)


def _join(
    data: Path, *, fast_and_unsafe: bool, roles: Path, patience: float
) -> tuple[Cluster, int, bool, bool]:
    account = accounts.server_account()
    programs = binaries.find(account)
    home = paths.home(data)
    with folders.told_plainly(home):
        folders.make(home)
        folders.check_can_use(home, account)
    if home != data.resolve():
        _say_where(data.resolve(), home)
    with folders.told_plainly(home), locks.starting(home, patience=TURN) as lock:
        sockets = paths.socket_directory(data)
        folders.make_private(sockets, account)
        cluster = Cluster(home, sockets, programs, account)
        clusters.ensure(cluster, durable=not fast_and_unsafe, lock=lock)
        place = locks.take_place(home)
        try:
            started_here, recovered = postmaster.bring_up(
                cluster, fast_and_unsafe=fast_and_unsafe, patience=patience
            )
            preparation.prepare(cluster, roles=roles, fast_and_unsafe=fast_and_unsafe)
        except BaseException as failure:
            os.close(place)
            if not isinstance(failure, postmaster.WouldNotStart):  # which may yet recover, left alone
                _stop_if_nobody(cluster, lock)
            raise
    return cluster, place, started_here, recovered


def _stop_if_last(cluster: Cluster) -> None:
    with suppress(FileNotFoundError):  # the folder was deleted: the server notices, and ends by itself
        try:
            with locks.starting(cluster.home, patience=TURN) as lock:
                _stop_if_nobody(cluster, lock)
        except locks.StillStarting as busy:
            logger.warning("%s", busy)


def _stop_if_nobody(cluster: Cluster, lock: int) -> None:
    with locks.last_one(cluster.home) as nobody:
        if nobody and processes.serving(cluster.folder) is not None:
            postmaster.stop(cluster, lock=lock)
            if cluster.socket_directory.parent != cluster.home:
                with suppress(OSError):
                    cluster.socket_directory.rmdir()  # ours, in a place that others use too


@cache
def _say_where(data: Path, home: Path) -> None:
    """Once a process."""
    logger.warning(
        "The system user that runs PostgreSQL for root may not enter %s, so the database is in %s.",
        data,
        home,
    )
