"""What FHIR files record of patients: conditions, observations, medicines, vaccines.

A resource becomes one row, or several: a blood pressure is the reading and its two parts, a smoking status
the question and the answer, a condition that is over its beginning and its end.
"""

from commonpractice.gateways.clinical_extracts import schema
from commonpractice.gateways.clinical_extracts.fhir_documents import Resource, first, listed
from commonpractice.gateways.clinical_extracts.fhir_values import (
    Bundle,
    Row,
    Rows,
    coding_of,
    day_of,
    event,
    said,
)

ACTIVE = {"active", "recurrence", "relapse"}
LESS = {"inactive", "remission"}
ABATED = ("abatementDateTime", "abatementAge", "abatementPeriod", "abatementRange", "abatementString")
BOUNDS = ("<", "<=", ">=", ">")
WITHOUT_A_DAY = "Conditions that are over, without a day, counted as over from the day of the extract"
NOT_ENDED = (
    "Conditions said to be inactive or in remission, without a day on which they ended, kept as recorded"
)


def condition(resource: Resource, bundle: Bundle) -> Rows:
    began = first(resource, "onsetDateTime") or first(resource, "onsetPeriod", "start")
    day = day_of(began, first(resource, "recordedDate"), first(resource, "assertedDate"))
    row = event(resource, bundle, resource.get("code"), day)
    yield schema.EVENTS, row
    if row["code"] and _over(resource):
        ended = _ended(resource) or bundle.as_at.isoformat()
        row = event(resource, bundle, resource.get("code"), ended, " end")
        yield schema.EVENTS, {**row, "code": f"{schema.RESOLVED}{row['code']}"}


def _over(resource: Resource) -> bool:
    """Whether a condition is over: said to be resolved, or with an end, and not said to be there again."""
    status = set(said(resource, "clinicalStatus"))
    ended = any(resource.get(name) is not None for name in ABATED)
    return "resolved" in status or (ended and not status & ACTIVE)


def _ended(resource: Resource) -> str | None:
    return day_of(
        first(resource, "abatementDateTime"),
        first(resource, "abatementPeriod", "end"),
        first(resource, "abatementPeriod", "start"),
    )


def condition_remark(resource: Resource) -> str | None:
    """What is to be told of conditions of which it is not known when they ended, or whether."""
    if _over(resource):
        return None if _ended(resource) else WITHOUT_A_DAY
    return NOT_ENDED if set(said(resource, "clinicalStatus")) & LESS else None


def observation(resource: Resource, bundle: Bundle) -> Rows:
    day = day_of(
        first(resource, "effectiveDateTime"),
        first(resource, "effectivePeriod", "start"),
        first(resource, "effectiveInstant"),
        first(resource, "issued"),
    )
    yield schema.EVENTS, event(resource, bundle, resource.get("code"), day, **_quantity(resource))
    yield from _answer(resource, resource, bundle, day, " value")
    for number, component in enumerate(listed(resource.get("component")), start=1):
        part = f" part {number}"
        row = event(resource, bundle, component.get("code"), day, part, **_quantity(component))
        if row["code"]:
            yield schema.EVENTS, row
        yield from _answer(component, resource, bundle, day, f"{part} value")


def _answer(told: Resource, resource: Resource, bundle: Bundle, day: str | None, part: str) -> Rows:
    """What was answered in a SNOMED CT code, as "ex-smoker", is an event of its own: so surgeries code it."""
    code, _ = coding_of(told.get("valueCodeableConcept"))
    if code and code.isdecimal():
        yield schema.EVENTS, event(resource, bundle, told["valueCodeableConcept"], day, part)


def _quantity(told: Resource) -> Row:
    quantity = first(told.get("valueQuantity")) or {}
    value = first(quantity, "value")
    if value is None:
        value = first(told, "valueInteger")
    comparator = first(quantity, "comparator")
    if value is not None and comparator in BOUNDS:
        value = f"{comparator}{value}"
    return {"value": value, "unit": first(quantity, "code") or first(quantity, "unit")}


def medication_request(resource: Resource, bundle: Bundle) -> Rows:
    concept = resource.get("medicationCodeableConcept")
    if concept is None:
        concept = bundle.find(resource.get("medicationReference"), resource).get("code")
    supply = first(resource, "dispenseRequest") or {}
    row = event(resource, bundle, concept, day_of(first(resource, "authoredOn")))
    if row["code"] is None:  # what somebody wrote is told of what comes back alone
        row["term"] = row["term"] or first(resource, "medicationReference", "display")
    row["days"] = first(supply, "expectedSupplyDuration", "value")
    row["quantity"] = first(supply, "quantity", "value")
    yield schema.MEDICATIONS, row


def immunization(resource: Resource, bundle: Bundle) -> Rows:
    day = day_of(first(resource, "occurrenceDateTime"), first(resource, "recorded"))
    yield schema.EVENTS, event(resource, bundle, resource.get("vaccineCode"), day)
    for extension in listed(resource.get("extension")):
        if "VaccinationProcedure" in str(first(extension, "url")):
            row = event(resource, bundle, extension.get("valueCodeableConcept"), day, " procedure")
            if row["code"]:
                yield schema.EVENTS, row
