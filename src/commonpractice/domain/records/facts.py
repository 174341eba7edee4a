"""The nouns of patients' records."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from commonpractice.foundations.worded import Worded


class System(Worded):
    """What wrote an extract, and so which shape its files have."""

    EMIS = "emis", "EMIS bulk extract"
    SYSTMONE = "systmone", "SystmOne bulk extract"
    FHIR = "fhir", "FHIR R4 bundles or NDJSON"
    PLAIN = "plain", "the documented plain files"
    INVENTED = "invented", "invented for the demonstration"


@dataclass(frozen=True)
class Person:
    """Who a patient is. `nhs_number` is None where the surgery's system has none."""

    id: int
    surgery_id: int
    nhs_number: str | None
    given_name: str
    family_name: str
    born: date
    address: str
    postcode: str
    phone: str
    email: str


@dataclass(frozen=True)
class SnapshotFact:
    """One snapshot of one surgery's events: whose, of which day, taken in when, and how many rows."""

    id: int
    surgery_id: int
    uuid: UUID
    system: System
    as_at: date
    at: datetime
    rows: Mapping[str, int]
    manifest_sha256: str
    key_check: str


@dataclass(frozen=True)
class CodelistFact:
    """One version of a cluster: `members` is how many codes it has."""

    cluster: str
    version: str
    source: str
    effective_from: date
    at: datetime
    members: int


@dataclass(frozen=True)
class Counts:
    """What became of the rows of one table: each read row is taken in, refused, or was told twice."""

    read: int
    taken_in: int
    refused: int
    repeated: int


@dataclass(frozen=True)
class Refusals:
    """How many rows of a table were refused for one reason, and which column was at fault."""

    table: str
    column: str
    reason: str
    rows: int


@dataclass(frozen=True)
class ImportReport:
    """What an import did. `unchanged` where the same files had been taken in already and nothing was done.

    `refused` is the folder of the rows that were refused, blank where none was; `kinds` counts the resources
    of each kind that FHIR files held, those that are not read among them.
    """

    surgery_id: int
    system: System
    as_at: date
    snapshot: UUID
    counts: Mapping[str, Counts]
    reasons: tuple[Refusals, ...]
    notes: tuple[str, ...]
    refused: str
    kinds: Mapping[str, int]
    unchanged: bool = False
