"""Months and recharges from before there was a chain of them are sealed as they are found."""

import secrets

import pytest
from django.core.management import call_command
from django.db import connections

from commonpractice.domain.ledger.queries import chains
from commonpractice.interfaces.commands import doctor, migrate
from tests import conftest, databases
from tests.domain.ledger import event_chains

pytestmark = pytest.mark.slow

BOOKS = """
    INSERT INTO partnership_partnership (id, code, name, model, founded, year_starts, demonstration)
    VALUES (1, 'two', 'Two Rivers', 'decentralised', '2020-04-01', 4, false);
    INSERT INTO partnership_surgery (id, partnership_id, kind, code, name, strapline, colour) VALUES
        (1, 1, 'surgery', 'A', 'Avon', '', ''), (2, 1, 'surgery', 'B', 'Brook', '', '');
"""
EVENTS = [
    # surgery, month, deed, at, reason: not in the order of their times
    (1, "2025-04-01", "opened", "2025-04-01 09:00Z", ""),
    (1, "2025-05-01", "opened", "2025-04-01 09:00Z", ""),
    (1, "2025-04-01", "locked", "2025-05-02 09:00Z", ""),
    (1, "2025-04-01", "reopened", "2025-05-03 09:00Z", "it's | late"),
    (2, "2025-04-01", "opened", "2025-03-30 09:00Z", ""),
]
RECHARGES = [
    # state, raised at, answered at
    ("raised", "2025-05-01 09:00Z", None),
    ("declined", "2025-04-20 09:00Z", "2025-05-02 09:00Z"),
    ("withdrawn", "2025-04-20 09:00Z", "2025-04-20 09:00Z"),
]
SUBJECTS = {"opened": "{month} opened", "locked": "{month} locked", "reopened": "{month} reopened: x"}


@pytest.fixture
def before(django_db_setup, django_db_blocker):
    """A database of before the chain, with months and recharges in it, and a log that tells of them."""
    name = f"run_before_{secrets.token_hex(4)}"
    conftest._administration().execute(f'CREATE DATABASE "{name}"')
    was = connections["owner"].settings_dict["NAME"]
    with django_db_blocker.unblock():
        conftest._point_at(name)
        call_command("migrate", "contenttypes", database="owner", verbosity=0)
        call_command("migrate", "ledger", "0003_wall", database="owner", verbosity=0)
        call_command("migrate", "scoping", database="owner", verbosity=0)  # the tickets of today
        with databases.as_owner(name) as owner:
            _furnish(owner)
            yield owner
        conftest._point_at(was)
    conftest._drop(name)


def _furnish(owner) -> None:
    owner.execute("INSERT INTO app.ticket_key (key) VALUES (%s)", [bytes.fromhex(databases.KEY)])
    owner.execute(BOOKS)
    with owner.transaction():
        databases.show(owner, 1, 2, actor=0)
        for surgery, month, deed, at, reason in EVENTS:
            owner.execute(
                "INSERT INTO ledger_month_event (surgery_id, month, deed, at, actor_id, actor_name, reason) "
                "VALUES (%s, %s, %s, %s, 0, 'Somebody', %s)",
                [surgery, month, deed, at, reason],
            )
            words = owner.execute("SELECT to_char(%s::date, 'FMMonth YYYY')", [month]).fetchone()[0]
            what = "open_months" if deed == "opened" else f"{deed}_month"
            _log(owner, what, at, surgery, SUBJECTS[deed].format(month=words))
        for number, (state, raised, answered) in enumerate(RECHARGES, start=1):
            owner.execute(
                "INSERT INTO ledger_recharge (home_id, host_id, month, amount, reason, state, raised_at, "
                "raised_by, answered_by, answer) "
                "VALUES (1, 2, '2025-04-01', 500, 'two sessions', 'raised', %s, 'Somebody', '', '')",
                [raised],
            )
            _log(owner, "raise_recharge", raised, 2, "Recharge of £5.00: two sessions")
            if answered:
                owner.execute(
                    "UPDATE ledger_recharge SET state = %s, answered_at = %s, answered_by = 'Her', "
                    "answer = 'no' WHERE id = %s",
                    [state, answered, number],
                )
                who, what = (2, "withdraw_recharge") if state == "withdrawn" else (1, "answer_recharge")
                _log(owner, what, answered, who, f"Recharge {number} {state}")


def _log(owner, deed: str, at: str, surgery: int, subject: str) -> None:
    owner.execute(
        "INSERT INTO audit_entry (at, actor_id, actor_name, deed, surgery_id, subject, details) "
        "VALUES (%s, 0, 'Somebody', %s, %s, %s, '{}')",
        [at, f"ledger.{deed}", surgery, subject],
    )


def links(owner, surgery: int) -> list[str]:
    query = """
        SELECT coalesce(e.deed, l.recharge_id || ' ' || l.state) FROM ledger_event_link l
        LEFT JOIN ledger_month_event e ON e.id = l.month_event_id WHERE l.surgery_id = %s ORDER BY l.number
    """
    return [row[0] for row in owner.execute(query, [surgery])]


def test_what_was_there_is_sealed_in_the_order_of_its_times(before):
    migrate.bring_up_to_date()
    recharges = ["2 raised", "3 raised", "3 withdrawn", "1 raised"]
    assert links(before, 1) == ["opened", "opened", *recharges, "locked", "2 declined", "reopened"]
    assert links(before, 2) == ["opened", *recharges, "2 declined"]
    assert event_chains.broken(before) == []
    assert all(finding.well for finding in chains.findings(before))
    books = {"Ledger's hash chains", "Months' seals", "Audit log's chain", "Books and audit log agree"}
    told = {finding.what: finding.words for finding in doctor.findings() if not finding.well}
    assert told.keys() & {*chains.WHAT, *books} == set(), told


def test_the_chain_goes_on_from_there_and_whoever_tampers_is_found_out(before):
    migrate.bring_up_to_date()
    with before.transaction():
        databases.show(before, 1, 2, actor=0)
        before.execute(
            "INSERT INTO ledger_month_event (surgery_id, month, deed, at, actor_id, actor_name, reason) "
            "VALUES (1, '2025-04-01', 'locked', '2025-06-01 09:00Z', 0, 'Somebody', '')"
        )
    assert links(before, 1)[-2:] == ["reopened", "locked"]
    assert event_chains.broken(before) == []
    before.execute("ALTER TABLE ledger_recharge DISABLE TRIGGER USER")
    before.execute("UPDATE ledger_recharge SET amount = 1 WHERE id = 2")
    assert event_chains.broken(before)
    assert [finding.well for finding in chains.findings(before)] == [True, False, True]
