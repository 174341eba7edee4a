"""What is said of patients is in no query's text, in no list that all may see, and in no folder for long."""

# ruff: noqa: E501 drawn tables are as wide as they are

import os
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import connection, transaction

from commonpractice.domain.records import actions, models, parameters, queries
from commonpractice.domain.records.actions import giving_back
from commonpractice.domain.records.facts import System
from commonpractice.gateways.scoped_postgres import tickets
from tests import databases
from tests.domain.records.extracts import MARCH, NOON, PATIENTS, events, files, refused, take_in
from tests.domain.records.fhir_files import ANN, OF_ANN, coded, fhir_in, ndjson

# Nothing of this is in the text of a query

SECRET = """
    patient  | nhs_number | given_name | family_name | born       | sex    | clinician | address       | postcode | phone       | email
    LocalId7 | 9434765919 | Annunziata | Ashwood     | 1960-05-17 | female | g1        | 1 Long Street | ZZ99 3AA | 07700900001 | ann@example.org
    LocalId8 | 1234567890 | Barnabas   | Birchwood   | 1961-06-18 | male   | g1        | 2 Long Street | ZZ99 3AB | 07700900002 | bob@example.org
"""
CLINICIANS = """
    clinician | name
    g1        | Dr Quercus
"""
SECRETS = (
    "LocalId7", "9434765919", "Annunziata", "Ashwood", "1960-05-17", "Long Street", "ZZ99", "07700900001",
    "example.org", "Quercus", "Written Down",
)  # fmt: skip


@pytest.fixture
def seen(monkeypatch) -> list[str]:
    """What another connection sees of each query that the program asks, by PostgreSQL's own view of activity."""
    found: list[str] = []
    watcher = databases.as_application(connection.settings_dict["NAME"])
    watcher.autocommit = True
    watched = psycopg.Cursor.execute

    def execute(cursor, *words, **more):
        result = watched(cursor, *words, **more)
        if cursor.connection is not watcher:
            pid = cursor.connection.info.backend_pid
            found.extend(
                row[0] for row in watched(
                    watcher.cursor(), "SELECT query FROM pg_stat_activity WHERE pid = %s", [pid]
                ).fetchall()
            )  # fmt: skip
        return result

    monkeypatch.setattr(psycopg.Cursor, "execute", execute)
    yield found
    monkeypatch.undo()
    watcher.close()


def test_what_the_server_is_asked_tells_nobody_who_the_patients_are(rivers, tmp_path, seen):
    paths = files(
        tmp_path / "in",
        patients=SECRET,
        clinicians=CLINICIANS,
        events="patient | code | term | day\nLocalId7 | 418138009 | Written Down | 2020-01-01",
    )
    paths[-1] = paths[-1].rename(paths[-1].with_name("patients_of_Ashwood.csv"))
    take_in(rivers, paths)
    again = files(tmp_path / "in", patients=SECRET.replace("Annunziata", "Annunziata Zoe"))
    report = take_in(rivers, again, mended=True)
    assert report.counts["patients"].taken_in == 1
    assert any("records_patient" in query for query in seen), "the view shows what is asked of whom"
    assert any("records_clinician" in query for query in seen)
    assert [query for query in seen if any(secret in query for secret in SECRETS)] == []


# Nor in what a code is called


def terms(*codes: str) -> dict[str, str]:
    with tickets.acting(actor_id=0, surgeries=()):
        return dict(models.Concept.objects.filter(code__in=codes).values_list("code", "term"))


NEW = ["418138009", "loinc:1234-5", "rxnorm:99999"]


def test_what_somebody_wrote_beside_a_code_is_not_what_the_code_is_called(rivers, tmp_path):
    written = "Mrs Ash says that her husband drinks"
    told = [
        {"code": {**coded(NEW[0]), "text": written}},
        {"code": {**coded("1234-5", "http://loinc.org", display="Some test"), "text": written}},
        {"code": coded("99999", "http://www.nlm.nih.gov/research/umls/rxnorm", display="x" * 5000)},
        {"code": coded("Mrs Ash", "http://loinc.org", display=written)},
        {"code": coded("44054007", display=written)},
        {"code": coded("1", "http://our.own", display=written)},
        {"code": {"text": written}},
    ]
    conditions = [
        {"id": f"c{number}", "recordedDate": "2020-01-01", **OF_ANN, **each}
        for number, each in enumerate(told)
    ]
    report = fhir_in(rivers, ndjson(tmp_path / "in", Patient=[ANN], Condition=conditions))
    assert terms(*NEW) == {NEW[0]: "", NEW[1]: "Some test", NEW[2]: "x" * 255}
    reasons = {row["code"]: (row["term"], row["refused_reason"]) for row in refused(report, "events")}
    assert reasons.pop("loinc:Mrs Ash") == (written, "it is not written as codes of its system are")
    assert {term for term, _ in reasons.values()} == {written}, "it comes back, to be mended by"
    with tickets.acting(actor_id=0, surgeries=()):
        assert not models.Concept.objects.filter(term__contains="husband").exists()
        assert not models.Concept.objects.filter(code__contains="Ash").exists()
    # mended, with what was written still beside it
    path = tmp_path / "events.csv"
    path.write_text((Path(report.refused) / "events.csv").read_text().replace("44054007", "195967001"))
    take_in(rivers, [path], mended=True, system=System.FHIR, as_at=report.as_at)
    assert "husband" not in terms("195967001")["195967001"]


