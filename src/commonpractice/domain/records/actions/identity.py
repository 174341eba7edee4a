"""Write down who a surgery's patients and clinicians are, and give out the numbers that stand for them.

What is said of them is sent apart from the queries' text (bound).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import psycopg

from commonpractice.domain.records.actions import bound
from commonpractice.domain.records.rules.identities import Known, renamed

AT_ONCE = 5_000


@dataclass(frozen=True)
class Told:
    """What a surgery's system says of one patient. Blank where it says nothing."""

    pseudonym: bytes
    local_id: str
    nhs_number: str | None
    given_name: str
    family_name: str
    born: date
    address: str = ""
    postcode: str = ""
    phone: str = ""
    email: str = ""


WANTED = """
    WITH wanted AS (
        SELECT * FROM unnest(%(pseudonym)s::bytea[], %(local_id)s::text[], %(nhs_number)s::text[],
            %(given_name)s::text[], %(family_name)s::text[], %(born)s::date[], %(address)s::text[],
            %(postcode)s::text[], %(phone)s::text[], %(email)s::text[]) WITH ORDINALITY
        AS w (pseudonym, local_id, nhs_number, given_name, family_name, born, address, postcode, phone, email,
              place)
    )
"""
OF_PATIENT = "local_id, nhs_number, given_name, family_name, born, address, postcode, phone, email"
THERES = ", ".join(f"p.{column.strip()}" for column in OF_PATIENT.split(","))
WANTEDS = ", ".join(f"w.{column.strip()}" for column in OF_PATIENT.split(","))
CHANGED = f"""{WANTED}
    UPDATE records_patient p SET ({OF_PATIENT}, told_at) = ROW ({WANTEDS}, %(at)s)
    FROM wanted w WHERE p.surgery_id = %(surgery)s AND p.pseudonym = w.pseudonym
      AND ROW ({THERES}) IS DISTINCT FROM ROW ({WANTEDS})
"""  # noqa: S608 no words of anybody's
NEW = f"""{WANTED}
    INSERT INTO records_patient (surgery_id, pseudonym, {OF_PATIENT}, told_at)
    SELECT %(surgery)s, w.pseudonym, {WANTEDS}, %(at)s FROM wanted w
    WHERE NOT EXISTS (SELECT FROM records_patient p
                      WHERE p.surgery_id = %(surgery)s AND p.pseudonym = w.pseudonym)
    ORDER BY w.place
    ON CONFLICT (surgery_id, pseudonym) DO NOTHING
"""  # noqa: S608 no words of anybody's
NUMBERS = """
    SELECT pseudonym, id FROM records_patient WHERE surgery_id = %(surgery)s AND pseudonym = ANY
    (%(pseudonym)s)
"""
HERE = """
    SELECT id, pseudonym, local_id, nhs_number IS NOT NULL, born, family_name FROM records_patient
    WHERE surgery_id = %(surgery)s
"""
RENAMED = """
    UPDATE records_patient p SET pseudonym = w.pseudonym
    FROM unnest(%(numbers)s::int[], %(pseudonyms)s::bytea[]) AS w (id, pseudonym)
    WHERE p.surgery_id = %(surgery)s AND p.id = w.id
"""
COLUMNS = ("pseudonym", *(column.strip() for column in OF_PATIENT.split(",")))


def number_patients(people: Sequence[Told], *, surgery_id: int, at: datetime) -> list[int]:
    """Write down who some patients are, and give their numbers in the same order.

    Whoever was here keeps their number, with another NHS number or a first one too (rules.identities); what
    is said of them now takes the place of what was said before. New ones get rising numbers in the order
    given. Needs a ticket for the patients of the surgery.
    """
    numbers: dict[bytes, int] = {}
    with bound.cursor() as cursor:
        _rename(cursor, people, surgery_id)
        for start in range(0, len(people), AT_ONCE):
            some = people[start : start + AT_ONCE]
            values: dict = {column: [getattr(person, column) for person in some] for column in COLUMNS}
            values |= {"surgery": surgery_id, "at": at}
            cursor.execute(CHANGED, values)
            cursor.execute(NEW, values)
            cursor.execute(NUMBERS, values)
            numbers |= {bytes(pseudonym): number for pseudonym, number in cursor.fetchall()}
    return [numbers[person.pseudonym] for person in people]


def _rename(cursor: psycopg.Cursor, people: Sequence[Told], surgery_id: int) -> None:
    """Let patients who were known by another pseudonym be known by that of now."""
    cursor.execute(HERE, {"surgery": surgery_id})
    before = [(row[0], Known(bytes(row[1]), *row[2:])) for row in cursor]
    told = [
        Known(one.pseudonym, one.local_id, one.nhs_number is not None, one.born, one.family_name)
        for one in people
    ]
    if changed := renamed(told, before):
        values = {"numbers": list(changed), "pseudonyms": list(changed.values()), "surgery": surgery_id}
        cursor.execute(RENAMED, values)


NEW_CLINICIANS = """
    INSERT INTO records_clinician (surgery_id, code, name, role)
    SELECT %(surgery)s, code, name, role FROM unnest(%(codes)s::text[], %(names)s::text[], %(roles)s::text[])
        AS w (code, name, role)
    WHERE NOT EXISTS (SELECT FROM records_clinician c WHERE c.surgery_id = %(surgery)s AND c.code = w.code)
    ON CONFLICT (surgery_id, code) DO NOTHING
"""
CHANGED_CLINICIANS = """
    UPDATE records_clinician c SET name = w.name, role = w.role
    FROM unnest(%(codes)s::text[], %(names)s::text[], %(roles)s::text[]) AS w (code, name, role)
    WHERE c.surgery_id = %(surgery)s AND c.code = w.code AND (c.name, c.role) <> (w.name, w.role)
"""
CLINICIANS = "SELECT code, id, role FROM records_clinician WHERE surgery_id = %(surgery)s"


def number_clinicians(
    told: Sequence[tuple[str, str, str]], named: Sequence[str], *, surgery_id: int
) -> list[tuple[str, int, str]]:
    """Write down a surgery's clinicians; (code, number, role) of everybody it has had.

    `told` are those of whom the extract says more: (code, name, role). Those who are only `named` by their
    code in some row stay as they are here, or are somebody of whom nothing is known.
    """
    codes = {code for code, _, _ in told}
    known = {"codes": [], "names": [], "roles": [], "surgery": surgery_id}
    for code, name, role in [*told, *((code, "", "other") for code in sorted(set(named) - codes))]:
        known["codes"].append(code)
        known["names"].append(name)
        known["roles"].append(role)
    of_told = {key: value[: len(told)] if isinstance(value, list) else value for key, value in known.items()}
    with bound.cursor() as cursor:
        cursor.execute(CHANGED_CLINICIANS, of_told)
        cursor.execute(NEW_CLINICIANS, known)
        cursor.execute(CLINICIANS, {"surgery": surgery_id})
        return cursor.fetchall()
