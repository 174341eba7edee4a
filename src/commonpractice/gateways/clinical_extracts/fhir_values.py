"""What the resources of FHIR are read with: codes, days, quantities, and whom a reference names.

How the words of FHIR are understood is in rulebook/records/layouts/fhir.toml.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from commonpractice.foundations import rulebook_files
from commonpractice.gateways.clinical_extracts.fhir_documents import Resource, first, listed
from commonpractice.gateways.clinical_extracts.schema import PlainTable

LONDON = ZoneInfo("Europe/London")
UTC_ENDS = ("Z", "+00:00")
Row = dict[str, str | None]
Rows = Iterator[tuple[PlainTable, Row]]


class Bundle:
    """The resources of one file by the addresses that they have there, and the day of the extract."""

    def __init__(self, by_address: Mapping[str, Resource], as_at: date) -> None:
        self._by_address = by_address
        self.as_at = as_at

    def key(self, reference: Any) -> str | None:
        """What stands for whom a reference names: the id of the resource, wherever it is."""
        text = first(reference, "reference")
        if text is None:
            return first(reference, "identifier", "value")
        if text in self._by_address:
            return own_id(self._by_address[text]) or text
        return text.rsplit("/", 1)[-1].removeprefix("urn:uuid:").removeprefix("#") or None

    def find(self, reference: Any, within: Resource) -> Resource:
        """The resource that a reference names, within another or in the same file; else an empty one."""
        text = str(first(reference, "reference") or "")
        if text.startswith("#"):
            return next((each for each in listed(within.get("contained")) if own_id(each) == text[1:]), {})
        wanted = text.rsplit("/", 1)[-1]
        return self._by_address.get(text) or next(
            (each for each in self._by_address.values() if own_id(each) == wanted), {}
        )


@cache
def words() -> Mapping[str, Any]:
    """How the words of FHIR are understood."""
    return rulebook_files.toml("records/layouts/fhir.toml")


def own_id(resource: Resource) -> str | None:
    """The id that a resource has in its own system."""
    return first(resource, "id")


def states_of(resource: Resource) -> list[str]:
    """The states of a resource: its status, and whether a condition was verified, however often they are
    told.
    """
    return [
        *(str(state).lower() for state in listed(resource.get("status"))),
        *said(resource, "verificationStatus"),
    ]


def said(resource: Resource, name: str) -> list[str]:
    """What a concept of a resource says, in every coding that it has and in words, in small letters."""
    found: list[Any] = []
    for concept in listed(resource.get(name)):
        found += [first(each, "code") for each in listed(concept.get("coding"))] + [first(concept, "text")]
    return [str(each).lower() for each in found if each]


def day_of(*moments: Any) -> str | None:
    """The day of the first moment there is; of a year or a month alone its first day."""
    moment = next((moment_of(each) for each in moments if each), None)
    if moment is None:
        return None
    day = moment.split("T")[0]
    return day + {4: "-01-01", 7: "-01"}.get(len(day), "")


def moment_of(moment: Any) -> str | None:
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


def coding_of(concept: Any) -> tuple[str | None, str | None]:
    """The code of a concept, SNOMED CT where there is a choice, and its term.

    Of a code that is kept the term is what its own system calls it, or blank; what somebody wrote beside it
    is told only of what comes back to be mended.
    """
    systems: Mapping[str, str] = words()["systems"]
    every = concept.get("coding") if isinstance(concept, dict) else None
    codings = [each for each in listed(every) if first(each, "code")]
    known = [each for each in codings if first(each, "system") in systems]
    known.sort(key=lambda each: systems[each["system"]] != "")
    chosen = (known or codings or [{}])[0]
    code, system = first(chosen, "code"), first(chosen, "system")
    before = systems.get(str(system))
    if code is None or before is None:
        written = first(chosen, "display") or first(concept, "text")
        return (None if code is None else f"{system or 'without a system'}:{code}"), written
    return (f"{before}:{code}" if before else code), first(chosen, "display")


def event(resource: Resource, bundle: Bundle, concept: Any, day: str | None, part: str = "", **more) -> Row:
    """A row of an event: `part` tells it from others of its resource, `more` are further values."""
    code, term = coding_of(concept)
    own = own_id(resource)
    return {
        "id": f"{resource['resourceType']} {own}{part}" if own else None,
        "patient": bundle.key(resource.get("subject") or resource.get("patient")),
        "code": code,
        "term": term,
        "day": day,
        **more,
    }
