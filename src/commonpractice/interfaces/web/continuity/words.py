"""Continuity in the words of a reception desk, each with the name by which it is published."""

from dataclasses import dataclass

from commonpractice.domain.continuity import parameters
from commonpractice.domain.continuity.facts import Means, OutOf, Result, Split
from commonpractice.interfaces.web.amounts import count
from commonpractice.interfaces.web.called import said

OWN_DOCTOR = "Seen by their own doctor"
NOTHING = "–"
SPLITS = {Split.AGE: "Age", Split.NEED: "Long-term conditions"}


@dataclass(frozen=True)
class Measure:
    """One measure: its column's heading, its published name, what it says, and where its formula is from."""

    heading: str
    name: str
    says: str
    source: str


SLICC = Measure(
    "With their own doctor",
    "SLICC",
    "Of all the contacts with doctors that patients on somebody’s list had in the month, how many were with "
    "the doctor on whose list they are.",
    "PMC10229170",
)
OWN_PATIENTS = Measure(
    "Doctors’ own patients",
    "own-patient ratio",
    "Of all the contacts that doctors with a list had in the month, how many were with patients on their own "
    "list.",
    "PMC10229170",
)
UPC = Measure(
    "With the doctor seen most",
    "UPC, usual provider of care",
    "Of a patient’s contacts in the year, how many were with the doctor whom they saw most, whoever that is.",
    "BMC Health Services Research 22, table 2",
)
BICE_BOXERMAN = Measure(
    "Two contacts with one doctor",
    "Bice-Boxerman, COC",
    "Of all pairs of a patient’s contacts in the year, how many were with one and the same doctor.",
    "BMC Health Services Research 22, table 2",
)
SECON = Measure(
    "Same doctor as last time",
    "SECON, sequential continuity",
    "Of a patient’s contacts in the year, from the second on, how many were with the doctor of the one "
    "before.",
    "BMC Health Services Research 22, table 2",
)
HERFINDAHL = Measure(
    "Few doctors",
    "Herfindahl index",
    "How little a patient’s contacts in the year are spread: 1 with one doctor, 0.5 with two in turn.",
    "BMC Health Services Research 22, table 2",
)
MMCI = Measure(
    "Few doctors for many contacts",
    "MMCI, modified modified continuity index",
    "Near 1 where a patient had many contacts with few doctors, near 0 where nearly each was with another.",
    "BMC Health Services Research 22, table 2",
)
MEASURES = (SLICC, OWN_PATIENTS, UPC, BICE_BOXERMAN, SECON, HERFINDAHL, MMCI)
OF_PATIENTS = (UPC, BICE_BOXERMAN, SECON, HERFINDAHL, MMCI)


def percent(part: float | None) -> str:
    """0.4756 → "47.6%"."""
    return NOTHING if part is None else f"{100 * part:.1f}%"


def index(value: float | None) -> str:
    """0.3214 → "0.32"."""
    return NOTHING if value is None else f"{value:.2f}"


def part(one: OutOf | None) -> str:
    return percent(one.part if one else None)


def contacts(one: OutOf | None) -> str:
    return NOTHING if one is None else count(one.of)


def means(found: Means | None) -> tuple[str, ...]:
    """The cells of OF_PATIENTS, and of how many patients they are."""
    if found is None:
        return (*[NOTHING] * len(OF_PATIENTS), "0")
    return (
        percent(found.upc),
        percent(found.bice_boxerman),
        percent(found.secon),
        index(found.herfindahl),
        index(found.mmci),
        count(found.patients),
    )


def is_hidden(result: Result) -> bool:
    """Whether it stays at its surgery: then nothing of it is known here."""
    return result.of_lists is None


def of_contacts(result: Result | None, month: str) -> str:
    """Such as "1,234 of 2,345 contacts in October 2026"."""
    if result is None or result.of_lists is None:
        return ""
    return f"{count(result.of_lists.count)} of {count(result.of_lists.of)} contacts in {month}"


def of_patients(found: Means | None) -> str:
    if found is None:
        return ""
    least = parameters.minimum_contacts()
    return f"{count(found.patients)} patients with {least} contacts or more in the year"


def hidden(threshold: int | None) -> str:
    """Why a figure is not there."""
    if threshold is None:
        return said("Where it says “stays at the surgery”, nothing of it has left the surgery yet.")
    return said(
        f"Where it says “stays at the surgery”, fewer than {threshold} contacts or patients are behind a "
        "figure, or it would give such a number away by subtraction."
    )


STAYS = "Stays at the surgery"


def group(split: Split, key: str) -> str:
    """What a group is called: "65 to 79"."""
    return next((band.words for band in parameters.bands()[split] if band.key == key), key)
