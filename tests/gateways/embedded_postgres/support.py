"""What the trials of the embedded PostgreSQL share: data folders made from one initdb, children, other users.

The folders lie in /tmp, or in memory where there is enough, rather than in pytest's own, which is closed to
everybody else (0700) and so to the system user that runs PostgreSQL for root.
"""

import atexit
import functools
import multiprocessing
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import psutil
import psycopg

from commonpractice.gateways import embedded_postgres
from commonpractice.gateways.embedded_postgres import accounts, binaries, paths, processes

MAJOR = 18
CLUSTER = f"pg{MAJOR}"
SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
FORK = multiprocessing.get_context("fork")  # keeps what is imported: another user may not read the files
NOBODY = next((entry for entry in pwd.getpwall() if entry.pw_name == "nobody"), None)


@contextmanager
def open_folder(place: str = "/tmp") -> Iterator[Path]:
    """A short folder that everybody may pass through, deleted with all that is in it."""
    folder = _new_folder(place)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _new_folder(place: str = "/tmp") -> Path:
    folder = Path(tempfile.mkdtemp(prefix="cp-test-", dir=place)).resolve()
    folder.chmod(0o755)
    return folder


def roomy() -> str:
    """The quickest place with room for a few clusters. Programs may be forbidden to run there."""
    memory = Path("/dev/shm")
    enough = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 1_000_000_000
    return str(memory) if enough else "/tmp"


@dataclass(frozen=True)
class Ready:
    """Made once for all tests of a process."""

    cluster: Path  # a finished cluster, stopped, with roles and database
    programs: Path  # PostgreSQL's programs, where every user may run them
    system: Path  # in place of /var/lib/commonpractice


@functools.cache
def ready() -> Ready:
    """One initdb for all tests, and programs that also nobody may run."""
    folder, quick = _new_folder(), _new_folder(roomy())
    for made in (folder, quick):
        atexit.register(shutil.rmtree, made, ignore_errors=True)
    before, paths.SYSTEM_HOME = paths.SYSTEM_HOME, folder / "system"
    try:
        with embedded_postgres.running(quick / "data", fast_and_unsafe=True) as server:
            cluster = server.cluster
        programs = binaries.copied(binaries.find(accounts.server_account()).folder)
    finally:
        paths.SYSTEM_HOME = before
    with (cluster / "postgresql.conf").open("a") as conf:
        # in the cluster's own folder, so that nothing outlasts the servers that are killed here
        conf.write("dynamic_shared_memory_type = mmap\n")
    for log in (cluster / "log").glob("*.log"):
        log.unlink()  # a copy that will not start has only its own to tell
    return Ready(cluster, programs, folder / "system")


def data_made_before(folder: Path, name: str = "data") -> Path:
    """A data folder with a cluster that was made, and stopped in order, earlier."""
    data = folder / name
    data.mkdir(parents=True)
    data.chmod(0o711)
    copy_owned(ready().cluster, data / CLUSTER)
    return data


def copy_owned(source: Path, target: Path) -> None:
    """Copy a cluster with its owners and modes."""
    subprocess.run(["cp", "-a", source, target], check=True)


def connect(
    server: embedded_postgres.Server | Path, *, user: str = "postgres", database: str = "commonpractice"
):
    """A connection to a server, or to whatever listens in a socket's folder."""
    host = server if isinstance(server, Path) else server.socket_directory
    return psycopg.connect(host=str(host), port=5432, user=user, dbname=database, autocommit=True)


def ask(server: embedded_postgres.Server | Path, question: str, **options: str) -> object:
    """The one value that a query gives."""
    with connect(server, **options) as connection:
        row = connection.execute(question).fetchone()
    return row[0] if row else None


def postmaster(data: Path) -> psutil.Process | None:
    """The server process of a data folder, if one runs."""
    server = processes.serving(data / CLUSTER)
    return psutil.Process(server.pid) if server else None


def kill_postmaster(data: Path) -> None:
    """What the kernel does when memory runs out."""
    server = postmaster(data)
    assert server is not None
    server.kill()
    wait_for(lambda: not processes.alive(server))


def wait_for(condition: Callable[[], bool], seconds: float = 10) -> None:
    """Wait until something is so, and fail where it does not come about."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.01)


class Child:
    """A forked process that runs `body(pipe)`, as another user if wanted. A failure in it fails the test."""

    def __init__(self, body: Callable[[Connection], object], user: pwd.struct_passwd | None = None):
        self._pipe, theirs = FORK.Pipe()
        self.process = FORK.Process(target=self._run, args=(body, theirs, user), daemon=True)
        self.process.start()
        theirs.close()

    def hear(self, seconds: float = 30) -> object:
        """What the child says next."""
        assert self._pipe.poll(seconds), "the child said nothing"
        kind, said = self._pipe.recv()
        assert kind == "said", said
        return said

    def tell(self) -> None:
        """Let the child go on."""
        self._pipe.send(None)

    def end(self, seconds: float = 30) -> None:
        """Let the child go on, and wait for its end."""
        self.tell()
        self.process.join(seconds)
        assert self.process.exitcode == 0

    def kill(self) -> None:
        """SIGKILL: it gets no chance to tidy up."""
        self.process.kill()
        self.process.join(10)
        assert self.process.exitcode == -signal.SIGKILL

    @staticmethod
    def _run(body: Callable[["_Voice"], object], pipe: Connection, user: pwd.struct_passwd | None) -> None:
        try:
            if user is not None:
                os.setgroups([])
                os.setgid(user.pw_gid)
                os.setuid(user.pw_uid)
            body(_Voice(pipe))
        except BaseException:
            pipe.send(("failed", traceback.format_exc()))
            raise


class _Voice:
    def __init__(self, pipe: Connection):
        self._pipe = pipe

    def say(self, what: object) -> None:
        self._pipe.send(("said", what))

    def wait(self) -> None:
        self._pipe.recv()


def user_of(data: Path, **options) -> Callable[[_Voice], None]:
    """The body of a child that uses the server of `data` until it is told to go."""

    def use(voice: _Voice) -> None:
        with embedded_postgres.running(data, **{"fast_and_unsafe": True, **options}) as server:
            voice.say(server)
            voice.wait()

    return use


@contextmanager
def folder_of_servers() -> Iterator[Path]:
    """A folder for data folders. What still runs in it afterwards is ended."""
    with open_folder(roomy()) as made:
        try:
            yield made
        finally:
            for cluster in made.rglob(CLUSTER):
                if (server := processes.serving(cluster)) is not None:
                    process = psutil.Process(server.pid)
                    process.send_signal(signal.SIGQUIT)
                    wait_for(lambda process=process: not processes.alive(process))


def for_tests(monkeypatch) -> None:
    """Programs that everybody may run, and nothing of this computer's own installation."""
    monkeypatch.setenv("COMMONPRACTICE_PG_BIN", str(ready().programs))
    monkeypatch.setattr(paths, "SYSTEM_HOME", ready().system)


def running(data: Path, **options):
    """The server of a data folder, quick rather than safe unless told otherwise."""
    return embedded_postgres.running(data, **{"fast_and_unsafe": True, **options})


def new_row(server: embedded_postgres.Server) -> None:
    """Commit a posting."""
    with connect(server) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS postings (pence bigint)")
        connection.execute("INSERT INTO postings VALUES (42150389)")


def rows(server: embedded_postgres.Server) -> object:
    """How many postings there are."""
    return ask(server, "SELECT count(*) FROM postings")
