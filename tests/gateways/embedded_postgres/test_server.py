"""The embedded PostgreSQL, really run: starting, joining and leaving."""

import contextlib
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from commonpractice.gateways import embedded_postgres
from commonpractice.gateways.embedded_postgres import (
    accounts,
    binaries,
    clusters,
    postmaster,
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
)

pytestmark = pytest.mark.slow  # together they take long

# A first start


def test_a_first_start_makes_a_cluster_with_roles_database_and_settings(folder):
    data = folder / "data"
    expected = embedded_postgres.socket_directory(data)
    with embedded_postgres.running(data) as server:
        assert (server.data, server.cluster, server.port) == (data, data / CLUSTER, 5432)
        assert server.socket_directory == expected == data / "run"
        assert (server.started_here, server.recovered) == (True, False)

        settings = """
            listen_addresses  |          | shared_buffers    | 256MB | work_mem   | 32MB
            max_wal_size      | 2GB      | random_page_cost  | 1.1   | jit        | off
            max_connections   | 60       | TimeZone          | UTC   | fsync      | on
            logging_collector | on       | wal_compression   | pglz  | server_encoding | UTF8
            max_parallel_workers_per_gather | 1 | synchronous_commit | on | full_page_writes | on
        """
        for line in settings.strip().splitlines():
            cells = [cell.strip() for cell in line.split("|")]
            for name, value in zip(cells[::2], cells[1::2], strict=True):
                assert ask(server, f"SHOW {name}") == value, name

        collation = (
            "SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname = current_database()"
        )
        assert ask(server, collation) == "bC.UTF-8"
        owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
        assert ask(server, owner) == "cp_owner"
        unprivileged = """SELECT count(*) FROM pg_roles WHERE rolname IN ('cp_owner', 'cp_app')
                          AND rolcanlogin AND NOT rolsuper AND NOT rolbypassrls"""
        assert ask(server, unprivileged) == 2
        assert ask(server, "SELECT current_user", user="cp_app") == "cp_app"
        new_row(server)

        assert stat.S_IMODE((data / "run").stat().st_mode) == 0o700
        assert stat.S_IMODE((data / CLUSTER).stat().st_mode) == 0o700
        assert not trial.postmaster(data).net_connections("inet"), "it listens on no network"

    assert trial.postmaster(data) is None, "the last one to leave stops it"
    with embedded_postgres.running(data) as server:
        assert (server.started_here, server.recovered) == (True, False)
        assert rows(server) == 1
    assert sorted(path.name for path in data.iterdir()) == [
        CLUSTER, "run", "start.lock", "start.log", "users.lock",
    ]  # fmt: skip


def test_what_was_missing_is_made_at_the_next_start(data):
    with running(data) as server, connect(server, database="postgres") as connection:
        connection.execute("DROP DATABASE commonpractice")
        connection.execute("DROP ROLE cp_app")
    with running(data) as server:
        assert ask(server, "SELECT current_user", user="cp_app") == "cp_app"


def test_new_settings_reach_an_old_cluster(data):
    (data / CLUSTER / "commonpractice.conf").write_text("work_mem = 1MB\n")
    with running(data) as server:
        assert ask(server, "SHOW work_mem") == "32MB"


