"""Ask who patients are. Whoever shows it to somebody writes the look down: actions.look_at."""

from collections.abc import Sequence

from commonpractice.domain.records import models
from commonpractice.domain.records.facts import Person


class NoSuchPatient(LookupError):
    """Patients were asked for whom the asker may not know, or who are not there: which, is not said."""


def people(*, patients: Sequence[int]) -> dict[int, Person]:
    """Who patients are, by their numbers. Needs a ticket for the patients of their surgery.

    Raises NoSuchPatient where one of them is not seen with it.
    """
    rows = models.Patient.objects.filter(id__in=list(patients))
    found = {row.id: _person(row) for row in rows}
    missing = set(patients) - found.keys()
    if missing:
        raise NoSuchPatient(
            "You asked for patients who are not of your surgery, or not here any more. Patients are seen "
            "only by those who work at their own surgery."
        )
    return found


def _person(row: models.Patient) -> Person:
    return Person(
        id=row.id,
        surgery_id=row.surgery_id,
        nhs_number=row.nhs_number,
        given_name=row.given_name,
        family_name=row.family_name,
        born=row.born,
        address=row.address,
        postcode=row.postcode,
        phone=row.phone,
        email=row.email,
    )
