"""What was posted for what, and for which month: the sums that are taken off what is reckoned again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from commonpractice.domain.ledger.rules import journal_table
from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.partnership.rules.reach import check_covers
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month


@dataclass(frozen=True, order=True)
class ItemPlace:
    """Where a sum stands: whose it is, what it is for, the month it is of, the account, and whose of them."""

    surgery_id: int
    item: str
    concerns: Month
    account: int
    partner_id: int | None = None


def sums_by_item(
    *,
    scope: Scope,
    surgeries: Sequence[int],
    accounts: Sequence[int] = (),
    items: Sequence[str] = (),
    concerns: tuple[Month, Month] | None = None,
    known_at: datetime | None = None,
    posted_by: Month | None = None,
) -> dict[ItemPlace, Pence]:
    """What was posted for each item and month of entitlement, account by account; debits positive.

    Of all accounts, items and months where none are named; `concerns` the first and the last. A posting that
    does not say which month it is of is of the month that it was posted to. `known_at` leaves out whatever
    was posted after that moment, `posted_by` what was posted to a later month. Sums of nil are left out.
    Raises OutOfScope.
    """
    check_covers(scope, surgeries)
    conditions, values = _among(surgeries, accounts, items, concerns, known_at, posted_by)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT p.surgery_id, p.item, coalesce(p.concerns, p.month) AS month, p.account_id, p.partner_id,
                   sum(p.amount)
            FROM ledger_posting p WHERE {conditions}
            GROUP BY 1, 2, 3, 4, 5 HAVING sum(p.amount) <> 0
            """,  # noqa: S608 (conditions of our own)
            values,
        )
        rows = cursor.fetchall()
    of = {month: Month.of(month) for month in {row[2] for row in rows}}
    return {
        ItemPlace(surgery, item, of[month], account, partner): int(amount)
        for surgery, item, month, account, partner, amount in rows
    }


def sums_by_groups(
    *,
    scope: Scope,
    surgeries: Sequence[int],
    groups: Sequence[Collection[int]],
    items: Sequence[str] = (),
    concerns: tuple[Month, Month] | None = None,
    known_at: datetime | None = None,
    posted_by: Month | None = None,
) -> dict[int, dict[tuple[str, Month], tuple[Pence, ...]]]:
    """As `sums_by_item`, added up for groups of accounts: by surgery, then by item and month, a sum a group.

    Debits positive; a place where all of them are nil is left out. Raises OutOfScope.
    """
    check_covers(scope, surgeries)
    accounts = sorted({account for group in groups for account in group})
    conditions, values = _among(surgeries, accounts, items, concerns, known_at, posted_by)
    sums = ["coalesce(sum(p.amount) FILTER (WHERE p.account_id = ANY (%s::int[])), 0)"] * len(groups)
    named = [sorted(group) for group in groups]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT p.surgery_id, p.item, coalesce(p.concerns, p.month) AS month, {", ".join(sums)}
            FROM ledger_posting p WHERE {conditions}
            GROUP BY 1, 2, 3 HAVING {" OR ".join(f"{each} <> 0" for each in sums)}
            """,  # noqa: S608 (conditions of our own)
            [*named, *values, *named],
        )
        rows = cursor.fetchall()
    of = {month: Month.of(month) for month in {row[2] for row in rows}}
    found: dict[int, dict[tuple[str, Month], tuple[Pence, ...]]] = {surgery: {} for surgery in surgeries}
    called: dict[str, str] = {}  # each item's name once: there are tens of thousands of places
    for surgery, item, month, *amounts in rows:
        found[surgery][called.setdefault(item, item), of[month]] = tuple(map(int, amounts))
    return found


def brought_forward(
    *,
    scope: Scope,
    surgeries: Sequence[int],
    accounts: Collection[int],
    not_with: int,
    known_at: datetime | None = None,
    posted_by: Month | None = None,
) -> dict[int, dict[tuple[str, Month], Pence]]:
    """What stood on accounts when the books began, by surgery, then by item and month; debits positive.

    That is what an opening balance posted there of months before a surgery's first. No opening balance is a
    journal with a posting on the account `not_with`, or for an item on any other account; but a file of
    journals, or what reverses one, is taken at its word, and may have all of a surgery's balances in one
    journal. Nor is one that moves something from one of the accounts to another of them. Raises OutOfScope.
    """
    check_covers(scope, surgeries)
    conditions, values = _among(surgeries, sorted(accounts), (), None, known_at, posted_by)
    found: dict[int, dict[tuple[str, Month], Pence]] = {surgery: {} for surgery in surgeries}
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT p.surgery_id, p.item, p.concerns, sum(p.amount)
            FROM ledger_posting p
            JOIN (SELECT surgery_id, min(month) AS first FROM ledger_month GROUP BY 1) books
              USING (surgery_id)
            CROSS JOIN LATERAL (
                SELECT bool_or(o.account_id = %s OR o.item IS NOT NULL AND o.account_id <> ALL (%s)) AS other,
                       sum(o.amount) FILTER (WHERE o.account_id = ANY (%s)) AS amount
                FROM ledger_posting o WHERE o.journal_id = p.journal_id AND o.surgery_id = p.surgery_id
            ) whole
            JOIN ledger_journal j ON j.id = p.journal_id
            JOIN ledger_journal said ON said.id = coalesce(j.reverses_id, j.id)
            JOIN ledger_document d ON d.id = said.document_id
            WHERE {conditions} AND p.concerns < books.first AND whole.amount <> 0
              AND (d.kind = %s OR NOT whole.other)
            GROUP BY 1, 2, 3 HAVING sum(p.amount) <> 0
            """,  # noqa: S608 (conditions of our own)
            [not_with, sorted(accounts), sorted(accounts), *values, journal_table.KIND],
        )
        for surgery, item, month, amount in cursor.fetchall():
            found[surgery][item, Month.of(month)] = int(amount)
    return found


def _among(
    surgeries: Sequence[int],
    accounts: Sequence[int],
    items: Sequence[str],
    concerns: tuple[Month, Month] | None,
    known_at: datetime | None,
    posted_by: Month | None,
) -> tuple[str, list[Any]]:
    """The conditions that postings p are summed on, and their values."""
    conditions, values = ["p.surgery_id = ANY (%s)", "p.item IS NOT NULL"], [list(surgeries)]
    for condition, wanted in (
        ("p.account_id = ANY (%s::int[])", list(accounts)),
        ("p.item = ANY (%s)", list(items)),
        ("coalesce(p.concerns, p.month) >= %s", concerns and concerns[0].first),
        ("coalesce(p.concerns, p.month) <= %s", concerns and concerns[1].first),
        ("p.month <= %s", posted_by and posted_by.first),
        (
            "p.journal_id IN (SELECT j.id FROM ledger_journal j JOIN ledger_batch b ON b.id = j.batch_id"
            " WHERE b.at <= %s)",
            known_at,
        ),
    ):
        if wanted:
            conditions.append(condition)
            values.append(wanted)
    return " AND ".join(conditions), values
