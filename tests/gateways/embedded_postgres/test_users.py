"""The embedded PostgreSQL under root, who hands over to a system user, and under one with a closed home."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from commonpractice.gateways import embedded_postgres
from commonpractice.gateways.embedded_postgres import (
    accounts,
    binaries,
    clusters,
    folders,
    paths,
    preparation,
    processes,
)
from tests.gateways.embedded_postgres import support as trial
from tests.gateways.embedded_postgres.support import CLUSTER, NOBODY, Child, ask, connect, running, user_of

pytestmark = [
    pytest.mark.slow,  # together they take long
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can become other users"),
    pytest.mark.skipif(NOBODY is None, reason="this system has no user nobody"),
]


@pytest.fixture
def folder(monkeypatch):
    """A folder that everybody may pass through, with root's home for databases inside."""
    with trial.folder_of_servers() as made:
        monkeypatch.setattr(paths, "SYSTEM_HOME", made / "system")
        yield made


@pytest.fixture
def closed_home(folder):
    """A home that nobody else may enter. It must be just as closed afterwards."""
    home = folder / "home"
    home.mkdir(mode=0o700)
    yield home
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert home.stat().st_uid == 0


@pytest.fixture
def everybodys(folder, monkeypatch):
    """The two files that the package reads, where nobody may read them, wherever this checkout lies."""
    monkeypatch.setattr(clusters, "SETTINGS", Path(shutil.copy(clusters.SETTINGS, folder)))
    return {"roles": Path(shutil.copy(preparation.ROLES, folder))}


@pytest.fixture
def nobodys(folder):
    """Nobody's home, closed to others, with a data folder and a finished cluster."""
    home = folder / "nobody"
    data = trial.data_made_before(home)
    subprocess.run(["chown", "-R", f"{NOBODY.pw_uid}:{NOBODY.pw_gid}", home], check=True)
    home.chmod(0o700)
    return data


# Root


def test_roots_server_runs_as_the_system_user(folder):
    data = trial.data_made_before(folder)

    def use_as_a_member_of_groups(voice):
        os.setgroups([0, 4242])
        user_of(data)(voice)

    root = Child(use_as_a_member_of_groups)
    server = root.hear()
    process = trial.postmaster(data)
    assert process.username() == accounts.SERVER_USER
    assert (data / CLUSTER).stat().st_uid == accounts.server_user().uid
    assert data.stat().st_uid == 0
    if sys.platform == "linux":
        status = Path(f"/proc/{process.pid}/status").read_text().splitlines()
        groups = next(line for line in status if line.startswith("Groups:"))
        assert groups.split() == ["Groups:"], "none of root's groups came along"
    assert ask(server, "SELECT current_user", user="cp_app") == "cp_app"
    root.end()


def test_the_system_user_cannot_sign_in():
    accounts.server_account()
    entry = next(
        line for line in Path("/etc/passwd").read_text().splitlines() if line.startswith("pgserver:")
    )
    assert entry.split(":")[-1].endswith(("nologin", "false"))


@pytest.mark.slow
def test_a_checkout_in_a_closed_home_has_its_cluster_elsewhere_and_says_so_once(folder, closed_home, caplog):
    data = closed_home / "checkout/.local"
    expected = embedded_postgres.socket_directory(data)
    elsewhere = paths.home(data)
    assert elsewhere.parent == folder / "system"
    with running(data) as server:
        assert server.data == data
        assert server.cluster == elsewhere / CLUSTER
        assert server.socket_directory == expected
        with connect(server) as connection:
            connection.execute("CREATE TABLE kept ()")
        with running(data) as joined:
            assert not joined.started_here
    said = [record.getMessage() for record in caplog.records if str(elsewhere) in record.getMessage()]
    assert len(said) == 1
    assert str(data) in said[0]
    assert not data.exists(), "nothing was made where it would be of no use"

    closed_home.chmod(0o755)
    with running(data) as server:
        assert ask(server, "SELECT to_regclass('kept')") == "kept", "opening the home loses nothing"
    closed_home.chmod(0o700)


