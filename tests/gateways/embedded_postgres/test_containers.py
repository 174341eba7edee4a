"""The embedded PostgreSQL for root in a container, who may do less than root, and sees less."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.gateways.embedded_postgres import support as trial
from tests.gateways.embedded_postgres.support import ask, running

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can confine a program")


JOIN = """
import sys
from pathlib import Path
from commonpractice.gateways import embedded_postgres
try:
    with embedded_postgres.running(Path(sys.argv[1]), fast_and_unsafe=True) as server:
        print("started" if server.started_here else "joined")
except embedded_postgres.CannotRunPostgres as refusal:
    print(refusal)
"""


def in_container(*confined: str, data: Path) -> str:
    """What a program says that uses the server of `data` from a confinement like a container's."""
    if (
        shutil.which(confined[0]) is None
        or subprocess.run([*confined, "true"], capture_output=True).returncode
    ):
        pytest.skip(f"{' '.join(confined)} is not possible here")
    program = [*confined, sys.executable, "-c", JOIN, str(data)]
    ran = subprocess.run(program, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


@pytest.mark.slow
def test_root_in_a_container_may_not_look_into_processes_and_still_joins(folder):
    """Docker's root has no CAP_SYS_PTRACE: where a server works is hidden from it, its arguments are not."""
    data = trial.data_made_before(folder)
    with running(data) as server:
        assert in_container("setpriv", "--bounding-set=-sys_ptrace", data=data) == "joined"
        assert ask(server, "SELECT 1") == 1
    assert in_container("setpriv", "--bounding-set=-sys_ptrace", data=data) == "started"


@pytest.mark.slow
def test_two_containers_on_one_disk_never_run_two_servers(folder):
    """The other's processes cannot be seen, nor its shared memory: only its socket answers."""
    data = trial.data_made_before(folder)
    with running(data) as server:
        process = trial.postmaster(data)
        other = ("unshare", "--pid", "--fork", "--mount-proc", "--ipc")
        assert in_container(*other, data=data) == "joined"
        assert trial.postmaster(data) == process, "nor does the other stop it"
        assert ask(server, "SELECT 1") == 1


@pytest.mark.slow
def test_root_that_may_not_become_another_user_is_told(folder):
    data = trial.data_made_before(folder)
    said = in_container("setpriv", "--bounding-set=-setuid,-setgid", data=data)
    assert "root may not become another user here" in said
