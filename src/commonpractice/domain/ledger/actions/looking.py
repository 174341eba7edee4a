"""Look at what concerns persons: each look is written down, naming everybody whose money is seen.

A person is a partner with postings of their own, or whoever is paid by a document of pay (rulebook/ledger/
posting.toml): those are listed by employee number.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.ledger import models, parameters, queries
from commonpractice.domain.ledger.queries import ItemJournal, JournalView, PostingsPage, Span
from commonpractice.domain.ledger.queries.journals import DocumentView
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import Scope
from commonpractice.foundations.months import Month

PAY = "what employees are paid"


def look_at_journal(*, journal_id: int, scope: Scope, at: datetime) -> JournalView:
    """A journal as the side that asks may see it; a look at persons' money is in the log of each side seen.

    Raises NoSuchJournal.
    """
    found = queries.journal(scope=scope, journal_id=journal_id)
    seen = {line.surgery_id for line in found.lines}
    _record(
        f"journal {journal_id}",
        "see_journal",
        partners=[(line.surgery_id, line.partner_id) for line in found.lines if line.partner_id],
        paid=seen if journal_id in _of_pay([journal_id]) else (),
        scope=scope,
        at=at,
    )
    return found


def look_at_document(*, document_id: int, scope: Scope, at: datetime) -> DocumentView:
    """What journals were made from, and those: as `look_at_journal`. Raises NoSuchJournal."""
    found = queries.document(scope=scope, document_id=document_id)
    numbers = [number for number, *_ in found.journals]
    if _of_pay(numbers):
        seen = {side for side in (found.home_id, found.host_id) if side is not None and scope.covers(side)}
        _record(f"document {document_id}", "see_document", partners=(), paid=seen, scope=scope, at=at)
    return found


def look_at_account(
    *,
    surgeries: Sequence[int],
    account: int,
    span: Span,
    page: int,
    known_at: datetime | None,
    oldest_first: bool = False,
    scope: Scope,
    at: datetime,
) -> PostingsPage:
    """A page of the postings on an account, as queries.postings; a look at persons' money is written down."""
    found = queries.postings(
        scope=scope,
        surgeries=surgeries,
        account=account,
        span=span,
        page=page,
        known_at=known_at,
        oldest_first=oldest_first,
    )
    pay = _of_pay({row.journal_id for row in found.rows})
    _record(
        f"postings on {account} {parameters.chart()[account].name}",
        "see_account",
        partners=[(row.surgery_id, row.partner_id) for row in found.rows if row.partner_id],
        paid={row.surgery_id for row in found.rows if row.journal_id in pay},
        scope=scope,
        at=at,
    )
    return found


def look_at_item(
    *, surgery_id: int, item: str, concerns: Month, scope: Scope, at: datetime
) -> tuple[ItemJournal, ...]:
    """What was posted for an item of a month, as queries.followed; looks at persons' money are kept."""
    found = queries.followed(scope=scope, surgery_id=surgery_id, item=item, concerns=concerns)
    _record(
        f"postings for {item} of {concerns.words}",
        "see_item",
        partners=[
            (surgery_id, posting.partner_id)
            for journal in found
            for posting in journal.postings
            if posting.partner_id
        ],
        paid=(),
        scope=scope,
        at=at,
    )
    return found


def _of_pay(journals: Iterable[int]) -> set[int]:
    """Those of some journals that were made from a document of pay, or reverse one that was."""
    kinds = sorted(parameters.pay_documents())
    theirs = models.Journal.objects.filter(pk__in=list(journals))
    pay = theirs.filter(document__kind__in=kinds) | theirs.filter(reverses__document__kind__in=kinds)
    return set(pay.values_list("id", flat=True))


def _record(
    what: str,
    deed: str,
    *,
    partners: Iterable[tuple[int, int]],
    paid: Iterable[int],
    scope: Scope,
    at: datetime,
) -> None:
    """One entry for each profit centre whose persons were seen, with all their names."""
    whose: dict[int, set[int]] = defaultdict(set)
    for surgery_id, partner_id in partners:
        whose[surgery_id].add(partner_id)
    everybody = set[int]().union(*whose.values())
    names = partnership.partner_names(ids=everybody) if everybody else {}
    paid = set(paid)
    for surgery_id in sorted({*whose, *paid}):
        theirs = sorted(names.get(partner, f"partner {partner}") for partner in whose[surgery_id])
        said = [*theirs, *([PAY] if surgery_id in paid else [])]
        audit.record(
            actor=scope.actor,
            deed=f"ledger.{deed}",
            subject=f"{what}: {', '.join(said)}",
            surgery_id=surgery_id,
            at=at,
        )
