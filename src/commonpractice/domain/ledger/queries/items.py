"""What was posted for what, and for which month: the sums that are taken off what is reckoned again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.partnership.rules.reach import check_covers
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month


@dataclass(frozen=True, order=True)
class ItemPlace:
    """Where a sum stands: whose it is, what it is for, the month it is of, the account, and whose of them."""

    surgery_id: int
    item: str
    concerns: Month
    account: int
    partner_id: int | None = None


def sums_by_item(
    *,
    scope: Scope,
    surgeries: Sequence[int],
    accounts: Sequence[int] = (),
    items: Sequence[str] = (),
    concerns: tuple[Month, Month] | None = None,
    known_at: datetime | None = None,
    posted_by: Month | None = None,
) -> dict[ItemPlace, Pence]:
    """What was posted for each item and month of entitlement, account by account; debits positive.

    Of all accounts, items and months where none are named; `concerns` the first and the last. A posting that
    does not say which month it is of is of the month that it was posted to. `known_at` leaves out whatever
    was posted after that moment, `posted_by` what was posted to a later month. Sums of nil are left out.
    Raises OutOfScope.
    """
    check_covers(scope, surgeries)
    conditions, values = ["p.surgery_id = ANY (%s)", "p.item IS NOT NULL"], [list(surgeries)]
    for condition, wanted in (
        ("p.account_id = ANY (%s)", list(accounts)),
        ("p.item = ANY (%s)", list(items)),
        ("coalesce(p.concerns, p.month) >= %s", concerns and concerns[0].first),
        ("coalesce(p.concerns, p.month) <= %s", concerns and concerns[1].first),
        ("p.month <= %s", posted_by and posted_by.first),
        (
            "p.journal_id IN (SELECT j.id FROM ledger_journal j JOIN ledger_batch b ON b.id = j.batch_id"
            " WHERE b.at <= %s)",
            known_at,
        ),
    ):
        if wanted:
            conditions.append(condition)
            values.append(wanted)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT p.surgery_id, p.item, coalesce(p.concerns, p.month) AS month, p.account_id, p.partner_id,
                   sum(p.amount)
            FROM ledger_posting p WHERE {" AND ".join(conditions)}
            GROUP BY 1, 2, 3, 4, 5 HAVING sum(p.amount) <> 0
            """,  # noqa: S608 (conditions of our own)
            values,
        )
        rows = cursor.fetchall()
    of = {month: Month.of(month) for month in {row[2] for row in rows}}
    return {
        ItemPlace(surgery, item, of[month], account, partner): int(amount)
        for surgery, item, month, account, partner, amount in rows
    }
