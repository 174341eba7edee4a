"""Partners' own accounts in the books: what stood on them, and each thing that moved them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import connection

from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.partnership.rules.reach import check_covers
from commonpractice.domain.profits import parameters
from commonpractice.domain.profits.facts import FundsAccount, Movement
from commonpractice.domain.profits.rules.statements import movement
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month

Stood = dict[tuple[int, int], dict[FundsAccount, tuple[Pence, Pence]]]
"""By partner and surgery, what stood on each account before the first month and at the end of the last."""


def stood(
    *, scope: Scope, partners: Iterable[int], surgeries: Sequence[int], first: Month, last: Month
) -> Stood:
    """Opening and closing balances, above nil where they are the partner's. Raises OutOfScope."""
    check_covers(scope, surgeries)
    accounts = parameters.partner_accounts()
    found: dict[tuple[int, int], dict[FundsAccount, tuple[Pence, Pence]]] = defaultdict(
        lambda: dict.fromkeys(FundsAccount, (0, 0))
    )
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT partner_id, surgery_id, account_id,
                   -coalesce(sum(amount) FILTER (WHERE month < %(first)s), 0), -sum(amount)
            FROM ledger_posting
            WHERE partner_id = ANY (%(partners)s::int[]) AND surgery_id = ANY (%(surgeries)s::int[])
              AND account_id = ANY (%(accounts)s::int[]) AND month <= %(last)s
            GROUP BY 1, 2, 3
            """,
            {
                "partners": sorted(set(partners)),
                "surgeries": list(surgeries),
                "accounts": list(accounts),
                "first": first.first,
                "last": last.first,
            },
        )
        for partner, surgery, account, opening, closing in cursor.fetchall():
            of = accounts[account].of
            before = found[partner, surgery][of]
            found[partner, surgery][of] = before[0] + int(opening), before[1] + int(closing)
    return found


def movements(
    *, scope: Scope, partner: int, surgeries: Sequence[int], first: Month, last: Month
) -> list[Movement]:
    """Each thing that moved a partner's accounts, by month, journal and account. Raises OutOfScope."""
    check_covers(scope, surgeries)
    accounts = parameters.partner_accounts()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT p.account_id, coalesce(p.item, ''), p.surgery_id, p.month, coalesce(p.concerns, p.month),
                   -sum(p.amount), p.journal_id, j.document_id, j.narrative,
                   ARRAY(SELECT DISTINCT o.account_id FROM ledger_posting o
                         WHERE o.journal_id = p.journal_id AND o.partner_id = %(partner)s
                           AND o.account_id <> p.account_id AND o.account_id = ANY (%(accounts)s::int[]))
            FROM ledger_posting p JOIN ledger_journal j ON j.id = p.journal_id
            WHERE p.partner_id = %(partner)s AND p.surgery_id = ANY (%(surgeries)s::int[])
              AND p.account_id = ANY (%(accounts)s::int[]) AND p.month BETWEEN %(first)s AND %(last)s
            GROUP BY 1, 2, 3, 4, 5, 7, 8, 9 HAVING sum(p.amount) <> 0
            ORDER BY p.month, p.journal_id, 5, p.account_id, 2
            """,
            {
                "partner": partner,
                "surgeries": list(surgeries),
                "accounts": list(accounts),
                "first": first.first,
                "last": last.first,
            },
        )
        rows = cursor.fetchall()
    found: list[Movement] = []
    for account, item, surgery, month, concerns, amount, journal, document, narrative, others in rows:
        kind, words = movement(accounts[account], item, int(amount), others, accounts)
        found.append(
            Movement(
                account=accounts[account].of,
                kind=kind,
                words=words,
                surgery=surgery,
                month=Month.of(month),
                concerns=Month.of(concerns),
                pence=int(amount),
                journal=journal,
                document=document,
                narrative=narrative,
            )
        )
    return found
