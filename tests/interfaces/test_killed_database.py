"""The embedded database killed in the middle of a load: nothing half-done, a sentence, and a clean retry."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from commonpractice.gateways.embedded_postgres import socket_directory

pytestmark = [pytest.mark.slow, pytest.mark.embedded]


@pytest.fixture
def folder():
    """A data folder that the database's own user may enter: pytest's are closed to it."""
    folder = Path(tempfile.mkdtemp(prefix="cp-killed-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def commonpractice(folder):
    """Run the command over a data folder of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    for name in ("COMMONPRACTICE_TICKET_KEY", "COMMONPRACTICE_SECRET_KEY", "DJANGO_SETTINGS_MODULE"):
        environment.pop(name, None)
    environment["COMMONPRACTICE_DATA"] = str(folder)

    def start(*words: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-m", "commonpractice", *words],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start


def _done(process: subprocess.Popen) -> tuple[int, str, str]:
    out, said = process.communicate(timeout=120)
    return process.returncode, out, said


def _kill_while_it_writes(folder: Path) -> None:
    """Kill the server as soon as somebody is writing rows in bulk."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with (
            suppress(psycopg.OperationalError),
            psycopg.connect(
                host=str(socket_directory(folder)), user="cp_app", dbname="commonpractice", autocommit=True
            ) as watching,
        ):
            while time.monotonic() < deadline:
                found = watching.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE query ILIKE 'COPY %' AND state = 'active'"
                ).fetchone()
                if found[0]:
                    pid = int(next(folder.rglob("postmaster.pid")).read_text().splitlines()[0])
                    os.kill(pid, signal.SIGKILL)
                    return
    pytest.fail("nothing was ever written")


def test_an_import_whose_database_is_killed_is_not_half_done(commonpractice, folder, published_data):
    payments = str(published_data / "payments" / "nhspaymentsgp-22-23-prac-csv.csv.gz")
    assert _done(commonpractice("partnership", "show"))[0] == 0  # the database is made

    importing = commonpractice("import", "published", payments, "--format", "csv")
    _kill_while_it_writes(folder)
    status, out, said = _done(importing)
    assert status == 1
    assert "Traceback" not in said
    assert "run the command again" in said
    assert "10230094803.70" not in out

    status, out, said = _done(commonpractice("import", "published", payments, "--format", "csv"))
    assert status == 0, said
    assert out.splitlines()[1].endswith("payments,2022/23,6669,6669,62134644.75,10230094803.70")
    assert "already" not in said  # nothing of the first attempt was kept
    status, out, _ = _done(commonpractice("doctor"))
    assert status == 0, out
