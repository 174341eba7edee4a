"""Who has signed a month off, and whether anybody has posted to it since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from commonpractice.domain.partnership.facts import Scope, SurgerySummary
from commonpractice.domain.partnership.rules.reach import check_covers
from commonpractice.domain.profits import models
from commonpractice.domain.profits.facts import ByClosing, Signed
from commonpractice.foundations.months import Month

HEAD = "SELECT hash FROM ledger_link WHERE surgery_id = %s ORDER BY number DESC LIMIT 1"

# What was posted to a month, or to one before it, by batches that came after the link that was signed over.
# What is posted to later months meanwhile is not what was signed. What closing reckons and posts itself is
# nobody's to sign: a month that is reopened is as it was signed. But to reverse that is a person's deed.
SINCE = """
    SELECT j.id, j.surgery_id FROM unnest(%(surgeries)s::int[], %(seals)s::bytea[]) was (surgery_id, seal)
    CROSS JOIN LATERAL (
        SELECT DISTINCT p.journal_id AS id, p.surgery_id
        FROM ledger_link l JOIN ledger_journal made
            ON made.batch_id = l.batch_id AND l.surgery_id IN (made.home_id, made.host_id)
        CROSS JOIN LATERAL (  -- one will do: a batch may hold all surgeries' months
            SELECT journal_id, surgery_id FROM ledger_posting
            WHERE journal_id = made.id AND surgery_id = l.surgery_id AND month <= %(month)s LIMIT 1
        ) p
        WHERE l.surgery_id = was.surgery_id AND l.number > coalesce(
            (SELECT number FROM ledger_link s WHERE s.surgery_id = was.surgery_id AND s.hash = was.seal), 0)
        AND NOT EXISTS (
            SELECT FROM ledger_document d WHERE d.id = made.document_id AND d.kind = ANY (%(by_closing)s))
    ) j ORDER BY j.id
"""


def signed(*, scope: Scope, surgeries: Sequence[SurgerySummary], month: Month) -> tuple[Signed, ...]:
    """Of each surgery, in the order given, whether its month is signed off and still as it was then.

    Raises OutOfScope.
    """
    ids = [one.id for one in surgeries]
    check_covers(scope, ids)
    latest = _latest(ids, month)
    changed = {surgery for _, surgery in _since(latest, month)}
    return tuple(
        Signed(
            one.id,
            one.name,
            latest[one.id].actor_name,
            latest[one.id].at,
            stale=one.id in changed,
            words=latest[one.id].words,
        )
        if one.id in latest
        else Signed(one.id, one.name)
        for one in surgeries
    )


@dataclass(frozen=True)
class PostedSince:
    """A journal that was posted to a month after it had been signed off."""

    journal: int
    month: Month
    dated: date
    narrative: str


def posted_since(*, scope: Scope, surgery: int, month: Month) -> tuple[PostedSince, ...]:
    """The journals that make a surgery's signature stale, in order; none where there is no signature.

    Raises OutOfScope.
    """
    check_covers(scope, [surgery])
    journals = [journal for journal, _ in _since(_latest([surgery], month), month)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, month, dated, narrative FROM ledger_journal WHERE id = ANY (%s) ORDER BY id",
            [journals],
        )
        return tuple(
            PostedSince(number, Month.of(posted_to), dated, narrative)
            for number, posted_to, dated, narrative in cursor.fetchall()
        )


def seal(surgery_id: int) -> bytes | None:
    """The head of a surgery's hash chain: what was posted to it up to now."""
    with connection.cursor() as cursor:
        cursor.execute(HEAD, [surgery_id])
        row = cursor.fetchone()
        return bytes(row[0]) if row else None


def _latest(surgeries: Sequence[int], month: Month) -> dict[int, models.SignOff]:
    rows = models.SignOff.objects.filter(surgery_id__in=list(surgeries), month=month.first).order_by("id")
    return {row.surgery_id: row for row in rows}


def _since(latest: dict[int, models.SignOff], month: Month) -> list[tuple[int, int]]:
    """Journals with whose they are."""
    if not latest:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            SINCE,
            {
                "surgeries": list(latest),
                "seals": [None if row.seal is None else bytes(row.seal) for row in latest.values()],
                "month": month.first,
                "by_closing": [kind.value for kind in ByClosing],
            },
        )
        return cursor.fetchall()
