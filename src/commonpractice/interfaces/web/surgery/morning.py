"""What a surgery needs at eight in the morning: what waits, what was not paid, what is due, the month end."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse

from commonpractice.domain.banking import queries as banking
from commonpractice.domain.contracts import parameters as contract_parameters
from commonpractice.domain.contracts import queries as contracts
from commonpractice.domain.contracts.facts.deadlines import DueOn, UsualClaim
from commonpractice.domain.contracts.queries import OpenDifference
from commonpractice.domain.contracts.rules.deadlines import coming
from commonpractice.domain.ledger import parameters as ledger_parameters
from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.ledger.facts import RechargeState
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import PartnershipSummary, Scope, SurgerySummary
from commonpractice.domain.profits import queries as profits
from commonpractice.domain.profits.facts import ClosingState, SurgeryClosing
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month
from commonpractice.interfaces.web.closing.months import month_to_close
from commonpractice.interfaces.web.income import reading

SHOWN = 5
"""Differences on the page; the others are a link away."""
LOOK_AHEAD = 60
"""Days within which a deadline is on the page."""


@dataclass(frozen=True)
class Waiting:
    """Something that waits for somebody, and where it is done."""

    words: str
    address: str


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
    differences: tuple[OpenDifference, ...] = ()
    number: int = 0
    """How many differences there are in all."""
    not_paid: Pence = 0
    paid_wrongly: Pence = 0
    unknown: int = 0
    claims: Claims | None = None
    deadlines: tuple[DueOn, ...] = ()


def morning(*, scope: Scope, of: PartnershipSummary, surgery: SurgerySummary, on: date) -> Morning:
    """Where a surgery stands on a day; of the centre, which has no contract, only what waits."""
    own = replace(scope, surgeries=(surgery.id,))
    ended = month_end(scope=own, of=of, surgery=surgery, on=on)
    waits = tuple(waiting(scope=own, surgery=surgery, end=ended))
    if surgery.is_centre:
        return Morning(waits, ended)
    (every,) = reading.settled(scope=own, surgeries=[surgery.id], on=on)
    asked = contracts.open_queries(scope=own, surgeries=[surgery.id])
    found = contracts.worst_first([every], asked, tolerance=contract_parameters.tolerance())
    before = Month.of(on) - 1
    missing = contracts.claims_not_told(scope=own, surgeries=[surgery.id], month=before)[surgery.id]
    return Morning(
        waiting=waits,
        month_end=ended,
        differences=tuple(found[:SHOWN]),
        number=len(found),
        not_paid=sum(each.amount for each in found if each.amount > 0),
        paid_wrongly=-sum(each.amount for each in found if each.amount < 0),
        unknown=len(every.unknown),
        claims=_claims(before, missing),
        deadlines=tuple(coming(contract_parameters.deadlines(), on, within=LOOK_AHEAD)),
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


def waiting(*, scope: Scope, surgery: SurgerySummary, end: MonthEnd) -> list[Waiting]:
    """What waits, the month end first: it is what others wait for."""
    found: list[Waiting] = []
    signed = end.state.signed if end.state else None
    if end.over and signed is not None and not signed.holds and end.state and end.state.locked is False:
        words = (
            f"{end.month.words} has changed since it was signed off: sign it again"
            if signed.stale
            else f"Sign off {end.month.words}"
        )
        found.append(Waiting(words, reverse("sign_off", args=[surgery.code, end.month])))
    payments = f"{reverse('payments')}?surgery={surgery.code}"
    clear = banking.to_clear(scope=scope, surgeries=[surgery.id])[surgery.id]
    if clear.lines:
        found.append(Waiting(_some(clear.lines, "payment line", "to be recognised"), payments))
    if clear.receipts:
        found.append(Waiting(_some(clear.receipts, "receipt", "to be matched"), payments))
    raised = ledger.recharges(scope=scope, surgeries=[surgery.id], state=RechargeState.RAISED)
    if mine := sum(each.home_id == surgery.id for each in raised):
        found.append(Waiting(_some(mine, "recharge", "to be answered"), reverse("recharges")))
    if asked := sum(each.host_id == surgery.id for each in raised):
        found.append(
            Waiting(_some(asked, "recharge", "that another surgery has not answered"), reverse("recharges"))
        )
    return found


def _some(number: int, one: str, what: str) -> str:
    return f"{number:,} {one}{'' if number == 1 else 's'} {what}"


def _claims(month: Month, missing: Sequence[UsualClaim]) -> Claims | None:
    items = ledger_parameters.nhs_items()
    if not missing:
        return None
    return Claims(month, tuple((items[each.item].words, each.usual) for each in missing))
