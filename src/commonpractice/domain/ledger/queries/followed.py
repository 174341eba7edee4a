"""What was posted for one item of one month, journal by journal, and how it was reckoned each time."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.partnership.rules.reach import check_covers
from commonpractice.foundations.days import local_day
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month

SUBJECTS = ("due", "charges", "rents", "shares", "passed_on")
"""Under which name a document's details keep how its lines were reckoned, each with its item and month."""


@dataclass(frozen=True)
class ItemPosting:
    """One posting of the item: debits positive."""

    account: int
    amount: Pence
    partner_id: int | None


@dataclass(frozen=True)
class ItemJournal:
    """A journal with postings of the item, and what its document says of how they were reckoned.

    `told` are the parts of the document's details that are of the item and month, as they were written: each
    with its steps. Empty where the document was no reckoning (a payment, or a journal typed by hand).
    """

    journal_id: int
    document_id: int
    document_kind: str
    document_title: str
    dated: date
    month: Month
    narrative: str
    at: datetime
    by: str
    postings: tuple[ItemPosting, ...]
    told: tuple[Mapping[str, Any], ...]

    @property
    def known_on(self) -> date:
        """The day on which it was posted: what was known later is not in it."""
        return local_day(self.at)

    @property
    def names_a_person(self) -> bool:
        return any(posting.partner_id for posting in self.postings)

    def on(self, account: int) -> Pence:
        """What of it is on an account; debits positive."""
        return sum(posting.amount for posting in self.postings if posting.account == account)


def followed(*, scope: Scope, surgery_id: int, item: str, concerns: Month) -> tuple[ItemJournal, ...]:
    """Every journal with postings of an item and month of entitlement in a surgery's books, the oldest first.

    A posting that does not say which month it is of is of the month that it was posted to. Raises OutOfScope.
    """
    check_covers(scope, [surgery_id])
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT j.id, d.id, d.kind, d.title, j.dated, j.month, j.narrative, b.at, b.actor_name,
                   jsonb_agg(jsonb_build_array(p.account_id, p.amount, p.partner_id) ORDER BY p.id),
                   (SELECT coalesce(jsonb_agg(told.one ORDER BY told.place), '[]')
                    FROM unnest(%(subjects)s::text[]) subject,
                         jsonb_array_elements(coalesce(d.details -> subject, '[]'))
                             WITH ORDINALITY told (one, place)
                    WHERE told.one ->> 'item' = %(item)s AND told.one ->> 'month' = %(month)s)
            FROM ledger_posting p
            JOIN ledger_journal j ON j.id = p.journal_id
            JOIN ledger_document d ON d.id = j.document_id
            JOIN ledger_batch b ON b.id = j.batch_id
            WHERE p.surgery_id = %(surgery)s AND p.item = %(item)s
              AND coalesce(p.concerns, p.month) = %(first)s
            GROUP BY j.id, d.id, b.id ORDER BY j.id
            """,
            {
                "subjects": list(SUBJECTS),
                "surgery": surgery_id,
                "item": item,
                "month": str(concerns),
                "first": concerns.first,
            },
        )
        return tuple(_journal(row) for row in cursor.fetchall())


def _journal(row: Sequence[Any]) -> ItemJournal:
    *head, postings, told = row
    number, document, kind, title, dated, month, narrative, at, by = head
    return ItemJournal(
        number,
        document,
        kind,
        title,
        dated,
        Month.of(month),
        narrative,
        at,
        by,
        tuple(ItemPosting(*each) for each in json.loads(postings)),
        tuple(json.loads(told)),
    )
