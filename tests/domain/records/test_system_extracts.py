"""Bulk extracts of EMIS and SystmOne by their column maps: what each becomes, and what is left out."""

# ruff: noqa: E501 drawn tables are as wide as they are

import csv
from datetime import date, datetime
from pathlib import Path

import pytest

from commonpractice.domain.records.facts import System
from commonpractice.foundations import rulebook_files
from commonpractice.gateways.clinical_extracts.sources import ExtractRefused
from tests.domain.records.extracts import drawn, refused, rows, take_in

GUID = "6e2e7a5c-0000-0000-0000-000000000000"

EMIS = {
    "Admin_Organisation": """
        OrganisationGuid | ODSCode
        {org-a}          | A1
        {org-b}          | B1
""",
    "Admin_UserInRole": """
        UserInRoleGuid | OrganisationGuid | Title | GivenName | Surname | JobCategoryName
        {gp}           | {org-a}          | Dr    | Olive     | Oak     | General Medical Practitioner
        {nurse}        | {org-a}          |       | Nell      | Nettle  | Practice Nurse
""",
    "Admin_Patient": """
        PatientGuid | OrganisationGuid | UsualGpUserInRoleGuid | Sex | DateOfBirth | DateOfDeath | GivenName | MiddleNames | Surname | DateOfRegistration | NhsNumber | PatientTypeDescription | DummyType | HouseNameFlatNumber | NumberAndStreet | Village | Town | County | Postcode | ResidentialInstituteCode | DateOfDeactivation | Deleted | EmailAddress | HomePhone | MobilePhone
        {p1}        | {org-a}          | {gp}                  | F   | 1960-05-17  |             | Ann       | Zoe         | Ash     | 1990-01-01         | 9434765919 | Regular           | false     |      | 1 High Street | | Ambridge |    | ZZ99 3AA | CH1 |            | false |                 | 01632960001 |
        {p2}        | {org-a}          |                       | M   | 2020-01-31  | 2026-03-01  | Bob       |             | Birch   | 2020-02-10         |            | Regular           | false     |      |               | |          |    |          |     | 2026-03-01 | false | bob@example.org |             | 07700900001
        {temp}      | {org-a}          |                       | U   | 1970-01-01  |             | Tem       |             | Porary  | 2026-03-01         |            | Temporary         | false     |      |               | |          |    |          |     |            | false |                 |             |
        {gone}      | {org-a}          |                       | M   | 1970-01-01  |             | Gone      |             | Away    | 1990-01-01         |            | Regular           | false     |      |               | |          |    |          |     |            | true  |                 |             |
        {dummy}     | {org-a}          |                       | M   | 1970-01-01  |             | Test      |             | Patient | 1990-01-01         |            | Regular           | true      |      |               | |          |    |          |     |            | false |                 |             |
        {p9}        | {org-b}          |                       | M   | 1970-01-01  |             | Of        |             | Brook   | 1990-01-01         |            | Regular           | false     |      |               | |          |    |          |     |            | false |                 |             |
""",
    "Coding_ClinicalCode": """
        CodeId | Term            | SnomedCTConceptId | SnomedCTDescriptionId
        1      | Type 2 diabetes | 44054006          | 197761014
        2      | HbA1c           | 999791000000106   |
        3      | Our own code    |                   |
""",
    "Coding_DrugCode": """
        CodeId | Term       | DmdProductCodeId
        7      | Salbutamol | 39113611000001102
""",
    "CareRecord_Observation": """
        ObservationGuid | PatientGuid | OrganisationGuid | EffectiveDate | CodeId | Value | NumericUnit | Deleted
        {o1}            | {p1}        | {org-a}          | 2019-05-03    | 1      |       |             | false
        {o2}            | {p1}        | {org-a}          | 2026-01-03    | 2      | 7.5   | %           | false
        {o3}            | {p1}        | {org-a}          | 2026-01-03    | 3      |       |             | false
        {o4}            | {p1}        | {org-a}          | 2026-01-03    | 1      |       |             | true
        {o5}            | {dummy}     | {org-a}          | 2026-01-03    | 1      |       |             | false
        {o6}            | {p9}        | {org-b}          | 2026-01-03    | 1      |       |             | false
        {o7}            | {nobody}    | {org-a}          | 2026-01-03    | 1      |       |             | false
        {o8}            | {p1}        | {org-a}          |               | 1      |       |             | false
""",
    "Prescribing_IssueRecord": """
        IssueRecordGuid | PatientGuid | OrganisationGuid | EffectiveDate | CodeId | Quantity | CourseDurationInDays | Deleted
        {i1}            | {p1}        | {org-a}          | 2026-01-02    | 7      | 200.0    | 28                   | false
""",
    "CareRecord_Consultation": """
        ConsultationGuid | PatientGuid | OrganisationGuid | EffectiveDate | ClinicianUserInRoleGuid | ConsultationSourceTerm     | Deleted
        {c1}             | {p1}        | {org-a}          | 2026-01-02    | {gp}                    | Telephone call to a patient | false
        {c2}             | {p1}        | {org-a}          | 2026-01-03    | {nurse}                 | GP Surgery                 | false
        {c3}             | {p1}        | {org-a}          | 2026-01-04    | {gp}                    | Administration note        | false
""",
    "Appointment_Session": """
        AppointmentSessionGuid | SessionTypeDescription | SessionCategoryDisplayName
        {s1}                   | Telephone triage       | General Consultation Acute
""",
    "Appointment_SessionUser": """
        SessionGuid | UserInRoleGuid | Deleted
        {s1}        | {gp}           | false
""",
    "Appointment_Slot": """
        SlotGuid | AppointmentDate | AppointmentStartTime | PlannedDurationInMinutes | PatientGuid | SendInTime | LeftTime | DidNotAttend | OrganisationGuid | SessionGuid | Deleted
        {a1}     | 2026-01-02      | 09:30:00             | 10                       | {p1}        | 09:32:00   | 09:40:00 | false        | {org-a}          | {s1}        | false
        {a2}     | 2026-01-03      | 09:30:00             | 10                       | {p1}        |            |          | true         | {org-a}          | {s1}        | false
        {a3}     | 2026-04-03      | 09:30:00             | 10                       | {p1}        |            |          | false        | {org-a}          | {s1}        | false
        {a4}     | 2026-04-03      | 09:40:00             | 10                       |             |            |          | false        | {org-a}          | {s1}        | false
""",
    "Audit_PatientAudit": """
        ItemGuid | PatientGuid
        {x}      | {p1}
""",
}  # fmt: skip


