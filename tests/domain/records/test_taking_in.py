"""Extracts taken in: what becomes of each row, and which come back to be mended."""

# ruff: noqa: E501 drawn tables are as wide as they are

from datetime import date, datetime
from pathlib import Path

import pytest

from commonpractice.domain.audit.models import Entry
from commonpractice.domain.partnership.rules import reach
from commonpractice.domain.records import actions, models, queries
from commonpractice.domain.records.facts import Counts, System
from commonpractice.gateways.clinical_extracts import plain, staging
from commonpractice.gateways.clinical_extracts.sources import ExtractRefused
from commonpractice.gateways.scoped_postgres import tickets
from tests import databases
from tests.domain.records.extracts import MARCH, NOON, files, refused, rows, take_in

ANN, BOB = "9434765919", "4010232137"
PATIENTS = f"""
    patient | nhs_number | given_name | family_name | born       | sex
    p1      | {ANN}      | Ann        | Ash         | 1960-05-17 | female
    p2      |            | Bob        | Birch       | 2020-01-31 | Male
"""
T2, HBA1C, HEIGHT = "44054006", "999791000000106", "50373000"


def events(*lines: str) -> str:
    """A drawn table of events: patient, code, day, value, unit; each with an id of its own."""
    head = "id | patient | code | term | day | value | unit"
    return "\n".join([head, *(f"e{number} | {line}" for number, line in enumerate(lines, start=1))])


def test_an_extract_becomes_a_snapshot(rivers, tmp_path):
    report = take_in(
        rivers,
        files(
            tmp_path / "in",
            patients="""
    patient | nhs_number | given_name | family_name | born       | sex    | died_on    | clinician | ethnicity | language | deprivation | care_home | postcode
    p1      | 943 476 5919 | Ann      | Ash         | 1960-05-17 | female |            | g1        | white     | EN       | 10          | yes       | ZZ99 3AA
    p2      |            | Bob        | Birch       | 2020-01-31 | Male   | 2026-03-31 |           |           |          |             |           |
""",
            clinicians="""
    clinician | name   | role
    g1        | Dr Oak | GP
""",
            registrations="""
    patient | registered_on | ended_on
    p1      | 1990-01-01    |
    p2      | 2020-02-10    | 2026-03-31
    p2      | 2020-02-10    | 2026-03-31
""",
            events=events(f"p1 | {T2} | Type 2 | 2019-05-03 | | "),
            medications="""
    id | patient | code              | term       | day        | days | quantity
    m1 | p1      | 39113611000001102 | Salbutamol | 2026-01-02 | 28.0 | 200
""",
            consultations="""
    id | patient | day        | clinician | mode
    c1 | p1      | 2026-01-02 | g1        | telephone
    c2 | p1      | 2026-01-05 |           |
    c3 | p1      | 2026-01-06 | g2        | surgery
""",
            appointments="""
    id | patient | booked_at           | starts_at        | minutes | clinician | category | mode    | status
    a1 | p1      | 2026-03-01T10:00:30 | 2026-04-02 09:30 | 10      | g1        | General  | surgery | booked
    a2 |         |                     | 2026-03-02T09:30 |         |           |          |         | Cancelled
""",
        ),
    )
    assert report.counts == {
        "patients": Counts(2, 2, 0, 0),
        "clinicians": Counts(1, 1, 0, 0),
        "registrations": Counts(3, 2, 0, 1),
        "events": Counts(1, 1, 0, 0),
        "medications": Counts(1, 1, 0, 0),
        "consultations": Counts(3, 3, 0, 0),
        "appointments": Counts(2, 2, 0, 0),
    }
    assert (report.refused, report.reasons, report.unchanged) == ("", (), False)
    assert report.notes == (
        "1 patients have no NHS number: they are known by the surgery's own, and at no other surgery.",
    )
    own = "born, sex, died_on, ethnicity, language, deprivation, care_home"
    assert rows(rivers, "patients", own) == [
        (date(1960, 5, 1), "female", None, "white", "en", 10, True),
        (date(2020, 1, 1), "male", date(2026, 3, 31), None, None, None, False),
    ]
    assert rows(rivers, "registrations", "registered_on, ended_on") == [
        (date(1990, 1, 1), None),
        (date(2020, 2, 10), date(2026, 3, 31)),
    ]
    assert rows(rivers, "medications", "day, days, quantity") == [(date(2026, 1, 2), 28, 200.0)]
    assert rows(rivers, "consultations", "day, role, mode") == [
        (date(2026, 1, 2), "gp", "telephone"),
        (date(2026, 1, 5), "other", "other"),
        (date(2026, 1, 6), "other", "surgery"),
    ]
    assert rows(rivers, "appointments", "booked_at, starts_at, minutes, category, mode, status") == [
        (None, datetime(2026, 3, 2, 9, 30), None, None, "other", "cancelled"),
        (datetime(2026, 3, 1, 10, 0, 30), datetime(2026, 4, 2, 9, 30), 10, "General", "surgery", "booked"),
    ]
    with tickets.acting(actor_id=0, surgeries=[rivers.a], patients=[rivers.a]):
        people = list(
            models.Patient.objects.order_by("local_id").values_list("nhs_number", "family_name", "born")
        )
        doctors = dict(models.Clinician.objects.values_list("code", "name"))
    assert people == [(ANN, "Ash", date(1960, 5, 17)), (None, "Birch", date(2020, 1, 31))]
    assert doctors == {"g1": "Dr Oak", "g2": "", "": ""}
    ((number, clinician),) = rows(rivers, "patients", "patient, clinician")[:1]
    assert (number, clinician) == (_numbers(rivers)["p1"], rows(rivers, "consultations", "clinician")[0][0])


