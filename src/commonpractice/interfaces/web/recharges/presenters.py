"""Recharges as the two surgeries see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.ledger.facts import RechargeState
from commonpractice.domain.ledger.queries.months import RechargeView
from commonpractice.domain.partnership.facts import PartnershipSummary, Power, Scope
from commonpractice.foundations.months import Month

ALL = 10_000


@dataclass(frozen=True)
class Recharge:
    """A recharge with its surgeries named, and what whoever looks may do with it."""

    view: RechargeView
    home: str
    host: str
    may_answer: bool
    may_withdraw: bool


@dataclass(frozen=True)
class Lists:
    """To answer: raised by others. Asked: raised by ours, unanswered. Done: the rest, newest first."""

    to_answer: tuple[Recharge, ...]
    asked: tuple[Recharge, ...]
    done: tuple[Recharge, ...]
    older: int
    """How many more are done that are not shown."""

    @property
    def is_empty(self) -> bool:
        return not (self.to_answer or self.asked or self.done)


def lists(
    *, scope: Scope, partnership: PartnershipSummary, surgeries: Sequence[int], shown: int = 25
) -> Lists:
    """Every recharge of some surgeries that waits, and the newest of those that are done."""
    views = ledger.recharges(scope=scope, surgeries=surgeries, most=ALL)
    every = [one(view, scope, partnership) for view in views]
    raised = [each for each in every if each.view.state is RechargeState.RAISED]
    done = [each for each in every if each.view.state is not RechargeState.RAISED]
    return Lists(
        to_answer=tuple(each for each in raised if scope.covers(each.view.home_id)),
        asked=tuple(each for each in raised if not scope.covers(each.view.home_id)),
        done=tuple(done[:shown]),
        older=max(0, len(done) - shown),
    )


def one(view: RechargeView, scope: Scope, partnership: PartnershipSummary) -> Recharge:
    names = {surgery.id: surgery.name for surgery in partnership.surgeries}
    waits = view.state is RechargeState.RAISED
    return Recharge(
        view=view,
        home=names[view.home_id],
        host=names[view.host_id],
        may_answer=waits and scope.may(Power.ANSWER_RECHARGES, view.home_id),
        may_withdraw=waits and scope.may(Power.ANSWER_RECHARGES, view.host_id),
    )


def months_to_ask_for(*, scope: Scope, surgeries: list[int], on: date) -> list[Month]:
    """The months that any of some surgeries has open and that have begun, the latest first."""
    states = ledger.month_states(scope=scope, surgeries=surgeries, last=Month.of(on))
    return sorted({state.month for state in states if not state.locked}, reverse=True)


def months_to_post_to(view: RechargeView, *, on: date) -> list[Month]:
    """The months open to both sides: the recharge's own first, then the latest, and those to come last."""
    this = Month.of(on)
    months = ledger.months_of_recharge(recharge_id=view.id)
    return sorted(months, key=lambda month: (month != view.month, month > this, -month.year, -month.number))
