"""Whether the audit log's hash chain is whole, and where it ends.

These look over everybody's entries, so they need the owner's connection.
"""

from typing import Any

from commonpractice.domain.audit.facts import Finding, Head

CHAIN = "audit"
WHAT = "Audit log's chain"


def chain(connection: Any) -> Finding:
    """Check the audit log's hash chain, entry by entry."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_entry")
        number = cursor.fetchone()[0]
        cursor.execute(
            """
            SELECT count(*) FROM audit_entry e FULL JOIN audit_link l ON l.entry_id = e.id
            WHERE e.id IS NULL OR l.entry_id IS NULL
            """
        )
        unlinked = cursor.fetchone()[0]
        cursor.execute(
            """
            SELECT min(number) FROM (
                SELECT l.number, l.hash, row_number() OVER (ORDER BY l.number) AS place,
                       sha256(coalesce(lag(l.hash) OVER (ORDER BY l.number), '')
                              || app.audit_digest(e)) AS reckoned
                FROM audit_link l JOIN audit_entry e ON e.id = l.entry_id
            ) chain WHERE hash <> reckoned OR number <> place
            """
        )
        broken = cursor.fetchone()[0]
    if unlinked or broken is not None:
        where = f"from its link {broken} on" if broken is not None else f"for {unlinked} entries"
        return Finding(
            WHAT,
            False,
            f"The audit log is not as it was written {where}. Keep this database as it is, restore the last "
            "backup beside it (docs/guides/backup.md), and compare table audit_entry to see what was "
            "changed.",
        )
    return Finding(WHAT, True, f"{number:,} entries, each as it was written.")


def heads(connection: Any) -> list[Head]:
    """The end of the chain; none while the log is empty."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, hash FROM audit_link ORDER BY number DESC LIMIT 1")
        return [Head(CHAIN, 0, "the audit log", number, bytes(hash_).hex()) for number, hash_ in cursor]


def hash_at(connection: Any, head: Head) -> str | None:
    """The hash that the link of a head's number has now; None where there is no such link."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT hash FROM audit_link WHERE number = %s", [head.number])
        found = cursor.fetchone()
    return bytes(found[0]).hex() if found else None
