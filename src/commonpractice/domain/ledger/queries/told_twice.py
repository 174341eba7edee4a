"""Whether the books and the audit log tell of the same deeds.

Each deed is written in both, in one transaction and with the same time: so what is in one alone was added to
it, or taken from the other, outside Common Practice. Whoever cuts the end off one chain is found out by the
other. These look over everybody's books, so they need the owner's connection.
"""

from typing import Any

from commonpractice.domain.audit.facts import Finding
from commonpractice.domain.ledger.queries.chains import MEND

WHAT = "Books and audit log agree"
MOST = 2
"""So many examples are given of each."""

ONLY_IN_THE_LOG = """
    WITH unlinked AS MATERIALIZED (
        SELECT e.* FROM audit_entry e WHERE e.deed = 'ledger.post' AND NOT EXISTS (
            SELECT FROM ledger_batch b JOIN ledger_link l ON l.batch_id = b.id
            WHERE b.at = e.at AND b.actor_id = e.actor_id AND l.surgery_id = e.surgery_id)
    )
    SELECT e.at, e.actor_name, e.subject FROM unlinked e
    WHERE NOT EXISTS ( -- a side of a document may have no posting, and so no link
        SELECT FROM ledger_batch b JOIN ledger_journal j ON j.batch_id = b.id
        WHERE b.at = e.at AND b.actor_id = e.actor_id AND e.surgery_id IN (j.home_id, j.host_id) LIMIT 1)
    UNION ALL
    SELECT e.at, e.actor_name, e.subject FROM audit_entry e
    WHERE e.deed IN ('ledger.open_months', 'ledger.locked_month', 'ledger.reopened_month') AND NOT EXISTS (
        SELECT FROM ledger_month_event m
        WHERE m.at = e.at AND m.actor_id = e.actor_id AND m.surgery_id = e.surgery_id)
    UNION ALL
    SELECT e.at, e.actor_name, e.subject FROM audit_entry e
    WHERE e.deed = 'ledger.raise_recharge' AND NOT EXISTS (
        SELECT FROM ledger_recharge r WHERE r.raised_at = e.at AND r.host_id = e.surgery_id)
    UNION ALL
    SELECT e.at, e.actor_name, e.subject FROM audit_entry e
    WHERE e.deed IN ('ledger.answer_recharge', 'ledger.withdraw_recharge') AND NOT EXISTS (
        SELECT FROM ledger_recharge r
        WHERE r.answered_at = e.at AND e.surgery_id IN (r.home_id, r.host_id))
    ORDER BY 1
"""
ONLY_IN_THE_BOOKS = """
    SELECT b.at, b.actor_name, 'posted' FROM ledger_batch b WHERE NOT EXISTS (
        SELECT FROM audit_entry e WHERE e.room = 'ledger' AND e.at = b.at AND e.actor_id = b.actor_id)
    UNION ALL
    SELECT m.at, m.actor_name, to_char(m.month, 'FMMonth YYYY') || ' ' || m.deed
    FROM ledger_month_event m WHERE NOT EXISTS (
        SELECT FROM audit_entry e WHERE e.room = 'ledger' AND e.at = m.at AND e.actor_id = m.actor_id
        AND e.surgery_id = m.surgery_id)
    UNION ALL
    SELECT r.raised_at, r.raised_by, format('Recharge %s raised', r.id)
    FROM ledger_recharge r WHERE NOT EXISTS (
        SELECT FROM audit_entry e WHERE e.room = 'ledger' AND e.at = r.raised_at AND e.surgery_id = r.host_id)
    UNION ALL
    SELECT r.answered_at, r.answered_by, format('Recharge %s %s', r.id, r.state)
    FROM ledger_recharge r WHERE r.answered_at IS NOT NULL AND NOT EXISTS (
        SELECT FROM audit_entry e WHERE e.room = 'ledger' AND e.at = r.answered_at
        AND e.surgery_id IN (r.home_id, r.host_id))
    ORDER BY 1
"""


def finding(connection: Any) -> Finding:
    """Compare them, deed by deed."""
    words = []
    with connection.cursor() as cursor:
        for query, where in (
            (ONLY_IN_THE_LOG, "in the audit log and no longer in the books"),
            (ONLY_IN_THE_BOOKS, "in the books and not in the audit log"),
        ):
            cursor.execute(query)
            rows = cursor.fetchall()
            if rows:
                told = "; ".join(
                    f"“{what}” by {who}, {at:%Y-%m-%d %H:%M} UTC" for at, who, what in rows[:MOST]
                )
                words.append(f"{_deeds(len(rows))} {where}: {told}.")
    if words:
        return Finding(WHAT, False, " ".join([*words, MEND]))
    return Finding(WHAT, True, "Every posting, month and recharge is in both.")


def _deeds(number: int) -> str:
    return "One deed is" if number == 1 else f"{number:,} deeds are"
