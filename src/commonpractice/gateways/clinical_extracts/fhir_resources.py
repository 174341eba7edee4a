"""What each kind of FHIR resource becomes in the plain schema.

What a resource says beyond it, extensions first of all, is passed over. A resource becomes one row, or
several: a blood pressure is the reading and its two parts, a smoking status the question and the answer. How
the words of FHIR are understood is in rulebook/records/layouts/fhir.toml.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from commonpractice.foundations import rulebook_files
from commonpractice.gateways.clinical_extracts import schema
from commonpractice.gateways.clinical_extracts.fhir_documents import Resource, first, listed
from commonpractice.gateways.clinical_extracts.schema import PlainTable

LONDON = ZoneInfo("Europe/London")
UTC_ENDS = ("Z", "+00:00")
Row = dict[str, str | None]
Rows = Iterator[tuple[PlainTable, Row]]


class Bundle:
    """The resources of one file by the addresses that they have there."""

    def __init__(self, by_address: Mapping[str, Resource]) -> None:
        self._by_address = by_address

    def key(self, reference: Any) -> str | None:
        """What stands for whom a reference names: the id of the resource, wherever it is."""
        text = first(reference, "reference")
        if text is None:
            return first(reference, "identifier", "value")
        if text in self._by_address:
            return _id(self._by_address[text]) or text
        return text.rsplit("/", 1)[-1].removeprefix("urn:uuid:").removeprefix("#") or None

    def find(self, reference: Any, within: Resource) -> Resource:
        """The resource that a reference names, within another or in the same file; else an empty one."""
        text = str(first(reference, "reference") or "")
        if text.startswith("#"):
            return next((each for each in listed(within.get("contained")) if _id(each) == text[1:]), {})
        wanted = text.rsplit("/", 1)[-1]
        return self._by_address.get(text) or next(
            (each for each in self._by_address.values() if _id(each) == wanted), {}
        )


@cache
def words() -> Mapping[str, Any]:
    return rulebook_files.toml("records/layouts/fhir.toml")


def _id(resource: Resource) -> str | None:
    return first(resource, "id")


def state_of(resource: Resource) -> str:
    """The state of a resource: its status, or whether a condition was verified."""
    state = first(resource, "status") or first(resource, "verificationStatus", "coding", "code")
    return str(state or "")


def _day(*moments: Any) -> str | None:
    """The day of the first moment there is; of a year or a month alone its first day."""
    moment = next((_moment(each) for each in moments if each), None)
    if moment is None:
        return None
    day = moment.split("T")[0]
    return day + {4: "-01-01", 7: "-01"}.get(len(day), "")


def _moment(moment: Any) -> str | None:
    """A moment without its zone, as the clock on the wall showed it: in London, where it is told in UTC."""
    if not moment:
        return None
    text = str(moment)
    if text.endswith(UTC_ENDS):
        try:
            return datetime.fromisoformat(text).astimezone(LONDON).strftime("%Y-%m-%dT%H:%M:%S")
        except ValueError:
            return text  # no moment at all: refused later, as it stands
    return text[:19] if "T" in text else text


def _coding(concept: Any) -> tuple[str | None, str | None]:
    """The code of a concept, SNOMED CT where there is a choice, and its term."""
    systems: Mapping[str, str] = words()["systems"]
    every = concept.get("coding") if isinstance(concept, dict) else None
    codings = [each for each in listed(every) if first(each, "code")]
    known = [each for each in codings if first(each, "system") in systems]
    known.sort(key=lambda each: systems[each["system"]] != "")
    chosen = (known or codings or [{}])[0]
    code, system = first(chosen, "code"), first(chosen, "system")
    term = first(chosen, "display") or first(concept, "text")
    if code is None:
        return None, term
    before = systems.get(str(system))
    if before is None:
        return f"{system or 'without a system'}:{code}", term
    return (f"{before}:{code}" if before else code), term


def _event(resource: Resource, bundle: Bundle, concept: Any, day: str | None, part: str = "", **more) -> Row:
    code, term = _coding(concept)
    own = _id(resource)
    return {
        "id": f"{resource['resourceType']} {own}{part}" if own else None,
        "patient": bundle.key(resource.get("subject") or resource.get("patient")),
        "code": code,
        "term": term,
        "day": day,
        **more,
    }


def _patient(resource: Resource, bundle: Bundle) -> Rows:
    told = words()
    numbers = [
        first(each, "value")
        for each in listed(resource.get("identifier"))
        if first(each, "system") == told["nhs_number"]
    ]
    names = sorted(listed(resource.get("name")), key=lambda each: first(each, "use") != "official")
    spoken = sorted(
        listed(resource.get("communication")),
        key=lambda each: str(first(each, "preferred")).lower() != "true",
    )
    language = first(spoken, "language", "coding", "code")
    address = first(resource.get("address")) or {}
    lines = [*listed(address.get("line")), first(address, "city"), first(address, "district")]
    yield (
        schema.PATIENTS,
        {
            "patient": _id(resource),
            "nhs_number": str(numbers[0]).replace(" ", "") if numbers and numbers[0] else None,
            "given_name": " ".join(map(str, listed(first(names) and names[0].get("given")))) or None,
            "family_name": first(names, "family"),
            "born": _day(first(resource, "birthDate")),
            "sex": first(resource, "gender"),
            "died_on": _day(first(resource, "deceasedDateTime")),
            "clinician": bundle.key(first(resource, "generalPractitioner")),
            "ethnicity": told["ethnicity"].get(_ethnic_category(resource)),
            "language": str(language).split("-")[0].lower() if language else None,
            "address": ", ".join(str(line) for line in lines if line) or None,
            "postcode": first(address, "postalCode"),
            "phone": _telecom(resource, "phone"),
            "email": _telecom(resource, "email"),
        },
    )


def _ethnic_category(resource: Resource) -> str:
    for extension in listed(resource.get("extension")):
        if "EthnicCategory" in str(first(extension, "url")):
            return str(first(extension, "valueCodeableConcept", "coding", "code"))
    return ""


def _telecom(resource: Resource, system: str) -> str | None:
    return next(
        (first(each, "value") for each in listed(resource.get("telecom")) if first(each, "system") == system),
        None,
    )


def _practitioner(resource: Resource, bundle: Bundle) -> Rows:
    name = first(resource.get("name")) or {}
    parts = [*listed(name.get("prefix")), *listed(name.get("given")), first(name, "family")]
    told = " ".join(str(part) for part in parts if part) or first(name, "text")
    yield schema.CLINICIANS, {"clinician": _id(resource), "name": told}


def _condition(resource: Resource, bundle: Bundle) -> Rows:
    began = first(resource, "onsetDateTime") or first(resource, "onsetPeriod", "start")
    day = _day(began, first(resource, "recordedDate"), first(resource, "assertedDate"))
    yield schema.EVENTS, _event(resource, bundle, resource.get("code"), day)


def _observation(resource: Resource, bundle: Bundle) -> Rows:
    day = _day(
        first(resource, "effectiveDateTime"),
        first(resource, "effectivePeriod", "start"),
        first(resource, "effectiveInstant"),
        first(resource, "issued"),
    )
    yield schema.EVENTS, _event(resource, bundle, resource.get("code"), day, **_quantity(resource))
    yield from _answer(resource, resource, bundle, day, " value")
    for number, component in enumerate(listed(resource.get("component")), start=1):
        part = f" part {number}"
        row = _event(resource, bundle, component.get("code"), day, part, **_quantity(component))
        if row["code"]:
            yield schema.EVENTS, row
        yield from _answer(component, resource, bundle, day, f"{part} value")


def _answer(told: Resource, resource: Resource, bundle: Bundle, day: str | None, part: str) -> Rows:
    """What was answered in a SNOMED CT code, as "ex-smoker", is an event of its own: so surgeries code it."""
    code, _ = _coding(told.get("valueCodeableConcept"))
    if code and code.isdecimal():
        yield schema.EVENTS, _event(resource, bundle, told["valueCodeableConcept"], day, part)


def _quantity(told: Resource) -> Row:
    quantity = first(told.get("valueQuantity")) or {}
    value = first(quantity, "value")
    if value is None:
        value = first(told, "valueInteger")
    return {"value": value, "unit": first(quantity, "code") or first(quantity, "unit")}


def _medication_request(resource: Resource, bundle: Bundle) -> Rows:
    concept = resource.get("medicationCodeableConcept")
    if concept is None:
        concept = bundle.find(resource.get("medicationReference"), resource).get("code")
    supply = first(resource, "dispenseRequest") or {}
    row = _event(resource, bundle, concept, _day(first(resource, "authoredOn")))
    row["term"] = row["term"] or first(resource, "medicationReference", "display")
    row["days"] = first(supply, "expectedSupplyDuration", "value")
    row["quantity"] = first(supply, "quantity", "value")
    yield schema.MEDICATIONS, row


def _immunization(resource: Resource, bundle: Bundle) -> Rows:
    day = _day(first(resource, "occurrenceDateTime"), first(resource, "recorded"))
    yield schema.EVENTS, _event(resource, bundle, resource.get("vaccineCode"), day)
    for extension in listed(resource.get("extension")):
        if "VaccinationProcedure" in str(first(extension, "url")):
            row = _event(resource, bundle, extension.get("valueCodeableConcept"), day, " procedure")
            if row["code"]:
                yield schema.EVENTS, row


def _encounter(resource: Resource, bundle: Bundle) -> Rows:
    own = _id(resource)
    yield (
        schema.CONSULTATIONS,
        {
            "id": f"Encounter {own}" if own else None,
            "patient": bundle.key(resource.get("subject")),
            "day": _day(first(resource, "period", "start")),
            "clinician": next(
                (
                    key
                    for each in listed(resource.get("participant"))
                    if (key := bundle.key(each.get("individual")))
                ),
                None,
            ),
            "mode": words()["encounter_class"].get(str(first(resource, "class", "code")), "other"),
        },
    )


def _appointment(resource: Resource, bundle: Bundle) -> Rows:
    own = _id(resource)
    people: dict[str, str | None] = {}
    for each in listed(resource.get("participant")):
        reference = str(first(each, "actor", "reference") or "")
        for kind in ("Patient", "Practitioner"):
            named = bundle.find(each.get("actor"), resource).get("resourceType") == kind
            if reference.split("/")[-2:-1] == [kind] or named:
                people.setdefault(kind, bundle.key(each.get("actor")))
    start, end = first(resource, "start"), first(resource, "end")
    yield (
        schema.APPOINTMENTS,
        {
            "id": f"Appointment {own}" if own else None,
            "patient": people.get("Patient"),
            "booked_at": _moment(first(resource, "created")),
            "starts_at": _moment(start),
            "minutes": first(resource, "minutesDuration") or _minutes(start, end),
            "clinician": people.get("Practitioner"),
            "category": first(resource, "serviceCategory", "text")
            or first(resource, "serviceCategory", "coding", "display"),
            "mode": "surgery",
            "status": words()["appointment_status"].get(state_of(resource), state_of(resource)),
        },
    )


def _minutes(start: Any, end: Any) -> str | None:
    try:
        gone = datetime.fromisoformat(str(end)) - datetime.fromisoformat(str(start))
    except (TypeError, ValueError):
        return None
    return str(round(gone.total_seconds() / 60))


def _episode(resource: Resource, bundle: Bundle) -> Rows:
    yield (
        schema.REGISTRATIONS,
        {
            "patient": bundle.key(resource.get("patient")),
            "registered_on": _day(first(resource, "period", "start")),
            "ended_on": _day(first(resource, "period", "end")),
        },
    )


READERS: Mapping[str, Callable[[Resource, Bundle], Rows]] = {
    "Patient": _patient,
    "Practitioner": _practitioner,
    "Condition": _condition,
    "Observation": _observation,
    "MedicationRequest": _medication_request,
    "Immunization": _immunization,
    "Encounter": _encounter,
    "Appointment": _appointment,
    "EpisodeOfCare": _episode,
}