def _numbers(rivers, surgery: int | None = None) -> dict[str, int]:
    surgery = surgery or rivers.a
    with tickets.acting(actor_id=0, surgeries=[surgery], patients=[surgery]):
        return dict(models.Patient.objects.values_list("local_id", "id"))


# What is wrong with a patient. The row of p1 is as above but for one value.

HEAD = "patient | nhs_number | born | sex | died_on | ethnicity | language | deprivation | care_home"
OF_PATIENTS = [
    (f"{ANN} | 1960-05-17 | female | | | | |", None),
    ("401 023 2137 | 1960-05-17 | | | | | |", None),
    ("| 1960-05-17 | FEMALE | 2026-03-31 | Black | PL | 1 | No", None),
    (
        "9434765918 | 1960-05-17 | female | | | | |",
        "nhs_number: it is no NHS number (its check digit",
    ),
    ("943476591 | 1960-05-17 | female | | | | |", "nhs_number: it is no NHS number"),
    ("| | female | | | | |", "born: it is blank"),
    ("| 17/05/1960 | female | | | | |", "born: it is not a day written like 2026-03-31"),
    ("| 1960-02-30 | female | | | | |", "born: it is not a day"),
    ("| 1899-12-31 | female | | | | |", "born: it is before"),
    ("| 2026-04-01 | female | | | | |", "born: it is after the day of the extract"),
    ("| 2026-03-31 | female | | | | |", None),
    ("| 1960-05-17 | F | | | | |", "sex: it is none of female, male, other and unknown"),
    (
        "| 1960-05-17 | female | 1960-04-30 | | | |",
        "died_on: it is before the patient's month of birth",
    ),
    ("| 1960-05-17 | female | 2026-04-01 | | | |", "died_on: it is after the day of the extract"),
    (
        "| 1960-05-17 | female | | Martian | | |",
        "ethnicity: it is none of white, mixed, asian, black and",
    ),
    ("| 1960-05-17 | female | | | Polish | |", "language: it is no language of ISO 639-1"),
    ("| 1960-05-17 | female | | | | 11 |", "deprivation: it is not a tenth"),
    ("| 1960-05-17 | female | | | | | perhaps", "care_home: it is none of true, yes"),
]
"""What a row says of a patient, and the fault that it is refused for; None where it is taken in."""