@pytest.mark.slow
def test_two_closed_clones_do_not_share(folder, closed_home):
    homes = [paths.home(closed_home / clone / ".local") for clone in ("one", "two")]
    assert len(set(homes)) == 2
    for home in homes:
        trial.data_made_before(home.parent, home.name)
    with running(closed_home / "one/.local") as one, running(closed_home / "two/.local") as two:
        assert one.started_here
        assert two.started_here


def test_a_home_that_was_closed_afterwards_is_told(folder):
    home = folder / "home"
    data = trial.data_made_before(home)
    with running(data):
        pass
    home.chmod(0o700)
    with pytest.raises(folders.DataFolderRefused, match=f"{home} is closed") as refused, running(data):
        pytest.fail("it ran")
    assert "chmod o+x" in str(refused.value)
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert not (folder / "system").exists(), "no empty database stands in for the real one"


@pytest.mark.slow
def test_programs_in_a_closed_home_are_copied_and_run(folder, closed_home, monkeypatch):
    """The whole way, with the real wheel: an environment below a 0700 home."""
    real = trial.ready().programs
    site = real.parents[2]
    with trial.open_folder() as runnable:  # a place where programs may run
        home = runnable / "home"
        shutil.copytree(site, home / "venv/site-packages")
        home.chmod(0o700)
        monkeypatch.setattr(paths, "SYSTEM_HOME", runnable / "system")
        inside = home / "venv/site-packages" / real.relative_to(site)
        monkeypatch.setenv("COMMONPRACTICE_PG_BIN", str(inside))
        with running(home / "checkout/.local") as server:
            assert server.cluster.is_relative_to(runnable / "system")
            program = psutil.Process(processes.serving(server.cluster).pid).exe()
            assert Path(program).is_relative_to(runnable / "system")
            assert ask(server, "SELECT current_user", user="cp_app") == "cp_app"
        assert stat.S_IMODE(home.stat().st_mode) == 0o700


@pytest.mark.slow
def test_a_first_start_under_roots_strictest_umask(folder):
    before = os.umask(0o077)
    try:
        with running(folder / "a/data") as server:
            assert server.cluster == folder / "a/data" / CLUSTER
    finally:
        os.umask(before)


# Somebody with a closed home


@pytest.mark.slow
def test_somebody_starts_afresh_in_a_closed_home(folder, everybodys):
    home = folder / "nobody"
    home.mkdir(mode=0o700)
    os.chown(home, NOBODY.pw_uid, NOBODY.pw_gid)
    data = home / "checkout/.local"
    somebody = Child(user_of(data, **everybodys), user=NOBODY)
    server = somebody.hear()
    assert server.cluster == data / CLUSTER
    assert trial.postmaster(data).username() == "nobody"
    made = [data, data / "run", data / CLUSTER]
    assert {(path.stat().st_uid, stat.S_IMODE(path.stat().st_mode)) for path in made} == {
        (NOBODY.pw_uid, 0o700)
    }
    somebody.end()
    assert trial.postmaster(data) is None
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


@pytest.mark.slow
def test_somebody_may_start_after_and_beside_root(folder, nobodys, everybodys):
    """No file in a common place belongs to whoever came first."""
    roots = trial.data_made_before(folder, "roots")
    with running(roots):
        somebody = Child(user_of(nobodys, **everybodys), user=NOBODY)
        assert somebody.hear().started_here
        somebody.end()


