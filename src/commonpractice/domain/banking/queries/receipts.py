"""Receipts: what the bank says came in, and how much of it is matched."""

from collections.abc import Sequence

from django.db import connection
from django.db.models import QuerySet

from commonpractice.domain.banking import models
from commonpractice.domain.banking.facts import MatchView, ReceiptView
from commonpractice.domain.banking.queries.statements import NoSuchReceipt, matches
from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.partnership.rules.reach import check_covers
from commonpractice.foundations.months import Month

# A match with no statement settles the receipt that it is against by the opposite amount.
SETTLED = """
    SELECT id, sum(amount) FROM (
        SELECT receipt_id AS id, amount FROM banking_match WHERE receipt_id = ANY (%(ids)s::bigint[])
        UNION ALL
        SELECT against_id, -amount FROM banking_match
        WHERE against_id = ANY (%(ids)s::bigint[]) AND statement_id IS NULL
    ) both_sides GROUP BY id
"""


def receipts(*, scope: Scope, surgeries: Sequence[int] | None = None) -> list[ReceiptView]:
    """The receipts of some surgeries, newest first; of all in scope where none are named.

    Raises OutOfScope.
    """
    wanted = list(scope.surgeries if surgeries is None else surgeries)
    check_covers(scope, wanted)
    return seen(models.Receipt.objects.filter(surgery_id__in=wanted).order_by("-dated", "-id"))


def receipt(*, scope: Scope, receipt_id: int) -> ReceiptView:
    """One receipt. Raises NoSuchReceipt, for others' too."""
    found = seen(models.Receipt.objects.filter(pk=receipt_id, surgery_id__in=scope.surgeries))
    if not found:
        raise NoSuchReceipt(f"There is no receipt {receipt_id} among those that you may see.")
    return found[0]


def matches_of(*, scope: Scope, receipt_id: int) -> list[MatchView]:
    """What a receipt is matched to, as it stands. Raises NoSuchReceipt, for others' too."""
    receipt(scope=scope, receipt_id=receipt_id)
    return matches(models.Match.objects.filter(receipt_id=receipt_id))


def seen(rows: QuerySet) -> list[ReceiptView]:
    """Receipts as facts, in their order, with how much of each is matched."""
    found = list(rows)
    with connection.cursor() as cursor:
        cursor.execute(SETTLED, {"ids": [row.pk for row in found]})
        settled = {number: int(amount) for number, amount in cursor.fetchall()}
    return [
        ReceiptView(
            id=row.pk,
            surgery_id=row.surgery_id,
            bank_account=row.bank_account,
            dated=row.dated,
            amount=row.amount,
            words=row.words,
            reference=row.reference,
            settled=settled.get(row.pk, 0),
            journal_id=row.journal_id,
            posted_to=Month.of(row.posted_to),
        )
        for row in found
    ]
