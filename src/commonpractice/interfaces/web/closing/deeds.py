"""Closing a month, and trying it beforehand: the same deed, taken back, so that what is foretold is exact."""

from datetime import datetime

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


AMOUNTS = ("income", "earlier", "charged", "centre", "rents", "passed", "shared", "final")
"""What closing posts to a surgery, in the order in which it does."""


def try_closing(*, of: PartnershipSummary, month: Month, scope: Scope, at: datetime) -> Found:
    """What closing a month would come to, as if all had signed it; nothing is kept.

    Says who are estimated, and, where they are more than the deed lets be, that their signatures are missing.
    """
    closed = profits.foresee_closing(of=of, month=month, scope=scope, at=at)
    deed = partnership.deed(scope=scope, on=month.last)
    missing = len(closed.estimated) > deed.estimate_unsigned
    return _found(closed, of) | {
        "unsigned": [one.name for one in closed.estimated if missing],
        "estimated": [one.name for one in closed.estimated if not missing],
    }


def close(*, of: PartnershipSummary, month: Month, scope: Scope, at: datetime) -> Found:
    """Close a month for good. What came of it is in the books: nothing else is kept."""
    profits.close_month(of=of, month=month, scope=scope, at=at)
    return {}


def _found(closed: profits.Closed, of: PartnershipSummary) -> Found:
    """What closing came to, surgery by surgery, in pence; and what could not be reckoned."""
    codes = {one.id: one.code for one in of.surgeries}
    rows = {
        one.id: {"code": one.code, "name": one.name} | dict.fromkeys(AMOUNTS, 0)
        for one in of.surgeries
        if not one.is_centre
    }
    for each in closed.income.surgeries:
        row = rows[each.surgery_id]
        row["income"] = sum(part.earned for part in each.differences if part.month == closed.month)
        row["earlier"] = sum(part.earned for part in each.differences if part.month != closed.month)
    for year in closed.final:
        for surgery, moved in year.by_surgery.items():  # nil together: what some get, others give up
            rows[surgery]["final"] += sum(amount for amount in moved.values() if amount > 0)
    for name, amounts in (
        ("charged", closed.charges.by_surgery),
        ("centre", closed.centre_result),
        ("rents", closed.rents.by_surgery),
        ("passed", closed.passed_on),
        ("shared", closed.shares.by_surgery),
    ):
        for surgery, amount in amounts.items():
            if surgery in rows:
                rows[surgery][name] = amount
    return {
        "rows": [row for row in rows.values() if any(row[name] for name in AMOUNTS)],
        "unknown": [
            {"code": codes[surgery], "month": str(each.month), "item": each.item, "why": each.why}
            for surgery, each in closed.income.unknown
        ],
    }