def test_somebodys_killed_program_killed_server_and_reused_pid(nobodys, everybodys):
    def kill_and_return(voice):
        with embedded_postgres.running(nobodys, **everybodys) as server:
            with connect(server) as connection:
                connection.execute("CREATE TABLE kept ()")
            trial.kill_postmaster(nobodys)
            pid_file = nobodys / CLUSTER / "postmaster.pid"
            pid_file.write_text("\n".join([str(os.getpid()), *pid_file.read_text().splitlines()[1:]]) + "\n")
            with embedded_postgres.running(nobodys, **everybodys) as again:
                voice.say((again.started_here, again.recovered, ask(again, "SELECT to_regclass('kept')")))
                voice.wait()

    somebody = Child(kill_and_return, user=NOBODY)
    assert somebody.hear() == (True, True, "kept")
    somebody.kill()
    process = trial.postmaster(nobodys)
    assert process is not None
    next_one = Child(user_of(nobodys, fast_and_unsafe=False, **everybodys), user=NOBODY)
    assert not next_one.hear().started_here
    next_one.end()
    assert not processes.alive(process)


def test_somebodys_long_path_lies_in_the_sessions_folder(folder, everybodys, monkeypatch):
    data = trial.data_made_before(folder, "d" * 120)
    session = folder / "session"
    session.mkdir(mode=0o700)
    subprocess.run(["chown", "-R", f"{NOBODY.pw_uid}:{NOBODY.pw_gid}", data, session], check=True)

    def use_and_look(voice):
        os.environ["XDG_RUNTIME_DIR"] = str(session)
        with embedded_postgres.running(data, fast_and_unsafe=True, **everybodys) as server:
            del os.environ["XDG_RUNTIME_DIR"]  # as in a job that has no session
            with embedded_postgres.running(data, fast_and_unsafe=True, **everybodys) as joined:
                voice.say((server, joined, embedded_postgres.socket_directory(data)))
        voice.say(embedded_postgres.socket_directory(data))

    somebody = Child(use_and_look, user=NOBODY)
    server, joined, told = somebody.hear()
    assert server.socket_directory.parent == session
    assert server.socket_directory == joined.socket_directory == told
    assert not joined.started_here
    assert somebody.hear().parent == Path("/tmp")


def refusal_to(user, data: Path, options: dict) -> str:
    def ask_for_it(voice):
        try:
            with embedded_postgres.running(data, fast_and_unsafe=True, **options):
                voice.say("it ran")
        except embedded_postgres.CannotRunPostgres as refusal:
            voice.say(f"{type(refusal).__name__}: {refusal}")

    return Child(ask_for_it, user=user).hear()


def test_a_data_folder_of_somebody_elses_is_refused(folder, nobodys, everybodys):
    roots = trial.data_made_before(folder, "roots")
    said = refusal_to(NOBODY, roots, everybodys)
    assert said.startswith("DataFolderRefused: nobody cannot write in the data folder")
    assert "COMMONPRACTICE_DATA" in said

    said = refusal_to(None, nobodys, everybodys)
    assert said.startswith("DataFolderRefused")
    assert "nobody" in said
    assert trial.postmaster(nobodys) is None


def test_a_cluster_of_somebody_elses_in_a_common_folder_is_refused(folder, everybodys):
    common = trial.data_made_before(folder, "common")
    common.chmod(0o777)
    said = refusal_to(NOBODY, common, everybodys)
    assert f"{common / CLUSTER} belongs to pgserver, and the database would run as nobody" in said


def test_a_folder_that_cannot_be_made_is_refused(folder, everybodys):
    said = refusal_to(NOBODY, folder / "system/data", everybodys)
    assert said.startswith("DataFolderRefused: nobody cannot write in the data folder")
    assert not (folder / "system").exists()


def test_programs_that_somebody_may_not_run_are_refused(
    folder, closed_home, nobodys, everybodys, monkeypatch
):
    os.symlink(trial.ready().programs, closed_home / "bin")
    monkeypatch.setenv("COMMONPRACTICE_PG_BIN", str(closed_home / "bin"))
    said = refusal_to(NOBODY, nobodys, everybodys)
    assert said.startswith(("NoBinaries", "CannotBeRun"))
    assert binaries.find(accounts.server_account()).folder.is_relative_to(folder / "system")
