"""What waits in the partnership: recharges without an answer, months not locked, improvement actions due."""

from dataclasses import dataclass
from datetime import date

from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.ledger.facts import RechargeState
from commonpractice.domain.partnership.facts import PartnershipSummary, Power, Scope
from commonpractice.domain.quality import queries as quality
from commonpractice.foundations.months import Month
from commonpractice.interfaces.web import places

ALL = 10_000


@dataclass(frozen=True)
class Waiting:
    """`open_months` is how many months are over and still open somewhere; `month` is the earliest of them,
    which is locked first, and `whose` says where. `improvements` are those due to be done or checked."""

    recharges: int
    of_centre: int
    """How many of the recharges wait for the centre's answer."""
    open_months: int
    month: Month | None
    whose: str
    improvements: int

    def __bool__(self) -> bool:
        return bool(self.recharges or self.open_months or self.improvements)


def waiting(*, scope: Scope, partnership: PartnershipSummary, on: date) -> Waiting:
    """What waits on a day."""
    ids = [surgery.id for surgery in partnership.surgeries]
    raised = ledger.recharges(scope=scope, surgeries=ids, state=RechargeState.RAISED, most=ALL)
    still_open = ledger.open_though_over(scope=scope, surgeries=ids, on=on)
    earliest = next(iter(still_open), None)
    theirs = still_open[earliest] if earliest else ()
    return Waiting(
        recharges=len(raised),
        of_centre=sum(recharge.home_id == partnership.centre.id for recharge in raised),
        open_months=len(still_open),
        month=earliest,
        whose=places.in_words([surgery for surgery in partnership.surgeries if surgery.id in theirs]),
        improvements=_improvements(scope, ids, on),
    )


def _improvements(scope: Scope, surgeries: list[int], on: date) -> int:
    theirs = [each for each in surgeries if scope.may(Power.SEE_QUALITY, each)]
    return sum(each.is_due(on) for each in quality.improvements(scope=scope, surgeries=theirs))