def test_the_callers_own_settings_steer_nothing(data, monkeypatch):
    for name, value in {"PGDATA": "/nonexistent", "PGPORT": "1", "PGOPTIONS": "-c work_mem=64kB"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("COMMONPRACTICE_SECRET_KEY", "hunter2")
    with running(data) as server:
        assert postmaster.answers(_cluster(data, server))
        assert "hunter2" not in Path(f"/proc/{trial.postmaster(data).pid}/environ").read_text()


def _cluster(data: Path, server: embedded_postgres.Server) -> clusters.Cluster:
    account = accounts.server_account()
    return clusters.Cluster(data, server.socket_directory, binaries.find(account), account)


@pytest.mark.parametrize(
    "name",
    [
        'Dr Ŵ\'s $HOME `id` "books"; #1',
        pytest.param("Smith, Jones & partners", marks=pytest.mark.slow),
        pytest.param("d" * 120, marks=pytest.mark.slow),
    ],
)
def test_any_name_of_a_folder_will_do(folder, name):
    data = trial.data_made_before(folder, name)
    expected = embedded_postgres.socket_directory(data)
    with running(data) as server:
        assert server.socket_directory == expected
        assert ask(server, "SHOW data_directory") == str(data / CLUSTER)
        assert stat.S_IMODE(expected.stat().st_mode) == 0o700
        with running(data) as joined:
            assert not joined.started_here
    if expected.parent != data:
        assert not expected.exists(), "nothing is left in a folder that others use"


def test_two_clones_do_not_share(folder):
    one, two = (trial.data_made_before(folder, clone) for clone in ("one/.local", "two/.local"))
    with running(one) as first, running(two) as second:
        assert first.started_here
        assert second.started_here
        new_row(first)
        assert rows(first) == 1
        assert ask(second, "SELECT to_regclass('postings')") is None
        assert trial.postmaster(one) != trial.postmaster(two)


# Joining and leaving


def test_the_last_of_several_stops_it(data):
    with running(data) as outer:
        with running(data) as inner:
            assert not inner.started_here
        assert ask(outer, "SELECT 1") == 1, "the first to leave does not"
    assert trial.postmaster(data) is None


def test_another_program_joins_and_may_outstay_us(data):
    code = (
        "import sys; from pathlib import Path; from commonpractice.gateways import embedded_postgres as e\n"
        "with e.running(Path(sys.argv[1]), fast_and_unsafe=True) as server:\n"
        "    print(server.started_here, flush=True); sys.stdin.readline()"
    )
    with running(data) as server:
        other = subprocess.Popen(
            [sys.executable, "-c", code, data], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert other.stdout.readline().strip() == "False"
    assert ask(server, "SELECT 1") == 1, "the other one still uses it"
    other.communicate("\n")
    assert other.returncode == 0
    assert trial.postmaster(data) is None


def test_of_eight_at_once_one_starts_and_the_last_stops(data):
    everybody = [Child(user_of(data)) for _ in range(8)]
    servers = [child.hear() for child in everybody]
    assert sorted(server.started_here for server in servers) == [False] * 7 + [True]
    process = trial.postmaster(data)
    for child in everybody[:-1]:
        child.tell()
    for child in everybody[:-1]:
        child.process.join(30)
    assert trial.postmaster(data) == process
    everybody[-1].end()
    assert trial.postmaster(data) is None


def test_threads_that_come_and_go_always_find_it(data):
    failures = []

    def come_and_go():
        try:
            for _ in range(4):
                with running(data) as server:
                    assert ask(server, "SELECT 1") == 1
        except Exception as failure:
            failures.append(failure)

    threads = [threading.Thread(target=come_and_go) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failures
    assert trial.postmaster(data) is None


def test_a_killed_user_counts_as_gone(data):
    killed = Child(user_of(data))
    killed.hear()
    killed.kill()
    process = trial.postmaster(data)
    assert process is not None, "nobody is left to stop it"
    with running(data) as server:
        assert not server.started_here
        assert trial.postmaster(data) == process
    assert trial.postmaster(data) is None, "so the next one does"


def test_a_child_program_keeps_it_running(data):
    with running(data) as server:
        assert all(os.get_inheritable(place) for place in server.keep_alive_fds)
        child = subprocess.Popen(SLEEP, pass_fds=server.keep_alive_fds)
        stranger = subprocess.Popen(SLEEP)
    assert ask(server, "SELECT 1") == 1
    child.kill()
    child.wait()
    with running(data):
        pass
    assert trial.postmaster(data) is None, "the stranger was not handed the descriptor"
    stranger.kill()
    stranger.wait()


def test_a_forked_worker_that_ends_does_not_stop_it(data):
    """As gunicorn's do: the worker runs out through our own `with`."""
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(running(data))
        Child(lambda voice: stack.close()).process.join(30)
        assert ask(server, "SELECT 1") == 1
    assert trial.postmaster(data) is None


def test_the_server_outlives_ctrl_c_and_a_failure_stops_it(data):
    class Interrupted(Exception):
        pass

    def use():
        with running(data):
            assert os.getsid(trial.postmaster(data).pid) != os.getsid(0), "the terminal's signals pass it by"
            raise Interrupted

    with pytest.raises(Interrupted):
        use()
    assert trial.postmaster(data) is None


def test_an_error_in_the_body_stays_what_it_was(data):
    with pytest.raises(PermissionError, match=r"^my own$"), running(data):
        raise PermissionError("my own")
