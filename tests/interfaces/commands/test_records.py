"""`commonpractice records`: take an extract in, see what is in use, send mended rows."""

import re
from pathlib import Path

import pytest

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.partnership import actions
from commonpractice.domain.partnership.rules import partnership_file
from tests.domain.partnerships import FILE, NOON

PATIENTS = "patient,nhs_number,born,sex\np1,9434765919,1960-05-17,female\np2,9434765918,1970-01-01,male\n"
EVENTS = "patient,code,day\np1,44054006,2019-05-03\np1,44054007,2019-05-03\n"


@pytest.fixture
def extract(tmp_path, settings) -> Path:
    settings.DATA = tmp_path / "data"
    settings.PSEUDONYM_KEY = "22" * 32
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "patients.csv").write_text(PATIENTS)
    (folder / "events.csv").write_text(EVENTS)
    return folder


@pytest.fixture
def here(typed):
    actions.load(partnership_file.read(FILE), actor=PROGRAM, at=NOON)
    return typed


def taken_in(typed, *words):
    return typed("records", "import", "--surgery", "a1", "--as-at", "2026-03-31", *words)


def test_an_extract_is_taken_in_shown_and_mended(here, extract):
    assert "No extract has been taken in yet" in here("records", "show").output
    done = taken_in(here, "--system", "plain", extract)
    assert done.exit_code == 0, done.output
    assert "Reading" in done.stderr
    assert re.search(r"patients +2 +1 +1 +0", done.stdout)
    assert "Refused, 1 of patients: nhs_number: it is no NHS number" in done.stdout
    assert "Refused, 1 of events: code: it is no SNOMED CT concept" in done.stdout
    folder = Path(re.search(r"The refused rows are in (\S+)\. Mend", done.stdout)[1])
    again = taken_in(here, "--system", "plain", extract)
    assert "The same files have been taken in already" in again.stdout
    mended = extract.parent / "patients.csv"
    mended.write_text((folder / "patients.csv").read_text().replace("9434765918", "4010232137"))
    more = taken_in(here, "--system", "plain", "--mended", mended)
    assert more.exit_code == 0, more.output
    shown = here("records", "show").stdout
    assert re.search(r"A1 +Avon Surgery +the documented plain files +2026-03-31 +2 ", shown)
    one = here("records", "show", "--surgery", "A1").stdout
    assert one.count("Common Practice (") == 2, "both imports are told, with who took them in"


def test_what_stands_in_the_way_is_said_in_a_sentence(here, extract):
    assert (
        "Two Rivers Partnership has no surgery Z9"
        in here(
            "records", "import", "--surgery", "Z9", "--system", "plain", "--as-at", "2026-03-31", extract
        ).output
    )
    assert (
        "has no surgery CENTRE"
        in here(
            "records", "import", "--surgery", "CENTRE", "--system", "plain", "--as-at", "2026-03-31", extract
        ).output
    )
    (extract / "events.csv").write_text("patient,code\n")
    refused = taken_in(here, "--system", "plain", extract)
    assert refused.exit_code == 1
    assert "events.csv, line 1: it has no column day" in refused.stderr
    assert (
        "nothing in use that mended rows" in taken_in(here, "--system", "plain", "--mended", extract).output
    )
    assert "There is no file" in taken_in(here, "--system", "fhir", extract / "none.json").output
