"""Judge a staged extract: ask the database for numbers, and DuckDB for which rows are taken in.

After this each staged table has its judged one (measures/judging), patients and clinicians first.
"""

# ruff: noqa: S608 what is put into SQL here is of the plain schema

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import pyarrow as pa

from commonpractice.domain.records.actions.identity import number_clinicians
from commonpractice.domain.records.actions.judging_codes import number_codes, tell_units
from commonpractice.domain.records.actions.judging_patients import judge_patients
from commonpractice.domain.records.facts import SnapshotFact
from commonpractice.domain.records.measures import judging
from commonpractice.domain.records.parameters import ValueRule
from commonpractice.gateways.clinical_extracts import schema
from commonpractice.gateways.clinical_extracts.staging import Staging

WITH_CLINICIANS = (schema.PATIENTS, schema.CONSULTATIONS, schema.APPOINTMENTS)
NOBODY = ""
"""The code of whoever held a consultation of which the extract does not say who did."""


@dataclass(frozen=True)
class Meanings:
    """What codes mean on the day of an extract.

    `values` are the rules of what is measured by concept (its number), `resolutions` the concept that says
    that a condition is over by the condition's; `of_dictionary` says whether rows have their terms from
    one.
    """

    values: Mapping[int, ValueRule]
    resolutions: Mapping[str, str]
    of_dictionary: bool


def judge(
    staging: Staging,
    as_at: date,
    meanings: Meanings,
    *,
    surgery_id: int,
    at: datetime,
    key: bytes,
    follows: SnapshotFact | None,
) -> None:
    """Judge every staged table. Needs a ticket for the patients of the surgery.

    Where mended rows follow a snapshot, they may be of its patients too.
    """
    judge_patients(staging, as_at, surgery_id=surgery_id, at=at, key=key, follows=follows)
    _judge(staging, schema.CLINICIANS, as_at)
    _number_clinicians(staging, surgery_id)
    number_codes(staging, meanings.resolutions, of_dictionary=meanings.of_dictionary)
    tell_units(staging, meanings.values)
    for table in (
        schema.REGISTRATIONS,
        schema.EVENTS,
        schema.MEDICATIONS,
        schema.CONSULTATIONS,
        schema.APPOINTMENTS,
    ):
        _judge(staging, table, as_at)


def _judge(staging: Staging, table: schema.PlainTable, as_at: date) -> None:
    run = staging.connection.execute
    run(judging.several(table.name, table.columns, table.key))
    query = getattr(judging, table.name)(table.columns)
    run(query, {"as_at": as_at} if "$as_at" in query else {})


def _number_clinicians(staging: Staging, surgery_id: int) -> None:
    """Give clinicians their numbers: `clinician_ids` (code, clinician, role)."""
    run = staging.connection.execute
    told = run(
        "SELECT code, name, role FROM judged_clinicians WHERE fault IS NULL AND NOT repeated ORDER BY code"
    ).fetchall()
    each = " UNION ".join(f"SELECT clinician FROM staged_{table.name}" for table in WITH_CLINICIANS)
    named = [row[0] for row in run(f"SELECT clinician FROM ({each}) WHERE clinician IS NOT NULL").fetchall()]
    if run(f"SELECT 1 FROM staged_{schema.CONSULTATIONS.name} WHERE clinician IS NULL LIMIT 1").fetchall():
        named.append(NOBODY)
    found = number_clinicians(told, named, surgery_id=surgery_id)
    staging.table(
        "clinician_ids",
        {
            "code": pa.array([row[0] for row in found], pa.string()),
            "clinician": pa.array([row[1] for row in found], pa.int32()),
            "role": pa.array([row[2] for row in found], pa.string()),
        },
    )
