"""A database that was dumped and restored by PostgreSQL's own programs is well, and its heads are proved."""

import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connections

from commonpractice.gateways.embedded_postgres import accounts, binaries
from commonpractice.interfaces.commands import doctor_heads, migrate
from tests import conftest
from tests.interfaces.commands import tampering

pytestmark = pytest.mark.slow


def programs() -> Path:
    """Where pg_dump and pg_restore of the server's own version are; skips where there are none."""
    if settings.EMBEDDED_DATABASE:
        return binaries.find(accounts.server_account()).folder
    there = shutil.which("pg_dump")
    if there is None:
        pytest.skip("there is no pg_dump on this machine")
    return Path(there).parent


def run(program: str, *words: str | Path) -> None:
    place = connections["owner"].settings_dict
    known = {"PGHOST": place["HOST"], "PGPORT": str(place["PORT"]), "PGUSER": "postgres"}
    environment = {**os.environ, **{name: value for name, value in known.items() if value}}
    done = subprocess.run(
        [programs() / program, *words], env=environment, capture_output=True, text=True, check=False
    )
    if "authentication" in done.stderr:
        pytest.skip(f"nobody may sign in as the superuser postgres here: {done.stderr}")
    assert done.returncode == 0, done.stderr


@pytest.fixture
def restored(fresh_database, tmp_path):
    """Busy books, as they were and in another database; the heads were kept before."""
    tampering.busy_rivers()
    heads, dump, name = tmp_path / "heads.json", tmp_path / "books.dump", f"{fresh_database}_restored"
    doctor_heads.write(heads, connections["owner"], at=datetime(2025, 5, 1, tzinfo=UTC))
    run("pg_dump", "--format=custom", f"--file={dump}", fresh_database)
    run("createdb", "--owner=cp_owner", name)
    run("pg_restore", "--exit-on-error", f"--dbname={name}", dump)
    conftest._point_at(name)
    yield heads
    conftest._close()
    run("dropdb", name)


def test_a_restored_database_is_well_once_migrate_has_run(restored):
    assert tampering.wrong().keys() == {"Who owns and may do what"}  # a dump leaves this out
    migrate.bring_up_to_date()
    assert tampering.wrong(doctor_heads.read(restored)) == {}


def test_what_was_changed_in_it_is_still_told(restored):
    migrate.bring_up_to_date()
    place = connections["owner"].settings_dict
    with psycopg.connect(
        host=place["HOST"] or None,
        port=place["PORT"] or None,
        user="postgres",
        dbname=place["NAME"],
        autocommit=True,
    ) as superuser:
        superuser.execute("ALTER TABLE partnership_user DISABLE TRIGGER keep_user")
        superuser.execute("DROP INDEX unique_authenticator_type")
    words = tampering.wrong()["What guards the tables"]
    assert "The trigger keep_user on partnership_user is switched off." in words
    assert "The constraint unique_authenticator_type of mfa_authenticator is gone" in words
