"""Two who close at once, and a closing that is killed half-way: all of it is there, or nothing."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from django.db import connections

from commonpractice.domain.profits import actions
from tests import conftest, databases
from tests.domain.ledger import books, chains
from tests.domain.profits import many

CHECKOUT = Path(__file__).resolve().parents[3]
MOMENTS = 30
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def signed(template, django_db_setup, django_db_blocker):
    """The name of a database, to clone, in which a dozen surgeries have signed April off."""
    with databases.furnished(template, django_db_blocker, many.furnish) as (name, _):
        yield name


@pytest.fixture
def owner(signed, django_db_blocker):
    with (
        databases.cloned(signed, django_db_blocker) as name,
        databases.as_owner(name) as connection,
    ):
        yield connection


@dataclass(frozen=True)
class Kept:
    """What a database holds of the month: locks, closings, documents by kind, entries of the log, sums."""

    locked: int
    closings: int
    documents: tuple[tuple[str, int], ...]
    entries: int
    sums: tuple[tuple, ...]


def kept(owner: psycopg.Connection) -> Kept:
    def rows(sql: str) -> tuple[tuple, ...]:
        return tuple(owner.execute(sql).fetchall())

    def number(sql: str) -> int:
        return rows(sql)[0][0]

    return Kept(
        number("SELECT count(*) FROM ledger_month WHERE locked"),
        number("SELECT count(*) FROM profits_closing"),
        rows("SELECT kind, count(*) FROM ledger_document GROUP BY 1 ORDER BY 1"),
        number("SELECT count(*) FROM audit_entry"),
        rows(
            "SELECT surgery_id, month, account_id, partner_id, item, concerns, sum(amount) "
            "FROM ledger_posting GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6"
        ),
    )


def check_in_order(owner: psycopg.Connection) -> None:
    """The balances are the sums, the books balance and every chain verifies, as doctor has it."""
    sums = {(s.surgery, s.month, s.account): (s.amount, s.number) for s in books.sums_by_owner(owner)}
    assert books.kept_balances(owner) == sums
    out = owner.execute(
        "SELECT surgery_id FROM ledger_posting GROUP BY surgery_id, month HAVING sum(amount) <> 0"
    ).fetchall()
    assert out == []
    assert chains.broken_ledger(owner) == []
    assert chains.broken_audit(owner) == []
    for table in ("ledger_link", "ledger_event_link"):
        gaps = owner.execute(
            f"SELECT surgery_id FROM {table} GROUP BY 1 HAVING count(*) <> max(number)"
        ).fetchall()
        assert gaps == []


def together(number: int) -> list:
    """So many close April, each in a thread and a connection of its own, at one signal."""
    ready = threading.Barrier(number)

    def run(_: int):
        try:
            ready.wait(timeout=30)
            return many.close()
        except Exception as refusal:
            return refusal
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(number) as threads:
        return list(threads.map(run, range(number)))


@pytest.mark.parametrize("number", [2, 3, 4])
def test_of_those_who_close_at_once_one_does_and_the_others_are_told(owner, number):
    done = together(number)
    closed = [each for each in done if isinstance(each, actions.Closed)]
    refused = [each for each in done if each not in closed]
    assert len(closed) == 1, done
    assert [str(each) for each in refused] == ["April 2025 is closed already."] * (number - 1)
    assert {type(each) for each in refused} == {actions.CannotClose}
    found = kept(owner)
    assert (found.locked, found.closings) == (many.SURGERIES + 1, many.SURGERIES + 1)
    assert len(closed[0].shares.by_surgery) == many.SURGERIES
    check_in_order(owner)


class Closing:
    """Another process that is about to close April in a database."""

    def __init__(self, database: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.domain.profits.closes", database],
            cwd=CHECKOUT,
            env=os.environ.copy(),  # with it, the folder of this run's server
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        said = self.process.stdout.readline()
        assert said.strip().isdecimal(), self.process.communicate()[1]
        self.backend = int(said)

    def begin(self) -> float:
        assert self.process.stdin is not None
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        return time.monotonic()

    def said(self) -> str:
        return self.process.communicate(timeout=60)[0]


def end_of_backend(owner: psycopg.Connection, backend: int) -> None:
    """Wait until PostgreSQL has noticed: what was not committed is gone then."""
    for _ in range(3000):
        if not owner.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [backend]).fetchone():
            return
        time.sleep(0.01)
    pytest.fail("the backend did not end")


def how_long(signed: str) -> tuple[float, Kept]:
    """A closing that nobody disturbs: how long it takes, and what is there then."""
    name = conftest._clone(signed)
    closing = Closing(name)
    began = closing.begin()
    assert closing.said() == "closed\n"
    took = time.monotonic() - began
    with databases.as_owner(name) as owner:
        found = kept(owner)
    conftest._drop(name)
    return took, found


@pytest.mark.embedded
def test_killed_at_any_moment_it_is_done_or_not_begun_and_can_be_done_again(signed, django_db_blocker):
    """Thirty moments from its first statement to its end: by SIGKILL, or its connection to PostgreSQL cut."""
    took, whole = how_long(signed)
    rng = random.Random(30)
    seen = {"nothing": 0, "all": 0}
    for moment in range(MOMENTS):
        with (
            databases.cloned(signed, django_db_blocker) as name,
            databases.as_owner(name) as owner,
        ):
            before = kept(owner)
            closing = Closing(name)
            until = closing.begin() + took * (moment + rng.random()) / MOMENTS
            time.sleep(max(0.0, until - time.monotonic()))
            if moment % 3 == 2:
                with suppress(ProcessLookupError):  # it was through
                    os.kill(closing.backend, signal.SIGTERM)
            else:
                closing.process.kill()
            closing.said()
            end_of_backend(owner, closing.backend)
            found = kept(owner)
            assert found in (before, whole), f"half of it is there after {moment} of {MOMENTS} parts"
            check_in_order(owner)
            if found == before:
                seen["nothing"] += 1
                many.close()
                assert kept(owner) == whole
                check_in_order(owner)
            else:
                seen["all"] += 1
                with pytest.raises(actions.CannotClose, match="closed already"):
                    many.close()
    assert seen["nothing"] > MOMENTS / 2, seen
