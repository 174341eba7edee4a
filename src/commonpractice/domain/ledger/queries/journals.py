"""A journal with its postings, and the document that it was made from."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from commonpractice.domain.ledger import models
from commonpractice.domain.ledger.facts import Journal, Line
from commonpractice.domain.partnership.facts import Scope
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month


class NoSuchJournal(LookupError):
    """No journal of this number is among those that the asker may see."""


@dataclass(frozen=True)
class PostingLine:
    surgery_id: int
    account: int
    amount: Pence
    partner_id: int | None
    partner_name: str | None
    item: str
    concerns: Month | None


@dataclass(frozen=True)
class JournalView:
    """A journal as one of its sides sees it: its own postings, and who the other side is."""

    id: int
    home_id: int
    host_id: int | None
    month: Month
    dated: date
    narrative: str
    document_id: int
    document_kind: str
    document_title: str
    document_details: dict[str, Any]
    posted_at: datetime
    posted_by: str
    reverses_id: int | None
    reversed_by_id: int | None
    lines: tuple[PostingLine, ...]

    @property
    def names_a_person(self) -> bool:
        return any(line.partner_id for line in self.lines)


@dataclass(frozen=True)
class DocumentView:
    """What journals were made from, with those journals."""

    id: int
    kind: str
    key: str
    title: str
    details: dict[str, Any]
    home_id: int
    host_id: int | None
    journals: tuple[tuple[int, date, str, Pence], ...]
    """Number, date, narrative and the sum of its debits, as far as the asker may see."""
    standing: tuple[int, ...]
    """The numbers of those that nobody has reversed."""


def journal(*, scope: Scope, journal_id: int) -> JournalView:
    """A journal with the postings that the asker may see. Raises NoSuchJournal.

    Where `names_a_person`, whoever shows it writes the look to the audit log.
    """
    row = (
        models.Journal.objects.select_related("batch", "document")
        .filter(pk=journal_id)
        .filter(_either_side(scope))
        .first()
    )
    if row is None:
        raise NoSuchJournal(f"There is no journal {journal_id} among those that you may see.")
    reversed_by = models.Journal.objects.filter(reverses_id=journal_id).values_list("id", flat=True).first()
    lines = (
        models.Posting.objects.filter(journal_id=journal_id, surgery_id__in=scope.surgeries)
        .order_by("id")
        .values_list("surgery_id", "account_id", "amount", "partner_id", "partner__name", "item", "concerns")
    )
    return JournalView(
        id=row.id,
        home_id=row.home_id,
        host_id=row.host_id,
        month=Month.of(row.month),
        dated=row.dated,
        narrative=row.narrative,
        document_id=row.document_id,
        document_kind=row.document.kind,
        document_title=row.document.title,
        document_details=row.document.details,
        posted_at=row.batch.at,
        posted_by=row.batch.actor_name,
        reverses_id=row.reverses_id,
        reversed_by_id=reversed_by,
        lines=tuple(
            PostingLine(*line, item or "", Month.of(concerns) if concerns else None)
            for *line, item, concerns in lines
        ),
    )


def journal_to_reverse(*, scope: Scope, journal_id: int) -> Journal:
    """A journal as a fact, whole. Raises NoSuchJournal, also where one of its sides is out of scope."""
    view = journal(scope=scope, journal_id=journal_id)
    if not {view.home_id, view.host_id} - {None} <= set(scope.surgeries):
        raise NoSuchJournal(
            f"Journal {journal_id} is another surgery's too: somebody who sees both must reverse it."
        )
    return Journal(
        dated=view.dated,
        narrative=view.narrative,
        lines=tuple(
            Line(line.surgery_id, line.account, line.amount, line.partner_id, line.item, line.concerns)
            for line in view.lines
        ),
        home_id=view.home_id,
        host_id=view.host_id,
        month=view.month,
    )


def document(*, scope: Scope, document_id: int) -> DocumentView:
    """What journals were made from. Raises NoSuchJournal."""
    row = models.Document.objects.filter(pk=document_id).filter(_either_side(scope)).first()
    if row is None:
        raise NoSuchJournal(f"There is no document {document_id} among those that you may see.")
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT j.id, j.dated, j.narrative, coalesce(sum(p.amount) FILTER (WHERE p.amount > 0), 0),
                   EXISTS (SELECT FROM ledger_journal back WHERE back.reverses_id = j.id)
            FROM ledger_journal j LEFT JOIN ledger_posting p ON p.journal_id = j.id
            WHERE j.document_id = %s GROUP BY j.id ORDER BY j.dated, j.id
            """,
            [document_id],
        )
        rows = cursor.fetchall()
    return DocumentView(
        id=row.id,
        kind=row.kind,
        key=row.key,
        title=row.title,
        details=row.details,
        home_id=row.home_id,
        host_id=row.host_id,
        journals=tuple((number, dated, words, int(amount)) for number, dated, words, amount, _ in rows),
        standing=tuple(number for number, *_, was_reversed in rows if not was_reversed),
    )


def _either_side(scope: Scope):
    from django.db.models import Q

    return Q(home_id__in=scope.surgeries) | Q(host_id__in=scope.surgeries)
