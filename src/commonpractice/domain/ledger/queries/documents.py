"""Documents by their keys: which were posted, and which of those were reversed and may be posted anew."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db import connection

from commonpractice.domain.ledger import models
from commonpractice.domain.ledger.facts import Journal, Line
from commonpractice.domain.ledger.queries.journals import NoSuchJournal
from commonpractice.domain.ledger.rules.posting import revised_key, whole_reversal_key
from commonpractice.domain.partnership.facts import Scope
from commonpractice.foundations.months import Month

Key = tuple[int, str]
"""What a document is known by: its home's id and its key."""


@dataclass(frozen=True)
class Revision:
    """The latest document of a key: 1 is the first. `reversed` says whether it was, as a whole."""

    document_id: int
    number: int
    reversed: bool


def latest_revisions(*, scope: Scope, keys: Collection[Key]) -> dict[Key, Revision]:
    """The latest revision of each document that was posted, of those in scope, by the key it began with."""
    found: dict[Key, Revision] = {}
    asked = {key: revised_key(key[1], 1) for key in keys if scope.covers(key[0])}
    number = 1
    while there := _documents(asked):
        for key, (document_id, was_reversed) in there.items():
            found[key] = Revision(document_id, number, was_reversed)
        number += 1
        asked = {key: revised_key(key[1], number) for key in there}
    return found


def _documents(asked: Mapping[Key, str]) -> dict[Key, tuple[int, bool]]:
    """Those of some documents that are there, each under the key that it is asked by, and whether reversed.

    A document is reversed as a whole by another that is named for it, unless that one was reversed itself.
    """
    if not asked:
        return {}
    homes, first, now = zip(*((home, key, revised) for (home, key), revised in asked.items()), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT d.home_id, asked.first, d.id, EXISTS (
                SELECT FROM ledger_document back
                WHERE back.home_id = d.home_id AND back.key = %s || d.id AND NOT EXISTS (
                    SELECT FROM ledger_journal undone
                    JOIN ledger_journal again ON again.reverses_id = undone.id
                    WHERE undone.document_id = back.id
                )
            )
            FROM unnest(%s::int[], %s::text[], %s::text[]) asked (home, first, now)
            JOIN ledger_document d ON d.home_id = asked.home AND d.key = asked.now
            """,
            [whole_reversal_key(""), list(homes), list(first), list(now)],
        )
        return {(home, key): (number, was_reversed) for home, key, number, was_reversed in cursor.fetchall()}


@dataclass(frozen=True)
class DocumentToReverse:
    """A document with those of its journals, by number, that nobody has reversed yet."""

    title: str
    home_id: int
    host_id: int | None
    journals: tuple[tuple[int, Journal], ...]


def document_to_reverse(*, scope: Scope, document_id: int) -> DocumentToReverse:
    """A document whole. Raises NoSuchJournal, also where one of its sides is out of scope."""
    row = models.Document.objects.filter(pk=document_id).first()
    sides = {row.home_id, row.host_id} - {None} if row else set()
    if not sides & set(scope.surgeries):
        raise NoSuchJournal(f"There is no document {document_id} among those that you may see.")
    if not sides <= set(scope.surgeries):
        raise NoSuchJournal(
            f"Document {document_id} is another surgery's too: somebody who sees both must reverse it."
        )
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT j.id, j.dated, j.month, j.narrative, p.surgery_id, p.account_id, p.amount, p.partner_id,
                   coalesce(p.item, ''), p.concerns
            FROM ledger_journal j JOIN ledger_posting p ON p.journal_id = j.id
            WHERE j.document_id = %s
              AND NOT EXISTS (SELECT FROM ledger_journal back WHERE back.reverses_id = j.id)
            ORDER BY j.id, p.id
            """,
            [document_id],
        )
        rows = cursor.fetchall()
    return DocumentToReverse(
        title=row.title,
        home_id=row.home_id,
        host_id=row.host_id,
        journals=tuple(
            (
                number,
                Journal(
                    dated=dated,
                    month=Month.of(month),
                    narrative=narrative,
                    lines=tuple(Line(*line[4:9], _month(line[9])) for line in lines),
                    home_id=row.home_id,
                    host_id=row.host_id,
                ),
            )
            for (number, dated, month, narrative), lines in groupby(rows, key=lambda each: each[:4])
        ),
    )


def _month(first: date | None) -> Month | None:
    return Month.of(first) if first else None


def made_from(*, scope: Scope, keys: Collection[str]) -> list[int]:
    """The journals of the documents that are known by some keys at a home in scope and stand, by number.

    A document that was reversed as a whole does not stand; its latest revision may.
    """
    latest = latest_revisions(scope=scope, keys=[(home, key) for home in scope.surgeries for key in keys])
    standing = [each.document_id for each in latest.values() if not each.reversed]
    return sorted(models.Journal.objects.filter(document__in=standing).values_list("id", flat=True))


def made_from_each(*, scope: Scope, keys: Collection[Key]) -> dict[Key, int]:
    """The first journal of each of some documents that was posted and stands, as `made_from` says."""
    latest = latest_revisions(scope=scope, keys=keys)
    standing = {each.document_id: key for key, each in latest.items() if not each.reversed}
    found = models.Journal.objects.filter(document__in=list(standing)).order_by("-id")
    return {standing[document]: number for number, document in found.values_list("id", "document_id")}
