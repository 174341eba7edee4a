"""The postings behind a figure, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from commonpractice.domain.ledger.queries.movements import Span, bounds, cut_months
from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.partnership.rules.reach import check_covers
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month

A_PAGE = 100


@dataclass(frozen=True)
class PostingRow:
    """One posting in a list of an account's."""

    journal_id: int
    surgery_id: int
    month: Month
    dated: date
    narrative: str
    document_title: str
    amount: Pence
    partner_id: int | None


@dataclass(frozen=True)
class PostingsPage:
    """A page of an account's postings, and what all of them come to."""

    rows: tuple[PostingRow, ...]
    page: int
    pages: int
    number: int
    total: Pence
    before: Pence = 0
    """What the postings on the pages before this one come to."""

    @property
    def names_a_person(self) -> bool:
        """Whether it shows a partner's money: whoever shows it writes the look to the audit log."""
        return any(row.partner_id for row in self.rows)


def postings(
    *,
    scope: Scope,
    surgeries: Sequence[int],
    account: int,
    span: Span,
    page: int = 1,
    known_at: datetime | None = None,
    oldest_first: bool = False,
) -> PostingsPage:
    """The postings on an account within a span, newest month and date first or oldest, a page at a time.

    `known_at` leaves out whatever was posted after that moment. Raises OutOfScope.
    """
    check_covers(scope, surgeries)
    with connection.cursor() as cursor:
        counts = _by_month(cursor, surgeries, account, span, known_at)
        way = "ASC" if oldest_first else "DESC"
        counts = counts[::-1] if oldest_first else counts
        number = sum(count for _, count, _ in counts)
        pages = max(1, -(-number // A_PAGE))
        page = min(max(page, 1), pages)
        shown, skipped = _months_of_page(counts, page)
        condition, values = _among(surgeries, account, span, known_at)
        passed = (page - 1) * A_PAGE - skipped
        cursor.execute(
            f"""
            SELECT one.journal_id, one.surgery_id, one.month, one.dated, one.narrative, d.title, one.amount,
                   one.partner_id
            FROM (
                SELECT p.id, p.journal_id, p.surgery_id, p.month, p.amount, p.partner_id,
                       j.dated, j.narrative, j.document_id
                FROM ledger_posting p JOIN ledger_journal j ON j.id = p.journal_id
                WHERE {condition} AND p.month = ANY (%s::date[])
                ORDER BY p.month {way}, j.dated {way}, p.id {way} LIMIT %s OFFSET %s
            ) one JOIN ledger_document d ON d.id = one.document_id
            ORDER BY one.month {way}, one.dated {way}, one.id {way}
            """,  # noqa: S608
            [*values, shown, A_PAGE, passed],
        )
        rows = tuple(PostingRow(row[0], row[1], Month.of(row[2]), *row[3:]) for row in cursor.fetchall())
        before = sum(total for month, _, total in counts[: _first_of(counts, shown)])
        if passed:
            cursor.execute(
                f"""
                SELECT coalesce(sum(amount), 0) FROM (
                    SELECT p.amount FROM ledger_posting p JOIN ledger_journal j ON j.id = p.journal_id
                    WHERE {condition} AND p.month = ANY (%s::date[])
                    ORDER BY p.month {way}, j.dated {way}, p.id {way} LIMIT %s
                ) passed
                """,  # noqa: S608
                [*values, shown, passed],
            )
            before += int(cursor.fetchone()[0])
    return PostingsPage(rows, page, pages, number, sum(total for _, _, total in counts), before)


def _first_of(counts: Sequence[tuple[date, int, Pence]], shown: Sequence[date]) -> int:
    """How many months come before the first that is shown."""
    return [month for month, _, _ in counts].index(shown[0]) if shown else 0


def _among(
    surgeries: Sequence[int], account: int, span: Span, known_at: datetime | None
) -> tuple[str, list[Any]]:
    """The condition that a posting p of a journal j is on an account, in a span, and was known by then."""
    return (
        """p.surgery_id = ANY (%s) AND p.account_id = %s AND p.month BETWEEN %s AND %s
           AND (p.month < %s OR j.dated <= %s) AND (p.month > %s OR j.dated >= %s)
           AND (%s::timestamptz IS NULL OR j.batch_id IN (SELECT id FROM ledger_batch WHERE at <= %s))""",
        [list(surgeries), account, *bounds(span), known_at, known_at],
    )


def _by_month(
    cursor: Any, surgeries: Sequence[int], account: int, span: Span, known_at: datetime | None
) -> list[tuple[date, int, Pence]]:
    """How many postings each month has, and their sum, newest first; whole months as known now are kept."""
    condition, values = _among(surgeries, account, span, known_at)
    cut = cut_months([span])
    kept = known_at is None
    cursor.execute(
        f"""
        SELECT month, sum(postings), sum(amount) FROM ledger_balance
        WHERE surgery_id = ANY (%s) AND account_id = %s AND month BETWEEN %s AND %s
              AND month <> ALL (%s::date[]) AND %s
        GROUP BY month
        UNION ALL
        SELECT p.month, count(*), sum(p.amount) FROM ledger_posting p
        JOIN ledger_journal j ON j.id = p.journal_id
        WHERE {condition} AND (p.month = ANY (%s::date[]) OR NOT %s) GROUP BY p.month
        ORDER BY month DESC
        """,  # noqa: S608
        [*values[:4], cut, kept, *values, cut, kept],
    )
    return [(month, int(count), int(total)) for month, count, total in cursor.fetchall()]


def _months_of_page(counts: Sequence[tuple[date, int, Pence]], page: int) -> tuple[list[date], int]:
    """The months whose postings a page shows, and how many postings the newer months have."""
    first = (page - 1) * A_PAGE
    shown, skipped, before = [], 0, 0
    for month, count, _ in counts:
        if before + count <= first:
            skipped += count
        elif before < first + A_PAGE:
            shown.append(month)
        before += count
    return shown, skipped


def stands_by_name(*, scope: Scope, surgery: int, account: int, partner: int) -> Pence:
    """What stands on an account of a surgery by a partner's name, whenever it was posted; debits positive.

    Raises OutOfScope. Whoever shows it writes the look to the audit log.
    """
    check_covers(scope, [surgery])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(amount), 0) FROM ledger_posting "
            "WHERE surgery_id = %s AND account_id = %s AND partner_id = %s",
            [surgery, account, partner],
        )
        return int(cursor.fetchone()[0])
