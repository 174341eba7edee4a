"""Which month an address is about, and which one whoever comes without one needs."""

from datetime import date

from django.http import Http404

from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.partnership.facts import Scope
from commonpractice.foundations.months import Month, NotAMonth


def month_of(text: str) -> Month:
    """The month of an address: 2026-03. Raises Http404."""
    try:
        month = Month.parse(text)
        ledger.check_day(month.last)
    except (NotAMonth, ledger.DayOutOfReach) as refusal:
        raise Http404(str(refusal)) from refusal
    return month


def month_to_close(*, scope: Scope, surgeries: list[int], on: date) -> Month:
    """The earliest month that is over and open still; else the latest that is closed; else the last one over.

    Raises OutOfScope.
    """
    waiting = ledger.open_though_over(scope=scope, surgeries=surgeries, on=on)
    if waiting:
        return min(waiting)
    kept = ledger.months_kept(scope=scope, surgeries=surgeries).values()
    locked = [each.last_locked for each in kept if each.last_locked is not None]
    return max(locked, default=Month.of(on) - 1)
