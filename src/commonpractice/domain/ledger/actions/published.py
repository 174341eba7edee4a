"""Post a year of books from published payments: each line once, to its practice's profit centre."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from commonpractice.domain.ledger import parameters, queries
from commonpractice.domain.ledger.actions.months import open_months
from commonpractice.domain.ledger.actions.posting import AlreadyPosted, post
from commonpractice.domain.ledger.rules import published_year
from commonpractice.domain.ledger.rules.months import MonthRefused
from commonpractice.domain.ledger.rules.posting import CannotPost
from commonpractice.domain.ledger.rules.published_year import YearLine
from commonpractice.domain.partnership import queries as members
from commonpractice.domain.partnership.facts import PartnershipSummary, Scope, SurgerySummary
from commonpractice.domain.partnership.rules.belonging import months_of
from commonpractice.domain.published import queries as published
from commonpractice.domain.published.facts import LineRole, PaymentLine
from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import FinancialYear, Month

POSTED = {LineRole.INCOME, LineRole.DEDUCTION}


@dataclass(frozen=True)
class PartYear:
    """A surgery that belonged to the partnership for a part of the year in which it was open.

    `months` are those posted, in order, `of` the number over which its published year was spread.
    """

    surgery: SurgerySummary
    months: tuple[Month, ...]
    of: int


@dataclass(frozen=True)
class Outside:
    """A surgery that belonged to the partnership in no month of the year: it had `left` by then, or was to
    join (None)."""

    surgery: SurgerySummary
    left: date | None


@dataclass(frozen=True)
class PostedYear:
    """What a year of published payments came to: practices, their published lines, and journals made."""

    practices: int
    lines: int
    corrected: int
    """How many of the lines had been posted before, by another figure."""
    journals: int
    missing: tuple[SurgerySummary, ...]
    """Surgeries of the partnership of which the year's file has nothing."""
    part_year: tuple[PartYear, ...]
    outside: tuple[Outside, ...]
    """Nothing is posted for these; what had been, before they were known to have left, is taken back."""


@transaction.atomic
def post_published(
    *, partnership: PartnershipSummary, year: FinancialYear, scope: Scope, at: datetime
) -> PostedYear:
    """Post the published income and deductions of each surgery for a year, spread over its months.

    A surgery that belonged to the partnership for a part of the year has the months posted in which it did,
    and one that did not has none. Opens the months that are not open yet.

    What has been posted before is taken off, line by line and month
    by month, so that a corrected file posts its correction, as a document of its own, and the same file
    nothing: raises AlreadyPosted where that is so of all. Raises CannotPost where the year's payments have
    not been imported, none of the surgeries is in them or belonged in that year, or a month cannot be opened,
    and MonthIsLocked where a month takes no posting.
    """
    surgeries = {surgery.code: surgery for surgery in partnership.surgeries if not surgery.is_centre}
    found = _lines(year, list(surgeries))
    if not found:
        raise CannotPost(f"None of these surgeries is in the published payments of {year}.")
    homes = [surgeries[code].id for code in dict.fromkeys(line.code for line in found)]
    spells = members.memberships(scope=scope, surgeries=[surgery.id for surgery in surgeries.values()])
    belonged = {number: frozenset(months_of(spells[number], year.months)) for number in spells}
    try:
        for number in sorted(homes):  # held from here on
            open_months(surgeries=[number], months=belonged[number], scope=scope, at=at)
    except MonthRefused as refusal:
        raise CannotPost(f"{refusal} Nothing was posted.") from refusal
    before = queries.posted_before(scope=scope, surgeries=homes, year=year)
    year_lines = [_year_line(line, surgeries[line.code], belonged[surgeries[line.code].id]) for line in found]
    entries = published_year.entries(
        year_lines,
        year=year,
        accounts=parameters.published_accounts(),
        before=before,
    )
    if not entries and not any(belonged[number] for number in homes):
        raise CannotPost(f"None of these surgeries belonged to {partnership.name} in {year}.")
    if not entries:
        raise AlreadyPosted(f"The published payments of {year} have been posted already: nothing was added.")
    posted = post(entries, scope=scope, at=at)
    lines = [
        (document.home_id, document.details["line"])
        for document, _ in entries
        if document.details["line"] != published_year.PAID
    ]
    return PostedYear(
        practices=len({document.home_id for document, _ in entries}),
        lines=len(lines),
        corrected=sum(line in before for line in lines),
        journals=len(posted.journals),
        missing=tuple(
            surgery for surgery in surgeries.values() if surgery.id not in homes and belonged[surgery.id]
        ),
        part_year=_part_years(year_lines, surgeries, year),
        outside=tuple(
            Outside(surgery, _left_before(spells[surgery.id], year))
            for surgery in surgeries.values()
            if not belonged[surgery.id]
        ),
    )


def _part_years(
    lines: Sequence[YearLine], surgeries: Mapping[str, SurgerySummary], year: FinancialYear
) -> tuple[PartYear, ...]:
    """The surgeries of which some months are posted and others not, in the order of their lines."""
    found: list[PartYear] = []
    for line in {line.practice_code: line for line in lines}.values():
        months = published_year.months_posted(line, year)
        of = len(published_year.months_open(year, line.opened, line.closed))
        if line.belonged and len(months) < of:
            found.append(PartYear(surgeries[line.practice_code], tuple(months), of))
    return tuple(found)


def _left_before(spells: Sequence[Period], year: FinancialYear) -> date | None:
    """The last day of a surgery that had left before a year began; None for one that was to join."""
    days = [spell.last_day for spell in spells if spell.last_day and spell.last_day < year.first.first]
    return max(days, default=None)


def _lines(year: FinancialYear, codes: Sequence[str]) -> list[PaymentLine]:
    try:
        lines = published.payment_lines(year=year, codes=codes)
    except (published.NothingPublished, published.UnknownPractice) as refusal:
        raise CannotPost(f"{refusal} Nothing was posted.") from None
    return [line for line in lines if line.role in POSTED]


def _year_line(line: PaymentLine, surgery: SurgerySummary, belonged: frozenset[Month]) -> YearLine:
    return YearLine(
        surgery_id=surgery.id,
        practice_code=line.code,
        practice_name=surgery.name,
        key=line.key,
        heading=line.heading.strip(),
        amount=line.pence,
        opened=line.opened,
        closed=line.closed,
        belonged=belonged,
        reference={
            "publication": line.publication_id,
            "file": line.file_name,
            "sha256": line.sha256,
            "row": line.line,
            "column": line.heading,
            "practice": line.code,
        },
    )
