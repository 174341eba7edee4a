"""When a surgery belongs to the partnership. Pure: the spells of its membership are passed in."""

from collections.abc import Iterable, Sequence
from datetime import date

from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import Month


def belongs(memberships: Iterable[Period], on: date) -> bool:
    """Whether a day is one of a surgery's spells."""
    return any(on in spell for spell in memberships)


def left_on(memberships: Sequence[Period]) -> date | None:
    """A surgery's last day, past or to come; None where its membership has no end, or never began."""
    days = [spell.last_day for spell in memberships]
    return None if None in days else max((day for day in days if day), default=None)


def months_of(memberships: Iterable[Period], months: Iterable[Month]) -> list[Month]:
    """Those of some months in which a surgery belongs, whole or in part."""
    memberships = list(memberships)
    return [month for month in months if any(_touches(spell, month) for spell in memberships)]


def months_after_leaving(memberships: Sequence[Period], months: Iterable[Month]) -> list[Month]:
    """Those of some months that lie wholly after a surgery's last day."""
    left = left_on(memberships)
    return [month for month in months if left and month.first > left]


def _touches(spell: Period, month: Month) -> bool:
    return spell.start <= month.last and (spell.end is None or spell.end > month.first)
