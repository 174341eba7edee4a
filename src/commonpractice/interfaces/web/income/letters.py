"""The letter of a query, from what contracts reckoned, what the books have and what statements paid."""

from django.http import HttpRequest
from django.utils import timezone

from commonpractice.domain.banking import queries as banking
from commonpractice.domain.contracts.facts.due import Side
from commonpractice.domain.contracts.facts.querying import QueryView
from commonpractice.domain.contracts.rules.letter import Payment, Reckoning, Sender
from commonpractice.domain.contracts.rules.letter import letter as written
from commonpractice.domain.partnership import parameters as partnership
from commonpractice.domain.partnership.facts import Power, SurgerySummary
from commonpractice.foundations.days import local_day
from commonpractice.interfaces.web.called import said
from commonpractice.interfaces.web.income import presenters, reading
from commonpractice.interfaces.web.steps import steps


def letter(request: HttpRequest, query: QueryView, surgery: SurgerySummary) -> str:
    """The text to send, as things stand. Of persons it names whoever raised it and whoever sends it alone."""
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
        sender=_sender(request, query, surgery),
        raised_on=local_day(query.raised_at),
    )


def _reckoning(request: HttpRequest, side: Side) -> Reckoning:
    """A month's worth with its steps: as reckoned now where that is not posted, else as last posted."""
    posted = None if side.steps else reading.last_posted(side, scope=request.scope)
    told = [step.details() for step in side.steps] or (posted.told if posted else [])
    return Reckoning(
        side.month,
        side.payable,
        side.settled,
        tuple((step.words, step.value, step.source, step.doubt) for step in steps(told)),
    )


def _sender(request: HttpRequest, query: QueryView, surgery: SurgerySummary) -> Sender:
    """Who signs: whoever looks, where it is theirs to ask the payer; else whoever raised it.

    Finance signs for the partnership, a surgery's own people for the surgery.
    """
    scope, rules = request.scope, partnership.role_rules()
    if not scope.may(Power.POST, surgery.id):
        return Sender(query.raised_by, "", surgery.name)
    roles = [said(role.words) for role in scope.roles if Power.POST in rules[role].powers]
    place = request.partnership.name if scope.may(Power.SEE_PARTNERSHIP) else surgery.name
    return Sender(scope.actor.name, " and ".join(roles), place)
