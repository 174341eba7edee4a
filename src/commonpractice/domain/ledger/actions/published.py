"""Post a year of books from published payments: each line once, to its practice's profit centre."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from commonpractice.domain.ledger import models, parameters
from commonpractice.domain.ledger.actions.months import open_months
from commonpractice.domain.ledger.actions.posting import AlreadyPosted, post
from commonpractice.domain.ledger.rules import published_year
from commonpractice.domain.ledger.rules.posting import CannotPost
from commonpractice.domain.ledger.rules.published_year import YearLine
from commonpractice.domain.partnership.facts import PartnershipSummary, Scope, SurgerySummary
from commonpractice.domain.published import queries as published
from commonpractice.domain.published.facts import LineRole, PaymentLine
from commonpractice.foundations.months import FinancialYear

POSTED = {LineRole.INCOME, LineRole.DEDUCTION}


@dataclass(frozen=True)
class PostedYear:
    """What a year of published payments came to: practices, their published lines, and journals made."""

    practices: int
    lines: int
    journals: int
    missing: tuple[SurgerySummary, ...]
    """Surgeries of the partnership of which the year's file has nothing."""


@transaction.atomic
def post_published(
    *, partnership: PartnershipSummary, year: FinancialYear, scope: Scope, at: datetime
) -> PostedYear:
    """Post the published income and deductions of each surgery for a year, spread over its months.

    Opens the months that are not open yet. A surgery whose lines have been posted before is passed over;
    raises AlreadyPosted where that is so of all. Raises CannotPost where the year's payments have not been
    imported or none of the surgeries is in them, and MonthIsLocked where a month takes no posting.
    """
    surgeries = {surgery.code: surgery for surgery in partnership.surgeries if not surgery.is_centre}
    found = _lines(year, list(surgeries))
    posted_before = _posted_before(partnership, year, sorted({line.code for line in found}))
    new = [line for line in found if line.code not in posted_before]
    if found and not new:
        raise AlreadyPosted(f"The published payments of {year} have been posted already: nothing was added.")
    if not found:
        raise CannotPost(f"None of these surgeries is in the published payments of {year}.")
    entries = published_year.entries(
        [_year_line(line, surgeries[line.code]) for line in new],
        year=year,
        accounts=parameters.published_accounts(),
    )
    practices = {line.code for line in new}
    open_months(surgeries=[surgeries[code].id for code in practices], months=year.months, scope=scope, at=at)
    posted = post(entries, scope=scope, at=at)
    return PostedYear(
        practices=len(practices),
        lines=sum(bool(line.pence) for line in new),
        journals=len(posted.journals),
        missing=tuple(
            surgery for code, surgery in surgeries.items() if code not in {line.code for line in found}
        ),
    )


def _lines(year: FinancialYear, codes: Sequence[str]) -> list[PaymentLine]:
    try:
        lines = published.payment_lines(year=year, codes=codes)
    except (published.NothingPublished, published.UnknownPractice) as refusal:
        raise CannotPost(f"{refusal} Nothing was posted.") from None
    return [line for line in lines if line.role in POSTED]


def _posted_before(partnership: PartnershipSummary, year: FinancialYear, codes: Sequence[str]) -> set[str]:
    """The practices whose published payments of a year are in the books: whatever file they came from."""
    paid = {published_year.document_key(year, code, "paid"): code for code in codes}
    homes = [surgery.id for surgery in partnership.surgeries]
    there = models.Document.objects.filter(home_id__in=homes, key__in=list(paid))
    return {paid[key] for key in there.values_list("key", flat=True)}


def _year_line(line: PaymentLine, surgery: SurgerySummary) -> YearLine:
    return YearLine(
        surgery_id=surgery.id,
        practice_code=line.code,
        practice_name=surgery.name,
        key=line.key,
        heading=line.heading.strip(),
        amount=line.pence,
        opened=line.opened,
        closed=line.closed,
        reference={
            "publication": line.publication_id,
            "file": line.file_name,
            "sha256": line.sha256,
            "row": line.line,
            "column": line.heading,
            "practice": line.code,
        },
    )
