"""The log page by page: compared with all of it sorted and sifted in Python, which is slow and plain."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from commonpractice.domain.audit import actions, queries
from commonpractice.domain.audit.facts import Actor, EntryRow, Wanted
from commonpractice.gateways.scoped_postgres import tickets
from tests import databases
from tests.examples import thorough

THOROUGH = thorough(suppress=(HealthCheck.function_scoped_fixture,))
BEGAN = datetime(2025, 4, 1, tzinfo=UTC)
PLACES = (1, 2, 3, None)
PEOPLE = [Actor(5, "Anne"), Actor(6, "Bob"), Actor(7, "Åsa")]
ROOMS = ["ledger", "partnership", "sign_in"]
HOURS = st.none() | st.integers(-1, 13).map(lambda hours: BEGAN + timedelta(hours=hours))
WANTED = st.builds(
    Wanted,
    surgeries=st.lists(st.sampled_from([1, 2, 3, 4]), unique=True).map(tuple),
    beyond=st.booleans(),
    room=st.sampled_from(["", *ROOMS, "published"]),
    actors=st.none() | st.lists(st.sampled_from([5, 6, 7, 8]), unique=True).map(tuple),
    since=HOURS,
    until=HOURS,
)


@pytest.fixture(scope="module")
def log(template, django_db_setup, django_db_blocker) -> list[tuple[Actor, EntryRow]]:
    """Some 120 entries, several at the same moment, written in no order of their times."""
    chosen, kept = random.Random(7), []
    with databases.cloned(template, django_db_blocker) as name, databases.as_owner(name) as owner:
        for number in range(120):
            actor, place = chosen.choice(PEOPLE), chosen.choice(PLACES)
            with (
                tickets.acting(actor_id=actor.id, surgeries=[] if place is None else [place]),
                transaction.atomic(),
            ):
                actions.record(
                    actor=actor,
                    deed=f"{chosen.choice(ROOMS)}.do",
                    subject=f"number {number}",
                    at=BEGAN + timedelta(hours=chosen.randrange(12)),
                    surgery_id=place,
                )
        rows = owner.execute(
            "SELECT id, at, actor_name, deed, subject, surgery_id, actor_id FROM audit_entry"
        )
        for *row, actor_id in rows:
            kept.append((next(each for each in PEOPLE if each.id == actor_id), EntryRow(*row)))
        yield kept


def sifted(log, wanted: Wanted, *, reader: int) -> list[EntryRow]:
    """What a reader with a ticket for surgeries 1 and 2 should find, newest first."""

    def fits(actor: Actor, row: EntryRow) -> bool:
        seen = row.surgery_id in (1, 2) or (row.surgery_id is None and actor.id == reader)
        return (
            seen
            and (wanted.beyond if row.surgery_id is None else row.surgery_id in wanted.surgeries)
            and (not wanted.room or row.deed.startswith(f"{wanted.room}."))
            and (wanted.actors is None or actor.id in wanted.actors)
            and (wanted.since is None or row.at >= wanted.since)
            and (wanted.until is None or row.at < wanted.until)
        )

    found = [row for actor, row in log if fits(actor, row)]
    return sorted(found, key=lambda row: (row.at, row.id), reverse=True)


@THOROUGH
@given(wanted=WANTED, a_page=st.integers(1, 40))
def test_all_pages_together_are_what_was_wanted_forwards_and_back(log, wanted, a_page):
    with tickets.acting(actor_id=6, surgeries=[1, 2]), transaction.atomic():
        every = [page := queries.entries(wanted, a_page=a_page)]
        while page.older:
            every.append(page := queries.entries(wanted, before=page.older, a_page=a_page))
        back = [page]
        while page.newer:
            back.append(page := queries.entries(wanted, after=page.newer, a_page=a_page))
    expected = sifted(log, wanted, reader=6)
    assert [row for page in every for row in page.rows] == expected
    assert all(len(page.rows) == a_page for page in every[:-1])
    assert [page.rows for page in reversed(back)] == [page.rows for page in every]
    assert every[0].newer is None
    assert back[-1].newer is None


@pytest.mark.parametrize("beyond", [True, False])
def test_the_actors_are_those_of_the_entries(log, beyond):
    wanted = Wanted(surgeries=(1, 2, 3), beyond=beyond)
    for reader in (6, 99):
        with tickets.acting(actor_id=reader, surgeries=[1]), transaction.atomic():
            found = queries.actors(wanted)
        mine = {
            actor
            for actor, row in log
            if row.surgery_id == 1 or (row.surgery_id is None and beyond and actor.id == reader)
        }
        assert found == sorted(mine, key=lambda actor: actor.name.casefold())


def test_whoever_was_called_otherwise_before_is_called_as_they_were_last(fresh_database):
    for number, name in enumerate(["Anne Old", "Anne New"]):
        with tickets.acting(actor_id=5, surgeries=[1]), transaction.atomic():
            actions.record(
                actor=Actor(5, name),
                deed="a.b",
                subject="x",
                at=BEGAN + timedelta(hours=number),
                surgery_id=1,
            )
            assert queries.actors(Wanted((1,))) == [Actor(5, name)]
