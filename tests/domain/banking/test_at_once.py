"""The same paper taken in by several at once, and by one who is killed in the middle.

Each thread is another connection, as another worker would be. Everything is kept, and looked at by the
tables' owner.
"""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connections, transaction

from commonpractice.domain.banking import actions as banking
from commonpractice.domain.banking import queries
from commonpractice.domain.banking.facts import ReceiptsTakenIn, TakenIn
from tests import databases
from tests.domain.banking.papers import APRIL, LATER, bank_file, receive, statement, take_in
from tests.domain.ledger.test_concurrency import in_order, together
from tests.domain.partnerships import acting, two_rivers

pytestmark = pytest.mark.slow
LINE = ("", "Global sum", 100_00, {"item": "global_sum"})
TABLES = ["statement", "statement_line", "recognition", "receipt", "match"]


@pytest.fixture
def database(template, django_db_setup, django_db_blocker):
    with databases.cloned(template, django_db_blocker) as name:
        yield name


@pytest.fixture
def owner(database):
    with databases.as_owner(database) as connection:
        yield connection


def counts(owner) -> dict[str, int]:
    tables = {table: f"banking_{table}" for table in TABLES} | {"journal": "ledger_journal"}
    return {
        table: owner.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for table, name in tables.items()
    }


def test_of_several_who_take_the_same_statement_in_one_does(owner):
    rivers = two_rivers()

    def deed(number: int):
        def take():
            with acting(rivers.everything), transaction.atomic():
                return take_in(rivers, statement(LINE, month=APRIL, reference=f"R-{number}"))

        return take

    for number in range(6):
        found = together(*[deed(number)] * 3)
        assert sum(isinstance(each, TakenIn) for each in found) == 1, found
        assert sum(isinstance(each, banking.AlreadyTakenIn) for each in found) == 2, found
    assert counts(owner) == {
        "statement": 6,
        "statement_line": 6,
        "recognition": 6,
        "receipt": 0,
        "match": 0,
        "journal": 6,
    }
    assert in_order(owner)


def test_the_same_receipts_taken_in_at_once_are_posted_and_matched_once(owner):
    rivers = two_rivers()

    def take():
        with acting(rivers.everything), transaction.atomic():
            return receive(rivers, bank_file(("04-30", 100_00), ("05-31", 90_00)))

    def state():
        with acting(rivers.everything), transaction.atomic():
            return take_in(rivers, statement(LINE))

    found = together(take, take, state, take)
    assert all(isinstance(each, ReceiptsTakenIn | TakenIn) for each in found), found
    assert sum(len(each.new) for each in found if isinstance(each, ReceiptsTakenIn)) == 2
    assert sum(each.matched for each in found) == 1
    assert counts(owner) | {"statement_line": 1} == {
        "statement": 1,
        "statement_line": 1,
        "recognition": 1,
        "receipt": 2,
        "match": 1,
        "journal": 3,
    }
    assert in_order(owner)


def test_a_receipt_is_matched_once_whoever_says_so(owner):
    rivers = two_rivers()
    with acting(rivers.everything), transaction.atomic():
        papers = [
            take_in(rivers, statement(LINE, month=APRIL + place, reference=f"R-{place}")).statement_id
            for place in range(2)
        ]
        receive(rivers, bank_file(("06-30", 100_00)))
        (money,) = queries.receipts(scope=rivers.everything)

    def say(paper: int):
        def deed():
            with acting(rivers.everything), transaction.atomic():
                return banking.match(
                    receipt_id=money.id, statement_ids=[paper], scope=rivers.everything, at=LATER
                )

        return deed

    found = together(*map(say, papers))
    assert sorted(map(str, found), key=len) == ["1", "The receipt is matched already: unmatch it first."]
    assert counts(owner)["match"] == 1


KILLED = """
import sys, time
import django
django.setup()
from django.db import connections, transaction
for alias in ("default", "owner"):
    connections[alias].settings_dict["NAME"] = sys.argv[1]
from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.banking.actions import matching, statements
from commonpractice.domain.partnership import queries
from tests.domain.banking.papers import LATER
from tests.domain.partnerships import acting

def stop(*_, **__):
    print("written", flush=True)
    time.sleep(60)

statements.match_open = stop
scope = queries.whole(queries.partnership(code="two"), actor=PROGRAM)
with acting(scope), transaction.atomic():
    content = open(sys.argv[2], "rb").read()
    statements.take_in_statement(content=content, name="x.csv", scope=scope, at=LATER)
"""


def test_one_who_is_killed_in_the_middle_leaves_nothing(database, owner, tmp_path):
    """Everything is written by then, and nothing committed; afterwards the same file is taken in."""
    rivers = two_rivers()
    file, script = tmp_path / "x.csv", tmp_path / "killed.py"
    file.write_bytes(statement(LINE))
    script.write_text(KILLED)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": os.getcwd()}
    taking = subprocess.Popen(
        [sys.executable, str(script), database, str(file)],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert taking.stdout.readline() == "written\n"
    taking.send_signal(signal.SIGKILL)
    taking.wait(timeout=30)
    assert set(counts(owner).values()) == {0}
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:  # until PostgreSQL has noticed, and let go of the books
        busy = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
        if not owner.execute(busy).fetchone()[0]:
            break
        time.sleep(0.05)
    with acting(rivers.everything), transaction.atomic():
        assert take_in(rivers, file.read_bytes(), name="x.csv").recognised == 1
    connections["default"].close()
    assert counts(owner)["statement"] == 1
    assert in_order(owner)
