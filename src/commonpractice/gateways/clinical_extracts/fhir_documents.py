"""The resources in FHIR files: JSON, NDJSON or XML; a bundle, or one resource alone; gzipped or not.

Each comes with its place: the line of an NDJSON file, else the number of the bundle's entry. An XML resource
is given in the shape of JSON, but for what is told once: FHIR's XML does not say whether there could be more.
"""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from commonpractice.gateways.clinical_extracts import sources
from commonpractice.gateways.clinical_extracts.sources import ExtractRefused, Source

ENDINGS = (".json", ".json.gz", ".ndjson", ".ndjson.gz", ".jsonl", ".jsonl.gz", ".xml", ".xml.gz")
FHIR = "{http://hl7.org/fhir}"
Resource = dict[str, Any]


@dataclass(frozen=True)
class Placed:
    """A resource, where it stands in its file, and the address that others of its bundle know it by."""

    resource: Resource
    place: int
    address: str


def resources(source: Source) -> Iterator[Placed]:
    """Every resource of a file, a bundle's one by one. Raises ExtractRefused."""
    name = source.name.lower().removesuffix(".gz")
    with sources.opened(source.path) as stream:
        if name.endswith(".xml"):
            yield from _of_document(source, _xml(source, stream.read()))
        elif name.endswith(".json"):
            yield from _of_document(source, _json(source, stream.read().decode("utf-8-sig"), None))
        else:
            for line, text in enumerate(io.TextIOWrapper(stream, encoding="utf-8-sig"), start=1):
                if text.strip():
                    yield Placed(_resource(source, _json(source, text, line), line), line, "")


def listed(value: Any) -> list:
    """What may be one or several, as a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def first(value: Any, *path: str) -> Any:
    """What stands at the end of a path of names, of several the first that has it; None for nothing."""
    for each in listed(value):
        if not path:
            return each
        if isinstance(each, dict) and (found := first(each.get(path[0]), *path[1:])) is not None:
            return found
    return None


def _json(source: Source, text: str, line: int | None) -> Any:
    try:
        return json.loads(text, parse_float=str, parse_int=str)
    except json.JSONDecodeError as fault:
        raise ExtractRefused(
            f"{source.name}, line {line or fault.lineno:,}: it is no JSON ({fault.msg}). Nothing of the "
            "extract was taken in; send the file again, whole."
        ) from None
    except RecursionError:
        raise ExtractRefused(f"{source.name}: it is nested deeper than any record.") from None


def _of_document(source: Source, document: Any) -> Iterator[Placed]:
    resource = _resource(source, document, 1)
    if resource["resourceType"] != "Bundle":
        yield Placed(resource, 1, "")
        return
    for number, entry in enumerate(listed(resource.get("entry")), start=1):
        inner = entry.get("resource") if isinstance(entry, dict) else None
        if inner is not None:
            yield Placed(_resource(source, inner, number), number, str(first(entry, "fullUrl") or ""))


def _resource(source: Source, document: Any, place: int) -> Resource:
    if not isinstance(document, dict) or not isinstance(document.get("resourceType"), str):
        raise ExtractRefused(f"{source.name}, line {place:,}: it is no FHIR resource.")
    return document


def _xml(source: Source, content: bytes) -> Resource:
    if b"<!DOCTYPE" in content:
        raise ExtractRefused(f"{source.name}: it has a document type of its own, which FHIR has not.")
    try:
        root = ElementTree.fromstring(content)  # noqa: S314 without a document type there are no entities
    except ElementTree.ParseError as fault:
        line = fault.position[0]
        raise ExtractRefused(f"{source.name}, line {line:,}: it is no XML ({fault.msg}).") from None
    return _element_of_resource(root)


def _element_of_resource(element: ElementTree.Element) -> Resource:
    return {"resourceType": element.tag.removeprefix(FHIR), **_members(element)}


def _members(element: ElementTree.Element) -> Resource:
    """What is inside an element by name: a text, a dictionary, or a list of several of either."""
    found: Resource = {name: value for name, value in element.attrib.items() if name in ("url", "id")}
    for child in element:
        if not child.tag.startswith(FHIR):
            continue  # the narrative, which is XHTML
        name, value = child.tag.removeprefix(FHIR), _value(child)
        found[name] = [*listed(found[name]), value] if name in found else value
    return found


def _value(element: ElementTree.Element) -> Any:
    name = element.tag.removeprefix(FHIR)
    inner = [child for child in element if child.tag.startswith(FHIR)]
    if name in ("resource", "contained") and inner:
        return _element_of_resource(inner[0])
    if "value" in element.attrib:
        return element.attrib["value"]  # what extends a primitive value is passed over, as its JSON twin is
    return _members(element)
