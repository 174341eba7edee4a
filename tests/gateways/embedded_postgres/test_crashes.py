"""The embedded PostgreSQL after a crash: whatever was left behind, the next start finds its way."""

import contextlib
import os
import shutil
import subprocess
import sys
import threading
import time

import psutil
import psycopg
import pytest

from commonpractice.gateways import embedded_postgres
from commonpractice.gateways.embedded_postgres import (
    locks,
    processes,
)
from tests.gateways.embedded_postgres import support as trial
from tests.gateways.embedded_postgres.support import (
    CLUSTER,
    SLEEP,
    Child,
    ask,
    connect,
    new_row,
    rows,
    running,
    user_of,
    wait_for,
)

pytestmark = pytest.mark.slow  # together they take long


def test_a_killed_postmaster_is_replaced_and_nothing_committed_is_lost(data):
    with embedded_postgres.running(data) as server:
        new_row(server)
        idle = connect(server)
        slow = psutil.Process(idle.info.backend_pid)
        slow.suspend()  # it holds on to the shared memory after its server's end
        trial.kill_postmaster(data)
        threading.Timer(0.5, slow.resume).start()
        with embedded_postgres.running(data) as again:
            assert (again.started_here, again.recovered) == (True, True)
            assert not processes.alive(slow), "two servers on the same files would ruin them"
            assert rows(again) == 1
        assert rows(server) == 1, "the first user is still there"
        with pytest.raises(psycopg.OperationalError):
            idle.execute("SELECT 1")
    assert trial.postmaster(data) is None


def test_everything_killed_at_once_recovers(data):
    """A power cut, or a container that is thrown away."""
    user = Child(user_of(data, fast_and_unsafe=False))
    new_row(user.hear())
    server = trial.postmaster(data)
    family = [server, *server.children(recursive=True)]
    user.kill()
    for process in family:
        with contextlib.suppress(psutil.NoSuchProcess):  # those whose parent is gone are ending anyway
            process.kill()
    wait_for(lambda: not any(processes.alive(process) for process in family))
    with running(data) as server:
        assert (server.started_here, server.recovered) == (True, True)
        assert rows(server) == 1


@pytest.mark.parametrize(
    "reused_by",
    [
        "a stranger",
        *(
            pytest.param(reused, marks=pytest.mark.slow)
            for reused in ("a stranger in it", "another cluster's server", "a zombie", "nobody", "single")
        ),
    ],
)
def test_a_stale_pid_file_is_seen_through(folder, data, reused_by):
    """The number in it belongs to somebody else now, as after a container's restart."""
    with contextlib.ExitStack() as stack:
        if reused_by == "another cluster's server":
            other = trial.data_made_before(folder, "other")
            stack.enter_context(running(other))
            pid = trial.postmaster(other).pid
        else:
            where = data / CLUSTER if reused_by == "a stranger in it" else None
            process = stack.enter_context(subprocess.Popen(SLEEP, cwd=where))
            stack.callback(process.kill)
            pid = -process.pid if reused_by == "single" else process.pid
            if reused_by == "a zombie":
                process.kill()
                wait_for(lambda: psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
            elif reused_by == "nobody":
                process.kill()
                process.wait()
        with running(data) as server:
            trial.kill_postmaster(data)
            lines = (data / CLUSTER / "postmaster.pid").read_text().splitlines()
            (data / CLUSTER / "postmaster.pid").write_text("\n".join([str(pid), *lines[1:]]) + "\n")
            lock = data / "run/.s.PGSQL.5432.lock"
            lock.write_text("\n".join([str(abs(pid)), *lock.read_text().splitlines()[1:]]) + "\n")
            with running(data, patience=10) as server:
                assert server.started_here
                assert ask(server, "SHOW data_directory") == str(data / CLUSTER)
        if reused_by == "another cluster's server":
            assert trial.postmaster(other) is not None, "it was not harmed"


def test_an_empty_pid_file_is_seen_through(data):
    pid_file = data / CLUSTER / "postmaster.pid"
    pid_file.touch()
    os.utime(pid_file, (time.time() - 60,) * 2)
    with running(data) as server:
        assert server.started_here


def test_a_half_made_cluster_is_discarded(folder):
    data = folder / "data"
    shutil.copytree(trial.ready().cluster, data / f"{CLUSTER}.new", ignore=shutil.ignore_patterns("base"))
    with running(data) as server:
        assert server.started_here
        assert ask(server, "SELECT current_user", user="cp_app") == "cp_app"
    assert not (data / f"{CLUSTER}.new").exists()


@pytest.mark.parametrize("moment", ["pg18.new", "pg18.new/global/pg_control", "pg18", "pg18/postmaster.pid"])
def test_killed_at_any_moment_of_the_first_start_the_next_one_succeeds(folder, moment):
    data = folder / "data"
    killed = Child(user_of(data))
    wait_for(lambda: (data / moment).exists())
    killed.kill()
    with running(data) as server:
        assert ask(server, "SELECT current_user", user="cp_app") == "cp_app"
    assert trial.postmaster(data) is None
    assert not (data / f"{CLUSTER}.new").exists()


def test_initdb_holds_the_start_lock_after_its_caller_was_killed(folder):
    """Else the next one would start another in the same folder."""
    home = folder / "data"
    home.mkdir()

    def start(voice):
        with locks.starting(home, patience=1) as lock:
            voice.say(subprocess.Popen(SLEEP, pass_fds=[lock]).pid)
            voice.wait()

    killed = Child(start)
    orphan = psutil.Process(killed.hear())
    killed.kill()
    with pytest.raises(locks.StillStarting, match="starting or stopping"), locks.starting(home, patience=0.1):
        pytest.fail("two at once")
    orphan.kill()
    with locks.starting(home, patience=5):
        pass


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the server takes a minute to notice")
def test_a_server_whose_folder_was_deleted_is_ended(folder):
    name = "d" * 120  # its socket lies in /tmp, and answers still
    data = trial.data_made_before(folder, name)
    user = Child(user_of(data))
    orphan = psutil.Process(trial.postmaster(data).pid) if user.hear() else None
    user.kill()
    while data.exists():  # the orphan may put a file there meanwhile
        shutil.rmtree(data, ignore_errors=True)
    trial.data_made_before(folder, name)
    with running(data) as server:
        assert server.started_here
        assert not processes.alive(orphan)
        new_row(server)
        assert rows(server) == 1
