"""A house with something in its books, and hands in its database: what doctor is to see.

Everything is done in one transaction of a superuser's, in which doctor looks too, and undone afterwards.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connections, transaction

from commonpractice.domain.audit.facts import Finding
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.foundations.months import Month
from commonpractice.interfaces.commands import doctor
from tests.domain.partnerships import NOON, TwoRivers, acting, two_rivers

APRIL = Month(2025, 4)


@dataclass
class Clock:
    """Each deed is done a minute after the one before."""

    at: datetime = NOON

    def tick(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at


def busy_rivers() -> TwoRivers:
    """Postings to each side, April locked, reopened and locked, recharges agreed, declined and withdrawn."""
    rivers, clock = two_rivers(), Clock()
    everything, months = (
        rivers.everything,
        {"surgery_id": rivers.a, "month": APRIL, "scope": rivers.everything},
    )
    with acting(everything):
        for key, place in [("one", rivers.a), ("two", rivers.b), ("three", rivers.a)]:
            _post(rivers, key, place, APRIL, clock.tick())
        ledger.lock_month(**months, at=clock.tick())
        ledger.reopen_month(**months, why="An invoice came late", at=clock.tick())
        ledger.lock_month(**months, at=clock.tick())
        for agree in (True, False):
            _answer(rivers, clock, agree=agree)
        ledger.withdraw_recharge(recharge_id=_raise(rivers, clock), scope=rivers.everything, at=clock.tick())
        _post(rivers, "last", rivers.b, APRIL + 1, clock.tick())
    return rivers


def _post(rivers: TwoRivers, key: str, place: int, month: Month, at: datetime) -> None:
    lines = (Line(place, 2030, 100), Line(place, 8310, -100))
    journal = Journal(month.first, f"Words of {key}", lines, home_id=place)
    document = Document("invoice", key, f"Invoice {key}", place)
    ledger.post([(document, [journal])], scope=rivers.everything, at=at)


def _raise(rivers: TwoRivers, clock: Clock) -> int:
    asked = {"amount": 500, "reason": "two sessions", "month": APRIL, "scope": rivers.everything}
    return ledger.raise_recharge(host_id=rivers.b, home_id=rivers.a, **asked, at=clock.tick())


def _answer(rivers: TwoRivers, clock: Clock, *, agree: bool) -> None:
    ledger.answer_recharge(
        recharge_id=_raise(rivers, clock),
        agree=agree,
        words="" if agree else "not ours",
        dated=date(2025, 5, 1),
        month=APRIL + 1,
        scope=rivers.everything,
        at=clock.tick(),
    )


@contextmanager
def superuser() -> Iterator[Any]:
    """Let the owner's connection, which doctor uses, be a superuser's; whatever is done is undone.

    Skips where the server has no superuser of the usual name that may sign in.
    """
    owner = connections["owner"]
    before = owner.settings_dict["USER"]
    owner.close()
    owner.settings_dict["USER"] = "postgres"
    try:
        try:
            owner.ensure_connection()
        except OperationalError as error:
            pytest.skip(f"nobody may sign in as the superuser postgres here: {error}")
        with transaction.atomic(using="owner"), owner.cursor() as cursor:
            yield cursor
            transaction.set_rollback(True, using="owner")
    finally:
        owner.close()
        owner.settings_dict["USER"] = before


def with_triggers_off(cursor: Any, statements: str) -> None:
    """Change rows as a superuser can: with no trigger firing, and every trigger there afterwards."""
    cursor.execute("SET LOCAL session_replication_role = replica")
    cursor.execute(statements)
    cursor.execute("SET LOCAL session_replication_role = origin")


def wrong(kept=None) -> dict[str, str]:
    """What doctor finds wrong: its words by what they are about."""
    return {finding.what: finding.words for finding in findings(kept) if not finding.well}


def findings(kept=None) -> list[Finding]:
    return list(doctor.findings(kept))


def remedy(words: str) -> str:
    """The statements that doctor gives to put things right."""
    (found,) = re.findall(r"Put it right as a superuser: (.*)\. Then find out", words)
    return found


def database() -> str:
    """The name of the database that Django's connections are pointed at."""
    return connections["owner"].settings_dict["NAME"]
