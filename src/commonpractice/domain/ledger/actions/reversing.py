"""Reverse a document: every journal that was made from it, in one deed."""

from datetime import date, datetime

from django.db import transaction

from commonpractice.domain.ledger import queries
from commonpractice.domain.ledger.actions.posting import AlreadyPosted, Posted, post
from commonpractice.domain.ledger.facts import Document
from commonpractice.domain.ledger.rules.posting import CannotPost, reversal, whole_reversal_key
from commonpractice.domain.partnership.facts import Scope
from commonpractice.foundations.months import Month


@transaction.atomic
def reverse_document(
    *, document_id: int, why: str, dated: date, month: Month, scope: Scope, at: datetime
) -> Posted:
    """Post the exact opposite of each journal of a document to an open month; those reversed before are left.

    Its key is free again afterwards: the same document, mended, can be posted anew as its next revision.
    Raises CannotPost where no reason is given, AlreadyPosted where every journal has been reversed,
    NoSuchJournal where the document is not theirs to reverse, and otherwise as `post`.
    """
    if not why.strip():
        raise CannotPost("Say why the document is reversed: the reason is kept with it.")
    original = queries.document_to_reverse(scope=scope, document_id=document_id)
    if not original.journals:
        raise AlreadyPosted("Every journal of this document has been reversed already.")
    document = Document(
        kind="reversal",
        key=whole_reversal_key(document_id),
        title=f"Reversal of “{original.title}”: {why}",
        home_id=original.home_id,
        host_id=original.host_id,
        details={"reverses_document": document_id},
    )
    journals = [
        reversal(journal, journal_id=number, dated=dated, month=month, why=why)
        for number, journal in original.journals
    ]
    try:
        return post([(document, journals)], scope=scope, at=at)
    except AlreadyPosted:
        raise AlreadyPosted("This document has been reversed already.") from None
