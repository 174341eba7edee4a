"""Which core contract counts for a month, and so by what it is paid: the global sum, or a baseline."""

from collections.abc import Sequence

from commonpractice.domain.partnership.facts import ContractFact, ContractKind
from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import Month


def core_of(core: Sequence[ContractFact], month: Month) -> ContractFact | None:
    """The core contract that counts for a month; None where nobody named one.

    It is that of the month's first day, or else the first within it, and where none is of the month, the one
    before; before all of them, the first.
    """
    days = Period.until(month.first, month.last)
    ordered = sorted(core, key=lambda one: one.effective.start)
    within = [one for one in ordered if one.effective.overlaps(days)]
    before = [one for one in ordered if one.effective.start <= month.first]
    return next(iter([*within[:1], *before[-1:], *ordered[:1]]), None)


def has_global_sum(core: Sequence[ContractFact], month: Month) -> bool:
    """Whether a month is paid by the global sum: PMS and APMS have sums of their own.

    Of a surgery whose contract nobody named it is taken for granted.
    """
    held = core_of(core, month)
    return held is None or held.kind is ContractKind.GMS


def first_global_sum(core: Sequence[ContractFact], period: Period) -> Month | None:
    """The first month of a period, whole or in part, that is paid by the global sum; None where none is."""
    first, last = Month.of(period.start), Month.of(period.last_day) if period.last_day else None
    edges = [edge for one in core for edge in (one.effective.start, one.effective.end) if edge is not None]
    changes = {first, *(Month.of(edge) + after for edge in edges for after in (0, 1))}
    within = (month for month in sorted(changes) if month >= first and (last is None or month <= last))
    return next((month for month in within if has_global_sum(core, month)), None)
