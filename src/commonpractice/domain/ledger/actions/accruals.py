"""Accruals and prepayments: what belongs to this month and is undone on the first of the next."""

from datetime import datetime

from django.db import transaction

from commonpractice.domain.ledger.actions.posting import Entry, Posted, post, reverse
from commonpractice.domain.partnership.facts import Scope


@transaction.atomic
def post_and_reverse(entry: Entry, *, scope: Scope, at: datetime) -> Posted:
    """Post a document's journals, and the exact opposite of each on the first of the month after its own.

    All of it or nothing: raises as `post` does, also where the month after is not open. The ids returned are
    those of the journals, then those of their reversals in the same order.
    """
    _, journals = entry
    posted = post([entry], scope=scope, at=at)
    ids, postings = posted.journals, posted.postings
    for number, journal in zip(posted.journals, journals, strict=True):
        after = journal.posted_to + 1
        opposite = reverse(
            journal_id=number,
            why=f"accrued in {journal.posted_to.words}",
            dated=after.first,
            month=after,
            scope=scope,
            at=at,
        )
        ids += opposite.journals
        postings += opposite.postings
    return Posted(ids, postings)