def test_what_is_wrong_with_a_patient(rivers, tmp_path):
    """All in one extract, a row a case."""
    lines = [f"q{number} | {line}" for number, (line, _) in enumerate(OF_PATIENTS)]
    report = take_in(
        rivers,
        files(tmp_path / "in", patients="\n".join([HEAD, *lines, " | | 1960-05-17 | female | | | | |"])),
    )
    found = {row["patient"]: row for row in refused(report, "patients")}
    for number, (line, fault) in enumerate(OF_PATIENTS):
        row = found.pop(f"q{number}", None)
        assert (row is None) is (fault is None), line
        if row is not None:
            assert f"{row['refused_column']}: {row['refused_reason']}".startswith(fault), line
            assert (row["refused_file"], row["refused_line"]) == ("patients.csv", str(number + 2))
            assert row["born"] == line.split("|")[1].strip(), "the row comes back as it was"
    assert found.pop("")["refused_reason"] == "it has no identifier of the surgery's system"
    assert found == {}
    assert len(rows(rivers, "patients")) == len([fault for _, fault in OF_PATIENTS if fault is None])


OF_EVENTS = [
        (f"p1 | {T2} | | 2019-05-03 | | ", date(2019, 5, 3), ""),
        (f"p1 | {T2} | | 2019-05-03T10:15:00+01:00 | | ", date(2019, 5, 3), ""),
        (f"p1 | {T2} | | 1960-05-01 | | ", date(1960, 5, 1), ""),  # the first of the month of birth
        (f"p1 | {T2} | | 2026-03-31 | | ", date(2026, 3, 31), ""),  # the day of the extract
        ("p1 | 418138009 | | 2019-05-03 | | ", date(2019, 5, 3), ""),  # in no list of ours, and a concept
        ("p1 | loinc:8302-2 | | 2019-05-03 | | ", date(2019, 5, 3), ""),
        (f" | {T2} | | 2019-05-03 | | ", None, "patient: it names no patient"),
        (f"p3 | {T2} | | 2019-05-03 | | ", None, "patient: the extract has no such patient, or refused them"),
        ("p1 | | | 2019-05-03 | | ", None, "code: it is blank"),
        ("p1 | 44054007 | | 2019-05-03 | | ", None, "code: it is no SNOMED CT concept (its check digit does not fit)"),
        ("p1 | E11 | | 2019-05-03 | | ", None, "code: it is no SNOMED CT concept (its check digit does not fit)"),
        ("p1 | emis:123 | | 2019-05-03 | | ", None,
         "code: it is a local code of the surgery's system, which is mapped to no SNOMED CT concept"),
        ("p1 | http://my.own:1 | | 2019-05-03 | | ", None, "code: it is of a system of codes that is not known"),
        (f"p1 | {T2} | | | | ", None, "day: it is blank"),
        (f"p1 | {T2} | | 03/05/2019 | | ", None, "day: it is not a day written like 2026-03-31"),
        (f"p1 | {T2} | | 2019-13-03 | | ", None, "day: it is not a day written like 2026-03-31"),
        (f"p1 | {T2} | | 1899-12-31 | | ", None, "day: it is before 1900"),
        (f"p1 | {T2} | | 1960-04-30 | | ", None, "day: it is before the patient's month of birth"),
        (f"p1 | {T2} | | 2026-04-01 | | ", None, "day: it is after the day of the extract"),
        (f"p1 | {HBA1C} | | 2019-05-03 | 5,5 | mmol/mol", None, "value: it is not a number"),
        (f"p1 | {HBA1C} | | 2019-05-03 | inf | mmol/mol", None, "value: it is not a number"),
]  # fmt: skip
"""What a row says of an event, the day on which it is taken in, and the fault that it is refused for."""


def test_what_becomes_of_an_event(rivers, tmp_path):
    """All in one extract, a row a case."""
    lines = [line for line, _, _ in OF_EVENTS]
    report = take_in(rivers, files(tmp_path / "in", patients=PATIENTS, events=events(*lines)))
    found = {
        int(row["refused_line"]) - 2: f"{row['refused_column']}: {row['refused_reason']}"
        for row in refused(report, "events")
    }
    for number, (line, _, fault) in enumerate(OF_EVENTS):
        assert found.get(number, "") == fault, line
    assert sorted(row[0] for row in rows(rivers, "events", "day")) == sorted(
        day for _, day, _ in OF_EVENTS if day
    )


