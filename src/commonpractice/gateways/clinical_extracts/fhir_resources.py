"""What each kind of FHIR resource becomes in the plain schema, by the kind's name.

What a resource says beyond it, extensions first of all, is passed over.
"""

from collections.abc import Callable, Mapping

from commonpractice.gateways.clinical_extracts import fhir_contacts, fhir_events, fhir_people
from commonpractice.gateways.clinical_extracts.fhir_documents import Resource
from commonpractice.gateways.clinical_extracts.fhir_values import Bundle, Rows

READERS: Mapping[str, Callable[[Resource, Bundle], Rows]] = {
    "Patient": fhir_people.patient,
    "Practitioner": fhir_people.practitioner,
    "Condition": fhir_events.condition,
    "Observation": fhir_events.observation,
    "MedicationRequest": fhir_events.medication_request,
    "Immunization": fhir_events.immunization,
    "Encounter": fhir_contacts.encounter,
    "Appointment": fhir_contacts.appointment,
    "EpisodeOfCare": fhir_people.episode,
}

REMARKS: Mapping[str, Callable[[Resource], str | None]] = {
    "Patient": fhir_people.patient_remark,
    "Condition": fhir_events.condition_remark,
}
"""What is to be told of a resource beside its rows, counted with others of which the same is."""
