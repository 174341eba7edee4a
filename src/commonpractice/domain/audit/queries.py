"""Ask the audit log: who saw and did what, and whether the chain is whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from commonpractice.domain.audit.facts import Finding
from commonpractice.domain.audit.models import Entry


@dataclass(frozen=True)
class EntryRow:
    """One deed or look, as the page shows it."""

    at: datetime
    actor: str
    deed: str
    subject: str
    surgery_id: int | None


def entries(
    *, surgeries: Sequence[int], deed: str = "", page: int = 1, a_page: int = 50
) -> tuple[list[EntryRow], bool]:
    """The log of some surgeries, newest first, a page at a time; and whether there is more.

    `deed` narrows it to a room or a deed ("ledger" or "ledger.post"). Row-level security holds the wall.
    """
    rows = Entry.objects.filter(surgery_id__in=list(surgeries))
    if deed:
        rows = rows.filter(deed__startswith=deed)
    start = (max(page, 1) - 1) * a_page
    found = list(rows.order_by("-at", "-id")[start : start + a_page + 1])
    shown = [
        EntryRow(row.at, row.actor_name, row.deed, row.subject, row.surgery_id) for row in found[:a_page]
    ]
    return shown, len(found) > a_page


def chain(connection: Any) -> Finding:
    """Check the audit log's hash chain, entry by entry. Needs the owner's connection, which sees all."""
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
            "Audit log's chain",
            False,
            f"The audit log is not as it was written {where}. Keep this database as it is, restore the last "
            "backup beside it, and compare table audit_entry to see what was changed.",
        )
    return Finding("Audit log's chain", True, f"{number:,} entries, each as it was written.")
