"""Contacts of patients with clinicians, and what is measured of them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

EVERYBODY = ""
"""The one group that is no part of a split."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A patient seen or spoken to by a clinician. `list_clinician`: whose list the patient was on, if any."""

    patient: str
    clinician: str
    list_clinician: str | None = None


@dataclass(frozen=True, slots=True)
class Continuity:
    """A patient's continuity, each measure from 0 to 1; None where it is not defined.

    upc             the part of contacts that were with the clinician seen most (usual provider)
    bice_boxerman   the part of pairs of contacts that were with one clinician
    herfindahl      the sum of the squares of each clinician's part of the contacts
    secon           the part of contacts, from the second on, with the clinician of the one before
    mmci            the modified, modified continuity index: few clinicians for many contacts
    """

    contacts: int
    upc: float | None
    bice_boxerman: float | None
    herfindahl: float | None
    secon: float | None
    mmci: float | None


@dataclass(frozen=True, slots=True)
class OutOf:
    """So many of so many contacts."""

    count: int
    of: int

    def __post_init__(self) -> None:
        if not 0 <= self.count <= self.of:
            raise ValueError(f"{self.count} of {self.of} contacts is not a part of them.")

    @property
    def part(self) -> float | None:
        """From 0 to 1; None where there were no contacts at all."""
        return self.count / self.of if self.of else None


NO_CONTACTS = OutOf(0, 0)


@dataclass(frozen=True)
class Means:
    """Over `patients` with enough contacts to be measured; each from 0 to 1, None where there were none."""

    patients: int
    upc: float | None
    bice_boxerman: float | None
    herfindahl: float | None
    secon: float | None
    mmci: float | None


class Split(StrEnum):
    """A way of grouping patients."""

    AGE = "age"
    NEED = "need"


@dataclass(frozen=True)
class Band:
    """A group of a split: the values from the band before it up to `below`, which is not in it."""

    key: str
    words: str
    below: int | None


@dataclass(frozen=True)
class Condition:
    """A long-term condition: the codelists that say somebody has it, and those that say no more."""

    key: str
    diagnosed: tuple[str, ...]
    resolved: tuple[str, ...]


@dataclass(frozen=True)
class Time:
    """A month, in which contacts with one's own are counted, and the year to its last day, over which
    patients are measured.
    """

    on: date
    month_from: date
    year_from: date


@dataclass(frozen=True)
class RunFact:
    """Continuity of one surgery in one month: of which snapshot, by which rules and program."""

    id: int
    surgery_id: int
    batch: UUID
    on: date
    year_from: date
    snapshot_id: int
    rulebook: str
    version: str
    at: datetime


@dataclass(frozen=True)
class Batch:
    """What a batch of runs did. `too_old`: surgeries whose records do not reach the last month's end."""

    batch: UUID
    times: tuple[Time, ...]
    surgeries: int
    without_snapshot: tuple[int, ...]
    too_old: tuple[int, ...]
    contacts: int
    patients: int


@dataclass(frozen=True)
class Result:
    """Continuity of a group at a surgery, or in the partnership, in one month.

    `of_lists`: contacts of patients on a list that were with their own clinician, of all of theirs (SLICC).
    `of_clinicians`: the same contacts, of all that clinicians with a list had; known of everybody alone.
    `means` over the year. Each is None where it is hidden, for there are very few.
    """

    on: date
    split: str
    group: str
    of_lists: OutOf | None
    of_clinicians: OutOf | None
    means: Means | None


@dataclass(frozen=True)
class ListResult:
    """Continuity of one clinician's list in one month; for their own surgery alone."""

    on: date
    clinician: str
    of_list: OutOf
    of_clinician: OutOf
    means: Means | None
