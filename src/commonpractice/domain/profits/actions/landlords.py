"""What owners of premises who are no partners there are due: rent, an expense before profit is shared."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import parameters as ledger_parameters
from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.domain.ledger.rules.posting import reckoned_key
from commonpractice.domain.partnership.facts import PartnershipSummary, Power, Scope
from commonpractice.domain.partnership.rules.reach import check_covers
from commonpractice.domain.profits import queries
from commonpractice.domain.profits.facts import ByClosing, DueToOwner, PostedBySurgery
from commonpractice.domain.profits.rules.property_shares import due_to_others, may_have_others
from commonpractice.domain.profits.rules.still_due import still_due
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month

KIND = ByClosing.RENTS.value
ITEM = "landlord."
"""How the items of rents due begin: `landlord.Dr Ann Example`."""

Place = tuple[str, Month]
"""An item and the month that it is of."""


@transaction.atomic
def post_rents(
    *,
    of: PartnershipSummary,
    surgeries: Sequence[int],
    first: Month,
    month: Month,
    since: Month,
    scope: Scope,
    at: datetime,
) -> PostedBySurgery:
    """Post to a month what owners who are no partners are due of every month from `first` up to it.

    Less what was posted before; a second time posts nothing. `since` as for post_shares. An expense, owed
    until it is paid: not a share of the profit, for they share in none. Raises as ledger.post.
    """
    check_covers(scope, surgeries, Power.POST)
    ledger.hold_books(surgeries)
    agreed = queries.agreements(scope=scope, of=of, surgeries=surgeries)
    posted = queries.posted_before(
        scope=scope,
        surgeries=surgeries,
        account=ledger_parameters.rent_accounts().expense,
        prefix=ITEM,
        first=first,
        last=month,
        posted_by=month,
    )
    surgeries = [one for one in surgeries if posted[one] or may_have_others(agreed[one])]
    results = queries.results_to_share(
        scope=scope,
        memberships={one: agreed[one].memberships for one in surgeries},
        first=first,
        last=month,
        since=since,
        posted_by=month,
    )
    entries: list[ledger.Entry] = []
    due: dict[int, Pence] = {}
    for surgery in surgeries:
        rows = [row for one in results[surgery] for row in due_to_others(one, agreed[surgery])]
        worth: Counter[Place] = Counter()
        for row in rows:  # one to each spell on which the same owner had another part
            worth[_place(row)] += row.pence
        left = still_due(worth, posted[surgery])
        if left:
            entries.append(_entry(surgery, month, left, rows, at))
            due[surgery] = sum(left.values())
    return PostedBySurgery(due, ledger.post(entries, scope=scope, at=at).journals if entries else ())


def _place(row: DueToOwner) -> Place:
    return f"{ITEM}{row.owner}", row.month


def _entry(
    surgery: int, month: Month, left: dict[Place, Pence], rows: Sequence[DueToOwner], at: datetime
) -> ledger.Entry:
    accounts = ledger_parameters.rent_accounts()
    lines: list[Line] = []
    for (item, concerns), amount in sorted(left.items(), key=lambda each: (each[0][1], each[0][0])):
        lines.append(Line(surgery, accounts.expense, amount, None, item, concerns))
        lines.append(Line(surgery, accounts.owed, -amount, None, item, concerns))
    title = f"Rent to owners of the premises, {month.words}"
    document = Document(
        kind=KIND,
        key=reckoned_key(KIND, month, at),
        title=title,
        home_id=surgery,
        details={"rents": [_told(row) for row in rows if _place(row) in left]},
    )
    return document, [Journal(month.last, title, tuple(lines), surgery, month=month)]


def _told(row: DueToOwner) -> dict[str, Any]:
    return {
        "item": f"{ITEM}{row.owner}",
        "month": str(row.month),
        "pence": row.pence,
        "steps": [step.details() for step in row.steps],
    }
