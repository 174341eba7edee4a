"""Charge surgeries what the centre charges them: by the month, caught up when what it goes by changes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import parameters as ledger_parameters
from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.domain.ledger.rules.posting import reckoned_key
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import PartnershipSummary, Power, Scope
from commonpractice.domain.partnership.rules.reach import check_covers
from commonpractice.domain.profits import queries
from commonpractice.domain.profits.facts import ByClosing, ChargeOf, PostedBySurgery
from commonpractice.domain.profits.rules import charges
from commonpractice.domain.profits.rules.still_due import still_due
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import FinancialYear, Month, months

KIND = ByClosing.CHARGES.value
ITEM = "charge."
"""How the items of charges begin: `charge.governance`."""

Place = tuple[str, Month]
"""An item and the month that it is of."""


@transaction.atomic
def post_charges(
    *, of: PartnershipSummary, first: Month, month: Month, scope: Scope, at: datetime
) -> PostedBySurgery:
    """Post to a month what the centre charges each surgery for every month from `first` up to it.

    Less what was posted before, by charge and month: so a list that is corrected later is caught up, and a
    second time posts nothing. One journal a surgery, between it and the centre. Raises NotCounted and
    CannotCharge as the rules do, also where nobody has told a charge's use; otherwise as ledger.post.
    """
    there = queries.members(scope=scope, of=of)
    surgeries = [member.surgery for member in there]
    check_covers(scope, [*surgeries, of.centre.id], Power.POST)
    ledger.hold_books([*surgeries, of.centre.id])
    since = FinancialYear.of(first, of.year_starts).first  # caps look at the year to date
    measured = queries.drivers(scope=scope, surgeries=surgeries, first=since, last=month, posted_by=month)
    agreed = partnership.charges(scope=scope)
    told = queries.told(scope=scope, surgeries=surgeries, first=since, last=month)
    for one in months(first, month):
        charges.check_told(agreed, members=there, told=told, month=one)
    found: dict[int, list[ChargeOf]] = {surgery: [] for surgery in surgeries}
    each = [(one, FinancialYear.of(one, of.year_starts)) for one in months(first, month)]
    for row in charges.of_months(agreed, members=there, drivers=measured, each=each, told=told):
        found[row.surgery].append(row)
    posted = queries.posted_before(
        scope=scope,
        surgeries=surgeries,
        account=ledger_parameters.central_charge_accounts().expense,
        prefix=ITEM,
        first=first,
        last=month,
        posted_by=month,
    )
    entries: list[ledger.Entry] = []
    charged: dict[int, Pence] = {}
    for surgery in surgeries:
        rows = found[surgery]
        left = still_due({_place(row): row.pence for row in rows}, posted[surgery])
        if left:
            entries.append(_entry(surgery, of.centre.id, month, left, rows, at))
            charged[surgery] = sum(left.values())
    journals = ledger.post(entries, scope=scope, at=at).journals if entries else ()
    return PostedBySurgery(charged, journals)


def _place(row: ChargeOf) -> Place:
    return f"{ITEM}{row.charge}", row.month


def _entry(
    surgery: int, centre: int, month: Month, left: dict[Place, Pence], rows: list[ChargeOf], at: datetime
) -> ledger.Entry:
    title = f"Central charges, {month.words}"
    document = Document(
        kind=KIND,
        key=reckoned_key(KIND, month, at),
        title=title,
        home_id=surgery,
        host_id=centre,
        details={"charges": [_told(row) for row in rows if _place(row) in left]},
    )
    return document, [
        Journal(month.last, title, lines_with_centre(surgery, centre, left), surgery, centre, month)
    ]


def lines_with_centre(surgery: int, centre: int, left: Mapping[Place, Pence]) -> tuple[Line, ...]:
    """What a surgery is charged by the centre (above nil) or given by it, on both sides."""
    pair = ledger_parameters.central_charge_accounts()
    lines: list[Line] = []
    for (item, concerns), amount in sorted(left.items(), key=lambda each: (each[0][1], each[0][0])):
        lines += [
            Line(surgery, pair.expense, amount, None, item, concerns),
            Line(surgery, pair.settlement, -amount, None, item, concerns),
            Line(centre, pair.settlement, amount, None, item, concerns),
            Line(centre, pair.expense, -amount, None, item, concerns),
        ]
    return tuple(lines)


def _told(row: ChargeOf) -> dict[str, Any]:
    return {
        "item": f"{ITEM}{row.charge}",
        "name": row.name,
        "month": str(row.month),
        "pence": row.pence,
        "steps": [step.details() for step in row.steps],
    }
