"""The hash chains verified a second way: every digest put together here, in Python, from the rows themselves.

What an entry or a batch is hashed as is written down once more on purpose. Should the database's function
change, old links would no longer verify, and these tests say so.
"""

import hashlib
from collections import defaultdict

import psycopg


def quoted(text: str) -> str:
    """As PostgreSQL's quote_literal writes it."""
    doubled = text.replace("'", "''")
    return f"E'{doubled.replace(chr(92), chr(92) * 2)}'" if "\\" in text else f"'{doubled}'"


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


LINES = """
    SELECT p.surgery_id, j.batch_id, p.id, p.journal_id, p.month, p.account_id, p.amount, p.partner_id,
           j.document_id, j.home_id, j.host_id, j.month, j.dated, j.narrative, j.reverses_id,
           p.item, p.concerns
    FROM ledger_posting p JOIN ledger_journal j ON j.id = p.journal_id
    WHERE j.batch_id >= %s ORDER BY p.id
"""
PAPERS = """
    SELECT DISTINCT j.batch_id, d.id, d.partnership_id, d.home_id, d.host_id, d.kind, d.key, d.title,
           d.details::text
    FROM ledger_journal j JOIN ledger_document d ON d.id = j.document_id
    WHERE j.batch_id >= %s ORDER BY d.id
"""
POSTERS = """
    SELECT id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'), at, actor_id, actor_name
    FROM ledger_batch WHERE id >= %s
"""


def barred(*fields: object) -> str:
    return "|".join("" if field is None else str(field) for field in fields)


def ledger_digests(owner: psycopg.Connection, since: int = 0) -> dict[tuple[int, int], bytes]:
    """By surgery and batch, the digest of what was posted; `since` a batch's number.

    Who posted it when; the documents in which the surgery is a side; its postings, each with its journal.
    """
    lines: dict[tuple[int, int], list[str]] = defaultdict(list)
    for surgery, batch, *posting, narrative, reverses, item, concerns in owner.execute(LINES, [since]):
        said = [f"item {quoted(item)}"] if item is not None else []
        said += [f"of {concerns}"] if concerns is not None else []
        lines[surgery, batch].append(barred(*posting, quoted(narrative), reverses, *said))
    papers: dict[tuple[int, int], list[str]] = defaultdict(list)
    for batch, number, partnership, home, host, *words, details in owner.execute(PAPERS, [since]):
        for side in {home, host} - {None}:
            papers[side, batch].append(barred(number, partnership, home, host, *map(quoted, words), details))
    posters = {}
    for batch, seconds, at, actor, name in owner.execute(POSTERS, [since]):
        fraction = f".{at.microsecond:06d}".rstrip("0") if at.microsecond else ""
        posters[batch] = barred(batch, f"{seconds}{fraction}+00", actor, quoted(name))
    return {
        (surgery, batch): sha256(
            "\n\n".join([posters[batch], "\n".join(papers[surgery, batch]), "\n".join(rows)]).encode()
        )
        for (surgery, batch), rows in lines.items()
    }


def last_digests(owner: psycopg.Connection) -> dict[int, bytes]:
    """By surgery, the digest of what the last batch posted."""
    last = owner.execute("SELECT max(id) FROM ledger_batch").fetchone()[0]
    return {surgery: digest for (surgery, _), digest in ledger_digests(owner, last).items()}


def digests_of_the_database(owner: psycopg.Connection) -> list[tuple]:
    """The digests as the database's own function makes them."""
    batches = "(SELECT array_agg(id ORDER BY id) FROM ledger_batch)"
    return sorted(owner.execute(f"SELECT * FROM app.digests({batches})").fetchall())


def broken_ledger(owner: psycopg.Connection) -> list[tuple]:
    """Links that do not follow from the one before and what was posted; postings without a link."""
    digests = ledger_digests(owner)
    broken: list[tuple] = []
    head: dict[int, tuple[int, bytes]] = {}
    for surgery, number, batch, found in owner.execute(
        "SELECT surgery_id, number, batch_id, hash FROM ledger_link ORDER BY surgery_id, number"
    ):
        before, hashed = head.get(surgery, (0, b""))
        digest = digests.pop((surgery, batch), b"")
        if number != before + 1 or found != sha256(hashed, digest):
            broken.append((surgery, number))
        head[surgery] = number, found
    return broken + list(digests)


ENTRIES = """
    SELECT e.id, extract(epoch FROM e.at)::text, e.actor_id, e.actor_name, e.deed,
           coalesce(e.surgery_id::text, ''), e.subject, e.details::text, l.number, l.hash
    FROM audit_entry e LEFT JOIN audit_link l ON l.entry_id = e.id
    WHERE l.number IS NULL OR l.number > %s ORDER BY l.number NULLS FIRST
"""


def broken_audit(owner: psycopg.Connection, after: int = 0) -> list[int]:
    """Entries of the log whose link does not follow from the one before, or that have none.

    `after` leaves out the links up to a number, which is taken on trust.
    """
    broken: list[int] = []
    trusted = owner.execute("SELECT hash FROM audit_link WHERE number = %s", [after]).fetchone()
    before, hashed = max(after, 0), trusted[0] if trusted else b""
    for entry, at, actor, name, deed, surgery, subject, details, number, found in owner.execute(
        ENTRIES, [after]
    ):
        fields = [entry, at, actor, quoted(name), quoted(deed), surgery, quoted(subject), details]
        digest = sha256("|".join(map(str, fields)).encode())
        if number is None or number != before + 1 or found != sha256(hashed, digest):
            broken.append(entry)
        if number is not None:
            before, hashed = number, found
    return broken
