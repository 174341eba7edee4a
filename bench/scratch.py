"""Scratch databases of the benchmark's own, on an embedded server with every safeguard on."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg


@contextmanager
def server() -> Iterator[None]:
    """Django over the benchmark's own server, which runs as an installation's would: nothing is unsafe."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    import django

    django.setup()
    from bench.settings import CLUSTER
    from commonpractice.gateways import embedded_postgres

    with embedded_postgres.running(CLUSTER):
        yield


@contextmanager
def database() -> Iterator[str]:
    """A migrated database with nothing in it, dropped afterwards; both of Django's connections go to it."""
    from commonpractice.interfaces.commands import migrate

    name = f"run_bench_{os.getpid()}_{secrets.token_hex(3)}"
    with as_owner("postgres") as owner:
        for (old,) in owner.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE 'run_bench_%'"
        ).fetchall():
            if not _alive(int(old.split("_")[2])):  # a run that was killed left it
                owner.execute(f'DROP DATABASE "{old}"')
        owner.execute(f'CREATE DATABASE "{name}"')
    before = _point_at(name)
    try:
        migrate.bring_up_to_date()
        yield name
    finally:
        _point_at(before, check=False)
        with as_owner("postgres") as owner:
            # not FORCE, which may not end an autovacuum of it; a plain drop sends that away by itself
            owner.execute(f'DROP DATABASE IF EXISTS "{name}"')


def as_owner(name: str) -> psycopg.Connection:
    """A raw connection as the owner, whom row-level security lets see all."""
    return _connect("owner", name)


def as_application(name: str) -> psycopg.Connection:
    """A raw connection as the application's role, with no ticket yet."""
    return _connect("default", name)


def _connect(alias: str, name: str) -> psycopg.Connection:
    from django.db import connections

    place = connections[alias].settings_dict
    return psycopg.connect(
        host=place["HOST"], port=place["PORT"], user=place["USER"], dbname=name, autocommit=True
    )


def _point_at(name: str, *, check: bool = True) -> str:
    """Send both of Django's connections to a database made for this run, and to no other."""
    from django.db import connections

    assert name.startswith("run_bench_") or not check
    before = connections["default"].settings_dict["NAME"]
    for alias in ("default", "owner"):
        connections[alias].close()
        if alias == "default":
            connections[alias].close_pool()
        connections[alias].settings_dict["NAME"] = name
    return before


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
