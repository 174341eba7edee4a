"""Which months are open or locked, and which recharges wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q

from commonpractice.domain.ledger import models
from commonpractice.domain.ledger.facts import RechargeState
from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.partnership.rules.reach import check_covers
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month


@dataclass(frozen=True)
class MonthState:
    surgery_id: int
    month: Month
    locked: bool


@dataclass(frozen=True)
class RechargeView:
    """A recharge as either of its two sides sees it."""

    id: int
    home_id: int
    host_id: int
    month: Month
    amount: Pence
    reason: str
    state: RechargeState
    raised_at: datetime
    raised_by: str
    answered_at: datetime | None
    answered_by: str
    answer: str


def month_states(
    *, scope: Scope, surgeries: Sequence[int], first: Month | None = None, last: Month | None = None
) -> list[MonthState]:
    """The months of some surgeries that have been opened, by surgery and month. Raises OutOfScope."""
    check_covers(scope, surgeries)
    rows = models.Month.objects.filter(surgery_id__in=list(surgeries)).order_by("surgery_id", "month")
    if first:
        rows = rows.filter(month__gte=first.first)
    if last:
        rows = rows.filter(month__lte=last.first)
    return [MonthState(row.surgery_id, Month.of(row.month), row.locked) for row in rows]


def months_with_postings(*, scope: Scope, surgeries: Sequence[int]) -> tuple[Month, Month] | None:
    """The first and the last month with a posting; None where there is none. Raises OutOfScope."""
    check_covers(scope, surgeries)
    with connection.cursor() as cursor:
        # the first and the last of each surgery: two look-ups of the index, where min() would read it all
        cursor.execute(
            """
            SELECT min(earliest.month), max(latest.month) FROM unnest(%s::int[]) place (id),
            LATERAL (SELECT month FROM ledger_balance WHERE surgery_id = place.id
                     ORDER BY month LIMIT 1) earliest,
            LATERAL (SELECT month FROM ledger_balance WHERE surgery_id = place.id
                     ORDER BY month DESC LIMIT 1) latest
            """,
            [list(surgeries)],
        )
        first, last = cursor.fetchone()
    return None if first is None else (Month.of(first), Month.of(last))


def recharges(
    *, scope: Scope, surgeries: Sequence[int], state: RechargeState | None = None, most: int = 200
) -> list[RechargeView]:
    """The recharges in which one of some surgeries is a side, newest first. Raises OutOfScope."""
    check_covers(scope, surgeries)
    rows = models.Recharge.objects.filter(Q(home_id__in=list(surgeries)) | Q(host_id__in=list(surgeries)))
    if state:
        rows = rows.filter(state=state.value)
    return [
        RechargeView(
            id=row.pk,
            home_id=row.home_id,
            host_id=row.host_id,
            month=Month.of(row.month),
            amount=row.amount,
            reason=row.reason,
            state=RechargeState(row.state),
            raised_at=row.raised_at,
            raised_by=row.raised_by,
            answered_at=row.answered_at,
            answered_by=row.answered_by,
            answer=row.answer,
        )
        for row in rows.order_by("-raised_at", "-id")[:most]
    ]
