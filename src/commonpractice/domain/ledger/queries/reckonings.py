"""What was reckoned and posted to a month, journal by journal."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.partnership.rules.reach import check_covers
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month


@dataclass(frozen=True)
class ReckonedJournal:
    """A journal made from a document of some kind, in the books of its home.

    `sums` are what it comes to there by account, debits positive.
    """

    journal_id: int
    document_id: int
    kind: str
    home_id: int
    narrative: str
    at: datetime
    by: str
    sums: Mapping[int, Pence]


def journals_of_kinds(
    *, scope: Scope, surgeries: Sequence[int], month: Month, kinds: Collection[str]
) -> list[ReckonedJournal]:
    """The journals of a month whose documents are of some kinds, in order, at each one's home.

    Those reversed are among them, their reversals are not. Raises OutOfScope.
    """
    check_covers(scope, surgeries)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT j.id, d.id, d.kind, d.home_id, j.narrative, b.at, b.actor_name, p.account_id, sum(p.amount)
            FROM ledger_posting p
            JOIN ledger_journal j ON j.id = p.journal_id
            JOIN ledger_document d ON d.id = j.document_id AND d.home_id = p.surgery_id
            JOIN ledger_batch b ON b.id = j.batch_id
            WHERE p.surgery_id = ANY (%s) AND p.month = %s AND d.kind = ANY (%s)
            GROUP BY j.id, d.id, b.id, p.account_id ORDER BY j.id, p.account_id
            """,
            [list(surgeries), month.first, sorted(kinds)],
        )
        found: dict[int, tuple[list[Any], dict[int, Pence]]] = {}
        for *head, account, amount in cursor.fetchall():
            found.setdefault(head[0], (head, {}))[1][account] = int(amount)
    return [ReckonedJournal(*head, sums) for head, sums in found.values()]
