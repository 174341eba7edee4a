"""Extracts taken in: what becomes of each row, and which come back to be mended."""

# ruff: noqa: E501 drawn tables are as wide as they are

from datetime import date, datetime

from commonpractice.domain.records import models
from commonpractice.domain.records.facts import Counts
from commonpractice.gateways.scoped_postgres import tickets
from tests.domain.records.extracts import (
    ANN,
    BOB,
    HBA1C,
    PATIENTS,
    T2,
    events,
    files,
    numbers,
    refused,
    rows,
    take_in,
)


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
    assert (number, clinician) == (numbers(rivers)["p1"], rows(rivers, "consultations", "clinician")[0][0])


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
