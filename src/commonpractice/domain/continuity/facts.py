"""Contacts of patients with clinicians, and what is measured of them."""

from dataclasses import dataclass


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