VALUES = [
    (HBA1C, "53", "mmol/mol", (53.0, "mmol/mol"), ""),
    (HBA1C, "53", "MMOL / mol", (53.0, "mmol/mol"), ""),  # without regard to case and spaces
    (
        HBA1C,
        "7.5",
        "%",
        (58.0, "mmol/mol"),
        "",
    ),  # 10.929 x (7.5 - 2.15) = 58.47, in whole numbers as reported
    (HBA1C, "53", "", (53.0, None), ""),  # believable in ours, and taken so
    (HBA1C, "7.5", "", (None, None), "without a unit, and not believable in ours"),
    (HBA1C, "999", "mmol/mol", (None, None), "beyond what is believed"),
    (HBA1C, "53", "furlongs", (None, None), "in a unit that is not known"),
    (HEIGHT, "1.72", "m", (172.0, "cm"), ""),
    (HEIGHT, "172", "", (None, None), "without a unit"),  # inches or centimetres?
    (T2, "4", "apples", (4.0, "apples"), ""),  # nothing is known of such values: as they are
]
"""A code, the value and unit told, those kept, and why a value was set aside."""


def test_values_are_kept_in_one_unit_or_set_aside(rivers, tmp_path):
    """All in one extract, a day a case."""
    lines = [
        f"p1 | {code} | | 2026-01-{number:02} | {value} | {unit}"
        for number, (code, value, unit, _, _) in enumerate(VALUES, start=1)
    ]
    report = take_in(rivers, files(tmp_path / "in", patients=PATIENTS, events=events(*lines)))
    found = {day.day: (value, unit) for day, value, unit in rows(rivers, "events", "day, value, unit")}
    for number, (*told, kept, _) in enumerate(VALUES, start=1):
        assert found[number] == kept, told
    said = [note.split(" values ")[1].split(", set aside")[0] for note in report.notes if "set aside" in note]
    assert sorted(said) == sorted(aside for *_, aside in VALUES if aside)


def test_what_is_told_twice_is_taken_in_once_and_what_contradicts_itself_not_at_all(rivers, tmp_path):
    drawn = f"""
    id | patient | code  | term | day        | value | unit
    1  | p1      | {T2}  |      | 2019-05-03 |       |
    1  | p1      | {T2}  |      | 2019-05-03 |       |
    2  | p1      | {T2}  |      | 2020-05-03 |       |
    2  | p1      | {T2}  |      | 2021-05-03 |       |
       | p1      | {T2}  |      | 2022-05-03 |       |
       | p1      | {T2}  |      | 2022-05-03 |       |
       | p1      | {T2}  |      | 2023-05-03 |       |
"""
    report = take_in(rivers, files(tmp_path / "in", patients=PATIENTS, events=drawn))
    assert report.counts["events"] == Counts(read=7, taken_in=3, refused=2, repeated=2)
    assert [row[0].year for row in rows(rivers, "events", "day")] == [2019, 2022, 2023]
    assert [(row["refused_line"], row["refused_reason"]) for row in refused(report, "events")] == [
        ("4", "other rows have the same identifier and say something else"),
        ("5", "other rows have the same identifier and say something else"),
    ]


def test_one_nhs_number_is_of_one_patient(rivers, tmp_path):
    drawn = f"""
    patient | nhs_number | born       | sex
    p1      | {ANN}      | 1960-05-17 | female
    p2      | 943 476 5919 | 1960-05-17 | female
    p3      | {BOB}      | 1960-05-17 | female
    p3      | {BOB}      | 1960-05-18 | female
    p4      |            | 1960-05-18 | female
"""
    report = take_in(rivers, files(tmp_path / "in", patients=drawn))
    assert [(row["patient"], row["refused_reason"]) for row in refused(report, "patients")] == [
        ("p1", "another patient of the extract has it too"),
        ("p2", "another patient of the extract has it too"),
        ("p3", "other rows have the same identifier and say something else"),
        ("p3", "other rows have the same identifier and say something else"),
    ]
    assert len(rows(rivers, "patients")) == 1