def test_a_dictionarys_own_term_is_what_a_code_is_called_and_a_plain_files_is_not(rivers, tmp_path):
    from tests.domain.records.system_files import EMIS, emis, emis_in

    codes = EMIS["Coding_ClinicalCode"].replace(
        "Our own code    |                  ", "Of a dictionary | 418138009        "
    )
    emis_in(rivers, emis(tmp_path / "emis", Coding_ClinicalCode=codes))
    assert terms("418138009") == {"418138009": "Of a dictionary"}
    paths = files(
        tmp_path / "in", patients=PATIENTS, events=events("p1 | 271649006 | Anything | 2020-01-01 | | ")
    )
    take_in(rivers, paths, surgery=rivers.b)
    assert terms("271649006")["271649006"] != "Anything"


# Nor in a folder before it is kept, or for long

WITH_A_FAULT = PATIENTS.replace("2020-01-31", "someday   ")


def lying(root: Path | None = None) -> list[str]:
    """What lies in the folder of refused rows."""
    folder = (root or queries.records_root()).parent / giving_back.FOLDER
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def test_refused_rows_are_given_back_once_the_import_is_kept(
    rivers, tmp_path, django_capture_on_commit_callbacks
):
    paths = files(tmp_path / "in", patients=WITH_A_FAULT)
    asked = actions.Asked(rivers.a, System.PLAIN, MARCH)
    with (
        tickets.acting(actor_id=0, surgeries=rivers.everything.surgeries, patients=[rivers.a]),
        django_capture_on_commit_callbacks(execute=True),
    ):
        report = actions.import_extract(paths, asked=asked, scope=rivers.everything, at=NOON)
        assert lying() == [f".waiting-{report.snapshot}"]
        assert not Path(report.refused).exists()
    assert lying() == [str(report.snapshot)]
    assert [row["born"] for row in refused(report, "patients")] == ["someday"]


def test_refused_rows_of_an_import_that_fails_are_taken_away(rivers, tmp_path, monkeypatch):
    from commonpractice.domain.records.actions import keeping

    def fail(*words, **more):
        assert [name.split("-")[0] for name in lying()] == [".waiting"]
        raise OSError("The disk is full.")

    monkeypatch.setattr(keeping, "keep", fail)
    with pytest.raises(OSError, match="disk is full"), transaction.atomic():
        take_in(rivers, files(tmp_path / "in", patients=WITH_A_FAULT))
    assert lying() == []


def aged(name: str, by: timedelta) -> None:
    """Let a folder of refused rows be as old at NOON."""
    then = (NOON - by).timestamp()
    os.utime(queries.records_root().parent / giving_back.FOLDER / name, (then, then))


def test_refused_rows_are_kept_as_long_as_the_rulebook_says(rivers, tmp_path):
    first = take_in(rivers, files(tmp_path / "in", patients=WITH_A_FAULT))
    second = take_in(rivers, files(tmp_path / "in", patients=WITH_A_FAULT + "\n"), as_at=MARCH + timedelta(1))
    kept = timedelta(days=parameters.refused_kept(on=NOON.date()))
    for report, more in ((first, timedelta(seconds=1)), (second, -timedelta(seconds=1))):
        aged(str(report.snapshot), kept + more)
    assert lying() == sorted([str(first.snapshot), str(second.snapshot)])
    take_in(rivers, files(tmp_path / "in", patients=PATIENTS), as_at=MARCH + timedelta(2))
    assert lying() == [str(second.snapshot)]


def test_what_a_killed_import_held_back_is_given_back_or_taken_away(rivers, tmp_path):
    """Given back where it was killed after its import was kept, taken away where that never was."""
    report = take_in(rivers, files(tmp_path / "in", patients=WITH_A_FAULT))
    folder = Path(report.refused)
    folder.rename(folder.with_name(f".waiting-{report.snapshot}"))
    other = folder.with_name(".waiting-00000000-0000-0000-0000-0000000000ff")
    other.mkdir()
    aged(other.name, timedelta(minutes=59))
    take_in(rivers, files(tmp_path / "in", patients=PATIENTS), surgery=rivers.b)
    assert lying() == [other.name, str(report.snapshot)], "another may be at work on it still"
    aged(other.name, timedelta(minutes=61))
    take_in(rivers, files(tmp_path / "in", patients=PATIENTS), surgery=rivers.b, as_at=MARCH + timedelta(1))
    assert lying() == [str(report.snapshot)]


def test_how_long_they_are_kept_is_told_for_every_day():
    assert parameters.refused_kept(on=MARCH) == parameters.refused_kept(on=MARCH.replace(year=2001)) > 0
