"""Read FHIR R4: patients and what is recorded of them, as bundles or bulk NDJSON.

Patient, Condition, Observation, MedicationRequest, Immunization, Encounter, Appointment, EpisodeOfCare and,
for their names, Practitioner; other kinds are counted and passed over. What each becomes: fhir_resources.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from commonpractice.gateways.clinical_extracts import fhir_documents, schema, sources
from commonpractice.gateways.clinical_extracts.fhir_documents import Placed, Resource
from commonpractice.gateways.clinical_extracts.fhir_resources import READERS, REMARKS
from commonpractice.gateways.clinical_extracts.fhir_values import Bundle, Row, states_of, words
from commonpractice.gateways.clinical_extracts.schema import PlainTable
from commonpractice.gateways.clinical_extracts.sources import ExtractRefused, Source
from commonpractice.gateways.clinical_extracts.staging import Staging

AT_ONCE = 10_000  # rows held before they are staged


def read(into: Staging, paths: Sequence[Path], *, as_at: date) -> None:
    """Stage the rows of FHIR files, and count the resources of each kind. Raises ExtractRefused.

    What had happened by the day of the extract, and nobody says when, is of that day.
    """
    held: dict[str, list[tuple[int, int, Mapping[str, str | None]]]] = {}
    for path in sources.found(paths, *fhir_documents.ENDINGS):
        source = sources.text_file(path, copies=into.folder)
        file = into.number(source)
        for place, table, row in _rows(into, source, as_at):
            rows = held.setdefault(table.name, [])
            rows.append((file, place, row))
            if len(rows) >= AT_ONCE:
                into.add(table, rows)
                rows.clear()
    for name, rows in held.items():
        into.add(schema.BY_NAME[name], rows)


def _rows(into: Staging, source: Source, as_at: date) -> Iterator[tuple[int, PlainTable, Row]]:
    name = source.name.lower().removesuffix(".gz")
    placed: Iterator[Placed] | list[Placed] = fhir_documents.resources(source)
    bundle = Bundle({}, as_at)
    if name.endswith((".json", ".xml")):  # a document: its resources name each other
        placed = list(placed)
        bundle = Bundle({each.address: each.resource for each in placed if each.address}, as_at)
    for each in placed:
        kind = each.resource["resourceType"]
        into.kinds[kind] = into.kinds.get(kind, 0) + 1
        if kind not in READERS:
            continue
        with _of_its_shape(source, each):
            nothing = [state for state in states_of(each.resource) if state in words()["no_event"][kind]]
            if nothing:
                into.leave_out(f"resources {kind} that are {nothing[0]}", 1)
                continue
            rows = _rows_of(each.resource, bundle)
            if kind in REMARKS and (remark := REMARKS[kind](each.resource)):
                into.note(remark, 1)
        for table, row in rows:
            yield each.place, table, row


def _rows_of(resource: Resource, bundle: Bundle) -> list[tuple[PlainTable, Row]]:
    """The rows of one resource, every value a text."""
    return [
        (table, {name: _text(value) for name, value in row.items()})
        for table, row in READERS[resource["resourceType"]](resource, bundle)
    ]


@contextmanager
def _of_its_shape(source: Source, placed: Placed) -> Iterator[None]:
    """Say it with the file and the line where a resource has not the shape of its kind."""
    try:
        yield
    except (AttributeError, TypeError, KeyError) as fault:
        raise ExtractRefused(
            f"{source.name}, line {placed.place:,}: it is no {placed.resource['resourceType']} of FHIR R4 "
            f"({fault}). Nothing of the extract was taken in."
        ) from None


def _text(value: object) -> str | None:
    """A value of a resource as a text. Raises TypeError where several values stand for one."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    raise TypeError(f"a {type(value).__name__} where a text should be")
