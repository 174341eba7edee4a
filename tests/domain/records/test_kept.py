"""An extract taken in for good, in transactions of its own; and by a restored copy of the database."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.records import actions, models, queries
from commonpractice.domain.records.facts import System
from commonpractice.gateways.event_store import manifest, ownership, reading
from commonpractice.gateways.scoped_postgres import tickets
from tests import conftest
from tests.domain.partnerships import two_rivers
from tests.domain.records.extracts import MARCH, NOON, PATIENTS, T2, events, files, kept

EVENTS = events(f"p1 | {T2} | | 2019-05-03 | | ", f"p2 | {T2} | | 2020-05-33 | | ")


@pytest.fixture
def rivers(fresh_database, tmp_path, settings):
    """In a database of the test's own: what it keeps is kept."""
    settings.DATA = tmp_path / "data"
    settings.PSEUDONYM_KEY = "22" * 32
    with tickets.acting(actor_id=PROGRAM.id, surgeries=()), transaction.atomic():
        actions.load_starter(actor=PROGRAM, at=NOON)
    return two_rivers(None)


def take_in(rivers, paths, *, as_at=MARCH, **how):
    """As the command does it: no transaction is open when it begins."""
    assert not connection.in_atomic_block
    with tickets.acting(actor_id=0, surgeries=rivers.everything.surgeries, patients=[rivers.a]):
        asked = actions.Asked(rivers.a, System.PLAIN, as_at, **how)
        return actions.import_extract(paths, asked=asked, scope=rivers.everything, at=NOON)


def in_use(rivers):
    with tickets.acting(actor_id=0, surgeries=rivers.everything.surgeries), transaction.atomic():
        return queries.in_use(scope=rivers.everything)[rivers.a]


def test_an_extract_is_taken_in_mended_and_replaced_for_good(rivers, tmp_path):
    first = take_in(rivers, files(tmp_path / "in", patients=PATIENTS, events=EVENTS))
    assert in_use(rivers).uuid == first.snapshot
    mended = tmp_path / "mended"
    mended.mkdir()
    given_back = Path(first.refused) / "events.csv"
    (mended / "events.csv").write_text(given_back.read_text().replace("05-33", "05-30"))
    second = take_in(rivers, [mended], mended=True)
    assert in_use(rivers).rows["events"] == 2
    assert take_in(rivers, [mended], mended=True).unchanged
    third = take_in(
        rivers, files(tmp_path / "in", patients=PATIENTS), as_at=MARCH + timedelta(1), accept_fewer=True
    )
    snapshot = in_use(rivers)
    assert (snapshot.uuid, snapshot.rows["events"]) == (third.snapshot, 0)
    reading.prove(queries.stored(snapshot))
    assert kept(queries.records_root()) == sorted(str(each.snapshot) for each in (first, second, third))
    with transaction.atomic():
        assert not models.Patient.objects.exists(), "not without a ticket"
    assert [path.name for path in (queries.records_root().parent / "refused").iterdir()] == [
        str(first.snapshot)
    ]


def test_an_import_that_fails_leaves_nothing(rivers, tmp_path, monkeypatch):
    first = take_in(rivers, files(tmp_path / "in", patients=PATIENTS))
    monkeypatch.setattr("commonpractice.domain.audit.actions.record", _fail)
    with pytest.raises(OSError, match="disk is full"):
        take_in(rivers, files(tmp_path / "in", patients=PATIENTS, events=EVENTS), as_at=MARCH + timedelta(1))
    assert in_use(rivers).uuid == first.snapshot
    assert not list((queries.records_root().parent / "refused").iterdir())
    with tickets.acting(actor_id=0, surgeries=[rivers.a]), transaction.atomic():
        assert models.Snapshot.objects.count() == 1


def _fail(*words, **more):
    raise OSError("The disk is full.")


def test_refused_rows_that_cannot_be_given_back_at_once_are_given_back_later(rivers, tmp_path):
    """The import is kept all the same: what it refused is not lost with it."""
    folder = queries.records_root().parent / "refused"
    faulty = files(tmp_path / "in", patients=PATIENTS, events=EVENTS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("commonpractice.domain.records.actions.giving_back.Path.rename", _fail_at_last)
        report = take_in(rivers, faulty)
    assert in_use(rivers).uuid == report.snapshot
    assert [path.name for path in folder.iterdir()] == [f".waiting-{report.snapshot}"]
    take_in(rivers, files(tmp_path / "in", patients=PATIENTS), as_at=MARCH + timedelta(1))
    assert [path.name for path in folder.iterdir()] == [str(report.snapshot)]


RENAME = Path.rename


def _fail_at_last(path: Path, target: Path) -> Path:
    if path.name.startswith(".waiting-"):
        raise OSError("The disk is full.")
    return RENAME(path, target)


def test_a_restored_copy_does_not_take_away_what_the_database_itself_has_in_use(rivers, tmp_path, template):
    """The copy has the same name of its store, and knows nothing of what was taken in since it was made."""
    itself = connection.settings_dict["NAME"]
    take_in(rivers, files(tmp_path / "in", patients=PATIENTS))
    conftest._close()
    copy = conftest._clone(itself)
    latest = take_in(rivers, files(tmp_path / "in", patients=PATIENTS + "\n"), as_at=MARCH + timedelta(1))
    root = queries.records_root()
    for folder in root.iterdir():
        if folder.is_dir():
            long_ago = (NOON - timedelta(days=2)).timestamp()
            os.utime(folder / manifest.FILE, (long_ago, long_ago))
    conftest._point_at(copy)
    report = take_in(rivers, files(tmp_path / "in", patients=PATIENTS), as_at=MARCH + timedelta(2))
    assert report.notes[-1].startswith(
        "Nothing was cleared away that killed imports may have left: the folder"
    )
    conftest._point_at(itself)
    assert in_use(rivers).uuid == latest.snapshot
    reading.prove(queries.stored(in_use(rivers)))
    # once the copy is told that the folder is its own, it clears away what it knows nothing of
    conftest._point_at(copy)
    (root / ownership.FILE).unlink()
    last = take_in(rivers, files(tmp_path / "in", patients=PATIENTS), as_at=MARCH + timedelta(3))
    assert not any("cleared" in note for note in last.notes)
    assert str(latest.snapshot) not in kept(root)
    conftest._point_at(itself)
    conftest._drop(copy)
