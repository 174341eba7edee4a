"""Whether each profit centre's two hash chains are whole, and where they end.

One seals what each batch posted, the other what happened to months and recharges. These look over everybody's
books, so they need the owner's connection.
"""

from typing import Any

from commonpractice.domain.audit.facts import Finding, Head

MEND = (
    "Keep this database as it is and restore the last backup beside it (docs/guides/backup.md); the "
    "difference between the two shows what was changed outside Common Practice."
)
POSTINGS, EVENTS = "postings", "events"
CHAINS = {
    POSTINGS: ("ledger_link", "what was posted to"),
    EVENTS: ("ledger_event_link", "the months and recharges of"),
}
"""By the name of a chain: its table, and what it seals in words."""
WHAT = ("Ledger's hash chains", "Chains of months and recharges", "Months' seals")
"""What is asked of them, in order."""

# Whose links are not what follows from the one before and from what they seal, or are missing.
BROKEN = {
    POSTINGS: """
        WITH reckoned AS (
            SELECT l.surgery_id, l.number, l.hash, row_number() OVER w AS place,
                   sha256(coalesce(lag(l.hash) OVER w, '') || d.digest) AS hash_again
            FROM ledger_link l
            LEFT JOIN app.digests((SELECT array_agg(id) FROM ledger_batch)) d USING (surgery_id, batch_id)
            WINDOW w AS (PARTITION BY l.surgery_id ORDER BY l.number)
        )
        SELECT surgery_id FROM reckoned WHERE hash IS DISTINCT FROM hash_again OR number <> place
        UNION
        SELECT p.surgery_id FROM ledger_posting p JOIN ledger_journal j ON j.id = p.journal_id
        WHERE NOT EXISTS (SELECT FROM ledger_link l
                          WHERE l.surgery_id = p.surgery_id AND l.batch_id = j.batch_id)
    """,
    EVENTS: """
        WITH reckoned AS (
            SELECT l.surgery_id, l.number, l.hash, row_number() OVER w AS place,
                   sha256(coalesce(lag(l.hash) OVER w, '') || coalesce(
                       CASE WHEN e.surgery_id = l.surgery_id THEN app.month_event_digest(e) END,
                       CASE WHEN l.surgery_id IN (r.home_id, r.host_id) AND l.state IN ('raised', r.state)
                            THEN app.recharge_digest(r, l.state) END)) AS hash_again
            FROM ledger_event_link l LEFT JOIN ledger_month_event e ON e.id = l.month_event_id
            LEFT JOIN ledger_recharge r ON r.id = l.recharge_id
            WINDOW w AS (PARTITION BY l.surgery_id ORDER BY l.number)
        )
        SELECT surgery_id FROM reckoned WHERE hash IS DISTINCT FROM hash_again OR number <> place
        UNION
        SELECT surgery_id FROM ledger_month_event e
        WHERE NOT EXISTS (SELECT FROM ledger_event_link l WHERE l.month_event_id = e.id)
        UNION
        SELECT side.id FROM ledger_recharge r, unnest(ARRAY[r.home_id, r.host_id]) side (id),
               unnest(ARRAY['raised', r.state]) was (state)
        WHERE NOT EXISTS (SELECT FROM ledger_event_link l WHERE l.surgery_id = side.id
                          AND l.recharge_id = r.id AND l.state = was.state)
    """,
}

# A month's event holds the hash that the postings' chain ended with.
SEALS_OF_NOTHING = """
    SELECT e.surgery_id FROM ledger_month_event e WHERE e.seal IS NOT NULL AND NOT EXISTS (
        SELECT FROM ledger_link l WHERE l.surgery_id = e.surgery_id AND l.hash = e.seal
    )
"""
NAMES = "SELECT DISTINCT name FROM partnership_surgery WHERE id IN ({}) ORDER BY 1"
HEADS = """
    SELECT DISTINCT ON (l.surgery_id) l.surgery_id, s.name, l.number, l.hash
    FROM {table} l JOIN partnership_surgery s ON s.id = l.surgery_id ORDER BY l.surgery_id, l.number DESC
"""


def findings(connection: Any) -> list[Finding]:
    """Every link reckoned again from what it seals, in words."""
    postings, events = (_places(connection, BROKEN[chain]) for chain in CHAINS)
    sealed = _places(connection, SEALS_OF_NOTHING)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM ledger_link), (SELECT count(*) FROM ledger_event_link), "
            "(SELECT count(DISTINCT surgery_id) FROM ledger_link)"
        )
        links, event_links, places = cursor.fetchone()
    return [
        Finding(
            WHAT[0],
            not postings,
            f"What was posted to {postings} has been changed. {MEND}"
            if postings
            else f"{links:,} links over {places} profit centres, all whole.",
        ),
        Finding(
            WHAT[1],
            not events,
            f"What was written of the months or recharges of {events} has been changed. {MEND}"
            if events
            else f"{event_links:,} links, all whole.",
        ),
        Finding(
            WHAT[2],
            not sealed,
            f"Postings of {sealed} that were there when a month was opened, locked or reopened are gone. "
            f"{MEND}"
            if sealed
            else "The postings that each month was locked over are still there.",
        ),
    ]


def heads(connection: Any) -> list[Head]:
    """The end of each chain; a profit centre that has none is left out."""
    found = []
    with connection.cursor() as cursor:
        for chain, (table, words) in CHAINS.items():
            cursor.execute(HEADS.format(table=table))
            found += [
                Head(chain, surgery_id, f"{words} {name}", number, bytes(hash_).hex())
                for surgery_id, name, number, hash_ in cursor.fetchall()
            ]
    return found


def hash_at(connection: Any, head: Head) -> str | None:
    """The hash that the link of a head's number has now; None where there is no such link."""
    table, _ = CHAINS[head.chain]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT hash FROM {table} WHERE surgery_id = %s AND number = %s",  # noqa: S608 (our own table)
            [head.surgery_id, head.number],
        )
        found = cursor.fetchone()
    return bytes(found[0]).hex() if found else None


def _places(connection: Any, query: str) -> str:
    """The names of the profit centres that a query finds; empty where it finds none."""
    with connection.cursor() as cursor:
        cursor.execute(NAMES.format(query))
        return ", ".join(name for (name,) in cursor.fetchall())
