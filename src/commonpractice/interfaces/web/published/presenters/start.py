"""Where a look-up starts: what there is to look in, whose practices are ours, and what a search found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from commonpractice.domain.partnership.facts import PartnershipSummary
from commonpractice.domain.published import queries
from commonpractice.domain.published.facts import Found
from commonpractice.foundations.dated import day
from commonpractice.foundations.months import FinancialYear
from commonpractice.gateways.nhs_publications import layouts
from commonpractice.interfaces.web.published.presenters.addresses import of_practices
from commonpractice.interfaces.web.published.presenters.naming import named

DIGITAL, CQC = "digital.nhs.uk", "cqc.org.uk"
DOWNLOADS = (
    ("Income, line by line", "NHS Payments to General Practice", DIGITAL),
    ("QOF points", "Quality and Outcomes Framework, achievement per practice", DIGITAL),
    (
        "England’s registers and indicators",
        "Quality and Outcomes Framework, raw data: PREVALENCE and ACHIEVEMENT",
        DIGITAL,
    ),
    ("Patients on the list", "Patients Registered at a GP Practice", DIGITAL),
    ("GPs and other staff", "General Practice Workforce, practice level", DIGITAL),
    ("Names, addresses, branches, networks", "Organisation Data Service: epraccur, ebranchs, ePCN", DIGITAL),
    ("Ratings", "Using CQC data: latest ratings", CQC),
    ("Deprivation", "Index of Multiple Deprivation per practice (indicator 93553)", "fingertips.phe.org.uk"),
)
"""What can be imported: what it adds, what it is called, on whose site. README.md has the same list."""

KINDS = {"practice": "Practice", "branch": "Branch surgery", "other": "Other prescriber"}
MOST = 50  # found, before one is asked for more letters


@dataclass(frozen=True)
class File:
    """A file in use: what it is, of which year, and when it was imported."""

    number: int
    title: str
    of: str
    name: str
    practices: int
    imported_at: datetime


@dataclass(frozen=True)
class Ours:
    """The surgeries of the reader's own partnership, as far as a file here knows them."""

    words: str
    address: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class FoundPractice:
    """`status` is empty where it is active."""

    code: str
    name: str
    postcode: str
    kind: str
    status: str


def files() -> tuple[File, ...]:
    """The files in use, by what they are and their years; empty where nothing has been imported."""
    return tuple(
        File(
            number=file.id,
            title=title_of(file),
            of=of_when(file),
            name=file.file_name,
            practices=file.practices,
            imported_at=file.imported_at,
        )
        for file in queries.publications()
    )


def title_of(file: Any) -> str:
    """What a file is, as its publisher calls it."""
    titles = {(layout.dataset, layout.name): layout.title for layout in layouts.layouts()}
    if title := titles.get((file.dataset, file.layout)):
        return title
    layout, _, sex = file.layout.rpartition("_")  # a list of one sex alone
    return f"{titles.get((file.dataset, layout), file.dataset)}, {sex}"


def of_when(file: Any) -> str:
    """The day of an extract, or its financial year; a register without either is of the day it was made."""
    if file.as_at is not None:
        return day(file.as_at)
    if file.year is not None:
        return str(FinancialYear(file.year))
    return "several years" if (file.dataset, file.layout) in _of_many_years() else ""


@cache
def _of_many_years() -> frozenset[tuple[str, str]]:
    return frozenset((one.dataset, one.name) for one in layouts.layouts() if one.year == "row")


def codes_of(partnership: PartnershipSummary) -> tuple[str, ...]:
    """The surgeries' ODS codes. A demonstration's are invented, even where a real practice has the same."""
    if partnership.demonstration:
        return ()
    return tuple(surgery.code for surgery in partnership.surgeries if not surgery.is_centre)


def ours(partnership: PartnershipSummary | None) -> Ours | None:
    """The way to the surgeries of our partnership; none where no file here knows any of them."""
    codes = codes_of(partnership) if partnership else ()
    known = _known(codes)
    if partnership is None or not known:
        return None
    words = f"The {len(known)} surgeries of {partnership.name}" if len(known) > 1 else partnership.name
    return Ours(words, of_practices(known), tuple(code for code in codes if code not in known))


def _known(codes: Sequence[str]) -> tuple[str, ...]:
    left = tuple(codes)
    while left:
        try:
            return tuple(queries.organisations(left))
        except queries.UnknownPractice as refusal:  # a surgery whose code is of our own making
            left = tuple(code for code in left if code not in refusal.codes)
    return ()


def search(typed: str) -> tuple[tuple[FoundPractice, ...], bool]:
    """What a search finds, active practices first, and whether there is more than that."""
    found = queries.search(typed, limit=MOST + 1)
    return tuple(_found(one) for one in found[:MOST]), len(found) > MOST


def _found(one: Found) -> FoundPractice:
    kind = KINDS.get(one.kind, one.kind)
    status = "" if one.status == "A" else one.status_words
    return FoundPractice(one.code, named(one.name), " ".join(one.postcode.split()), kind, status)