OF_OTHERS = {
    "registrations": (
        "patient | registered_on | ended_on",
        ("p1 | 2020-01-01 | 2019-12-31", "ended_on: it is before the registration began"),
        ("p1 | | ", "registered_on: it is blank"),
    ),
    "medications": (
        "patient | code | day | days | quantity",
        ("p1 | 39113611000001102 | 2026-01-01 | a month | ", "days: it is not a number of days"),
        ("p1 | 39113611000001102 | 2026-01-01 | | 1 op", "quantity: it is not a number"),
    ),
    "consultations": (
        "patient | day | mode",
        (
            "p1 | 2026-01-01 | carrier pigeon",
            "mode: it is none of surgery, telephone, video, online, home and",
        ),
    ),
    "appointments": (
        "starts_at | status | patient",
        ("2026-04-02 25:00 | booked | ", "starts_at: it is not a time written like 2026-03-31T09:30"),
        (
            "2026-04-02 09:00 | maybe | ",
            "status: it is none of booked, attended, did_not_attend and cancelled",
        ),
        ("2026-04-02 09:00 | booked | p9", "patient: the extract has no such patient, or refused them"),
    ),
    "clinicians": (
        "clinician | role",
        ("g1 | wizard", "role: it is none of gp, nurse, pharmacist, paramedic"),
    ),
}


def test_what_is_wrong_with_other_rows(rivers, tmp_path):
    drawn = {
        table: "\n".join([head, *(line for line, _ in cases)]) for table, (head, *cases) in OF_OTHERS.items()
    }
    report = take_in(rivers, files(tmp_path / "in", patients=PATIENTS, **drawn))
    for table, (_, *cases) in OF_OTHERS.items():
        found = [f"{row['refused_column']}: {row['refused_reason']}" for row in refused(report, table)]
        assert len(found) == len(cases), table
        for (_, fault), said in zip(cases, found, strict=True):
            assert said.startswith(fault)


def test_issues_that_last_for_an_impossible_time_are_kept_without_it(rivers, tmp_path):
    drawn = """
    patient | code              | day        | days
    p1      | 39113611000001102 | 2026-01-01 | -3
    p1      | 39113611000001102 | 2026-01-02 | 99999
    p1      | 39113611000001102 | 2026-01-03 | 28
"""
    take_in(rivers, files(tmp_path / "in", patients=PATIENTS, medications=drawn))
    assert [row[0] for row in rows(rivers, "medications", "days")] == [None, None, 28]


# Again, mended, of another day and of another surgery


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
    assert [path.name for path in queries.records_root().iterdir()] == [str(first.snapshot)]


def test_a_newer_extract_takes_the_place_of_the_last_and_patients_keep_their_numbers(rivers, tmp_path):
    take_in(
        rivers, files(tmp_path / "in", patients=PATIENTS, events=events(f"p1 | {T2} | | 2019-05-03 | | "))
    )
    before = _numbers(rivers)
    married = PATIENTS.replace("Ash  ", "Elm  ")
    later = f"{married}    p3 | {BOB} | Cy | Cedar | 1999-09-09 | male\n"
    second = take_in(rivers, files(tmp_path / "in", patients=later), as_at=date(2026, 4, 30))
    assert rows(rivers, "events") == []
    after = _numbers(rivers)
    assert {name: after[name] for name in before} == before
    assert set(after) == {"p1", "p2", "p3"}
    with tickets.acting(actor_id=0, surgeries=[rivers.a], patients=[rivers.a]):
        assert models.Patient.objects.get(local_id="p1").family_name == "Elm"
    assert len(list(queries.records_root().iterdir())) == 2, "the last one stays for the runs that name it"
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


# Whole-file faults


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("events.csv", b"", "events.csv, line 1: it has no headings"),
        ("events.csv", b"patient,code\np1,44054006\n", "events.csv, line 1: it has no column day"),
        ("events.csv", b"patient,code,day,shoe\n", "line 1: nothing is known of its column shoe"),
        ("events.csv", b"patient,code,day,day\n", "line 1: it has two columns called day"),
        ("events.csv", b"patient,code,day\np1,44054006\n", "events.csv, line 2: it has 2 values under 3 headings"),
        ("events.csv", b"patient,code,day\np1,x,2020-01-01\np1,x,2020-01-01,4\n",
         "events.csv, line 3: it has 4 values under 3 headings"),
        ("events.csv", b'patient,code,day\np1,"x,2020-01-01\n', "a quotation mark is opened and never closed"),
        ("events.csv", b"patient,code,day\np1,x,2020-01-01\np1,caf\xe9,x\n", "events.csv, line 3: it is not UTF-8"),
        ("events.csv", b"patient,code,day\np1,caf\xc3", "ends in the middle of a letter: it was cut short"),
        ("events.csv.gz", b"no gzip at all", "events.csv.gz is not a whole gzip file"),
        ("events.parquet", b"PAR1 and not much else PAR1", "events.parquet is not a whole Parquet file"),
        ("shoes.csv", b"patient,code,day\n", "does not say in its name which table it is of"),
        ("events.doc", b"", "is not a file that ends with .csv or .csv.gz or .parquet"),
    ],
)  # fmt: skip
def test_a_file_that_is_unfit_is_refused_with_its_line(tmp_path, name, content, sentence):
    (tmp_path / name).write_bytes(content)
    with staging.staged(tmp_path) as into, pytest.raises(ExtractRefused) as refusal:
        plain.read(into, [tmp_path / name])
    assert sentence in str(refusal.value)


