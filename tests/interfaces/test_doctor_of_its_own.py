"""`commonpractice doctor` as somebody types it: a process and a database of its own, migrated from empty."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.embedded]


@pytest.fixture
def doctor():
    """Run it over a data folder that the database's own user may enter: pytest's are closed to it."""
    folder = Path(tempfile.mkdtemp(prefix="cp-doctor-"))
    folder.chmod(0o755)
    ours = ("DATABASE_", "COMMONPRACTICE_", "DJANGO_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    environment["COMMONPRACTICE_DATA"] = str(folder)

    def run(*words: object) -> tuple[int, str]:
        command = [sys.executable, "-m", "commonpractice", "doctor", *map(str, words)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    yield run
    shutil.rmtree(folder)


def test_an_empty_database_is_well_and_has_no_heads_yet(doctor, tmp_path):
    heads, other = tmp_path / "heads.json", tmp_path / "other.json"
    status, said = doctor()
    assert status == 0, said
    assert "WRONG" not in said
    status, said = doctor("--write-heads", heads)
    assert status == 1
    assert "nothing has been logged or posted yet, so there is no chain." in said
    assert not heads.exists()
    other.write_text("something else")
    status, said = doctor("--since", other)
    assert status == 1
    assert (
        said
        == f"Error: {other} is not a file of heads. `commonpractice doctor --write-heads FILE` writes one.\n"
    )
