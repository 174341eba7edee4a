"""Post journals, one or a hundred thousand, through the same checks; reverse them, never edit."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.ledger import parameters, queries
from commonpractice.domain.ledger.actions.database import KEYS, Refusal, hold_books, saying_why
from commonpractice.domain.ledger.actions.writing import Entry, write
from commonpractice.domain.ledger.facts import AccountFact, Document, Journal, Line
from commonpractice.domain.ledger.rules.posting import (
    CannotPost,
    borne_by_name,
    check_belong,
    check_can_post,
    check_dated,
    not_a_partner,
    reversal,
    revised_key,
)
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import Power, Scope
from commonpractice.domain.partnership.rules.reach import check_covers, check_may
from commonpractice.foundations.days import local_day
from commonpractice.foundations.months import Month

POSTINGS_A_BATCH = 20_000  # keeps one statement's memory small; a document is never split


class AlreadyPosted(CannotPost):
    """The same document has been posted before; nothing has changed."""


class MonthIsLocked(CannotPost):
    """The month takes no posting: it is locked, or was never opened."""


class GaveWay(CannotPost):
    """Somebody else was writing in the same books; nothing was posted, and the same may be tried again."""


REFUSALS: dict[str, type[CannotPost]] = {
    "month_locked": MonthIsLocked,
    "month_not_open": MonthIsLocked,
    "gave_way": GaveWay,
    **dict.fromkeys(KEYS, AlreadyPosted),
}
"""What is raised where the database refuses, by the name of its rule; CannotPost for any other."""


@dataclass(frozen=True)
class Posted:
    """What was posted: the ids of the journals, in the order given."""

    journals: tuple[int, ...]
    postings: int


@transaction.atomic
def post(entries: Iterable[Entry], *, scope: Scope, at: datetime) -> Posted:
    """Post documents' journals, all or none.

    A document that was reversed as a whole (reverse_document) may be posted anew: it is kept as its next
    revision. Raises CannotPost where a journal does not fit the chart or its date not its month, or puts what
    is borne by name to somebody who never was a partner there, MonthIsLocked where its month takes none,
    AlreadyPosted where its document's key has been posted before and stands, GaveWay where somebody else came
    first, and NotAllowed or OutOfScope where the poster may not.
    """
    check_may(scope, Power.POST)
    entries = list(entries)
    chart, dating, today = parameters.chart(), parameters.dating(), local_day(at)
    for document, journals in entries:
        check_covers(scope, {document.home_id, document.host_id} - {None}, Power.POST)
        check_belong(document, journals)
        for journal in journals:
            check_can_post(journal, chart)
            check_dated(journal.dated, journal.posted_to, today=today, dating=dating)
    _check_whose(entries, chart, scope)
    try:
        posted = _write_all(entries, scope=scope, at=at)
    except AlreadyPosted:
        entries = _anew(entries, scope=scope)
        posted = _write_all(entries, scope=scope, at=at)
    _record(entries, scope=scope, at=at)
    return posted


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


def _check_whose(entries: Sequence[Entry], chart: Mapping[int, AccountFact], scope: Scope) -> None:
    """What is borne by name is of those who share there: otherwise the month could not be closed.

    What stands there wrongly by somebody's name may be taken away.
    """
    named = [each for _, journals in entries for each in borne_by_name(journals, chart)]
    if not named:
        return
    surgeries = sorted({line.surgery_id for _, line in named})
    there = partnership.partners_over_time(scope=scope, surgeries=surgeries)
    wrong: dict[tuple[int, int, int], list[tuple[Journal, Line]]] = defaultdict(list)
    for journal, line in named:
        if line.partner_id is not None and line.partner_id not in {one.id for one in there[line.surgery_id]}:
            wrong[line.surgery_id, line.account, line.partner_id].append((journal, line))
    for (surgery, account, partner), rows in wrong.items():
        stands = queries.stands_by_name(scope=scope, surgery=surgery, account=account, partner=partner)
        if abs(stands + sum(line.amount for _, line in rows)) > abs(stands):
            kept = queries.months_kept(scope=scope, surgeries=[surgery])[surgery]
            who = partnership.partner_names(ids=[partner]).get(partner, "somebody")
            raise CannotPost(not_a_partner(*rows[0], chart, who=who, where=kept.name))


def _write_all(entries: Sequence[Entry], *, scope: Scope, at: datetime) -> Posted:
    journals: list[int] = []
    postings = 0
    with saying_why(_refused):
        hold_books(
            side
            for document, _ in entries
            for side in (document.home_id, document.host_id)
            if side is not None
        )
        for batch in _batches(entries):
            ids, count = write(batch, scope=scope, at=at)
            journals += ids
            postings += count
    return Posted(tuple(journals), postings)


def _anew(entries: Sequence[Entry], *, scope: Scope) -> list[Entry]:
    """The same, with those documents as a new revision that were posted before and reversed as a whole.

    Raises AlreadyPosted where one still stands, or is twice among them.
    """
    keys = [(document.home_id, document.key) for document, _ in entries]
    before = queries.latest_revisions(scope=scope, keys=keys)
    if not before or len(set(keys)) < len(keys) or not all(each.reversed for each in before.values()):
        raise AlreadyPosted(KEYS["document_posts_once"])
    return [
        (
            replace(
                document,
                key=revised_key(document.key, before[key].number + 1),
                details={**document.details, "revises": before[key].document_id},
            )
            if key in before
            else document,
            journals,
        )
        for key, (document, journals) in zip(keys, entries, strict=True)
    ]


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


def _refused(refusal: Refusal) -> CannotPost:
    return REFUSALS.get(refusal.rule, CannotPost)(refusal.sentence)


def _record(entries: Sequence[Entry], *, scope: Scope, at: datetime) -> None:
    """One entry of the audit log for each profit centre, of either side, and kind of document."""
    counts: Counter[tuple[int, str]] = Counter()
    titles: dict[tuple[int, str], str] = {}
    for document, _ in entries:
        for side in {document.home_id, document.host_id} - {None}:
            counts[side, document.kind] += 1
            titles[side, document.kind] = document.title
    audit.record_each(
        actor=scope.actor,
        deed="ledger.post",
        subjects=[
            (side, titles[side, kind] if number == 1 else f"{number:,} documents ({kind})")
            for (side, kind), number in counts.items()
        ],
        at=at,
    )
