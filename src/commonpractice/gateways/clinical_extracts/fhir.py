"""Read FHIR R4: patients and what is recorded of them, as bundles or bulk NDJSON.

Patient, Condition, Observation, MedicationRequest, Immunization, Encounter, Appointment, EpisodeOfCare and,
for their names, Practitioner; other kinds are counted and passed over. What each becomes: fhir_resources.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from commonpractice.gateways.clinical_extracts import fhir_documents, schema, sources
from commonpractice.gateways.clinical_extracts.fhir_documents import Placed
from commonpractice.gateways.clinical_extracts.fhir_resources import READERS, Bundle, Row, state_of, words
from commonpractice.gateways.clinical_extracts.schema import PlainTable
from commonpractice.gateways.clinical_extracts.sources import ExtractRefused, Source
from commonpractice.gateways.clinical_extracts.staging import Staging

AT_ONCE = 10_000  # rows held before they are staged


def read(into: Staging, paths: Sequence[Path]) -> None:
    """Stage the rows of FHIR files, and count the resources of each kind. Raises ExtractRefused."""
    held: dict[str, list[tuple[int, int, Mapping[str, str | None]]]] = {}
    for path in sources.found(paths, *fhir_documents.ENDINGS):
        source = sources.text_file(path, copies=into.folder)
        file = into.number(source)
        for place, table, row in _rows(into, source):
            rows = held.setdefault(table.name, [])
            rows.append((file, place, row))
            if len(rows) >= AT_ONCE:
                into.add(table, rows)
                rows.clear()
    for name, rows in held.items():
        into.add(schema.BY_NAME[name], rows)


def _rows(into: Staging, source: Source) -> Iterator[tuple[int, PlainTable, Row]]:
    name = source.name.lower().removesuffix(".gz")
    placed: Iterator[Placed] | list[Placed] = fhir_documents.resources(source)
    bundle = Bundle({})
    if name.endswith((".json", ".xml")):  # a document: its resources name each other
        placed = list(placed)
        bundle = Bundle({each.address: each.resource for each in placed if each.address})
    for each in placed:
        kind = each.resource["resourceType"]
        into.kinds[kind] = into.kinds.get(kind, 0) + 1
        if kind not in READERS:
            continue
        state = state_of(each.resource)
        if state in words()["no_event"][kind]:
            into.leave_out(f"resources {kind} that are {state}", 1)
            continue
        for table, row in _rows_of(source, each, bundle):
            yield each.place, table, row


def _rows_of(source: Source, placed: Placed, bundle: Bundle) -> list[tuple[PlainTable, Row]]:
    """The rows of one resource, every value a text. Raises ExtractRefused where it has not its shape."""
    kind = placed.resource["resourceType"]
    try:
        return [
            (table, {name: _text(value) for name, value in row.items()})
            for table, row in READERS[kind](placed.resource, bundle)
        ]
    except (AttributeError, TypeError, KeyError) as fault:
        raise ExtractRefused(
            f"{source.name}, line {placed.place:,}: it is no {kind} of FHIR R4 ({fault}). Nothing of the "
            "extract was taken in."
        ) from None


def _text(value: object) -> str | None:
    """A value of a resource as a text. Raises TypeError where several values stand for one."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    raise TypeError(f"a {type(value).__name__} where a text should be")
