"""Post what NHS contracts are worth by item and month: earned, payable, and what stands over."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from commonpractice.domain.contracts import queries
from commonpractice.domain.contracts.facts.due import INCOME_DUE, CannotSay
from commonpractice.domain.contracts.queries.due import ToPost
from commonpractice.domain.contracts.rules.difference import Difference
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import parameters as ledger_parameters
from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.domain.ledger.rules.posting import reckoned_key
from commonpractice.domain.partnership.facts import Power, Scope
from commonpractice.domain.partnership.rules.reach import check_covers
from commonpractice.foundations.days import local_day
from commonpractice.foundations.months import Month


@dataclass(frozen=True)
class PostedIncome:
    """What was posted: differences by surgery, and what could not be reckoned and was left as it was."""

    surgeries: tuple[ToPost, ...]
    journals: tuple[int, ...]

    @property
    def unknown(self) -> tuple[tuple[int, CannotSay], ...]:
        return tuple((one.surgery_id, each) for one in self.surgeries for each in one.unknown)


@transaction.atomic
def post_income(
    *,
    surgeries: Sequence[int],
    month: Month,
    scope: Scope,
    at: datetime,
    known_on: date | None = None,
) -> PostedIncome:
    """Post to a month what surgeries' contracts are worth up to it, less what was posted before.

    A month's own income is one journal; what is still missing of earlier months, as after a back-dated
    uplift, a second, the catch-up, with the month of entitlement on each line. A second time posts nothing.
    `known_on` leaves out what was known later (None: today). Raises as ledger.post: MonthIsLocked where the
    month takes no posting, and NotAllowed or OutOfScope.
    """
    check_covers(scope, surgeries, Power.POST)
    ledger.hold_books(surgeries)  # what was posted before is read once nobody else can add to it
    found = queries.to_post(scope=scope, surgeries=surgeries, by=month, known_on=known_on or local_day(at))
    entries = [_entry(one, month, at) for one in found if one.differences]
    journals = ledger.post(entries, scope=scope, at=at).journals if entries else ()
    return PostedIncome(tuple(found), journals)


def _entry(one: ToPost, month: Month, at: datetime) -> ledger.Entry:
    home = one.surgery_id
    own = [each for each in one.differences if each.month == month]
    earlier = [each for each in one.differences if each.month != month]
    journals = [
        _journal(home, month, f"Income due, {month.words}", own),
        _journal(home, month, f"Catch-up of earlier months, posted to {month.words}", earlier),
    ]
    document = Document(
        kind=INCOME_DUE,
        key=reckoned_key(INCOME_DUE, month, at),
        title=f"NHS income due, {month.words}",
        home_id=home,
        details={"due": [_told(each) for each in one.differences]},
    )
    return document, [journal for journal in journals if journal]


def _journal(home: int, month: Month, narrative: str, parts: Sequence[Difference]) -> Journal | None:
    lines = [line for part in parts for line in _lines(home, part)]
    return Journal(month.last, narrative, tuple(lines), home, month=month) if lines else None


def _lines(home: int, part: Difference) -> Iterable[Line]:
    accounts = ledger_parameters.nhs_accounts()
    income = ledger_parameters.nhs_items()[part.item].account
    for account, amount in (
        (income, -part.earned),
        (accounts.due, part.payable),
        (accounts.accrued, part.accrued),
    ):
        if amount:
            yield Line(home, account, amount, None, part.item, part.month)


def _told(part: Difference) -> dict[str, Any]:
    """What the document keeps, to follow the pound by: item, month, and how its worth was reckoned."""
    return {
        "item": part.item,
        "month": str(part.month),
        "earned": part.earned,
        "payable": part.payable,
        "steps": [step.details() for step in part.steps],
    }
