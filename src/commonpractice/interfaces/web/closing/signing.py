"""A surgery's own month: what waits in it, what it came to, and whether it is signed off."""

from dataclasses import dataclass, replace
from datetime import date

from commonpractice.domain.contracts import queries as contracts
from commonpractice.domain.contracts.facts.due import CannotSay
from commonpractice.domain.ledger import parameters
from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.partnership.facts import PartnershipSummary, Scope, SurgerySummary
from commonpractice.domain.profits import queries as profits
from commonpractice.domain.profits.facts import SurgeryClosing
from commonpractice.domain.profits.queries import PostedSince
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month
from commonpractice.interfaces.web.contract_holders import holders
from commonpractice.interfaces.web.income import reading


@dataclass(frozen=True)
class ToCome:
    """What closing would add to a surgery's month, before the centre's charges are worked out.

    `income` of the month and `earlier` of the months before it; `unknown` what cannot be reckoned.
    """

    income: Pence
    earlier: Pence
    unknown: tuple[tuple[str, CannotSay], ...]


@dataclass(frozen=True)
class SigningPage:
    """`state` is None where the surgery has no part in the month; `over` says whether the month has ended."""

    state: SurgeryClosing | None
    over: bool
    income: Pence
    spending: Pence
    borne: Pence
    """By the partners themselves: pension contributions, levies."""
    differences: Pence
    differences_to: Month | None
    to_come: ToCome | None
    since: tuple[PostedSince, ...]
    passed_on_to: str = ""
    """The surgery to whose profit the result goes, where the deed has one profit shared for all."""
    is_site: bool = False
    """Whether its practice has the contract, and so all that the NHS pays."""

    @property
    def result(self) -> Pence:
        return self.income - self.spending - self.borne

    @property
    def to_share(self) -> Pence:
        """What would be the partners', or be passed on, before the centre's charges."""
        assert self.to_come is not None
        return self.result + self.to_come.income

    @property
    def is_signed(self) -> bool:
        return self.state is not None and self.state.signed is not None and self.state.signed.holds

    @property
    def may_be_signed(self) -> bool:
        """Whether it can be signed now: over, open, and not signed as it stands."""
        state = self.state
        return (
            state is not None
            and state.signed is not None
            and not state.signed.holds
            and state.locked is False
            and self.over
        )


def page(
    *, scope: Scope, of: PartnershipSummary, surgery: SurgerySummary, month: Month, on: date
) -> SigningPage:
    """Everything on the page, as it stands on a day. Raises NoDeed and OutOfScope."""
    own = replace(scope, surgeries=(surgery.id,))
    over = month.last < on
    practice = profits.practice_of(scope=own, of=of, surgery=surgery.id, month=month)
    state = next(iter(profits.closing_state(scope=own, of=of, month=month, ended=over).rows), None)
    whole = ledger.consolidation(scope=own, surgeries=[surgery.id], span=ledger.Span.of_month(month)).whole
    is_open = state is not None and not state.locked
    differ = reading.otherwise_than_due(scope=own, surgeries=[surgery.id], on=on)[surgery.id]
    stale = is_open and state.signed is not None and state.signed.stale
    return SigningPage(
        state=state,
        over=over,
        income=whole.income,
        spending=whole.spending,
        borne=whole.borne,
        differences=differ.amount,
        differences_to=differ.up_to,
        to_come=_to_come(own, surgery, month, on) if is_open else None,
        since=profits.posted_since(scope=own, surgery=surgery.id, month=month) if stale else (),
        passed_on_to=practice.name if practice else "",
        is_site=bool(practice) and surgery.id not in holders(scope=own, of=of, surgeries=[surgery]),
    )


def _to_come(scope: Scope, surgery: SurgerySummary, month: Month, on: date) -> ToCome:
    (found,) = contracts.to_post(scope=scope, surgeries=[surgery.id], by=month, known_on=on)
    items = parameters.nhs_items()
    return ToCome(
        income=sum(each.earned for each in found.differences if each.month == month),
        earlier=sum(each.earned for each in found.differences if each.month != month),
        unknown=tuple(
            (items[each.item].words if each.item in items else each.item, each) for each in found.unknown
        ),
    )
