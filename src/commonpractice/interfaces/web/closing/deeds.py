"""Closing a month, and trying it beforehand: the same deed, taken back, so that what is foretold is exact."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import PartnershipSummary, Scope
from commonpractice.domain.partnership.rules import reach
from commonpractice.domain.profits import actions as profits
from commonpractice.foundations.months import Month
from commonpractice.interfaces.web.closing.work import Found

REFUSALS = (
    profits.CannotClose,
    profits.CannotCharge,
    profits.CannotPool,
    profits.NotCounted,
    profits.NobodyShares,
    partnership.NoDeed,
    ledger.CannotPost,
    ledger.MonthRefused,
    reach.NotAllowed,
    reach.OutOfScope,
)
"""What closing may be refused by, each with a sentence for the screen."""


def try_closing(*, of: PartnershipSummary, month: Month, scope: Scope, at: datetime) -> Found:
    """What closing a month would come to. It is closed, and that is taken back: nothing of it is kept."""
    with transaction.atomic():
        closed = profits.close_month(of=of, month=month, scope=scope, at=at)
        transaction.set_rollback(True)
    return _found(closed, of)


def close(*, of: PartnershipSummary, month: Month, scope: Scope, at: datetime) -> Found:
    """Close a month for good."""
    return _found(profits.close_month(of=of, month=month, scope=scope, at=at), of)


def _found(closed: profits.Closed, of: PartnershipSummary) -> Found:
    """What closing came to, surgery by surgery, in pence; and what could not be reckoned."""
    codes = {one.id: one.code for one in of.surgeries}
    rows = {
        one.id: {
            "code": one.code,
            "name": one.name,
            "income": 0,
            "earlier": 0,
            "charged": 0,
            "centre": 0,
            "passed": 0,
            "shared": 0,
        }
        for one in of.surgeries
        if not one.is_centre
    }
    for each in closed.income.surgeries:
        row = rows[each.surgery_id]
        row["income"] = sum(part.earned for part in each.differences if part.month == closed.month)
        row["earlier"] = sum(part.earned for part in each.differences if part.month != closed.month)
    for name, amounts in (
        ("charged", closed.charges.by_surgery),
        ("centre", closed.centre_result),
        ("passed", closed.passed_on),
        ("shared", closed.shares.by_surgery),
    ):
        for surgery, amount in amounts.items():
            if surgery in rows:
                rows[surgery][name] = amount
    return {
        "rows": [row for row in rows.values() if any(_amounts(row))],
        "estimated": [{"code": codes[one.surgery], "name": one.name} for one in closed.estimated],
        "unknown": [
            {"code": codes[surgery], "month": str(each.month), "item": each.item, "why": each.why}
            for surgery, each in closed.income.unknown
        ],
    }


def _amounts(row: dict) -> Sequence[int]:
    return [row[name] for name in ("income", "earlier", "charged", "centre", "passed", "shared")]
