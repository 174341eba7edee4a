"""What every test may ask for: a real PostgreSQL, migrated once and cloned in 15 ms, and the published files.

`db` wraps a test in a transaction that is rolled back. `fresh_database` gives a test a clone of its own,
in which it may commit; it is dropped afterwards. Neither ever sees the database of an installation.
"""

import gc
import hashlib
import os
import secrets
from collections import Counter
from contextlib import nullcontext
from functools import cache
from pathlib import Path

import psycopg
import pytest

from tests import cluster, examples
from tests.settings import KEPT

CHECKOUT = Path(__file__).resolve().parent.parent


def pytest_configure(config) -> None:
    examples.choose(quick="not slow" in config.option.markexpr)


def pytest_ignore_collect(collection_path, config) -> bool | None:
    """Without journeys, what drives a browser need not even be imported."""
    return (collection_path.name == "journeys" and "not journey" in config.option.markexpr) or None


FEW = 2
"""So many cases of a test that has a database of its own are quick. The rest take long together."""


def pytest_collection_modifyitems(items) -> None:
    cases: Counter = Counter()
    for item in items:
        if "fresh_database" in item.fixturenames:
            cases[item.path, item.originalname] += 1
        if cases[item.path, item.originalname] > FEW or "published_data" in item.fixturenames:
            item.add_marker("slow")


def pytest_collection_finish() -> None:
    gc.freeze()  # what has been imported and collected stays: no use going through it again and again


def pytest_unconfigure() -> None:
    gc.unfreeze()  # what still stays when Python ends, DuckDB's own kinds, is called leaked by it


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    from tests.sharing_out import SharedOut

    return SharedOut(config, log)


@pytest.fixture(scope="session")
def published_data() -> Path:
    """The folder of published NHS files; a clone of the repository has none, and skips."""
    folder = Path(os.environ.get("COMMONPRACTICE_TEST_DATA", CHECKOUT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"the published NHS files are not at {folder} (README.md says where to get them)")
    return folder


@pytest.fixture(scope="session")
def server(django_db_blocker):
    """The PostgreSQL server of this run: DATABASE_URL's, or an embedded one that forgets on a crash."""
    from django.conf import settings

    served = nullcontext()
    if settings.EMBEDDED_DATABASE:
        served = cluster.running(
            KEPT, made_of=_digest(), furnish=lambda: _template(_digest(), django_db_blocker)
        )
    with served:
        yield
        for name in [] if settings.EMBEDDED_DATABASE else _done_with:
            _drop_now(name)
        _administration().close()


@pytest.fixture(scope="session")
def template(server, django_db_blocker) -> str:
    """The name of a migrated, empty database to clone, made anew only when a migration has changed."""
    return _template(_digest(), django_db_blocker)


@cache
def _digest() -> str:
    """Of everything that a migrated database is made of."""
    migrations = sorted((CHECKOUT / "src").rglob("migrations/*.py"))
    migrations += [CHECKOUT / "lock/core.txt", *sorted((CHECKOUT / "src").rglob("operations.py"))]
    migrations += sorted((CHECKOUT / "src").rglob("chart_of_accounts.csv"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in migrations)).hexdigest()[:12]


def _template(digest: str, django_db_blocker) -> str:
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
                from commonpractice.interfaces.commands import migrate

                migrate.bring_up_to_date()
            _close()
            _warm(f"{name}_new")
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
def cloned_from(template) -> str:
    """The database that `fresh_database` clones: the migrated, empty one, unless a folder says otherwise."""
    return template


@pytest.fixture
def fresh_database(django_db_setup, cloned_from, django_db_blocker):
    """A database of the test's own, in which it may commit."""
    from django.db import connection

    before = connection.settings_dict["NAME"]
    name = _clone(cloned_from)
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


@cache
def _administration() -> psycopg.Connection:
    """Where databases are made and dropped from."""
    return _owner("postgres")


def _clone(template: str) -> str:
    name = f"run_{os.getpid()}_{secrets.token_hex(4)}"
    _administration().execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
    # a template does not hand this on
    _administration().execute(f'REVOKE TEMPORARY ON DATABASE "{name}" FROM PUBLIC')
    return name


def _warm(template: str) -> None:
    """Let PostgreSQL write the catalogue's file that first connections, also to clones, begin with."""
    _owner(template).close()


_done_with: list[str] = []


def _drop(name: str) -> None:
    """Drop it when the next one is dropped.

    PostgreSQL waits a tenth of a second where a connection to it has not quite ended; it may not be told to
    end those of cp_app.
    """
    while _done_with:
        _drop_now(_done_with.pop())
    _done_with.append(name)


def _drop_now(name: str) -> None:
    _administration().execute(f'DROP DATABASE IF EXISTS "{name}"')


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
