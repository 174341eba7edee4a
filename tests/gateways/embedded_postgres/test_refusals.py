"""The embedded PostgreSQL when it cannot run: each time a sentence that says what to mend."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from commonpractice.gateways import embedded_postgres
from commonpractice.gateways.embedded_postgres import clusters, folders, preparation, processes
from tests.gateways.embedded_postgres import support as trial
from tests.gateways.embedded_postgres.support import CLUSTER, ask, new_row, running, wait_for

pytestmark = pytest.mark.slow  # together they take long


def refusal(data: Path, **options) -> str:
    with pytest.raises(embedded_postgres.CannotRunPostgres) as refused, running(data, **options):
        pytest.fail("it ran")
    return str(refused.value)


def test_a_server_that_ends_at_once_is_told_with_its_last_lines(data):
    with (data / CLUSTER / "postgresql.conf").open("a") as conf:
        conf.write("work_mem = plenty\n")
    began = time.monotonic()
    said = refusal(data)
    assert "did not start" in said
    assert 'invalid value for parameter "work_mem": "plenty"' in said
    assert time.monotonic() - began < 5, "waiting would mend nothing"


def test_damaged_data_are_told_with_the_last_lines_of_the_servers_own_log(data):
    with running(data) as server:
        new_row(server)
        trial.kill_postmaster(data)
    for journal in (data / CLUSTER / "pg_wal").glob("0000*"):
        journal.write_bytes(bytes(journal.stat().st_size))
    said = refusal(data)
    assert "did not start" in said
    assert "checkpoint record" in said


@pytest.fixture
def other_programs(monkeypatch):
    """A bin folder like ours, to put something else in."""
    with trial.open_folder() as made:
        other = made / "install/bin"
        other.mkdir(parents=True)
        for program in trial.ready().programs.iterdir():
            (other / program.name).symlink_to(program)
        monkeypatch.setenv("COMMONPRACTICE_PG_BIN", str(other))
        yield other


def put(program: Path, text: str) -> None:
    program.unlink()
    program.write_text(text)
    program.chmod(0o755)


def test_a_server_that_is_too_slow_is_told(data, other_programs):
    put(other_programs / "postgres", "#!/bin/sh\necho thinking it over: $$\nexec sleep 30\n")
    said = refusal(data, patience=0.4)
    assert "did not answer within 0 seconds" in said
    assert "thinking it over" in said
    os.kill(int(said.split()[-1]), signal.SIGKILL)


def test_a_failing_initdb_is_told_and_leaves_nothing(folder, other_programs):
    real = trial.ready().programs / "initdb"
    made_in_vain = f'"{real}" "$@"; echo no more room >&2; exit 1'
    put(other_programs / "initdb", f'#!/bin/sh\n[ "$1" = --version ] && exec "{real}" "$@"\n{made_in_vain}\n')
    said = refusal(folder / "data")
    assert "could not make its data folder" in said
    assert "MB free" in said
    assert said.endswith("no more room")
    assert not list((folder / "data").glob("pg*"))


def test_roles_that_cannot_be_made_are_told_and_the_server_is_stopped(folder, data):
    (folder / "roles.sql").write_text("CREATE ROLE cp_owner SUPERDUPER")
    said = refusal(data, roles=folder / "roles.sql")
    assert "SUPERDUPER" in said
    assert trial.postmaster(data) is None
    assert "roles" in refusal(data, roles=folder / "no.sql")
    with running(data):
        pass


def test_the_roles_are_those_of_the_file(folder, data):
    roles = folder / "roles.sql"
    roles.write_text("CREATE ROLE cp_trial LOGIN; COMMENT ON ROLE cp_trial IS 'made here'")
    with running(data, roles=roles) as server:
        assert ask(server, "SELECT current_user", user="cp_trial") == "cp_trial"


def test_real_data_are_not_trusted_to_a_server_in_test_mode(data):
    with running(data) as server:
        with pytest.raises(preparation.RunsUnsafely, match="End the tests"), embedded_postgres.running(data):
            pytest.fail("it ran")
        assert ask(server, "SHOW fsync") == "off"
    with embedded_postgres.running(data) as server, running(data):
        assert ask(server, "SHOW fsync") == "on"


def test_a_data_folder_deleted_under_us_is_no_trouble_on_leaving(data):
    with running(data):
        server = trial.postmaster(data)
        server.send_signal(signal.SIGQUIT)
        wait_for(lambda: not processes.alive(server))
        shutil.rmtree(data)


# Disks


def test_a_full_disk_is_told_and_nothing_half_made_is_left(folder):
    small = folder / "small"
    small.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", small], capture_output=True)
    if mounted.returncode:
        pytest.skip("no disk can be mounted here")
    try:
        with pytest.raises(clusters.CannotMakeCluster, match="No space left on device") as refused:
            running(small / "data").__enter__()
        assert "MB free" in str(refused.value)
        assert sorted(path.name for path in (small / "data").iterdir()) == ["run", "start.lock"]
    finally:
        subprocess.run(["umount", small], check=True)


def test_a_disk_that_is_full_to_the_last_byte_is_told(folder):
    small = folder / "small"
    small.mkdir()
    options = ["-t", "tmpfs", "-o", "size=64k,nr_inodes=2", "tmpfs", small]
    if subprocess.run(["mount", *options], capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    try:
        (small / "data").mkdir()
        with pytest.raises(folders.DiskFull, match="Make room there"), running(small / "data"):
            pytest.fail("it ran")
    finally:
        subprocess.run(["umount", small], check=True)


def test_a_read_only_disk_is_told(folder):
    locked = folder / "locked"
    locked.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", locked], capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    try:
        with (
            pytest.raises(folders.DataFolderRefused, match=r"Read-only.*DATABASE_URL"),
            running(locked / "data"),
        ):
            pytest.fail("it ran")
    finally:
        subprocess.run(["umount", locked], check=True)
