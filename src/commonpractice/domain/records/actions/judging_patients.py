"""Judge the patients of a staged extract, and give those taken in their numbers.

Where mended rows are added to the snapshot in use, they may be of its patients; and none of them takes over
the NHS number of another.
"""

# ruff: noqa: S608 what is put into SQL here is quoted

from datetime import date, datetime

import pyarrow as pa

from commonpractice.domain.records import models, queries
from commonpractice.domain.records.actions.identity import Told, number_patients
from commonpractice.domain.records.facts import SnapshotFact
from commonpractice.domain.records.measures import judging
from commonpractice.domain.records.rules import pseudonyms
from commonpractice.foundations import check_digits
from commonpractice.gateways.clinical_extracts import schema
from commonpractice.gateways.clinical_extracts.staging import Staging, quoted
from commonpractice.gateways.event_store.layout import PATIENTS


def judge_patients(
    staging: Staging, as_at: date, *, surgery_id: int, at: datetime, key: bytes, follows: SnapshotFact | None
) -> None:
    """Judge patients, and make `patient_ids` (local_id, patient, born, pseudonym) of whom other rows may be.

    `pseudonym` is blank for those of the snapshot that mended rows follow, who are there already.
    `renumbered` (before, patient) has those of them who are somebody else from now on.
    """
    _tell_in_use(staging, follows)
    _tell_nhs_numbers(staging)
    run = staging.connection.execute
    run(judging.several(schema.PATIENTS.name, schema.PATIENTS.columns, schema.PATIENTS.key))
    run(judging.patients(schema.PATIENTS.columns), {"as_at": as_at})
    _number(staging, surgery_id=surgery_id, at=at, key=key)
    run(
        "CREATE TABLE renumbered AS SELECT u.patient AS before, p.patient FROM in_use u "
        "JOIN patient_ids p USING (local_id) WHERE u.patient <> p.patient"
    )
    run(
        "INSERT INTO patient_ids SELECT local_id, patient, born, NULL FROM in_use "
        "WHERE local_id NOT IN (SELECT local_id FROM patient_ids)"
    )


def _tell_in_use(staging: Staging, follows: SnapshotFact | None) -> None:
    """The patients of the snapshot that is added to: `in_use` (local_id, patient, born, nhs_number)."""
    known: list[tuple] = []
    if follows is not None:
        path = quoted(str(queries.stored(follows).path(PATIENTS)))
        there = staging.connection.execute(f"SELECT patient FROM read_parquet({path})").fetchall()
        numbers = {row[0] for row in there}
        rows = models.Patient.objects.filter(surgery_id=follows.surgery_id)
        told = rows.values_list("local_id", "id", "born", "nhs_number").iterator(10_000)
        known = [row for row in told if row[1] in numbers]
    staging.table(
        "in_use",
        {
            "local_id": pa.array([row[0] for row in known], pa.string()),
            "patient": pa.array([row[1] for row in known], pa.int32()),
            "born": pa.array([row[2].replace(day=1) for row in known], pa.date32()),
            "nhs_number": pa.array([row[3] for row in known], pa.string()),
        },
    )


def _tell_nhs_numbers(staging: Staging) -> None:
    """Whether NHS numbers fit: few enough to be looked at one by one."""
    run = staging.connection.execute
    run("UPDATE staged_patients SET nhs_number = replace(nhs_number, ' ', '') WHERE nhs_number IS NOT NULL")
    rows = run(
        "SELECT nhs_number, count(DISTINCT patient) > 1 FROM staged_patients "
        "WHERE nhs_number IS NOT NULL GROUP BY 1"
    ).fetchall()
    staging.table(
        "nhs_numbers",
        {
            "number": pa.array([row[0] for row in rows], pa.string()),
            "good": pa.array([check_digits.is_nhs_number(row[0]) for row in rows], pa.bool_()),
            "shared": pa.array([row[1] for row in rows], pa.bool_()),
        },
    )


def _number(staging: Staging, *, surgery_id: int, at: datetime, key: bytes) -> None:
    """Give the accepted patients their numbers."""
    found = staging.connection.execute(
        "SELECT j.local_id, j.nhs_number, coalesce(t.given_name, ''), coalesce(t.family_name, ''), "
        "j.born_on, coalesce(t.address, ''), coalesce(t.postcode, ''), coalesce(t.phone, ''), "
        "coalesce(t.email, '') "
        "FROM judged_patients j JOIN staged_patients t ON t.rowid = j.row "
        "WHERE j.fault IS NULL AND NOT j.repeated ORDER BY j.row"
    ).fetchall()
    people = [
        Told(_pseudonym(local_id, nhs_number, surgery_id, key), local_id, nhs_number, *rest)
        for local_id, nhs_number, *rest in found
    ]
    numbers = number_patients(people, surgery_id=surgery_id, at=at)
    staging.table(
        "patient_ids",
        {
            "local_id": pa.array([person.local_id for person in people], pa.string()),
            "patient": pa.array(numbers, pa.int32()),
            "born": pa.array([person.born.replace(day=1) for person in people], pa.date32()),
            "pseudonym": pa.array([person.pseudonym for person in people], pa.binary()),
        },
    )


def _pseudonym(local_id: str, nhs_number: str | None, surgery_id: int, key: bytes) -> bytes:
    if nhs_number:
        return pseudonyms.of_nhs_number(nhs_number, key=key)
    return pseudonyms.of_local_id(local_id, surgery_id=surgery_id, key=key)
