"""Starting and stopping the server process.

Truth is what answers on the socket; what is written in files is only a hint.
"""

import logging
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import psutil

from commonpractice.gateways.embedded_postgres import clusters, commands, folders, paths, processes
from commonpractice.gateways.embedded_postgres.clusters import Cluster
from commonpractice.gateways.embedded_postgres.refusals import CannotRunPostgres

logger = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 0.005, 0.25  # seconds between looks
PATIENCE_TO_STOP = 60  # seconds; a stop first writes to disk what is in memory
UNSAFE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")

# What a server dies of that starts while its forerunner, killed, still has processes that wind up.
PASSING = ("pre-existing shared memory block", 'lock file "postmaster.pid" already exists')


class WouldNotStart(CannotRunPostgres):
    """The server ended, or did not answer in time."""


def bring_up(cluster: Cluster, *, fast_and_unsafe: bool, patience: float) -> tuple[bool, bool]:
    """Return when the server answers: whether we started it, and whether it had a crash to recover from.

    The caller holds the start lock. Raises WouldNotStart after `patience` seconds, or at once where the
    server ends for a reason that waiting would not mend.
    """
    deadline = time.monotonic() + patience
    pause, launched = FIRST_PAUSE, None
    started = recovered = False
    while True:
        server = processes.serving(cluster.folder)
        if server is not None:
            if server.status == "ready" and answers(cluster):
                return started, recovered
        elif launched is None or not processes.alive(launched):
            if started and not _passing(cluster):
                raise WouldNotStart(f"PostgreSQL did not start in {cluster.home}. {_last_lines(cluster)}")
            processes.end_servers_of_a_deleted_folder(cluster.folder)
            if _answers_from_elsewhere(cluster):
                return started, recovered
            processes.clear_what_the_dead_left(cluster.folder, cluster.socket_directory)
            recovered = recovered or clusters.was_running(cluster)
            launched, started = _launch(cluster, fast_and_unsafe=fast_and_unsafe), True
        if time.monotonic() > deadline:
            raise WouldNotStart(
                f"PostgreSQL in {cluster.home} did not answer within {patience:.0f} seconds. It may still be "
                f"recovering from a crash: try again in a minute. {_last_lines(cluster)}"
            )
        time.sleep(pause)
        pause = min(pause * 1.2, LONGEST_PAUSE)


def answers(cluster: Cluster) -> bool:
    """Whether the server takes connections."""
    # With a user and a database that exist: otherwise each look leaves a line in the server's log.
    failed, _ = cluster.run(
        "pg_isready", "--host", cluster.socket_directory, "--port", str(paths.PORT),
        "--username=postgres", "--dbname=postgres", "--timeout=5",
    )  # fmt: skip
    return not failed


def _answers_from_elsewhere(cluster: Cluster) -> bool:
    """Whether a server answers that we cannot see among the processes: another container's, on a shared disk.

    A second one on the same files would ruin them, and without its pid file it would end itself.
    """
    marks = (cluster.folder / processes.PID_FILE, cluster.socket_directory / f".s.PGSQL.{paths.PORT}")
    return all(mark.exists() for mark in marks) and answers(cluster)


def _launch(cluster: Cluster, *, fast_and_unsafe: bool) -> psutil.Process | None:
    """Start the server on its own, so that it outlives us and nobody of ours has to collect it.

    Returns its process, or None where that has ended already.
    """
    arguments = [
        *("-D", cluster.folder, "-k", cluster.socket_directory),
        *(word for setting in (UNSAFE if fast_and_unsafe else ()) for word in ("-c", setting)),
    ]
    with folders.told_plainly(cluster.home), start_log(cluster).open("wb") as log:
        shell = subprocess.run(
            # Not pg_ctl start, which pastes paths into a shell's command line.
            ["/bin/sh", "-c", '"$@" >&2 & echo $!', "sh", cluster.binaries.folder / "postgres", *arguments],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, check=True, cwd="/",
            env=commands.environment(), start_new_session=True, **cluster.account.identity(),
        )  # fmt: skip
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(int(shell.stdout))
    return None


def stop(cluster: Cluster, *, lock: int) -> None:
    """Stop the server in order; where that takes too long, at once, and it will recover when next started.

    The caller holds the start lock, `lock`, which pg_ctl holds on to should we be killed meanwhile.
    """
    for mode in ("fast", "immediate"):
        if processes.serving(cluster.folder) is None:
            return
        failed, said = cluster.run(
            "pg_ctl", "stop", "--silent", "--pgdata", cluster.folder, "--mode", mode,
            "--timeout", str(PATIENCE_TO_STOP), lock=lock,
        )  # fmt: skip
        if not failed:
            return
        logger.warning("PostgreSQL in %s did not stop (%s): %s", cluster.home, mode, said.strip())


def start_log(cluster: Cluster) -> Path:
    """What the server said before it turned to its own log, in the cluster's folder `log`."""
    return cluster.home / "start.log"


def _passing(cluster: Cluster) -> bool:
    said = start_log(cluster).read_text(errors="replace")
    return any(reason in said for reason in PASSING)


def _last_lines(cluster: Cluster) -> str:
    """The end of what the server wrote, for a message."""
    began = start_log(cluster)
    logs = [began, *(cluster.folder / "log").glob("*.log")] if began.exists() else []
    since = began.stat().st_mtime - 1 if logs else 0
    lines = [
        line
        for log in logs
        if log.stat().st_mtime >= since
        for line in log.read_text(errors="replace")[-8000:].splitlines()
    ]
    return "Its last lines:\n" + "\n".join(lines[-clusters.LINES_SHOWN :]) if lines else "It said nothing."
