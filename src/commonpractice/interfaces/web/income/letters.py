"""The letter of a query, from what contracts reckoned, what the books have and what statements paid."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from commonpractice.domain.banking import queries as banking
from commonpractice.domain.contracts.facts.due import INCOME_DUE, Side
from commonpractice.domain.contracts.facts.querying import QueryView
from commonpractice.domain.contracts.rules.letter import Payment, Reckoning
from commonpractice.domain.contracts.rules.letter import letter as written
from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.partnership.facts import SurgerySummary
from commonpractice.foundations.days import local_day
from commonpractice.interfaces.web.income import presenters, reading
from commonpractice.interfaces.web.steps import steps


def letter(request: HttpRequest, query: QueryView, surgery: SurgerySummary) -> str:
    """The text to send, as things stand: persons are not in it."""
    (every,) = reading.settled(scope=request.scope, surgeries=[surgery.id], on=timezone.localdate())
    paid = banking.paid_lines(
        scope=request.scope,
        surgery_id=surgery.id,
        item=query.item,
        concerns=(query.first, query.last),
    )
    return written(
        number=query.id,
        surgery=surgery.name,
        code=surgery.code,
        item=presenters.words(query.item),
        of=query.of,
        reckonings=[
            _reckoning(request, side)
            for side in every.sides
            if side.item == query.item and query.first <= side.month <= query.last
        ],
        payments=[
            Payment(
                each.line.month,
                each.reference,
                each.dated,
                each.line.line.number,
                each.line.line.words or each.line.line.paycode,
                each.line.line.amount,
            )
            for each in paid
        ],
        difference=query.amount,
        reason=query.reason,
        words=query.words,
        raised_by=query.raised_by,
        raised_on=local_day(query.raised_at),
    )


def _reckoning(request: HttpRequest, side: Side) -> Reckoning:
    """A month's worth with its steps: as reckoned now where that is not posted, else as last posted."""
    told = [step.details() for step in side.steps] or _posted(request, side)
    return Reckoning(
        side.month,
        side.payable,
        side.settled,
        tuple((step.words, step.value, step.source, step.doubt) for step in steps(told)),
    )


def _posted(request: HttpRequest, side: Side) -> list[Mapping[str, Any]]:
    journals = ledger.followed(
        scope=request.scope, surgery_id=side.surgery_id, item=side.item, concerns=side.month
    )
    last = [one for journal in journals if journal.document_kind == INCOME_DUE for one in journal.told]
    return list(last[-1]["steps"]) if last else []
