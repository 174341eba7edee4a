"""Where a month stands: who has signed, what waits, whether it can be closed, and if not, why."""

from collections import Counter
from collections.abc import Sequence

from commonpractice.domain.banking import queries as banking
from commonpractice.domain.ledger import parameters as ledger_parameters
from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.ledger.facts import MonthsKept, RechargeState
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import DeedFact, PartnershipSummary, Scope, SurgerySummary
from commonpractice.domain.partnership.rules.belonging import months_of
from commonpractice.domain.profits import models
from commonpractice.domain.profits.facts import (
    ClosingDeed,
    ClosingEvent,
    ClosingState,
    SurgeryClosing,
    Waits,
)
from commonpractice.domain.profits.queries.signing import signed
from commonpractice.domain.profits.rules.closing import CannotClose, check_can_close
from commonpractice.foundations.months import Month

LATEST = 12
MOST = 10_000  # recharges that may wait


def closing_state(*, scope: Scope, of: PartnershipSummary, month: Month, ended: bool) -> ClosingState:
    """Where a month stands at each profit centre in scope. `ended`: whether the month is over.

    So many questions, however many surgeries. For somebody whose scope is a few surgeries, what is said of
    the whole is said of those. Raises NoDeed and OutOfScope.
    """
    there = [one for one in of.surgeries if scope.covers(one.id)]
    places = [one.id for one in there]
    kept = ledger.months_kept(scope=scope, surgeries=places)
    belong = belonging(scope=scope, surgeries=there, month=month)
    signatures = {each.surgery: each for each in signed(scope=scope, surgeries=belong, month=month)}
    deed = partnership.deed(scope=scope, on=month.last)
    closed_by = [one for one in there if takes_part(one, belong, kept, month)]
    why_not, estimated = _why_not(month, closed_by, kept, list(signatures.values()), deed, ended)
    events = _events(places)
    waits = _waits(scope, places, month)
    unsigned = _estimated(places, month)
    return ClosingState(
        month=month,
        rows=tuple(
            SurgeryClosing(
                surgery=one.id,
                code=one.code,
                name=one.name,
                locked=kept[one.id].locked.get(month),
                signed=signatures.get(one.id),
                estimated=one.id in unsigned and bool(kept[one.id].locked.get(month)),
                waits=waits[one.id],
            )
            for one in closed_by
        ),
        first_open=first_open(kept),
        closed=bool(closed_by) and all(kept[one.id].locked.get(month) for one in closed_by),
        why_not=why_not,
        would_be_estimated=estimated,
        latest=events,
    )


def belonging(*, scope: Scope, surgeries: Sequence[SurgerySummary], month: Month) -> list[SurgerySummary]:
    """Those of some surgeries that belong on some day of a month: they sign it off. Raises OutOfScope."""
    spells = partnership.memberships(scope=scope, surgeries=[one.id for one in surgeries])
    return [one for one in surgeries if not one.is_centre and months_of(spells[one.id], [month])]


def takes_part(
    one: SurgerySummary, belong: Sequence[SurgerySummary], kept: dict[int, MonthsKept], month: Month
) -> bool:
    """Whether a month is closed for a profit centre: for the centre, for who belongs, and for who has left
    where the month was opened for what came late."""
    return one.is_centre or one in belong or month in kept[one.id].locked


def first_open(kept: dict[int, MonthsKept]) -> Month | None:
    """The earliest month that is open anywhere."""
    return min((month for one in kept.values() if (month := one.first_open)), default=None)


def _why_not(
    month: Month,
    there: Sequence[SurgerySummary],
    kept: dict[int, MonthsKept],
    signatures: list,
    deed: DeedFact,
    ended: bool,
) -> tuple[str, tuple[str, ...]]:
    try:
        estimated = check_can_close(
            month,
            locked={one.name: kept[one.id].locked.get(month) for one in there},
            first_open=first_open({one.id: kept[one.id] for one in there}),
            signed=signatures,
            may_be_estimated=deed.estimate_unsigned,
            ended=ended,
        )
    except CannotClose as refusal:
        return str(refusal), ()
    return "", tuple(each.name for each in estimated)


def _waits(scope: Scope, places: list[int], month: Month) -> dict[int, Waits]:
    """What of each profit centre waits, of the month and of those before it."""
    papers = banking.waits_by(scope=scope, surgeries=places, month=month)
    asked = ledger.recharges(scope=scope, surgeries=places, state=RechargeState.RAISED, most=MOST)
    recharges = Counter(each.home_id for each in asked if each.month <= month)
    control, to_date = ledger_parameters.nhs_accounts().control, ledger.Span.ever_to(month.last)
    stands = ledger.by_surgery(scope=scope, surgeries=places, spans=[to_date], accounts=[control])
    return {
        place: Waits(
            control=int(stands[place].get(control, (0,))[0]),
            lines=papers[place].lines,
            receipts=papers[place].receipts,
            statements=papers[place].statements,
            recharges=recharges[place],
        )
        for place in places
    }


def _estimated(places: list[int], month: Month) -> set[int]:
    """Those whose latest closing of a month was with an estimate."""
    rows = models.Closing.objects.filter(surgery_id__in=places, month=month.first).order_by("id")
    latest = {row.surgery_id: row for row in rows}
    return {place for place, row in latest.items() if row.estimated}


def _events(places: list[int]) -> tuple[ClosingEvent, ...]:
    """The latest closings and reopenings, the newest first: one for all the rows that one deed wrote."""
    rows = models.Closing.objects.filter(surgery_id__in=places)
    moments = rows.order_by("-at").values_list("at", "month", "deed").distinct()[:LATEST]
    wanted = list(moments)
    found = rows.filter(at__in=[at for at, _, _ in wanted]).order_by("-at", "-id")
    together: dict[tuple, list[models.Closing]] = {}
    for row in found:
        together.setdefault((row.at, row.month, row.deed), []).append(row)
    return tuple(
        ClosingEvent(
            month=Month.of(month),
            deed=ClosingDeed(deed),
            by=group[0].actor_name,
            at=at,
            reason=group[0].reason,
            estimated=sum(row.estimated for row in group),
        )
        for (at, month, deed), group in together.items()
    )[:LATEST]
