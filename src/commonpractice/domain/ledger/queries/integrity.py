"""Whether every invariant of the ledger holds, reckoned again from the postings themselves.

These look over everybody's books, so they need the owner's connection. `commonpractice doctor` shows them.
"""

from typing import Any

from commonpractice.domain.audit.facts import Finding
from commonpractice.domain.ledger.queries.chains import MEND

CHECKS = (
    (
        "Journals balance",
        """
        SELECT count(*) FROM (
            SELECT FROM ledger_posting GROUP BY journal_id, surgery_id HAVING sum(amount) <> 0
        ) bad
        """,
        "journals do not balance within a profit centre",
    ),
    (
        "Internal accounts cancel",
        """
        SELECT count(*) FROM (
            SELECT FROM ledger_posting p JOIN ledger_account a ON a.code = p.account_id AND a.internal
            GROUP BY p.journal_id, p.account_id HAVING sum(p.amount) <> 0
        ) bad
        """,
        "journals leave something on an internal account",
    ),
    (
        "Kept balances are the sums of their postings",
        """
        SELECT count(*) FROM (
            SELECT surgery_id, month, account_id, sum(amount) AS amount, count(*) AS postings
            FROM ledger_posting GROUP BY 1, 2, 3
        ) reckoned FULL JOIN ledger_balance kept USING (surgery_id, month, account_id)
        WHERE reckoned.amount IS DISTINCT FROM kept.amount
           OR reckoned.postings IS DISTINCT FROM kept.postings::bigint
        """,
        "kept balances differ from their postings",
    ),
    (
        "Every journal has postings",
        """
        SELECT count(*) FROM ledger_journal j
        WHERE NOT EXISTS (SELECT FROM ledger_posting p WHERE p.journal_id = j.id)
        """,
        "journals have no postings",
    ),
    (
        "Reversals are exact opposites",
        """
        SELECT count(*) FROM (
            SELECT FROM (
                SELECT j.id, p.surgery_id, p.account_id, p.partner_id, p.item, p.concerns, p.amount
                FROM ledger_journal j JOIN ledger_posting p ON p.journal_id IN (j.id, j.reverses_id)
                WHERE j.reverses_id IS NOT NULL
            ) pair GROUP BY id, surgery_id, account_id, partner_id, item, concerns HAVING sum(amount) <> 0
        ) bad
        """,
        "reversals are not the opposite of what they reverse",
    ),
    (
        "Months are as their last event left them",
        """
        SELECT count(*) FROM ledger_month m FULL JOIN (
            SELECT DISTINCT ON (surgery_id, month) surgery_id, month, deed = 'locked' AS locked
            FROM ledger_month_event ORDER BY surgery_id, month, id DESC
        ) told USING (surgery_id, month) WHERE m.locked IS DISTINCT FROM told.locked
        """,
        "months differ from their last event",
    ),
    (
        "Nothing before a locked month is open",
        """
        SELECT count(*) FROM ledger_month m
        WHERE NOT m.locked AND EXISTS (
            SELECT FROM ledger_month later
            WHERE later.surgery_id = m.surgery_id AND later.month > m.month AND later.locked
        )
        """,
        "months are open though a later one is locked",
    ),
)


def findings(connection: Any) -> list[Finding]:
    """Every check, in words."""
    found = []
    with connection.cursor() as cursor:
        for what, sql, wrong in CHECKS:
            cursor.execute(sql)
            number = cursor.fetchone()[0]
            words = "Yes." if not number else f"{number:,} {wrong}. {MEND}"
            found.append(Finding(what, not number, words))
    return found
