"""What every test may ask for: a real PostgreSQL, migrated once and cloned in 75 ms, and the published files.

`db` wraps a test in a transaction that is rolled back. `fresh_database` gives a test a clone of its own,
in which it may commit; it is dropped afterwards. Neither ever sees the database of an installation.
"""

import hashlib
import os
import secrets
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from tests.settings import TEST_CLUSTER

CHECKOUT = Path(__file__).resolve().parent.parent


SLOW_FIXTURES = {"fresh_database", "year_of_books", "house"}
"""Whoever asks for one of these takes a second or so to set up."""


def pytest_collection_modifyitems(items) -> None:
    for item in items:
        if SLOW_FIXTURES & set(item.fixturenames):
            item.add_marker("slow")


@pytest.fixture(scope="session")
def published_data() -> Path:
    """The folder of published NHS files; a clone of the repository has none, and skips."""
    folder = Path(os.environ.get("COMMONPRACTICE_TEST_DATA", CHECKOUT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"the published NHS files are not at {folder} (README.md says where to get them)")
    return folder


@pytest.fixture(scope="session")
def server():
    """The PostgreSQL server of this run: DATABASE_URL's, or an embedded one that forgets on a crash."""
    from django.conf import settings

    with ExitStack() as stack:
        if settings.EMBEDDED_DATABASE:
            from commonpractice.gateways import embedded_postgres

            stack.enter_context(embedded_postgres.running(TEST_CLUSTER, fast_and_unsafe=True))
        yield


@pytest.fixture(scope="session")
def template(server, django_db_blocker) -> str:
    """The name of a migrated, empty database to clone, made anew only when a migration has changed."""
    migrations = sorted((CHECKOUT / "src").rglob("migrations/*.py"))
    migrations += [CHECKOUT / "lock/core.txt", *sorted((CHECKOUT / "src").rglob("operations.py"))]
    migrations += sorted((CHECKOUT / "src").rglob("chart_of_accounts.csv"))
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in migrations)).hexdigest()[:12]
    name = f"run_template_{digest}"
    with _owner("postgres") as owner, owner.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('run_template'))")
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'run_template_%%'")
        there = {row[0] for row in cursor}
        if name not in there:
            for old in there:
                cursor.execute(f'DROP DATABASE IF EXISTS "{old}"')
            cursor.execute(f'CREATE DATABASE "{name}_new"')
            _point_at(f"{name}_new")
            with django_db_blocker.unblock():
                from django.db import connections

                from commonpractice.interfaces.commands import migrate

                migrate.bring_up_to_date()
                connections["owner"].close()
            cursor.execute(f'ALTER DATABASE "{name}_new" RENAME TO "{name}"')
    return name


@pytest.fixture(scope="session")
def django_db_setup(template, django_db_blocker):
    """pytest-django's own would migrate as the application; this clones the template instead."""
    name = _clone(template)
    with django_db_blocker.unblock():
        _point_at(name)
        yield
        _close()
    _drop(name)


@pytest.fixture
def fresh_database(django_db_setup, template, django_db_blocker):
    """A database of the test's own, in which it may commit."""
    from django.db import connection

    before = connection.settings_dict["NAME"]
    name = _clone(template)
    with django_db_blocker.unblock():
        _point_at(name)
        yield name
        _point_at(before)
    _drop(name)


@pytest.fixture
def owner(fresh_database):
    """A raw connection to the test's own database as its owner, who sees all."""
    with _owner(fresh_database) as connection:
        yield connection


@pytest.fixture
def raw(fresh_database):
    """A raw connection to the test's own database as the application's role, with no ticket."""
    from django.db import connections

    settings = connections["default"].settings_dict
    with psycopg.connect(**_parameters(settings, fresh_database)) as connection:
        yield connection


def _parameters(settings: dict, name: str) -> dict:
    return {
        "host": settings["HOST"] or None,
        "port": settings["PORT"] or None,
        "user": settings["USER"],
        "password": settings["PASSWORD"] or None,
        "dbname": name,
    }


def _owner(name: str) -> psycopg.Connection:
    from django.db import connections

    return psycopg.connect(**_parameters(connections["owner"].settings_dict, name), autocommit=True)


def _clone(template: str) -> str:
    name = f"run_{os.getpid()}_{secrets.token_hex(4)}"
    with _owner("postgres") as owner:
        # several workers clone at once: a template is read by one at a time
        owner.execute("SELECT pg_advisory_lock(hashtext('run_template'))")
        owner.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
        # a template does not hand this on
        owner.execute(f'REVOKE TEMPORARY ON DATABASE "{name}" FROM PUBLIC')
    return name


def _drop(name: str) -> None:
    with _owner("postgres") as owner:
        # not with FORCE, which may not end the last connections of cp_app: PostgreSQL waits for them
        owner.execute(f'DROP DATABASE IF EXISTS "{name}"')


def _close() -> None:
    from django.db import connections

    for alias in ("default", "owner"):
        connections[alias].close()
        if hasattr(connections[alias], "close_pool"):
            connections[alias].close_pool()


def _point_at(name: str) -> None:
    """Send both of Django's connections to a database made for this run, and to no other."""
    from django.db import connections

    assert name.startswith("run_"), "tests never touch an installation's database"
    _close()
    for alias in ("default", "owner"):
        connections[alias].settings_dict["NAME"] = name
