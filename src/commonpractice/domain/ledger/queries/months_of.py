"""What each month is worth by now: results by the month that postings are of, whenever they were posted.

Kept balances are by the month posted to. What says that it is of another month is taken from the one and put
to the other: few postings do, and an index has them.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.db import connection

from commonpractice.domain.ledger import parameters
from commonpractice.domain.ledger.rules.statements import RESULT
from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.partnership.rules.reach import check_covers
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month

Results = dict[tuple[int, Month], dict[int, Pence]]
"""By surgery and month, what each account of the result comes to; debits positive, none of nil."""

OF_MONTHS = """
    SELECT surgery_id, month, account_id, amount FROM ledger_balance
    WHERE surgery_id = ANY (%(surgeries)s) AND month BETWEEN %(first)s AND least(%(last)s, %(posted_by)s)
      AND account_id = ANY (%(accounts)s::int[])
    UNION ALL
    SELECT p.surgery_id, moved.month, p.account_id, moved.sign * p.amount
    FROM ledger_posting p, LATERAL (VALUES (p.month, -1), (p.concerns, 1)) moved (month, sign)
    WHERE p.surgery_id = ANY (%(surgeries)s) AND p.item IS NOT NULL AND p.concerns <> p.month
      AND moved.month BETWEEN %(first)s AND %(last)s AND p.account_id = ANY (%(accounts)s::int[])
      AND p.month <= %(posted_by)s
"""


def results_by_month_of(*, scope: Scope, surgeries: Sequence[int], first: Month, last: Month) -> Results:
    """What the accounts of the result come to for each month from first to last, as known now.

    A claw-back posted in November and of May is May's. Raises OutOfScope.
    """
    check_covers(scope, surgeries)
    accounts = [account.code for account in parameters.chart().values() if account.kind in RESULT]
    found: dict[tuple[int, Month], dict[int, Pence]] = defaultdict(lambda: defaultdict(int))
    with connection.cursor() as cursor:
        cursor.execute(
            OF_MONTHS,
            {
                "surgeries": list(surgeries),
                "first": first.first,
                "last": last.first,
                "posted_by": date.max,
                "accounts": accounts,
            },
        )
        rows = cursor.fetchall()
    of = {month: Month.of(month) for month in {row[1] for row in rows}}
    for surgery, month, account, amount in rows:
        found[surgery, of[month]][account] += int(amount)
    kept = {place: {code: sum_ for code, sum_ in sums.items() if sum_} for place, sums in found.items()}
    return {place: sums for place, sums in kept.items() if sums}


def sums_by_month_of(
    *,
    scope: Scope,
    surgeries: Sequence[int],
    first: Month,
    last: Month,
    groups: Sequence[Collection[int]],
    posted_by: Month | None = None,
) -> dict[tuple[int, Month], tuple[Pence, ...]]:
    """The same, added up for groups of accounts of the result: by surgery and month, a sum for each group.

    Debits positive; a place of which nothing was posted is left out. `posted_by` leaves out what was posted
    to a later month. Raises OutOfScope.
    """
    check_covers(scope, surgeries)
    values: dict[str, Any] = {f"group_{at}": sorted(group) for at, group in enumerate(groups)}
    sums = ", ".join(f"sum(amount) FILTER (WHERE account_id = ANY (%({name})s::int[]))" for name in values)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT surgery_id, month, {sums} FROM ({OF_MONTHS}) each GROUP BY surgery_id, month",  # noqa: S608
            {
                **values,
                "surgeries": list(surgeries),
                "first": first.first,
                "last": last.first,
                "posted_by": posted_by.first if posted_by else date.max,
                "accounts": sorted({account for group in groups for account in group}),
            },
        )
        return {
            (surgery, Month.of(month)): tuple(int(amount or 0) for amount in amounts)
            for surgery, month, *amounts in cursor.fetchall()
        }


PartnerResults = dict[tuple[int, Month, int], dict[int, Pence]]
"""By surgery, month and partner, what each account of the result comes to that says whose it is."""


def results_by_partner(
    *, scope: Scope, surgeries: Sequence[int], first: Month, last: Month, posted_by: Month | None = None
) -> PartnerResults:
    """What was borne or had by name on the accounts of the result, for each month, as known now.

    `posted_by` leaves out what was posted to a later month. Raises OutOfScope. Whoever shows it writes the
    look to the audit log.
    """
    check_covers(scope, surgeries)
    accounts = [account.code for account in parameters.chart().values() if account.kind in RESULT]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT surgery_id, coalesce(concerns, month) AS of, partner_id, account_id, sum(amount)
            FROM ledger_posting
            WHERE surgery_id = ANY (%(surgeries)s) AND partner_id IS NOT NULL
              AND account_id = ANY (%(accounts)s::int[])
              AND coalesce(concerns, month) BETWEEN %(first)s AND %(last)s AND month <= %(posted_by)s
            GROUP BY 1, 2, 3, 4 HAVING sum(amount) <> 0
            """,
            {
                "surgeries": list(surgeries),
                "accounts": accounts,
                "first": first.first,
                "last": last.first,
                "posted_by": posted_by.first if posted_by else date.max,
            },
        )
        found: PartnerResults = defaultdict(dict)
        for surgery, month, partner, account, amount in cursor.fetchall():
            found[surgery, Month.of(month), partner][account] = int(amount)
    return dict(found)