def emis(folder: Path, tables: dict[str, str] = EMIS, **changed: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in {**tables, **changed}.items():
        path = folder / f"291_{name}_20260331010203_{GUID}.csv"
        path.write_text(drawn(table), encoding="utf-8")
    return folder


def emis_in(rivers, folder: Path, **how):
    return take_in(rivers, [folder], system=System.EMIS, **how)


def test_an_emis_extract_becomes_a_snapshot(rivers, tmp_path):
    report = emis_in(rivers, emis(tmp_path / "in"))
    assert rows(rivers, "patients", "born, sex, died_on, care_home") == [
        (date(1960, 5, 1), "female", None, True),
        (date(2020, 1, 1), "male", date(2026, 3, 1), False),
        (date(1970, 1, 1), "unknown", None, False),
    ]
    # the temporary resident is on no list
    assert rows(rivers, "registrations", "registered_on, ended_on") == [
        (date(1990, 1, 1), None),
        (date(2020, 2, 10), date(2026, 3, 1)),
    ]
    assert sorted(rows(rivers, "events", "day, value, unit")) == [
        (date(2019, 5, 3), None, None),
        (date(2026, 1, 3), 58.0, "mmol/mol"),
    ]
    assert rows(rivers, "medications", "day, days, quantity") == [(date(2026, 1, 2), 28, 200.0)]
    assert rows(rivers, "consultations", "day, role, mode") == [
        (date(2026, 1, 2), "gp", "telephone"),
        (date(2026, 1, 3), "nurse", "surgery"),
    ]
    assert rows(rivers, "appointments", "starts_at, minutes, category, mode, status") == [
        (datetime(2026, 1, 2, 9, 30), 10, "General Consultation Acute", "telephone", "attended"),
        (datetime(2026, 1, 3, 9, 30), 10, "General Consultation Acute", "telephone", "did_not_attend"),
        (datetime(2026, 4, 3, 9, 30), 10, "General Consultation Acute", "telephone", "booked"),
    ]
    given_back = refused(report, "events")
    assert [(row["refused_line"], row["code"], row["term"], row["refused_reason"]) for row in given_back] == [
        ("4", "emis:3", "Our own code",
         "it is a local code of the surgery's system, which is mapped to no SNOMED CT concept"),
        ("8", "44054006", "Type 2 diabetes", "the extract has no such patient, or refused them"),
        ("9", "44054006", "Type 2 diabetes", "it is blank"),
    ]  # fmt: skip
    assert set(report.notes) >= {
        "Rows deleted in EMIS: 3, left out.",
        "Dummy patients: 1, left out.",
        "Registrations that are not full ones: 1, left out.",
        "Rows about patients who were left out: 2, left out.",
        "Entries in the record that were no consultation: 1, left out.",
        "Slots that nobody has booked: 1, left out.",
        "Files of the extract that hold nothing we read: 1, left out.",
    }


def test_only_the_surgerys_own_rows_of_a_shared_extract_are_taken_in(rivers, tmp_path):
    emis_in(rivers, emis(tmp_path / "in"), surgery=rivers.b)
    assert rows(rivers, "patients", "born", surgery=rivers.b) == [(date(1970, 1, 1),)]
    assert rows(rivers, "events", "day", surgery=rivers.b) == [(date(2026, 1, 3),)]


def test_an_extract_of_another_surgery_is_refused(rivers, tmp_path):
    of_others = EMIS["Admin_Organisation"].replace("A1", "Z9")
    with pytest.raises(
        ExtractRefused, match=r"None of the patients in 291_Admin_Patient_.* is of the surgery A1"
    ):
        emis_in(rivers, emis(tmp_path / "in", Admin_Organisation=of_others))


def test_columns_are_known_by_name_wherever_they_stand_and_by_both_spellings(rivers, tmp_path):
    table = EMIS["CareRecord_Consultation"].replace("ClinicianUserInRoleGuid", "clinicianuserinroleguid")
    emis_in(rivers, emis(tmp_path / "in", CareRecord_Consultation=table))
    assert len(rows(rivers, "consultations")) == 2


def test_a_missing_column_or_file_is_named(rivers, tmp_path):
    table = EMIS["CareRecord_Observation"].replace("CodeId", "CodeNo ")
    with pytest.raises(ExtractRefused, match=r"CareRecord_Observation.*, line 1: it has no column CodeId"):
        emis_in(rivers, emis(tmp_path / "in", CareRecord_Observation=table))
    for path in (tmp_path / "in").glob("*Coding_ClinicalCode*"):
        path.unlink()
    with pytest.raises(ExtractRefused, match="has no file Coding_ClinicalCode"):
        emis_in(rivers, tmp_path / "in")


def test_a_row_that_is_none_is_named_with_its_file_and_line(rivers, tmp_path):
    folder = emis(tmp_path / "in")
    (path,) = folder.glob("*CareRecord_Observation_*")
    path.write_text(path.read_text().replace(",2026-01-03,2,", ",2026-01-03,2,2,"), encoding="utf-8")
    with pytest.raises(
        ExtractRefused, match=r"CareRecord_Observation.*, line 3: it has 9 values under 8 headings"
    ):
        emis_in(rivers, folder)


SYSTMONE = {
    "SRMapping": """
        RowIdentifier | IdMappingGroup | Mapping
        11            | 1              | Finished
        12            | 1              | Did Not Attend
        13            | 2              | Telephone
        14            | 3              | General Medical Practitioner
        15            | 1              | Cancelled by patient
""",
    "SRCtv3ToSnomed": """
        RowIdentifier | IDOrganisationVisibleTo | Ctv3Code | SnomedCode
        1             | A1                      | X40J5    | 44054006
""",
    "SRPatient": """
        RowIdentifier | IDOrganisationVisibleTo | FirstName | MiddleNames | Surname | NHSNumber  | DateBirth         | DateDeath   | Gender | EmailAddress | TestPatient | RemovedData
        1             | A1                      | Zoë       |             | Ash     | 9434765919 | 17 May 1960       |             | F      |              | false       | 0
        2             | A1                      | Bob       |             | Birch   |            | 31 Jan 2020 10:15 | 01 Mar 2026 | M      |              | false       | 0
        3             | A1                      | Test      |             | Patient |            | 31 Jan 2020       |             | M      |              | true        | 0
        4             | B1                      | Of        |             | Brook   |            | 31 Jan 2020       |             | M      |              | false       | 0
""",
    "SRPatientAddressHistory": """
        RowIdentifier | IDPatient | DateEvent            | NameOfBuilding | NumberOfBuilding | NameOfRoad  | NameOfTown | FullPostCode
        1             | 1         | 01 Jan 1990 00:00:00 |                | 9                | Old Road    | Ambridge   | ZZ99 1AA
        2             | 1         | 01 Jan 2010 00:00:00 |                | 1                | High Street | Ambridge   | ZZ99 3AA
""",
    "SRPatientRegistration": """
        RowIdentifier | IDOrganisationVisibleTo | DateRegistration     | DateDeRegistration | RegistrationStatus    | IDPatient | RemovedData
        1             | A1                      | 01 Jan 1990 00:00:00 |                    | GMS,Contraception     | 1         | 0
        2             | A1                      | 10 Feb 2020 00:00:00 | 01 Mar 2026        | GMS                   | 2         | 0
        3             | A1                      | 10 Feb 2021 00:00:00 |                    | Temporary Resident < 16 days | 2  | 0
""",
    "SRStaffMember": """
        RowIdentifier | StaffName
        51            | Dr Olive Oak
""",
    "SRStaffMemberProfile": """
        RowIdentifier | DateProfileCreated   | StaffRole | IDStaffMember
        91            | 01 Jan 2020 00:00:00 | 14        | 51
""",
    "SRCode": """
        RowIdentifier | IDOrganisationVisibleTo | DateEvent            | CTV3Code | CTV3Text | SNOMEDCode      | SNOMEDText | IsNumeric | NumericValue | NumericUnit | IDPatient | RemovedData
        1             | A1                      | 03 May 2019 10:11:12 | X40J5    | T2       | -1              |            | false     | 0            |             | 1         | 0
        2             | A1                      | 03 Jan 2026 10:11:12 | XaPbt    | HbA1c    | 999791000000106 | HbA1c      | true      | 53           | mmol/mol    | 1         | 0
        3             | A1                      | 03 Jan 2026 10:11:12 | Y0001    | Our own  | -1              |            | false     |              |             | 1         | 0
        4             | A1                      | 03 Jan 2026 10:11:12 | X40J5    | T2       | 44054006        |            | false     |              |             | 1         | 1
        5             | A1                      | 03 Jan 2026 10:11:12 | X40J5    | T2       | 44054006        |            | false     |              |             | 3         | 0
        6             | A1                      | sometime             | X40J5    | T2       | 44054006        |            | false     |              |             | 1         | 0
""",
    "SRImmunisation": """
        RowIdentifier | IDOrganisationVisibleTo | DateEvent            | ImmsReadCode | ImmsSNOMEDCode | IDPatient | RemovedData
        1             | A1                      | 01 Oct 2025 09:00:00 | 65E..        | 86198006       | 1         | 0
""",
    "SRPrimaryCareMedication": """
        RowIdentifier | IDOrganisationVisibleTo | DateEvent   | IDMultiLexProduct | IDMultiLexDMD     | NameOfMedication | DateMedicationStart | DateMedicationEnd | MedicationQuantity | IsOtherMedication | IsHospitalMedication | IsDentalMedication | IDPatient | RemovedData
        1             | A1                      | 02 Jan 2026 | 5                 | 39113611000001102 | Salbutamol       | 02 Jan 2026         | 30 Jan 2026       | 200 dose           | false             | false                | false              | 1         | 0
        2             | A1                      | 02 Jan 2026 | 5                 | 39113611000001102 | Salbutamol       | 02 Jan 2026         | 30 Jan 2026       | 200 dose           | false             | true                 | false              | 1         | 0
""",
    "SREvent": """
        RowIdentifier | IDOrganisationVisibleTo | DateEvent            | IDDoneBy | ContactMethod | ClinicalEvent | IDPatient | RemovedData
        1             | A1                      | 02 Jan 2026 09:00:00 | 51       | 13            | true          | 1         | 0
        2             | A1                      | 03 Jan 2026 09:00:00 | 51       | -1            | false         | 1         | 0
        3             | A1                      | 04 Jan 2026 09:00:00 | -1       | Face to Face  | true          | 1         | 0
""",
    "SRAppointment": """
        RowIdentifier | IDOrganisationVisibleTo | DateStart            | DateEnd              | AppointmentStatus | DateAppointmentBooked | TelephoneAppointment | IDClinician | RotaType | IDPatient | RemovedData
        1             | A1                      | 02 Jan 2026 09:30:00 | 02 Jan 2026 09:45:00 | 11                | 01 Jan 2026 08:00:00  | true                 | 51          | GP       | 1         | 0
        2             | A1                      | 03 Jan 2026 09:30:00 | 03 Jan 2026 09:45:00 | 12                |                       | false                | 51          | GP       | 1         | 0
        3             | A1                      | 04 Jan 2026 09:30:00 | 04 Jan 2026 09:45:00 | 15                |                       | false                | 51          | GP       | 1         | 0
        4             | A1                      | 05 Jan 2026 09:30:00 | 05 Jan 2026 09:45:00 | 11                |                       | false                | 51          | GP       | -1        | 0
""",
    "SRManifest": """
        FileName | IsDelta
        SRCode   | Y
""",
}  # fmt: skip


def systmone(folder: Path, **changed: str) -> Path:
    """As SystmOne writes it: in Windows' own code page."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in {**SYSTMONE, **changed}.items():
        (folder / f"{name}.csv").write_bytes(drawn(table).encode("cp1252"))
    return folder


def systmone_in(rivers, folder: Path, **how):
    return take_in(rivers, [folder], system=System.SYSTMONE, **how)


def test_a_systmone_extract_becomes_a_snapshot(rivers, tmp_path):
    report = systmone_in(rivers, systmone(tmp_path / "in"))
    assert rows(rivers, "patients", "born, sex, died_on") == [
        (date(1960, 5, 1), "female", None),
        (date(2020, 1, 1), "male", date(2026, 3, 1)),
    ]
    assert rows(rivers, "registrations", "registered_on, ended_on") == [
        (date(1990, 1, 1), None),
        (date(2020, 2, 10), date(2026, 3, 1)),
    ]
    assert sorted(rows(rivers, "events", "day, value, unit")) == [
        (date(2019, 5, 3), None, None),
        (date(2025, 10, 1), None, None),
        (date(2026, 1, 3), 53.0, "mmol/mol"),
    ]
    assert rows(rivers, "medications", "day, days, quantity") == [(date(2026, 1, 2), 28, 200.0)]
    assert rows(rivers, "consultations", "day, role, mode") == [
        (date(2026, 1, 2), "gp", "telephone"),
        (date(2026, 1, 4), "other", "surgery"),
    ]
    assert rows(rivers, "appointments", "booked_at, starts_at, minutes, mode, status") == [
        (datetime(2026, 1, 1, 8), datetime(2026, 1, 2, 9, 30), 15, "telephone", "attended"),
        (None, datetime(2026, 1, 3, 9, 30), 15, "surgery", "did_not_attend"),
        (None, datetime(2026, 1, 4, 9, 30), 15, "surgery", "cancelled"),
    ]
    assert [
        (row["refused_line"], row["code"], row["refused_column"]) for row in refused(report, "events")
    ] == [
        ("4", "ctv3:Y0001", "code"),
        ("7", "44054006", "day"),
    ]
    assert refused(report, "events")[1]["day"] == "sometime", (
        "a day that is none comes back as it was written"
    )
    assert set(report.notes) >= {
        "Rows removed in SystmOne: 1, left out.",
        "Test patients: 1, left out.",
        "Medicines that others prescribed: 1, left out.",
        "Rows about patients who were left out: 1, left out.",
        "Slots that nobody has booked: 1, left out.",
        "Rows of other organisations in the SystmOne extract: 1, left out.",
    }


def test_who_somebody_is_comes_from_several_files_of_systmone(rivers, tmp_path):
    from commonpractice.domain.records import models
    from commonpractice.gateways.scoped_postgres import tickets

    systmone_in(rivers, systmone(tmp_path / "in"))
    with tickets.acting(actor_id=0, surgeries=[rivers.a], patients=[rivers.a]):
        zoe = models.Patient.objects.get(local_id="1")
        oak = models.Clinician.objects.get(code="51")
    assert (zoe.given_name, zoe.address, zoe.postcode) == ("Zoë", "1, High Street, Ambridge", "ZZ99 3AA")
    assert (oak.name, oak.role) == ("Dr Olive Oak", "gp")


# Every version of the systems' columns that is known


def layouts(published_data: Path) -> dict[tuple[str, str], list[list[str]]]:
    """The columns of each file by system and table, every variant of them."""
    found: dict[tuple[str, str, str, str], list[str]] = {}
    path = published_data / "samples" / "clinical_extract_layouts" / "extract_columns.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            key = (row["system"], row["table"], row["variant"], row["versions"])
            found.setdefault(key, []).append(row["column"])
    by_table: dict[tuple[str, str], list[list[str]]] = {}
    for (system, table, *_), columns in found.items():
        by_table.setdefault((system, table), []).append(columns)
    return by_table


@pytest.mark.parametrize(("system", "named"), [("emis", "emis"), ("systmone", "tpp")])
def test_every_known_version_of_the_columns_is_understood(published_data, rivers, tmp_path, system, named):
    """Each file's headings in each of its variants, over one row that says nothing but whose it is."""
    known = layouts(published_data)
    wanted = rulebook_files.toml(f"records/layouts/{system}.toml")["files"]
    tables = {table.split("/")[-1] if named == "tpp" else table.replace("/", "_"): variants
              for (of, table), variants in known.items() if of == named}  # fmt: skip
    tables = {_cased(name, wanted): variants for name, variants in tables.items()}
    missing = [name for name in wanted if name not in tables]
    assert not missing, f"nothing is known of the columns of {missing}"
    base = EMIS if system == "emis" else SYSTMONE
    most = max(len(tables[name]) for name in wanted)
    for number in range(most):
        folder = tmp_path / f"{system}{number}"
        folder.mkdir()
        for name in wanted:
            variants = tables[name]
            columns = variants[min(number, len(variants) - 1)]
            path = folder / (f"1_{name}_20260331_{GUID}.csv" if system == "emis" else f"{name}.csv")
            path.write_text(_with_columns(base.get(name, ""), columns), encoding="utf-8")
        report = take_in(rivers, [folder], system=System(system), as_at=date(2026, 3, 31))
        assert report.counts["patients"].taken_in >= 2, (number, report)
        assert report.counts["events"].taken_in >= 2 or number > 3, (number, report)


def _cased(name: str, wanted) -> str:
    return next((each for each in wanted if each.lower() == name.lower()), name)


def _with_columns(table: str, columns: list[str]) -> str:
    """A drawn table with exactly some columns, in their order; what it has not is blank."""
    lines = [
        [cell.strip() for cell in line.split("|")] for line in table.strip().splitlines() if line.strip()
    ]
    head, *body = lines or [[]]
    at = {heading.lower(): number for number, heading in enumerate(head)}
    rows = [[row[at[name.lower()]] if name.lower() in at else "" for name in columns] for row in body]
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in [columns, *rows]) + "\n"
