"""Extracts taken in again, mended, of another day and of another surgery; and those that are not."""

from datetime import date
from pathlib import Path

import pytest

from commonpractice.domain.audit.models import Entry
from commonpractice.domain.partnership.rules import reach
from commonpractice.domain.records import actions, models, queries
from commonpractice.domain.records.facts import System
from commonpractice.gateways.scoped_postgres import tickets
from tests import databases
from tests.domain.records.extracts import (
    ANN,
    BOB,
    MARCH,
    NOON,
    PATIENTS,
    T2,
    events,
    files,
    kept,
    numbers,
    rows,
    take_in,
)


def test_the_same_files_again_change_nothing_and_say_so(rivers, tmp_path):
    paths = files(tmp_path / "in", patients=PATIENTS, events=events(f"p1 | {T2} | | 2019-05-03 | | "))
    first = take_in(rivers, paths)
    again = take_in(rivers, paths)
    assert (first.unchanged, again.unchanged) == (False, True)
    assert again.snapshot == first.snapshot
    assert models.Snapshot.objects.count() == 0, "not without a ticket"
    with tickets.acting(actor_id=0, surgeries=[rivers.a]):
        assert models.Snapshot.objects.count() == 1
        assert Entry.objects.filter(deed="records.import").count() == 1
    assert kept(queries.records_root()) == [str(first.snapshot)]


def test_a_newer_extract_takes_the_place_of_the_last_and_patients_keep_theirnumbers(rivers, tmp_path):
    take_in(
        rivers, files(tmp_path / "in", patients=PATIENTS, events=events(f"p1 | {T2} | | 2019-05-03 | | "))
    )
    before = numbers(rivers)
    married = PATIENTS.replace("Ash  ", "Elm  ")
    later = f"{married}    p3 | {BOB} | Cy | Cedar | 1999-09-09 | male\n"
    second = take_in(rivers, files(tmp_path / "in", patients=later), as_at=date(2026, 4, 30))
    assert rows(rivers, "events") == []
    after = numbers(rivers)
    assert {name: after[name] for name in before} == before
    assert set(after) == {"p1", "p2", "p3"}
    with tickets.acting(actor_id=0, surgeries=[rivers.a], patients=[rivers.a]):
        assert models.Patient.objects.get(local_id="p1").family_name == "Elm"
    assert len(kept(queries.records_root())) == 2, "the last one stays for the runs that name it"
    scope = rivers.everything
    with tickets.acting(actor_id=0, surgeries=scope.surgeries):
        used = queries.in_use(scope=scope)
    assert {surgery: snapshot.uuid for surgery, snapshot in used.items()} == {rivers.a: second.snapshot}


def test_mended_rows_are_added_to_what_is_in_use_and_only_once(rivers, tmp_path):
    patients = f"{PATIENTS}    p3 | 9434765918 | Cy | Cedar | 1999-09-09 | male\n"
    lines = [
        f"p1 | {T2} | | 2019-05-03 | | ",
        f"p2 | {T2} | | 2020-05-33 | | ",
        f"p3 | {T2} | | 2021-05-03 | | ",
    ]
    first = take_in(rivers, files(tmp_path / "in", patients=patients, events=events(*lines)))
    assert (first.counts["patients"].refused, first.counts["events"].refused) == (1, 2)
    mended = tmp_path / "mended"
    mended.mkdir()
    for name, wrong, right in (("patients", "9434765918", BOB), ("events", "2020-05-33", "2020-05-30")):
        text = (Path(first.refused) / f"{name}.csv").read_text()
        assert wrong in text
        (mended / f"{name}.csv").write_text(text.replace(wrong, right))
    second = take_in(rivers, sorted(mended.iterdir()), mended=True)
    assert second.reasons == ()
    assert second.snapshot != first.snapshot
    assert [row[0].year for row in rows(rivers, "events", "day")] == [2019, 2020, 2021]
    assert len(rows(rivers, "patients")) == 3
    assert take_in(rivers, sorted(mended.iterdir()), mended=True).unchanged
    # the extract itself once more: what it holds is in use
    assert take_in(rivers, files(tmp_path / "in", patients=patients, events=events(*lines))).unchanged
    # some rows of it under another name
    (mended / "events.csv").write_text((mended / "events.csv").read_text() + "\n")
    third = take_in(rivers, [mended / "events.csv"], mended=True)
    assert not third.unchanged
    assert [row[0].year for row in rows(rivers, "events", "day")] == [2019, 2020, 2021], "nothing is doubled"


def test_mended_rows_need_something_to_be_added_to_and_its_day(rivers, tmp_path):
    paths = files(tmp_path / "in", patients=PATIENTS)
    with pytest.raises(actions.CannotImport, match="nothing in use that mended rows could be added to"):
        take_in(rivers, paths, mended=True)
    take_in(rivers, paths)
    with pytest.raises(
        actions.CannotImport, match="are of the day of the snapshot that they are added to, 31 March"
    ):
        take_in(rivers, paths, mended=True, as_at=date(2026, 4, 1))


