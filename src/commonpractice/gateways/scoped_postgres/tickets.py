"""Tickets: what a transaction may see, signed so that the database can trust it.

A ticket is `surgeries|actor|backend|began|expires|patients|counts|signature`; `patients` are those of its
surgeries whose patients the bearer may know by name, `counts` those of which they may see how many patients
there are of any kind, however few (those of `patients` are always among them). The signature is the nested
SHA-256 of the rest under a key that only the database's owner and the running program hold; the backend's
process id and the moment at which the transaction began bind it to that one transaction, the time of expiry
to a short while. app.ticket() in the database checks all of it.
"""

import hashlib
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import psycopg
from django.conf import settings
from django.db import connections
from psycopg.pq import TransactionStatus

SETTING = "cp.ticket"
BEGAN = "SELECT (extract(epoch FROM transaction_timestamp()) * 1000000)::bigint"
LEFT_BEHIND = (
    "CLOSE ALL; RESET ALL; DEALLOCATE ALL; UNLISTEN *; SELECT pg_advisory_unlock_all(); DISCARD SEQUENCES"
)
LASTS = 15 * 60  # seconds; a transaction that runs longer is a command, and asks for more


@dataclass(frozen=True)
class Bearer:
    """Who is acting, and the surgeries (the centre among them) whose rows they may see.

    At those of them in `patients` they may know who the patients are, and at those and the ones in `counts`
    see counts of very few; in no other.
    """

    actor_id: int
    surgeries: tuple[int, ...]
    lasts: int = LASTS
    patients: tuple[int, ...] = ()
    counts: tuple[int, ...] = ()


_bearer: ContextVar[Bearer | None] = ContextVar("bearer", default=None)


def sign(message: str, key: str) -> str:
    """The signature of a ticket's message; app.ticket() computes the same."""
    secret = bytes.fromhex(key)
    inner = hashlib.sha256(secret + message.encode()).digest()
    return hashlib.sha256(secret + inner).hexdigest()


def issue(bearer: Bearer, *, backend: int, began: int, now: float, key: str) -> str:
    """Write the ticket of a bearer for one transaction, which began at so many microseconds of the epoch."""
    surgeries = _listed(set(bearer.surgeries))
    patients = _listed(set(bearer.patients) & set(bearer.surgeries))
    counts = _listed({*bearer.patients, *bearer.counts} & set(bearer.surgeries))
    message = f"{surgeries}|{bearer.actor_id}|{backend}|{began}|{int(now) + bearer.lasts}|{patients}|{counts}"
    return f"{message}|{sign(message, key)}"


def _listed(surgeries: set[int]) -> str:
    return ",".join(str(surgery) for surgery in sorted(surgeries))


@contextmanager
def acting(
    *,
    actor_id: int,
    surgeries: Iterable[int],
    lasts: int = LASTS,
    patients: Iterable[int] = (),
    counts: Iterable[int] = (),
) -> Iterator[None]:
    """Carry a ticket in every transaction begun inside, and in the one already open, if any.

    It shows who the patients are at the surgeries in `patients` alone, and counts of very few at those and
    the ones in `counts`, which are none unless they are named. Outside, a transaction carries none and sees
    no scoped row. Nested uses restore what was before, so that a narrower scope inside a wider one is really
    narrower.
    """
    token = _bearer.set(Bearer(actor_id, tuple(surgeries), lasts, tuple(patients), tuple(counts)))
    try:
        _present_in_open_transaction()
        yield
    finally:
        _bearer.reset(token)
        _present_in_open_transaction()


def present(connection) -> None:
    """Give the current ticket, or none, to the transaction that a connection has open."""
    bearer = _bearer.get()
    # psycopg's own cursor sends it apart from the query's text, which others of the role may read
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        ticket = ""
        if bearer is not None:
            cursor.execute(BEGAN)
            ticket = issue(
                bearer,
                backend=connection.connection.info.backend_pid,
                began=cursor.fetchone()[0],
                now=time.time(),
                key=settings.TICKET_KEY,
            )
        cursor.execute("SELECT set_config(%s, %s, true)", (SETTING, ticket))


def leave_clean(connection: psycopg.Connection) -> None:
    """Hand a connection back to the pool as it was before anybody used it."""
    connection.execute(LEFT_BEHIND)
    connection.commit()


def _present_in_open_transaction() -> None:
    connection = connections["default"]
    if not connection.in_atomic_block or connection.needs_rollback or connection.connection is None:
        return
    if connection.connection.info.transaction_status != TransactionStatus.INERROR:
        present(connection)  # a transaction that failed takes no more questions, and keeps nothing
