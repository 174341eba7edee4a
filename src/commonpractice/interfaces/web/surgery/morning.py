"""What a surgery needs at eight in the morning: what waits, what was not paid, what is due, the month end."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.urls import reverse

from commonpractice.domain.banking import queries as banking
from commonpractice.domain.banking.facts import LineView
from commonpractice.domain.contracts import parameters as contract_parameters
from commonpractice.domain.contracts import queries as contracts
from commonpractice.domain.contracts.facts.deadlines import DueOn, UsualClaim
from commonpractice.domain.contracts.facts.due import Side
from commonpractice.domain.contracts.queries import OpenDifference
from commonpractice.domain.contracts.rules.deadlines import coming
from commonpractice.domain.ledger import parameters as ledger_parameters
from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.ledger.facts import RechargeState
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import PartnershipSummary, Power, Scope, SurgerySummary
from commonpractice.domain.profits import queries as profits
from commonpractice.domain.profits.facts import ClosingState, SurgeryClosing
from commonpractice.domain.quality import actions as improving
from commonpractice.domain.quality import queries as quality
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month
from commonpractice.interfaces.web.called import said
from commonpractice.interfaces.web.closing.months import month_to_close
from commonpractice.interfaces.web.income import reading
from commonpractice.interfaces.web.places import left_on

SHOWN = 5
"""Differences on the page; the others are a link away."""
LOOK_AHEAD = 60
"""Days within which a deadline is on the page."""


@dataclass(frozen=True)
class Waiting:
    """Something that waits, and where it is done; `mine` where whoever looks is the one to do it."""

    words: str
    address: str
    mine: bool


@dataclass(frozen=True)
class Claims:
    """Usual claims of a month that nobody has told, in words."""

    month: Month
    items: tuple[tuple[str, int], ...]
    """What it is, and how many a month were claimed before."""


@dataclass(frozen=True)
class MonthEnd:
    """Where closing stands: `state` is None where no deed is in force, or the surgery has no part in it."""

    month: Month
    over: bool
    state: SurgeryClosing | None
    closing: ClosingState | None


@dataclass(frozen=True)
class Morning:
    """Everything above the figures of the month, in the order of the page."""

    waiting: tuple[Waiting, ...]
    month_end: MonthEnd
    left_on: date | None = None
    """Its last day in the partnership, where it has left."""
    differences: tuple[OpenDifference, ...] = ()
    number: int = 0
    """How many differences there are in all."""
    not_paid: Pence = 0
    paid_wrongly: Pence = 0
    perhaps: tuple[tuple[Side, LineView], ...] = ()
    """Differences, each with a line of just that amount that nobody has recognised."""
    unknown: int = 0
    claims: Claims | None = None
    deadlines: tuple[DueOn, ...] = ()
    unposted: Mapping[Month, Pence] = field(default_factory=dict)
    """NHS income that closing a month will post to it, by month."""

    @property
    def for_me(self) -> tuple[Waiting, ...]:
        return tuple(each for each in self.waiting if each.mine)

    @property
    def for_others(self) -> tuple[Waiting, ...]:
        return tuple(each for each in self.waiting if not each.mine)


def morning(*, scope: Scope, of: PartnershipSummary, surgery: SurgerySummary, on: date) -> Morning:
    """Where a surgery stands on a day; of the centre, which has no contract, only what waits."""
    own = replace(scope, surgeries=(surgery.id,))
    ended = month_end(scope=own, of=of, surgery=surgery, on=on)
    waits = tuple(waiting(scope=own, surgery=surgery, end=ended, on=on))
    if surgery.is_centre:
        return Morning(waits, ended)
    gone = left_on(partnership.memberships(scope=own, surgeries=[surgery.id])[surgery.id], on=on)
    (every,) = reading.settled(scope=own, surgeries=[surgery.id], on=on)
    asked = contracts.open_queries(scope=own, surgeries=[surgery.id])
    found = contracts.worst_first([every], asked, tolerance=contract_parameters.tolerance())
    before = Month.of(on) - 1
    missing = contracts.claims_not_told(scope=own, surgeries=[surgery.id], month=before)[surgery.id]
    open_ = [side for each in found if not each.query for side in each.sides]
    return Morning(
        waiting=waits,
        month_end=ended,
        left_on=gone,
        differences=tuple(found[:SHOWN]),
        number=len(found),
        not_paid=sum(each.amount for each in found if each.amount > 0),
        paid_wrongly=-sum(each.amount for each in found if each.amount < 0),
        perhaps=tuple(reading.perhaps_paid(open_, scope=own, surgery_id=surgery.id)),
        unknown=len(every.unknown),
        claims=_claims(before, missing),
        deadlines=() if gone else tuple(coming(contract_parameters.deadlines(), on, within=LOOK_AHEAD)),
        unposted=_unposted(every.sides),
    )


def month_end(*, scope: Scope, of: PartnershipSummary, surgery: SurgerySummary, on: date) -> MonthEnd:
    """The month that is to be closed next, or was closed last, as it stands at one surgery."""
    month = month_to_close(scope=scope, surgeries=[surgery.id], on=on)
    over = month.last < on
    try:
        closing = profits.closing_state(scope=scope, of=of, month=month, ended=over)
    except partnership.NoDeed:
        return MonthEnd(month, over, None, None)
    return MonthEnd(month, over, next(iter(closing.rows), None), closing)


def waiting(*, scope: Scope, surgery: SurgerySummary, end: MonthEnd, on: date) -> list[Waiting]:
    """What waits. The signature comes last: what is cleared after it was given makes it stale."""
    found: list[Waiting] = []

    def add(number: int, one: str, what: str, address: str, mine: bool) -> None:
        if number:
            found.append(Waiting(f"{number:,} {one}{'' if number == 1 else 's'} {what}", address, mine))

    payments, recharges = (f"{reverse(name)}?surgery={surgery.code}" for name in ("payments", "recharges"))
    may_post, may_answer = (scope.may(power, surgery.id) for power in (Power.POST, Power.ANSWER_RECHARGES))
    clear = banking.to_clear(scope=scope, surgeries=[surgery.id])[surgery.id]
    add(clear.lines, "payment line", "to be recognised", payments, may_post)
    add(clear.receipts, "receipt", "to be matched", payments, may_post)
    raised = ledger.recharges(scope=scope, surgeries=[surgery.id], state=RechargeState.RAISED)
    mine = sum(each.home_id == surgery.id for each in raised)
    add(mine, "recharge", "to be answered", recharges, may_answer)
    asked = sum(each.host_id == surgery.id for each in raised)
    add(asked, "recharge", said("that another surgery has not answered"), recharges, False)
    if scope.may(Power.SEE_QUALITY, surgery.id):
        actions = quality.improvements(scope=scope, surgeries=[surgery.id])
        due = [each for each in actions if each.is_due(on)]
        may_work = any(improving.may_work_on(each, scope) for each in due)
        address = f"{reverse('improving:surgery', args=[surgery.code])}?show=due"
        add(len(due), "improvement action", "due", address, may_work)
    signed = end.state.signed if end.state else None
    if end.over and signed is not None and not signed.holds and end.state and end.state.locked is False:
        words = (
            f"{end.month.words} has changed since it was signed off: sign it again"
            if signed.stale
            else f"Sign off {end.month.words}"
        )
        address = reverse("sign_off", args=[surgery.code, end.month])
        found.append(Waiting(words, address, scope.may(Power.SIGN_OFF, surgery.id)))
    return found


def _unposted(sides: Iterable[Side]) -> dict[Month, Pence]:
    found: dict[Month, Pence] = defaultdict(int)
    for side in sides:
        found[side.month] += side.earned_unposted
    return {month: amount for month, amount in found.items() if amount}


def _claims(month: Month, missing: Sequence[UsualClaim]) -> Claims | None:
    items = ledger_parameters.nhs_items()
    if not missing:
        return None
    return Claims(month, tuple((items[each.item].words, each.usual) for each in missing))
