"""Post journals, one or a hundred thousand, through the same checks; reverse them, never edit."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.ledger import models, parameters, queries
from commonpractice.domain.ledger.facts import Document, Journal
from commonpractice.domain.ledger.rules.posting import CannotPost, check_belong, check_can_post, reversal
from commonpractice.domain.partnership.facts import Power, Scope
from commonpractice.domain.partnership.rules.reach import check_covers, check_may
from commonpractice.foundations.months import Month

POSTINGS_A_BATCH = 20_000  # keeps one statement's memory small; a document is never split

Entry = tuple[Document, Sequence[Journal]]
"""A document and the journals made from it: they are posted together or not at all."""


class AlreadyPosted(CannotPost):
    """The same document has been posted before; nothing has changed."""


class MonthIsLocked(CannotPost):
    """The month takes no posting: it is locked, or was never opened."""


@dataclass(frozen=True)
class Posted:
    """What was posted: the ids of the journals, in the order given."""

    journals: tuple[int, ...]
    postings: int


@transaction.atomic
def post(entries: Iterable[Entry], *, scope: Scope, at: datetime) -> Posted:
    """Post documents' journals, all or none.

    Raises CannotPost where one does not balance or fit the chart, MonthIsLocked where its month takes no
    posting, AlreadyPosted where its document's key has been posted before, and NotAllowed or OutOfScope
    where the poster may not.
    """
    check_may(scope, Power.POST)
    entries = list(entries)
    chart = parameters.chart()
    for document, journals in entries:
        check_covers(scope, {document.home_id, document.host_id} - {None}, Power.POST)
        check_belong(document, journals)
        for journal in journals:
            check_can_post(journal, chart)
    journals: list[int] = []
    postings = 0
    with _saying_why():
        for batch in _batches(entries):
            ids, count = _write(batch, scope=scope, at=at)
            journals += ids
            postings += count
    _record(entries, scope=scope, at=at)
    return Posted(tuple(journals), postings)


@transaction.atomic
def reverse(*, journal_id: int, why: str, dated: date, month: Month, scope: Scope, at: datetime) -> Posted:
    """Post the exact opposite of a journal to an open month. A journal is reversed once.

    Raises CannotPost where no reason is given, NoSuchJournal where it is not theirs to see, and otherwise
    as `post`.
    """
    if not why.strip():
        raise CannotPost("Say why the journal is reversed: the reason is kept with it.")
    original = queries.journal_to_reverse(scope=scope, journal_id=journal_id)
    document = Document(
        kind="reversal",
        key=f"reversal/{journal_id}",
        title=f"Reversal of journal {journal_id}: {why}",
        home_id=original.home_id,
        host_id=original.host_id,
        details={"reverses": journal_id},
    )
    journal = reversal(original, journal_id=journal_id, dated=dated, month=month, why=why)
    try:
        return post([(document, [journal])], scope=scope, at=at)
    except AlreadyPosted:
        raise AlreadyPosted("This journal has been reversed already.") from None


def keep_chart() -> None:
    """Bring the stored chart of accounts to what the rulebook says. Codes are never taken away.

    Done by the owner, when the database is brought to this version: the application may not touch the chart.
    """
    accounts = models.Account.objects.using("owner")
    there = {account.code: account for account in accounts.all()}
    for fact in parameters.chart().values():
        values = {
            "name": fact.name,
            "kind": fact.kind.value,
            "group": fact.group,
            "internal": fact.internal,
            "purpose": fact.purpose or None,
        }
        account = there.get(fact.code)
        if account is None:
            accounts.create(code=fact.code, **values)
        elif any(getattr(account, name) != value for name, value in values.items()):
            accounts.filter(code=fact.code).update(**values)


def _batches(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Whole documents, up to about POSTINGS_A_BATCH postings at a time."""
    batch: list[Entry] = []
    size = 0
    for entry in entries:
        batch.append(entry)
        size += sum(len(journal.lines) for journal in entry[1])
        if size >= POSTINGS_A_BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _write(entries: Sequence[Entry], *, scope: Scope, at: datetime) -> tuple[list[int], int]:
    """One batch in four statements. All its postings go in one: each statement must balance by itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_batch (at, actor_id, actor_name) VALUES (%s, %s, %s) RETURNING id",
            [at, scope.actor.id, scope.actor.name],
        )
        batch = cursor.fetchone()[0]
        document_ids = _draw(cursor, "ledger_document", len(entries))
        journals = [
            (document_id, journal)
            for document_id, (_, journals) in zip(document_ids, entries, strict=True)
            for journal in journals
        ]
        journal_ids = _draw(cursor, "ledger_journal", len(journals))
        _insert(
            cursor,
            "ledger_document (id, partnership_id, home_id, host_id, kind, key, title, details)",
            "int8, int8, int4, int4, text, text, text, jsonb",
            [
                (
                    document_id,
                    scope.partnership_id,
                    document.home_id,
                    document.host_id,
                    document.kind,
                    document.key,
                    document.title,
                    _json(document.details),
                )
                for document_id, (document, _) in zip(document_ids, entries, strict=True)
            ],
        )
        _insert(
            cursor,
            "ledger_journal"
            " (id, batch_id, document_id, home_id, host_id, month, dated, narrative, reverses_id)",
            "int8, int8, int8, int4, int4, date, date, text, int8",
            [
                (
                    journal_id,
                    batch,
                    document_id,
                    journal.home_id,
                    journal.host_id,
                    journal.posted_to.first,
                    journal.dated,
                    journal.narrative,
                    journal.reverses_id,
                )
                for journal_id, (document_id, journal) in zip(journal_ids, journals, strict=True)
            ],
        )
        lines = [
            (journal_id, line.surgery_id, month, line.account, line.amount, line.partner_id)
            for journal_id, (_, journal) in zip(journal_ids, journals, strict=True)
            for month in [journal.posted_to.first]
            for line in journal.lines
        ]
        _insert(
            cursor,
            "ledger_posting (journal_id, surgery_id, month, account_id, amount, partner_id)",
            "int8, int4, date, int4, int8, int4",
            lines,
        )
    return journal_ids, len(lines)


def _draw(cursor: Any, table: str, number: int) -> list[int]:
    """The next ids of a table."""
    cursor.execute(
        "SELECT array_agg(nextval(drawn_from)) FROM generate_series(1, %s), "
        "(SELECT pg_get_serial_sequence(%s, 'id')::regclass AS drawn_from OFFSET 0) once",
        [number, table],
    )
    return cursor.fetchone()[0] or []


def _insert(cursor: Any, into: str, types: str, rows: Sequence[tuple]) -> None:
    """Insert rows in one statement, a column at a time: as quick as COPY, which row security refuses."""
    kinds = [kind.strip() for kind in types.split(",")]
    arrays = ", ".join(f"%s::{kind}[]" for kind in kinds)
    cursor.execute(
        f"INSERT INTO {into} SELECT * FROM unnest({arrays})",  # noqa: S608 (our own literals)
        [_array(column, kind) for column, kind in zip(zip(*rows, strict=True), kinds, strict=True)],
    )


def _array(column: Sequence, kind: str) -> str:
    """A column as PostgreSQL writes an array: psycopg would look at each value, at five times the cost."""
    if kind in ("text", "jsonb"):
        quoted = (
            "NULL" if value is None else '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
            for value in column
        )
        return "{" + ",".join(quoted) + "}"
    return "{" + ",".join(["NULL" if value is None else str(value) for value in column]) + "}"


def _json(details: dict[str, Any]) -> str:
    import json

    return json.dumps(details, ensure_ascii=False, sort_keys=True)


@contextmanager
def _saying_why() -> Iterator[None]:
    """Turn the database's refusals into ours, with the sentence that it gives."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        refusal = getattr(error.__cause__, "diag", None)
        name = refusal.constraint_name if refusal else None
        said = refusal.message_primary if refusal else str(error)
        if name in ("month_locked", "month_not_open"):
            raise MonthIsLocked(said) from error
        if name == "document_posts_once":
            raise AlreadyPosted("This document has been posted already: nothing was posted twice.") from error
        if name in ("journal_balances", "internal_cancels", "reversal_is_opposite", "partner_belongs"):
            raise CannotPost(said) from error
        raise


def _record(entries: Sequence[Entry], *, scope: Scope, at: datetime) -> None:
    """One entry of the audit log for each profit centre, of either side, and kind of document."""
    counts: Counter[tuple[int, str]] = Counter()
    titles: dict[tuple[int, str], str] = {}
    for document, _ in entries:
        for side in {document.home_id, document.host_id} - {None}:
            counts[side, document.kind] += 1
            titles[side, document.kind] = document.title
    for (side, kind), number in counts.items():
        audit.record(
            actor=scope.actor,
            deed="ledger.post",
            subject=titles[side, kind] if number == 1 else f"{number:,} documents ({kind})",
            surgery_id=side,
            at=at,
        )
