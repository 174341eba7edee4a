"""What every worker on every machine must know for a short while: who tried how often, which code was used.

A cache for Django in a table of the database. Values are kept as JSON, never as code: whoever can write the
table must not come to run in the program. The database shows the table to the program itself alone
(`actor = 0`), so that SQL of somebody's own forgets no attempt.

Part of the transaction that is open: what a request counted is kept or undone together with what it did, and
a second request for the same key waits for the first.
"""

import json
from collections.abc import Sequence
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection, transaction

from commonpractice.gateways.scoped_postgres import tickets

PROGRAM = 0
"""Who acts where nobody does: the program itself."""

PUT = """
    INSERT INTO app.remembered AS there (key, value, expires)
    VALUES (%s, %s, coalesce(clock_timestamp() + make_interval(secs => %s), 'infinity'))
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires = excluded.expires
"""
TOUCH = """
    UPDATE app.remembered SET expires = coalesce(clock_timestamp() + make_interval(secs => %s), 'infinity')
    WHERE key = %s AND expires > clock_timestamp()
"""
GET = "SELECT value FROM app.remembered WHERE key = %s AND expires > clock_timestamp()"
CLEAN = """
    DELETE FROM app.remembered WHERE key IN (
        SELECT key FROM app.remembered WHERE expires < clock_timestamp() - interval '1 day'
        ORDER BY expires LIMIT 100 FOR UPDATE SKIP LOCKED
    )
"""
DONE = " RETURNING true"


class SharedCache(BaseCache):
    """Django's cache interface over app.remembered. Values are what JSON can say; TypeError for others."""

    def __init__(self, _location: str, params: dict) -> None:
        super().__init__(params)

    def add(self, key: str, value: Any, timeout=DEFAULT_TIMEOUT, version=None) -> bool:
        """Remember it if nothing is remembered under the key. Of several at once exactly one is told True."""
        nothing_there = " WHERE there.expires <= clock_timestamp()"
        return bool(self._ask(PUT + nothing_there + DONE, self._row(key, value, timeout, version)))

    def get(self, key: str, default: Any = None, version=None) -> Any:
        found = self._ask(GET, [self.make_key(key, version)])
        return json.loads(found[0][0]) if found else default

    def set(self, key: str, value: Any, timeout=DEFAULT_TIMEOUT, version=None) -> None:
        self._ask(PUT + DONE, self._row(key, value, timeout, version))
        self._ask(CLEAN + DONE, [])

    def touch(self, key: str, timeout=DEFAULT_TIMEOUT, version=None) -> bool:
        return bool(self._ask(TOUCH + DONE, [self._seconds(timeout), self.make_key(key, version)]))

    def delete(self, key: str, version=None) -> bool:
        query = "DELETE FROM app.remembered WHERE key = %s RETURNING expires > clock_timestamp()"
        return self._ask(query, [self.make_key(key, version)]) == [(True,)]

    def clear(self) -> None:
        self._ask("DELETE FROM app.remembered RETURNING true", [])

    def _row(self, key: str, value: Any, timeout, version) -> list:
        return [self.make_key(key, version), json.dumps(value), self._seconds(timeout)]

    def _seconds(self, timeout) -> float | None:
        """None is for ever."""
        return self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout

    def _ask(self, query: str, values: Sequence) -> list[tuple]:
        with (
            tickets.acting(actor_id=PROGRAM, surgeries=()),
            transaction.atomic(savepoint=False),
            connection.cursor() as cursor,
        ):
            cursor.execute(query, values)
            return cursor.fetchall()
