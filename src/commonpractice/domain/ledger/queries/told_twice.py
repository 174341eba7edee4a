"""Whether the books and the audit log tell of the same deeds.

Each deed is written in both, in one transaction and with the same time: so what is in one alone was added to
it, or taken from the other, outside Common Practice. They are compared count for count, so that a time copied
from another deed hides nothing. Whoever cuts the end off one chain is found out by the other.
These look over everybody's books, so they need the owner's connection.
"""

import calendar
from typing import Any

from commonpractice.domain.audit.facts import Finding
from commonpractice.domain.ledger.queries.chains import MEND

WHAT = "Books and audit log agree"
MOST = 2
"""So many examples are given of each."""

# Of each person, moment and profit centre: how many documents the books have, and how many the log tells of.
# A recharge that was agreed is a document of the books too, told of by its answer alone.
DOCUMENTS = """
    WITH written AS MATERIALIZED (
        SELECT DISTINCT batch_id, document_id FROM ledger_journal
    ), kept AS MATERIALIZED (
        SELECT b.at, b.actor_id, side.id AS surgery_id, b.actor_name, d.title
        FROM written JOIN ledger_batch b ON b.id = batch_id JOIN ledger_document d ON d.id = document_id,
        LATERAL (SELECT d.home_id AS id UNION ALL SELECT d.host_id WHERE d.host_id IS NOT NULL) side
        WHERE NOT EXISTS (
            SELECT FROM ledger_recharge r WHERE d.kind = 'recharge' AND d.key = 'recharge/' || r.id
            AND r.state = 'agreed' AND (r.home_id, r.host_id, r.answered_at) = (d.home_id, d.host_id, b.at))
    ), alike AS MATERIALIZED ( -- single ones, whose titles look like a number of them
        SELECT * FROM kept WHERE title ~ '^[1-9][0-9,]* documents \\('
    ), in_books AS MATERIALIZED (
        SELECT at, actor_id, surgery_id, count(*) AS number, min(actor_name) AS who, min(title) AS what
        FROM kept GROUP BY 1, 2, 3
    ), in_log AS MATERIALIZED (
        SELECT e.at, e.actor_id, e.surgery_id, sum(coalesce(
                   CASE WHEN NOT EXISTS (
                       SELECT FROM alike
                       WHERE (alike.at, alike.actor_id, alike.surgery_id) = (e.at, e.actor_id, e.surgery_id)
                       AND alike.title = e.subject)
                   THEN replace(counted[1], ',', '') END::numeric, 1)) AS number,
               min(e.actor_name) AS who, min(e.subject) AS what
        FROM audit_entry e LEFT JOIN LATERAL
            regexp_match(e.subject, '^([1-9][0-9,]*) documents \\(') counted ON true
        WHERE e.deed = 'ledger.post' GROUP BY 1, 2, 3
    )
    SELECT at, coalesce({first}.who, {other}.who), coalesce({first}.what, {other}.what)
    FROM {first} LEFT JOIN {other} USING (at, actor_id, surgery_id)
    WHERE {first}.number > coalesce({other}.number, 0)
"""
# A month is locked or reopened in an entry each, and a recharge raised, answered or withdrawn. Months are
# opened several in one, which names the first and the last.
DEEDS_IN_LOG = """
    SELECT at, CASE WHEN deed ~ 'month' THEN actor_id END AS actor_id, surgery_id, deed,
           CASE WHEN deed IN ('ledger.answer_recharge', 'ledger.withdraw_recharge') THEN subject END AS said,
           count(*) AS number, min(actor_name) AS who, min(subject) AS what
    FROM audit_entry WHERE deed IN (
        'ledger.locked_month', 'ledger.reopened_month', 'ledger.raise_recharge', 'ledger.answer_recharge',
        'ledger.withdraw_recharge')
    GROUP BY 1, 2, 3, 4, 5
"""
DEEDS_IN_BOOKS = """
    SELECT at, actor_id, surgery_id, format('ledger.%s_month', deed) AS deed, NULL AS said,
           count(*) AS number, min(actor_name) AS who,
           min(to_char(month, 'FMMonth YYYY')) || ' ' || deed AS what
    FROM ledger_month_event WHERE deed <> 'opened' GROUP BY 1, 2, 3, deed
    UNION ALL
    SELECT raised_at, NULL, host_id, 'ledger.raise_recharge', NULL, count(*), min(raised_by),
           format('Recharge %s raised', min(id))
    FROM ledger_recharge GROUP BY 1, 3
    UNION ALL
    SELECT answered_at, NULL, CASE state WHEN 'withdrawn' THEN host_id ELSE home_id END,
           CASE state WHEN 'withdrawn' THEN 'ledger.withdraw_recharge' ELSE 'ledger.answer_recharge' END,
           format('Recharge %s %s', id, state), 1, answered_by, format('Recharge %s %s', id, state)
    FROM ledger_recharge WHERE state <> 'raised'
"""
DEEDS = """
    SELECT one.at, one.who, one.what FROM ({first}) one
    LEFT JOIN ({other}) two ON (one.at, one.surgery_id, one.deed) = (two.at, two.surgery_id, two.deed)
        AND one.actor_id IS NOT DISTINCT FROM two.actor_id AND one.said IS NOT DISTINCT FROM two.said
    WHERE one.number > coalesce(two.number, 0)
"""
MONTH = rf"(?:{'|'.join(calendar.month_name[1:])}) [1-9]\d\d\d"
OPENED = """
    WITH told AS MATERIALIZED (
        SELECT e.*, to_date(ends[1], 'FMMonth YYYY') AS first,
               to_date(coalesce(ends[2], ends[1]), 'FMMonth YYYY') AS last
        FROM audit_entry e
        LEFT JOIN LATERAL regexp_match(e.subject, '^({month})(?: to ({month}))? opened$') ends ON true
        WHERE e.deed = 'ledger.open_months'
    ), opened AS MATERIALIZED (SELECT * FROM ledger_month_event WHERE deed = 'opened')
    {which}
"""
OPENED_IN_LOG = """
    SELECT e.at, e.actor_name, e.subject FROM told e
    LEFT JOIN opened a
        ON (a.at, a.actor_id, a.surgery_id, a.month) = (e.at, e.actor_id, e.surgery_id, e.first)
    LEFT JOIN opened z
        ON (z.at, z.actor_id, z.surgery_id, z.month) = (e.at, e.actor_id, e.surgery_id, e.last)
    WHERE a.id IS NULL OR z.id IS NULL
"""
OPENED_IN_BOOKS = """
    SELECT m.at, m.actor_name, to_char(m.month, 'FMMonth YYYY') || ' opened' FROM opened m
    WHERE NOT EXISTS (
        SELECT FROM told e WHERE (m.at, m.actor_id, m.surgery_id) = (e.at, e.actor_id, e.surgery_id)
        AND m.month BETWEEN e.first AND e.last)
"""
ONLY_IN_THE_LOG = (
    DOCUMENTS.format(first="in_log", other="in_books"),
    DEEDS.format(first=DEEDS_IN_LOG, other=DEEDS_IN_BOOKS),
    OPENED.format(which=OPENED_IN_LOG, month=MONTH),
)
ONLY_IN_THE_BOOKS = (
    DOCUMENTS.format(first="in_books", other="in_log"),
    DEEDS.format(first=DEEDS_IN_BOOKS, other=DEEDS_IN_LOG),
    OPENED.format(which=OPENED_IN_BOOKS, month=MONTH),
)


def finding(connection: Any) -> Finding:
    """Compare them, deed by deed."""
    words = []
    with connection.cursor() as cursor:
        for queries, where in (
            (ONLY_IN_THE_LOG, "in the audit log and no longer in the books"),
            (ONLY_IN_THE_BOOKS, "in the books and not in the audit log"),
        ):
            rows = []
            for query in queries:
                cursor.execute(query)
                rows += cursor.fetchall()
            rows.sort()
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
