"""Extracts as EMIS and SystmOne write them, drawn small."""

# ruff: noqa: E501 drawn tables are as wide as they are

from pathlib import Path

from commonpractice.domain.records.facts import System
from tests.domain.records.extracts import drawn, take_in

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
