"""Charge surgeries what the centre charges them: by the month, caught up when what it goes by changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import parameters as ledger_parameters
from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.domain.ledger.rules.posting import reckoned_key
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import Charge, ChargeBasis, PartnershipSummary, Power, Scope
from commonpractice.domain.partnership.rules.reach import check_covers
from commonpractice.domain.profits import queries
from commonpractice.domain.profits.facts import ChargeOf, Drivers
from commonpractice.domain.profits.rules import charges
from commonpractice.domain.profits.rules.charges import CannotCharge
from commonpractice.domain.profits.rules.still_due import still_due
from commonpractice.foundations.dated import Period
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import FinancialYear, Month, months

KIND = "central charge"
ITEM = "charge."
"""How the items of charges begin: `charge.governance`."""

Place = tuple[str, Month]
"""An item and the month that it is of."""


@dataclass(frozen=True)
class PostedCharges:
    """What was posted: whole pence by surgery, and journals."""

    by_surgery: dict[int, Pence]
    journals: tuple[int, ...]


@transaction.atomic
def post_charges(
    *, of: PartnershipSummary, first: Month, month: Month, scope: Scope, at: datetime
) -> PostedCharges:
    """Post to a month what the centre charges each surgery for every month from `first` up to it.

    Less what was posted before, by charge and month: so a list that is corrected later is caught up, and a
    second time posts nothing. One journal a surgery, between it and the centre. Raises NotCounted and
    CannotCharge as the rules do, and otherwise as ledger.post.
    """
    there = queries.members(scope=scope, of=of)
    surgeries = [member.surgery for member in there]
    check_covers(scope, [*surgeries, of.centre.id], Power.POST)
    ledger.hold_books([*surgeries, of.centre.id])
    since = FinancialYear.of(first, of.year_starts).first  # caps look at the year to date
    measured = queries.drivers(scope=scope, surgeries=surgeries, first=since, last=month)
    agreed = partnership.charges(scope=scope)
    _check_counted(agreed, measured, Period(first.first, (month + 1).first))
    found = [
        each
        for one in months(first, month)
        for each in charges.of_month(
            agreed,
            members=there,
            drivers=measured,
            month=one,
            year=FinancialYear.of(one, of.year_starts),
        )
    ]
    posted = queries.posted_before(
        scope=scope,
        surgeries=surgeries,
        account=ledger_parameters.central_charge_accounts().expense,
        prefix=ITEM,
        first=first,
    )
    entries: list[ledger.Entry] = []
    charged: dict[int, Pence] = {}
    for surgery in surgeries:
        rows = [row for row in found if row.surgery == surgery]
        left = still_due({_place(row): row.pence for row in rows}, posted[surgery])
        if left:
            entries.append(_entry(surgery, of.centre.id, month, left, rows, at))
            charged[surgery] = sum(left.values())
    journals = ledger.post(entries, scope=scope, at=at).journals if entries else ()
    return PostedCharges(charged, journals)


def _check_counted(agreed: Iterable[Charge], measured: Drivers, within: Period) -> None:
    """Raise CannotCharge for a charge that goes by what nobody counts: it would come to nothing, unsaid."""
    for charge in agreed:
        known = charge.basis is ChargeBasis.FIXED or charge.basis in measured
        if not known and charge.effective.overlaps(within):
            raise CannotCharge(
                f"{charge.name} ({charge.code}) is charged {charge.basis.words}, and that is not counted "
                "here yet. End it in the partnership's file, or let it go by something else."
            )


def _place(row: ChargeOf) -> Place:
    return f"{ITEM}{row.charge}", row.month


def _entry(
    surgery: int, centre: int, month: Month, left: dict[Place, Pence], rows: list[ChargeOf], at: datetime
) -> ledger.Entry:
    pair = ledger_parameters.central_charge_accounts()
    lines: list[Line] = []
    for (item, concerns), amount in sorted(left.items(), key=lambda each: (each[0][1], each[0][0])):
        lines += [
            Line(surgery, pair.expense, amount, None, item, concerns),
            Line(surgery, pair.settlement, -amount, None, item, concerns),
            Line(centre, pair.settlement, amount, None, item, concerns),
            Line(centre, pair.expense, -amount, None, item, concerns),
        ]
    title = f"Central charges, {month.words}"
    document = Document(
        kind=KIND,
        key=reckoned_key(KIND, month, at),
        title=title,
        home_id=surgery,
        host_id=centre,
        details={"charges": [_told(row) for row in rows if _place(row) in left]},
    )
    return document, [Journal(month.last, title, tuple(lines), surgery, centre, month)]


def _told(row: ChargeOf) -> dict[str, Any]:
    return {
        "item": f"{ITEM}{row.charge}",
        "name": row.name,
        "month": str(row.month),
        "pence": row.pence,
        "steps": [step.details() for step in row.steps],
    }
