"""Which lines and papers wait: found by what is left of each, without reading all that is done with."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from commonpractice.foundations.remembered import Remembered

# Lines come with their statement and none later; what a line is for is said by posting it. So the same lines
# wait as long as there is no further statement and no further batch; to find them reads every line that was
# ever printed. Both are written while a surgery's books are held, and no number is drawn twice.
SO_FAR = """
    SELECT asked.id, (SELECT max(batch_id) FROM ledger_link WHERE surgery_id = asked.id),
           (SELECT max(id) FROM banking_statement WHERE surgery_id = asked.id)
    FROM unnest(%s::int[]) asked (id)
"""
UNKNOWN = """
    SELECT l.surgery_id, l.id FROM banking_statement_line l
    WHERE l.surgery_id = ANY (%s::int[]) AND l.amount <> 0
      AND NOT EXISTS (SELECT FROM banking_recognition r WHERE r.line_id = l.id)
    ORDER BY l.id
"""
OPEN_STATEMENTS = """
    SELECT s.id, s.surgery_id, s.month FROM banking_statement s WHERE s.surgery_id = ANY (%s::int[])
      AND s.net <> coalesce((SELECT sum(m.amount) FROM banking_match m WHERE m.statement_id = s.id), 0)
"""
# A match with no statement settles the receipt that it is against by the opposite amount.
OPEN_RECEIPTS = """
    SELECT r.id, r.surgery_id, r.dated FROM banking_receipt r WHERE r.surgery_id = ANY (%s::int[])
      AND r.amount <> coalesce((SELECT sum(m.amount) FROM banking_match m WHERE m.receipt_id = r.id), 0)
        - coalesce((SELECT sum(m.amount) FROM banking_match m
                    WHERE m.against_id = r.id AND m.statement_id IS NULL), 0)
"""

REMEMBERED: Remembered[tuple[int, ...]] = Remembered(1024)
"""A few numbers a surgery."""


def lines_that_wait(surgeries: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """By surgery, the numbers of the lines that nobody and no rule has recognised.

    Two questions at most; the surgeries have been found to be within the scope before.
    """
    return REMEMBERED.each(_states(surgeries), _look)


@dataclass(frozen=True)
class Open:
    """A statement of which something has not arrived, or a receipt of which something is not matched."""

    id: int
    surgery_id: int
    dated: date
    """Of a statement the first day of its month."""


def open_statements(surgeries: Sequence[int]) -> list[Open]:
    """Those of some surgeries, which have been found to be within the scope before."""
    return _open(OPEN_STATEMENTS, surgeries)


def open_receipts(surgeries: Sequence[int]) -> list[Open]:
    """Those of some surgeries, which have been found to be within the scope before."""
    return _open(OPEN_RECEIPTS, surgeries)


def _states(surgeries: Sequence[int]) -> dict[int, Hashable]:
    where = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute(SO_FAR, [list(surgeries)])
        return {surgery: (where, surgery, *so_far) for surgery, *so_far in cursor.fetchall()}


def _look(surgeries: Sequence[int]) -> dict[int, tuple[int, ...]]:
    found: dict[int, list[int]] = {surgery: [] for surgery in surgeries}
    with connection.cursor() as cursor:
        cursor.execute(UNKNOWN, [list(surgeries)])
        for surgery, line in cursor.fetchall():
            found[surgery].append(line)
    return {surgery: tuple(lines) for surgery, lines in found.items()}


def _open(query: str, surgeries: Sequence[int]) -> list[Open]:
    with connection.cursor() as cursor:
        cursor.execute(query, [list(surgeries)])
        return [Open(*row) for row in cursor.fetchall()]
