"""Share what surgeries made among their partners: provisionally, month by month, and caught up later."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import parameters as ledger_parameters
from commonpractice.domain.ledger import queries as ledger_queries
from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.domain.ledger.rules.posting import reckoned_key
from commonpractice.domain.partnership.facts import PartnershipSummary, Power, Scope
from commonpractice.domain.partnership.rules.reach import check_covers
from commonpractice.domain.profits import queries
from commonpractice.domain.profits.facts import (
    Agreement,
    ByClosing,
    MonthResult,
    PostedBySurgery,
    ShareOf,
    ShareStep,
)
from commonpractice.domain.profits.rules.sharing import share_month
from commonpractice.domain.profits.rules.still_due import still_due
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import FinancialYear, Month

KIND = ByClosing.SHARES.value
ITEM = "share."
"""How the items of shares begin: `share.prior`, `share.balance`."""

Place = tuple[int, str, Month]
"""A partner, an item and the month that it is of."""


@transaction.atomic
def post_shares(
    *,
    of: PartnershipSummary,
    surgeries: Sequence[int],
    first: Month,
    month: Month,
    last: Month | None = None,
    since: Month,
    scope: Scope,
    at: datetime,
) -> PostedBySurgery:
    """Post to a month what partners have of every month from `first` up to it, less what was posted before.

    Up to `last`, where that is given. What is of a month of which nobody shares is in one that is shared, and
    `since` is the first of these (rules.placing).

    To each partner's current account, by step of sharing and month of entitlement; the other side takes the
    result out of the accounts. Shares of a month are provisional: they follow its result whenever that
    changes. A second time posts nothing. Raises NobodyShares where a month's result is nobody's, and
    otherwise as ledger.post.
    """
    check_covers(scope, surgeries, Power.POST)
    ledger.hold_books(surgeries)
    last = last or month
    agreed = queries.agreements(scope=scope, of=of, surgeries=surgeries)
    results = queries.results_to_share(
        scope=scope,
        memberships={one: agreed[one].memberships for one in surgeries},
        first=first,
        last=last,
        since=since,
        posted_by=month,
    )
    posted = posted_shares(scope, surgeries, first, last, posted_by=month)
    entries: list[ledger.Entry] = []
    shared: dict[int, Pence] = {}
    for surgery in surgeries:
        rows = [row for one in results[surgery] for row in _shares(one, agreed[surgery], of.year_starts)]
        left = still_due({_place(row): row.pence for row in rows}, posted.get(surgery, {}))
        if left:
            entries.append(_entry(surgery, month, left, rows, at))
            shared[surgery] = sum(left.values())
    journals = ledger.post(entries, scope=scope, at=at).journals if entries else ()
    return PostedBySurgery(shared, journals)


def _shares(result: MonthResult, agreement: Agreement, year_starts: int) -> Sequence[ShareOf]:
    if not result.profit and not result.personal and not result.of_property and not agreement.partners:
        return ()
    return share_month(result, agreement, year=FinancialYear.of(result.month, year_starts))


def _place(row: ShareOf) -> Place:
    assert isinstance(row.concerns, Month)
    return row.partner, f"{ITEM}{row.step.value}", row.concerns


def posted_shares(
    scope: Scope,
    surgeries: Sequence[int],
    first: Month,
    last: Month,
    prefix: str = ITEM,
    *,
    posted_by: Month | None = None,
) -> dict[int, dict[Place, Pence]]:
    """By surgery, what was posted to current accounts as shares of months from the first to the last: the
    provisional ones or, with their prefix, the final ones. `posted_by` leaves out what was posted to a later
    month."""
    sums = ledger_queries.sums_by_item(
        scope=scope,
        surgeries=surgeries,
        accounts=[ledger_parameters.share_accounts().current],
        items=[f"{prefix}{step.value}" for step in ShareStep],
        concerns=(first, last),
        posted_by=posted_by,
    )
    found: dict[int, dict[Place, Pence]] = {}
    for place, amount in sums.items():
        if place.partner_id is not None:
            found.setdefault(place.surgery_id, {})[place.partner_id, place.item, place.concerns] = -amount
    return found


def _entry(
    surgery: int, month: Month, left: dict[Place, Pence], rows: Sequence[ShareOf], at: datetime
) -> ledger.Entry:
    accounts = ledger_parameters.share_accounts()
    lines: list[Line] = []
    for (partner, item, concerns), amount in sorted(left.items(), key=lambda each: (each[0][2], each[0])):
        lines.append(Line(surgery, accounts.current, -amount, partner, item, concerns))
        lines.append(Line(surgery, accounts.shared, amount, None, item, concerns))
    document = Document(
        kind=KIND,
        key=reckoned_key(KIND, month, at),
        title=f"Profit shares, {month.words}, provisional",
        home_id=surgery,
        details={"shares": [_told(row) for row in rows if _place(row) in left]},
    )
    journal = Journal(month.last, f"Profit shares, {month.words}", tuple(lines), surgery, month=month)
    return document, [journal]


def _told(row: ShareOf) -> dict[str, Any]:
    return {
        "partner": row.partner,
        "item": f"{ITEM}{row.step.value}",
        "month": str(row.concerns),
        "pence": row.pence,
        "steps": [step.details() for step in row.steps],
    }
