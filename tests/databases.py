"""A database that the tests of one module share, and raw connections to it: what attacks are made with.

`fresh_database` gives each test its own; where a test undoes whatever it did, one a module is enough and
spares half a second a test.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import psycopg
import pytest
from psycopg import errors

from commonpractice.gateways.scoped_postgres.tickets import BEGAN, LASTS, Bearer, issue
from tests import conftest

T = TypeVar("T")
KEY = "11" * 32  # the key of every test database
SOMEBODY = 7  # a user's id, nobody's in particular


@contextmanager
def cloned(template: str, django_db_blocker) -> Iterator[str]:
    """A database of one's own for as long as one likes, for a fixture of wider scope than a test."""
    from django.db import connection

    before = connection.settings_dict["NAME"]
    name = conftest._clone(template)
    with django_db_blocker.unblock():
        conftest._point_at(name)
        yield name
        conftest._point_at(before)
    conftest._drop(name)


@contextmanager
def furnished(template: str, django_db_blocker, furnish: Callable[[], T]) -> Iterator[tuple[str, T]]:
    """A database to clone in its turn, with what `furnish` puts in it; and whatever that returned."""
    from django.db import connection

    before = connection.settings_dict["NAME"]
    name = conftest._clone(template)
    with django_db_blocker.unblock():
        conftest._point_at(name)
        made = furnish()
        conftest._point_at(before)
        conftest._warm(name)
    yield name, made
    conftest._drop(name)


def as_owner(name: str) -> psycopg.Connection:
    """A raw connection as the tables' owner, who sees all; each statement is kept at once."""
    return conftest._owner(name)


def as_application(name: str) -> psycopg.Connection:
    """A raw connection as the application's role, with no ticket."""
    from django.db import connections

    return psycopg.connect(**conftest._parameters(connections["default"].settings_dict, name))


def ticket(connection: psycopg.Connection, *surgeries: int, actor: int = SOMEBODY, **changed) -> str:
    """A good ticket for a raw connection; `key`, `now`, `backend` or `lasts` make it a bad one.

    It is for the patients of all its surgeries, unless `patients` says of which; and for `counts`.
    """
    return issue(
        Bearer(
            actor,
            surgeries,
            changed.get("lasts", LASTS),
            changed.get("patients", surgeries),
            changed.get("counts", ()),
        ),
        backend=changed.get("backend", connection.info.backend_pid),
        began=changed.get("began") or connection.execute(BEGAN).fetchone()[0],
        now=changed.get("now", time.time()),
        key=changed.get("key", KEY),
    )


def present(connection: psycopg.Connection, text: str | None, *, local: bool = True) -> None:
    """Set the ticket of the transaction (or, not local, of the session) to any text at all."""
    connection.execute("SELECT set_config('cp.ticket', %s, %s)", [text, local])


def show(connection: psycopg.Connection, *surgeries: int, actor: int = SOMEBODY, **changed) -> None:
    """Present a good ticket for some surgeries, and (unless `patients` says of which) their patients."""
    present(connection, ticket(connection, *surgeries, actor=actor, **changed))


@contextmanager
def undone(connection: psycopg.Connection) -> Iterator[psycopg.Connection]:
    """Whatever is done inside is checked as at a commit, and then undone."""
    with connection.transaction(force_rollback=True):
        yield connection
        connection.execute("SET CONSTRAINTS ALL IMMEDIATE")


@contextmanager
def refused(
    connection: psycopg.Connection,
    kind: type[Exception] = errors.InsufficientPrivilege,
    match: str | None = None,
) -> Iterator[None]:
    """What is done inside must be refused, at the latest at the commit; the connection stays of use."""
    with pytest.raises(kind, match=match), undone(connection):
        yield


def borrowed_again(backend: int) -> bool:
    """Give Django's connection back to its pool, and borrow until the same one comes round again.

    False where it does not: it has been thrown away.
    """
    from django.db import connection

    for _ in range(12):
        connection.close()
        if pid() == backend:
            return True
    return False


def pid() -> int:
    """The process that serves Django's connection."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]
