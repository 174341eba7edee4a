"""Judge a staged extract: ask the database for numbers, and DuckDB for which rows are taken in.

After this each staged table has its judged one (measures/judging), patients and clinicians first.
"""

# ruff: noqa: S608 what is put into SQL here is of the plain schema

from datetime import date, datetime

import pyarrow as pa

from commonpractice.domain.records import models, parameters, queries
from commonpractice.domain.records.actions import numbering
from commonpractice.domain.records.actions.identity import Told, number_clinicians, number_patients
from commonpractice.domain.records.facts import SnapshotFact
from commonpractice.domain.records.measures import judging
from commonpractice.domain.records.rules import pseudonyms
from commonpractice.foundations import check_digits
from commonpractice.gateways.clinical_extracts import schema
from commonpractice.gateways.clinical_extracts.staging import Staging, quoted
from commonpractice.gateways.event_store.layout import PATIENTS

WITH_CODES = (schema.EVENTS, schema.MEDICATIONS)
WITH_CLINICIANS = (schema.PATIENTS, schema.CONSULTATIONS, schema.APPOINTMENTS)
NOBODY = ""
"""The code of whoever held a consultation of which the extract does not say who did."""


def judge(
    staging: Staging, as_at: date, *, surgery_id: int, at: datetime, key: bytes, follows: SnapshotFact | None
) -> None:
    """Judge every staged table. Needs a ticket for the patients of the surgery.

    Where mended rows follow a snapshot, they may be of its patients too.
    """
    _judge_patients(staging, as_at)
    _number_patients(staging, surgery_id=surgery_id, at=at, key=key)
    if follows is not None:
        _add_patients_of(staging, follows)
    _judge(staging, schema.CLINICIANS, as_at)
    _number_clinicians(staging, surgery_id)
    _number_codes(staging)
    _tell_units(staging, as_at)
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


def _judge_patients(staging: Staging, as_at: date) -> None:
    """Patients, with whether their NHS numbers fit: few enough to be looked at one by one."""
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
    _judge(staging, schema.PATIENTS, as_at)


def _number_patients(staging: Staging, *, surgery_id: int, at: datetime, key: bytes) -> None:
    """Give the accepted patients their numbers: `patient_ids` (local_id, patient, born, pseudonym)."""
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


def _add_patients_of(staging: Staging, follows: SnapshotFact) -> None:
    """Let rows be of the patients whom a snapshot has, by the surgery's own numbers for them."""
    rows = models.Patient.objects.filter(surgery_id=follows.surgery_id).values_list("local_id", "id", "born")
    known = list(rows.iterator(10_000))
    staging.table(
        "known",
        {
            "local_id": pa.array([row[0] for row in known], pa.string()),
            "patient": pa.array([row[1] for row in known], pa.int32()),
            "born": pa.array([row[2].replace(day=1) for row in known], pa.date32()),
        },
    )
    path = quoted(str(queries.stored(follows).path(PATIENTS)))
    staging.connection.execute(
        f"INSERT INTO patient_ids SELECT local_id, patient, born, NULL FROM known "
        f"WHERE patient IN (SELECT patient FROM read_parquet({path})) "
        "AND local_id NOT IN (SELECT local_id FROM patient_ids)"
    )


def _pseudonym(local_id: str, nhs_number: str | None, surgery_id: int, key: bytes) -> bytes:
    if nhs_number:
        return pseudonyms.of_nhs_number(nhs_number, key=key)
    return pseudonyms.of_local_id(local_id, surgery_id=surgery_id, key=key)


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


def _number_codes(staging: Staging) -> None:
    """Give codes their numbers: `codes` (code, concept, fault), fault a key of judging.CODE_FAULTS."""
    each = " UNION ALL ".join(f"SELECT code, term FROM staged_{table.name}" for table in WITH_CODES)
    rows = staging.connection.execute(
        f"SELECT code, coalesce(any_value(term), '') FROM ({each}) WHERE code IS NOT NULL GROUP BY 1"
    ).fetchall()
    read_as, kept = parameters.translations(), parameters.foreign()
    good: dict[str, str] = {}
    faults: dict[str, str | None] = {}
    for code, _ in rows:
        concept = read_as.get(code, code)
        faults[code] = _fault(concept, kept)
        if faults[code] is None:
            good[code] = concept
    terms = {good[code]: term for code, term in rows if code in good}
    numbers = numbering.concepts(terms)
    staging.table(
        "codes",
        {
            "code": pa.array(faults, pa.string()),
            "concept": pa.array([numbers.get(good.get(code, "")) for code in faults], pa.int32()),
            "fault": pa.array(faults.values(), pa.string()),
        },
    )


LOCAL = frozenset({"emis", "ctv3", "readv2", "multilex"})
"""Terminologies of clinical systems whose codes have to be mapped to SNOMED CT by the system itself."""


def _fault(code: str, kept: frozenset[str]) -> str | None:
    terminology, colon, _ = code.rpartition(":")
    if not colon:
        return None if check_digits.is_snomed_concept(code) else "check"
    if terminology in kept:
        return None
    return "local" if terminology in LOCAL else "system"


def _tell_units(staging: Staging, as_at: date) -> None:
    """Tell DuckDB in which units the values of which concepts are kept: `value_rules` and `unit_rules`.

    A concept of two clusters that differ goes by the first of them in the alphabet.
    """
    rules = {rule.cluster: rule for rule in parameters.value_rules()}
    of_concept: dict[int, parameters.ValueRule] = {}
    for row in queries.membership(on=as_at).to_pylist():
        if row["cluster"] in rules:
            of_concept.setdefault(row["concept"], rules[row["cluster"]])
    concepts = list(of_concept.items())
    staging.table(
        "value_rules",
        {
            "concept": pa.array([concept for concept, _ in concepts], pa.int32()),
            "unit": pa.array([rule.unit for _, rule in concepts], pa.string()),
            "lowest": pa.array([rule.lowest for _, rule in concepts], pa.float64()),
            "highest": pa.array([rule.highest for _, rule in concepts], pa.float64()),
            "assumed": pa.array([rule.assumed for _, rule in concepts], pa.bool_()),
            "words": pa.array([rule.words for _, rule in concepts], pa.string()),
        },
    )
    units = [(concept, rule, unit) for concept, rule in concepts for unit in rule.units]
    staging.table(
        "unit_rules",
        {
            "concept": pa.array([concept for concept, _, _ in units], pa.int32()),
            "spelling": pa.array([unit.spelling for _, _, unit in units], pa.string()),
            "factor": pa.array([unit.factor for _, _, unit in units], pa.float64()),
            "plus": pa.array([unit.offset for _, _, unit in units], pa.float64()),
            "decimals": pa.array([unit.decimals for _, _, unit in units], pa.int32()),
            "lowest": pa.array([rule.lowest for _, rule, _ in units], pa.float64()),
            "highest": pa.array([rule.highest for _, rule, _ in units], pa.float64()),
        },
    )
