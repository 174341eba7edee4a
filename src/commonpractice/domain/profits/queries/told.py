"""What was told of the centre's charges by use, and of what was spent for surgeries directly."""

from collections.abc import Sequence
from decimal import Decimal

from commonpractice.domain.partnership.facts import ChargeBasis, Scope
from commonpractice.domain.partnership.rules.reach import check_covers
from commonpractice.domain.profits import models
from commonpractice.domain.profits.facts import Measured, Told, UseTold
from commonpractice.domain.profits.rules.days import of_month
from commonpractice.foundations.months import Month


def told(*, scope: Scope, surgeries: Sequence[int], first: Month, last: Month) -> Told:
    """By basis, charge and surgery, the latest word on each month from first to last. Raises OutOfScope."""
    found: dict[ChargeBasis, dict[str, dict[int, list[Measured]]]] = {
        ChargeBasis.USAGE: {},
        ChargeBasis.DIRECT: {},
    }
    for row in _latest(scope, surgeries, first, last).values():
        basis = ChargeBasis.DIRECT if row.uses is None else ChargeBasis.USAGE
        value = row.pence if row.uses is None else Decimal(row.uses)
        measured = Measured(value, of_month(Month.of(row.month)), row.source)
        found[basis].setdefault(row.charge, {}).setdefault(row.surgery_id, []).append(measured)
    return found


def uses_told(*, scope: Scope, surgeries: Sequence[int]) -> dict[tuple[int, str, Month], UseTold]:
    """The latest word on each surgery, charge and month. Raises OutOfScope."""
    return {
        key: UseTold(row.charge, Month.of(row.month), row.uses, row.pence)
        for key, row in _latest(scope, surgeries).items()
    }


def _latest(
    scope: Scope, surgeries: Sequence[int], first: Month | None = None, last: Month | None = None
) -> dict[tuple[int, str, Month], models.ChargeUse]:
    check_covers(scope, surgeries)
    rows = models.ChargeUse.objects.filter(surgery_id__in=list(surgeries))
    if first and last:
        rows = rows.filter(month__gte=first.first, month__lte=last.first)
    ordered = rows.order_by("month", "known_on", "id")
    return {(row.surgery_id, row.charge, Month.of(row.month)): row for row in ordered}
