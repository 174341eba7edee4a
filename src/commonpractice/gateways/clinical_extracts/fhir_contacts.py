"""Who met whom, in FHIR files: encounters and appointments."""

from datetime import datetime
from typing import Any

from commonpractice.gateways.clinical_extracts import schema
from commonpractice.gateways.clinical_extracts.fhir_documents import Resource, first, listed
from commonpractice.gateways.clinical_extracts.fhir_values import (
    Bundle,
    Rows,
    day_of,
    moment_of,
    own_id,
    states_of,
    words,
)


def encounter(resource: Resource, bundle: Bundle) -> Rows:
    own = own_id(resource)
    yield (
        schema.CONSULTATIONS,
        {
            "id": f"Encounter {own}" if own else None,
            "patient": bundle.key(resource.get("subject")),
            "day": day_of(first(resource, "period", "start")),
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


def appointment(resource: Resource, bundle: Bundle) -> Rows:
    own = own_id(resource)
    people: dict[str, str | None] = {}
    for each in listed(resource.get("participant")):
        reference = str(first(each, "actor", "reference") or "")
        for kind in ("Patient", "Practitioner"):
            named = bundle.find(each.get("actor"), resource).get("resourceType") == kind
            if reference.split("/")[-2:-1] == [kind] or named:
                people.setdefault(kind, bundle.key(each.get("actor")))
    start, end = first(resource, "start"), first(resource, "end")
    state = next(iter(states_of(resource)), "")
    yield (
        schema.APPOINTMENTS,
        {
            "id": f"Appointment {own}" if own else None,
            "patient": people.get("Patient"),
            "booked_at": moment_of(first(resource, "created")),
            "starts_at": moment_of(start),
            "minutes": first(resource, "minutesDuration") or _minutes(start, end),
            "clinician": people.get("Practitioner"),
            "category": first(resource, "serviceCategory", "text")
            or first(resource, "serviceCategory", "coding", "display"),
            "mode": "surgery",
            "status": words()["appointment_status"].get(state, state),
        },
    )


def _minutes(start: Any, end: Any) -> str | None:
    try:
        gone = datetime.fromisoformat(str(end)) - datetime.fromisoformat(str(start))
    except (TypeError, ValueError):
        return None
    return str(round(gone.total_seconds() / 60))