def test_an_older_extract_does_not_take_the_place_of_a_newer_one(rivers, tmp_path):
    paths = files(tmp_path / "in", patients=PATIENTS)
    take_in(rivers, paths)
    with pytest.raises(actions.CannotImport, match="An older extract does not take the place"):
        take_in(rivers, paths, as_at=date(2026, 3, 30))


def test_an_extract_of_a_day_that_is_still_to_come_is_refused(rivers, tmp_path):
    """It would stand in the way of every later one."""
    with pytest.raises(actions.CannotImport, match="1 April 2062 is still to come"):
        take_in(rivers, files(tmp_path / "in"), as_at=date(2062, 4, 1))
    assert not models.Snapshot.objects.exists()


def test_an_extract_of_what_changed_alone_does_not_do_away_with_the_rest(rivers, tmp_path):
    def of(number: int) -> list[Path]:
        people = "\n".join(f"p{each} | 1960-05-17 | female" for each in range(number))
        return files(tmp_path / "in", patients=f"patient | born | sex\n{people}")

    take_in(rivers, of(200))
    sentence = "has 159 patients to take in, and 200 are in use. Does it hold only what has changed"
    with pytest.raises(actions.CannotImport, match=sentence):
        take_in(rivers, of(159), as_at=date(2026, 4, 30))
    assert len(rows(rivers, "patients")) == 200
    bad = of(200)
    bad[0].write_text(bad[0].read_text().replace("female", "f", 100))
    with pytest.raises(actions.CannotImport, match="Of its rows 100 were refused: sex: it is none of female"):
        take_in(rivers, bad, as_at=date(2026, 4, 30))
    take_in(rivers, of(160), as_at=date(2026, 4, 30))
    take_in(rivers, of(3), as_at=date(2026, 5, 31), accept_fewer=True)
    assert len(rows(rivers, "patients")) == 3
    take_in(rivers, of(1), as_at=date(2026, 6, 30))  # so few were in use that nothing is asked


def test_one_person_at_two_surgeries_has_one_pseudonym_and_somebody_without_a_number_two(rivers, tmp_path):
    paths = files(tmp_path / "in", patients=PATIENTS)
    take_in(rivers, paths)
    take_in(rivers, paths, surgery=rivers.b)
    at_a = rows(rivers, "patients", "pseudonym, patient")
    at_b = rows(rivers, "patients", "pseudonym, patient", surgery=rivers.b)
    assert at_a[0][0] == at_b[0][0]
    assert at_a[1][0] != at_b[1][0]
    assert not {row[1] for row in at_a} & {row[1] for row in at_b}
    assert ANN.encode() not in at_a[0][0]


def test_with_another_key_of_pseudonyms_nothing_is_taken_in(rivers, tmp_path, settings):
    paths = files(tmp_path / "in", patients=PATIENTS)
    take_in(rivers, paths)
    settings.PSEUDONYM_KEY = "33" * 32
    with pytest.raises(actions.CannotImport, match="not the one that the snapshot in use"):
        take_in(rivers, paths, as_at=date(2026, 4, 30))


def test_two_extracts_of_one_surgery_are_not_taken_in_at_once(rivers, tmp_path, django_db_blocker):
    paths = files(tmp_path / "in", patients=PATIENTS)
    from django.db import connection

    with databases.as_application(connection.settings_dict["NAME"]) as another:
        another.execute("SELECT pg_advisory_xact_lock(hashtext('records_import'), %s)", [rivers.a])
        with pytest.raises(actions.CannotImport, match="is being taken in at this moment"):
            take_in(rivers, paths)
        take_in(rivers, paths, surgery=rivers.b)
        another.rollback()
    take_in(rivers, paths)


def test_whoever_may_not_know_the_patients_takes_nothing_in(rivers, tmp_path):
    paths = files(tmp_path / "in", patients=PATIENTS)
    from dataclasses import replace

    from commonpractice.domain.partnership.facts import Power

    asked = actions.Asked(rivers.a, System.PLAIN, MARCH)
    without = replace(rivers.everything, powers=rivers.everything.powers - {Power.SEE_PATIENTS})
    with (
        tickets.acting(actor_id=0, surgeries=[rivers.a], patients=[rivers.a]),
        pytest.raises(reach.NotAllowed),
    ):
        actions.import_extract(paths, asked=asked, scope=without, at=NOON)
    with tickets.acting(actor_id=0, surgeries=[rivers.b]), pytest.raises(reach.OutOfScope):
        actions.import_extract(paths, asked=asked, scope=rivers.only(rivers.b), at=NOON)
