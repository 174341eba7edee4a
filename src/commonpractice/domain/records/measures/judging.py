"""Which staged rows are taken in, what they become, and why the others are refused.

Each query judges one table of the plain schema (gateways/clinical_extracts/schema): a row of the answer for
each staged row, with `row`, its rowid there, `fault` ({column, reason}, NULL where there is none),
`repeated` (told already, word for word) and the values as the snapshot's layout wants them. Reasons hold no
values, so that rows refused for one reason can be counted; the value stands in the row that comes back.

Beside the staged tables a query reads `several_<table>` (below), `patient_ids` (local_id, patient, born),
`clinician_ids` (code, clinician, role), `codes` (code, concept, fault), `value_rules` and `unit_rules`, and
asks for the parameter $as_at, the day of the extract.
"""

from collections.abc import Iterable

from commonpractice.domain.records.measures.checks import (
    BEFORE_BIRTH,
    EARLIEST,
    ETHNICITIES,
    FALSE,
    MODES,
    MOST_DAYS,
    MOST_MINUTES,
    NO_PATIENT,
    NOT_A_MOMENT,
    ORPHAN,
    ROLES,
    SEXES,
    STATUSES,
    TOO_EARLY,
    TRUE,
    Check,
    bound,
    choice,
    day,
    day_checks,
    judged,
    moment,
    number,
    several,
)

__all__ = [
    "CODE_FAULTS",
    "appointments",
    "clinicians",
    "consultations",
    "events",
    "medications",
    "patients",
    "registrations",
    "several",
]

OF_A_PATIENT = [
    Check("t.patient IS NULL", "patient", NO_PATIENT),
    Check("p.patient IS NULL", "patient", ORPHAN),
]
PATIENT = "LEFT JOIN patient_ids p ON p.local_id = t.patient"
CLINICIAN = "LEFT JOIN clinician_ids k ON k.code = coalesce(t.clinician, '')"
CODE = "LEFT JOIN codes c ON c.code = t.code"
OF_A_CODE = [Check("t.code IS NULL", "code", "it is blank")]


def patients(columns: Iterable[str]) -> str:
    """Judge patients.

    Reads `nhs_numbers` (number, good, shared) too: does its check digit fit, and do two patients have it? And
    `in_use` (local_id, nhs_number), the patients of a snapshot that rows are added to.
    """
    born = day("t.born")
    checks = [
        Check("t.patient IS NULL", "patient", "it has no identifier of the surgery's system"),
        Check(
            "n.good IS NOT NULL AND NOT n.good",
            "nhs_number",
            "it is no NHS number (its check digit does not fit)",
        ),
        Check("n.shared", "nhs_number", "another patient of the extract has it too"),
        Check(
            "u.local_id IS NOT NULL",
            "nhs_number",
            "another patient of the surgery has it",
            detail="': ' || u.local_id || ' in the surgery''s system'",
        ),
        *day_checks("born", born=EARLIEST),
        choice("sex", SEXES),
        *day_checks("died_on", born=f"date_trunc('month', {born})", needed=False),
        choice("ethnicity", ETHNICITIES),
        Check(
            "t.language IS NOT NULL AND NOT regexp_full_match(t.language, '[A-Za-z]{2,3}')",
            "language",
            "it is no language of ISO 639-1, as en or pl",
        ),
        Check(
            "t.deprivation IS NOT NULL AND NOT regexp_full_match(t.deprivation, '[1-9]|10')",
            "deprivation",
            "it is not a tenth from 1, the most deprived, to 10",
        ),
        choice("care_home", (*TRUE, *FALSE)),
    ]
    values = {
        "local_id": "t.patient",
        "nhs_number": "t.nhs_number",
        "born_on": born,
        "born": f"date_trunc('month', {born})::DATE",
        "sex": "lower(coalesce(t.sex, 'unknown'))",
        "died_on": day("t.died_on"),
        "clinician_code": "t.clinician",
        "ethnicity": "lower(t.ethnicity)",
        "language": "lower(t.language)",
        "deprivation": "try_cast(t.deprivation AS TINYINT)",
        "care_home": f"coalesce(lower(t.care_home) IN ({', '.join(repr(word) for word in TRUE)}), false)",
    }
    joins = """LEFT JOIN nhs_numbers n ON n.number = t.nhs_number
        LEFT JOIN in_use u ON u.nhs_number = t.nhs_number AND u.local_id <> t.patient"""
    return judged("patients", columns, "patient", checks=checks, values=values, joins=joins)


def clinicians(columns: Iterable[str]) -> str:
    """Judge clinicians."""
    checks = [Check("t.clinician IS NULL", "clinician", "it is blank"), choice("role", ROLES)]
    values = {
        "code": "t.clinician",
        "name": "coalesce(t.name, '')",
        "role": "lower(coalesce(t.role, 'other'))",
    }
    return judged("clinicians", columns, "clinician", checks=checks, values=values)


def registrations(columns: Iterable[str]) -> str:
    """Judge spells of registration."""
    start, end = day("t.registered_on"), day("t.ended_on")
    checks = [
        *OF_A_PATIENT,
        *day_checks("registered_on", born="p.born"),
        *day_checks("ended_on", born="p.born", needed=False, future=True),
        Check(f"{end} < {start}", "ended_on", "it is before the registration began"),
    ]
    values = {"patient": "p.patient", "registered_on": start, "ended_on": end}
    return judged("registrations", columns, "", checks=checks, values=values, joins=PATIENT)