def test_a_file_that_is_unfit_refuses_the_whole_extract(rivers, tmp_path):
    before = take_in(rivers, files(tmp_path / "in", patients=PATIENTS))
    paths = files(tmp_path / "in", patients=PATIENTS, events="patient | code | day\np1 | 44054006")
    with pytest.raises(ExtractRefused, match=r"events\.csv, line 2: it has 2 values under 3 headings"):
        take_in(rivers, paths, as_at=date(2026, 4, 30))
    assert [path.name for path in queries.records_root().iterdir()] == [str(before.snapshot)]
    assert len(rows(rivers, "patients")) == 2


def test_a_gzip_file_cut_short_is_named(rivers, tmp_path):
    import gzip

    whole = gzip.compress(b"patient,code,day\n" + b"p1,44054006,2020-01-01\n" * 10_000)
    paths = files(tmp_path / "in", patients=PATIENTS)
    bad = tmp_path / "in" / "events.csv.gz"
    bad.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(
        ExtractRefused, match=r"events.csv.gz is not a whole gzip file .* cut short or damaged"
    ):
        take_in(rivers, [*paths, bad])
    bad.write_bytes(whole)
    assert take_in(rivers, [*paths, bad]).counts["events"] == Counts(10_000, 1, 0, 9_999)


def test_there_must_be_something_to_take_in(rivers, tmp_path):
    with pytest.raises(ExtractRefused, match="There is no file"):
        take_in(rivers, [tmp_path / "patients.csv"])
    with pytest.raises(ExtractRefused, match="There is not one row"):
        take_in(rivers, files(tmp_path / "in", patients="patient | born | sex"))
    with pytest.raises(ExtractRefused, match="has no patients, and takes the place of all that is in use"):
        take_in(rivers, files(tmp_path / "in", events=events(f"p1 | {T2} | | 2019-05-03 | | ")))
    (tmp_path / "empty").mkdir()
    with pytest.raises(ExtractRefused, match="has no file that ends with"):
        take_in(rivers, [tmp_path / "empty"])


def test_lines_are_right_where_values_run_over_them_and_others_are_blank(rivers, tmp_path):
    text = (
        'id,patient,code,term,day\n1,p1,44054006,"one\ntwo",2020-01-01\n\n'
        '2,p1,44054006,x,2020-01-32\n3,p1,44054006,"\n",2020-01-32'
    )
    paths = files(tmp_path / "in", patients=PATIENTS)
    (tmp_path / "in" / "events.csv").write_text(text)
    report = take_in(rivers, [*paths, tmp_path / "in" / "events.csv"])
    assert [row["refused_line"] for row in refused(report, "events")] == ["5", "6"]


def test_parquet_files_are_as_good_as_csv(rivers, tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    paths = files(tmp_path / "in", patients=PATIENTS)
    table = pa.table(
        {
            "patient": ["p1", "p1", "p9"],
            "code": pa.array([44054006, 44054006, 44054006], pa.int64()),
            "day": pa.array([date(2020, 1, 1), date(2020, 1, 2), date(2020, 1, 3)]),
            "value": [1.5, None, None],
        }
    )
    pq.write_table(table, tmp_path / "in" / "events.parquet")
    report = take_in(rivers, [*paths, tmp_path / "in" / "events.parquet"])
    assert rows(rivers, "events", "day, value") == [(date(2020, 1, 1), 1.5), (date(2020, 1, 2), None)]
    assert [row["refused_line"] for row in refused(report, "events")] == ["3"]
