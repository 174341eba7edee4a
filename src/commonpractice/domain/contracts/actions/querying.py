"""Raise a query with the payer, and write down what became of it. What is recovered the books say."""

from datetime import datetime

from django.db import transaction

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.contracts import models
from commonpractice.domain.contracts.facts.querying import QueryState
from commonpractice.domain.contracts.queries.raised import open_queries, query
from commonpractice.domain.contracts.rules.querying import (
    AlreadyQueried,
    CannotQuery,
    check_can_answer,
    check_can_raise,
)
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import parameters as ledger_parameters
from commonpractice.domain.ledger.facts import NhsMoney
from commonpractice.domain.partnership.facts import Power, Scope
from commonpractice.domain.partnership.rules.reach import check_covers, check_may
from commonpractice.foundations.money import Pence, pounds
from commonpractice.foundations.months import Month


@transaction.atomic
def raise_query(
    *,
    surgery_id: int,
    item: str,
    first: Month,
    last: Month,
    amount: Pence,
    reason: str,
    words: str = "",
    scope: Scope,
    at: datetime,
) -> int:
    """Raise a query on what is different of an item in some months; its number is returned.

    `amount` is the difference as the books have it by now (`queries.settled_sides`): payable less paid.
    Raises CannotQuery where there is none; AlreadyQueried where one is open on the item in one of the months;
    NotAllowed where the role does not allow posting there.
    """
    check_may(scope, Power.POST)
    check_covers(scope, [surgery_id], Power.POST)
    known = ledger_parameters.nhs_items().get(item)
    if known is None or known.kind is not NhsMoney.INCOME:
        raise CannotQuery(f"“{item}” is nothing that the NHS pays.")
    check_can_raise(words=known.words, first=first, last=last, difference=amount, text=reason + words)
    ledger.hold_books([surgery_id])  # two at once would both find none open
    for other in open_queries(scope=scope, surgeries=[surgery_id]):
        for month in other.months:
            if other.item == item and first <= month <= last:
                raise AlreadyQueried(other.id, known.words, month)
    row = models.Query(
        surgery_id=surgery_id,
        item=item,
        first=first.first,
        last=last.first,
        amount=amount,
        reason=reason.strip(),
        words=words.strip(),
        at=at,
        actor_id=scope.actor.id,
        actor_name=scope.actor.name,
    )
    models.Query.objects.bulk_create([row])
    of = first.words if first == last else f"{first.words} to {last.words}"
    audit.record(
        actor=scope.actor,
        deed="contracts.raise_query",
        subject=f"Query {row.pk} on {known.words} of {of}: {pounds(amount)}",
        surgery_id=surgery_id,
        at=at,
    )
    return row.pk


@transaction.atomic
def answer_query(*, query_id: int, state: QueryState, words: str = "", scope: Scope, at: datetime) -> None:
    """Write down that the payer accepted or refused a query, or that it is withdrawn or closed.

    Raises CannotQuery where it may not become that, or words are missing; NoSuchQuery; NotAllowed.
    """
    before = query(scope=scope, query_id=query_id)
    check_may(scope, Power.POST)
    check_covers(scope, [before.surgery_id], Power.POST)
    ledger.hold_books([before.surgery_id])
    before = query(scope=scope, query_id=query_id)  # as it stands now that nobody else answers it
    check_can_answer(before, state, words)
    models.QueryEvent.objects.bulk_create(
        [
            models.QueryEvent(
                surgery_id=before.surgery_id,
                query_id=query_id,
                state=state.value,
                words=words.strip(),
                at=at,
                actor_id=scope.actor.id,
                actor_name=scope.actor.name,
            )
        ]
    )
    audit.record(
        actor=scope.actor,
        deed="contracts.answer_query",
        subject=f"Query {query_id} {state.value}{f': {words.strip()}' if words.strip() else ''}",
        surgery_id=before.surgery_id,
        at=at,
    )