def events(columns: Iterable[str]) -> str:
    """Judge coded events. A value in an unknown unit or beyond belief is set aside: `aside` says why.

    A value may be a bound, as "<10" of a test that measures nothing below: it is kept just beyond it, so
    that what is asked of it (is it 10 or more?) has the right answer.
    """
    told, moved = bound("value")
    checks = [
        *OF_A_PATIENT,
        *OF_A_CODE,
        *_codes(),
        *day_checks("day", born="p.born"),
        Check(f"t.value IS NOT NULL AND {told} IS NULL", "value", "it is not a number"),
    ]
    theirs = "lower(replace(t.unit, ' ', ''))"
    turned = f"({told}) * u.factor + u.plus"
    ours = f"CASE WHEN u.decimals IS NULL THEN {turned} ELSE round({turned}, u.decimals) END"
    believed = f"({ours}) BETWEEN u.lowest AND u.highest"
    plausible = f"({told}) BETWEEN r.lowest AND r.highest"
    values = {
        "concept": "c.concept",
        "patient": "p.patient",
        "day": day("t.day"),
        "value": f"""CASE WHEN t.value IS NULL THEN NULL WHEN r.concept IS NULL THEN {told}
            WHEN t.unit IS NULL THEN CASE WHEN r.assumed AND {plausible} THEN {told} END
            WHEN {believed} THEN {ours} END + {moved}""",
        "unit": f"""CASE WHEN t.value IS NULL OR t.unit IS NULL THEN NULL WHEN r.concept IS NULL THEN t.unit
            WHEN {believed} THEN r.unit END""",
        "aside": f"""CASE WHEN t.value IS NULL OR r.concept IS NULL THEN NULL
            WHEN t.unit IS NULL AND NOT r.assumed THEN 'without a unit'
            WHEN t.unit IS NULL AND NOT ({plausible}) THEN 'without a unit, and not believable in ours'
            WHEN t.unit IS NULL THEN NULL
            WHEN u.concept IS NULL THEN 'in a unit that is not known'
            WHEN NOT ({believed}) THEN 'beyond what is believed' END""",
        "measured": "r.words",
    }
    joins = f"""{PATIENT} {CODE}
        LEFT JOIN value_rules r ON r.concept = c.concept
        LEFT JOIN unit_rules u ON u.concept = c.concept AND u.spelling = {theirs}"""
    return judged("events", columns, "id", checks=checks, values=values, joins=joins)


def medications(columns: Iterable[str]) -> str:
    """Judge issues of medicines."""
    days = number("days")
    checks = [
        *OF_A_PATIENT,
        *OF_A_CODE,
        *_codes(),
        *day_checks("day", born="p.born"),
        Check(f"t.days IS NOT NULL AND {days} IS NULL", "days", "it is not a number of days"),
        Check(f"t.quantity IS NOT NULL AND {number('quantity')} IS NULL", "quantity", "it is not a number"),
    ]
    values = {
        "concept": "c.concept",
        "patient": "p.patient",
        "day": day("t.day"),
        "days": f"CASE WHEN {days} BETWEEN 1 AND {MOST_DAYS} THEN round({days})::SMALLINT END",
        "quantity": number("quantity"),
    }
    return judged("medications", columns, "id", checks=checks, values=values, joins=f"{PATIENT} {CODE}")


def consultations(columns: Iterable[str]) -> str:
    """Judge consultations. Who held one is somebody unknown where nobody is named."""
    checks = [*OF_A_PATIENT, *day_checks("day", born="p.born"), choice("mode", MODES)]
    values = {
        "patient": "p.patient",
        "day": day("t.day"),
        "clinician": "k.clinician",
        "role": "k.role",
        "mode": "lower(coalesce(t.mode, 'other'))",
    }
    return judged(
        "consultations", columns, "id", checks=checks, values=values, joins=f"{PATIENT} {CLINICIAN}"
    )


def appointments(columns: Iterable[str]) -> str:
    """Judge appointments. They may be after the extract, and nobody's; but of no patient who is not there."""
    minutes = number("minutes")
    starts, booked = moment("t.starts_at"), moment("t.booked_at")
    checks = [
        Check("t.patient IS NOT NULL AND p.patient IS NULL", "patient", ORPHAN),
        Check("t.starts_at IS NULL", "starts_at", "it is blank"),
        Check(f"{starts} IS NULL", "starts_at", NOT_A_MOMENT),
        Check(f"{starts} < {EARLIEST}", "starts_at", TOO_EARLY),
        Check(f"{starts} < p.born", "starts_at", BEFORE_BIRTH),
        Check(f"t.booked_at IS NOT NULL AND {booked} IS NULL", "booked_at", NOT_A_MOMENT),
        Check(f"t.minutes IS NOT NULL AND {minutes} IS NULL", "minutes", "it is not a number of minutes"),
        choice("mode", MODES),
        Check("t.status IS NULL", "status", "it is blank"),
        choice("status", STATUSES),
    ]
    values = {
        "patient": "p.patient",
        "booked_at": booked,
        "starts_at": starts,
        "minutes": f"CASE WHEN {minutes} BETWEEN 0 AND {MOST_MINUTES} THEN round({minutes})::SMALLINT END",
        "clinician": "CASE WHEN t.clinician IS NOT NULL THEN k.clinician END",
        "category": "t.category",
        "mode": "lower(coalesce(t.mode, 'other'))",
        "status": "lower(t.status)",
    }
    return judged("appointments", columns, "id", checks=checks, values=values, joins=f"{PATIENT} {CLINICIAN}")


CODE_FAULTS = {
    "check": "it is no SNOMED CT concept (its check digit does not fit)",
    "local": "it is a local code of the surgery's system, which is mapped to no SNOMED CT concept",
    "written": "it is not written as codes of its system are",
    "system": "it is of a system of codes that is not known",
}
"""Why a code is refused, by what `codes` says of it."""


def _codes() -> list[Check]:
    return [Check(f"c.fault = '{fault}'", "code", reason) for fault, reason in CODE_FAULTS.items()]
