"""Who is in FHIR files: patients, practitioners, and who is on the list from when until when."""

from commonpractice.gateways.clinical_extracts import schema
from commonpractice.gateways.clinical_extracts.fhir_documents import Resource, first, listed
from commonpractice.gateways.clinical_extracts.fhir_values import Bundle, Rows, day_of, own_id, words

DIED = "deceasedDateTime"
DIED_SOME_DAY = "Patients who have died, without a day, counted as died on the day of the extract"


def patient(resource: Resource, bundle: Bundle) -> Rows:
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
            "patient": own_id(resource),
            "nhs_number": str(numbers[0]).replace(" ", "") if numbers and numbers[0] else None,
            "given_name": " ".join(map(str, listed(first(names) and names[0].get("given")))) or None,
            "family_name": first(names, "family"),
            "born": day_of(first(resource, "birthDate")),
            "sex": first(resource, "gender"),
            # of whom only that is known: by the day of the extract they had
            "died_on": bundle.as_at.isoformat()
            if _without_a_day(resource)
            else day_of(first(resource, DIED)),
            "clinician": bundle.key(first(resource, "generalPractitioner")),
            "ethnicity": told["ethnicity"].get(_ethnic_category(resource)),
            "language": str(language).split("-")[0].lower() if language else None,
            "address": ", ".join(str(line) for line in lines if line) or None,
            "postcode": first(address, "postalCode"),
            "phone": _telecom(resource, "phone"),
            "email": _telecom(resource, "email"),
        },
    )


def _without_a_day(resource: Resource) -> bool:
    return not first(resource, DIED) and str(first(resource, "deceasedBoolean")).lower() == "true"


def patient_remark(resource: Resource) -> str | None:
    """What is to be told of patients who have died nobody says when."""
    return DIED_SOME_DAY if _without_a_day(resource) else None


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


def practitioner(resource: Resource, bundle: Bundle) -> Rows:
    name = first(resource.get("name")) or {}
    parts = [*listed(name.get("prefix")), *listed(name.get("given")), first(name, "family")]
    told = " ".join(str(part) for part in parts if part) or first(name, "text")
    yield schema.CLINICIANS, {"clinician": own_id(resource), "name": told}


def episode(resource: Resource, bundle: Bundle) -> Rows:
    yield (
        schema.REGISTRATIONS,
        {
            "patient": bundle.key(resource.get("patient")),
            "registered_on": day_of(first(resource, "period", "start")),
            "ended_on": day_of(first(resource, "period", "end")),
        },
    )
