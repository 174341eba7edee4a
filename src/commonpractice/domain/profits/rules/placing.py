"""In which month something is shared that is of a month of which nobody shares.

Such a month is one before the books, or before the first deed; or one in which the surgery did not belong.
What is of it is shared all the same: in the first month where none was before it, otherwise in the last one
before it. So what comes in after a surgery has left is borne by those who were there last, and stays theirs
where the surgery comes back.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import Month


@dataclass(frozen=True)
class Stretch:
    """Months from the first to the last (None: from ever, for ever) of which nobody shares, and the month in
    which what is of them is shared."""

    first: Month | None
    last: Month | None
    shared_in: Month

    def __contains__(self, month: Month) -> bool:
        return (self.first is None or self.first <= month) and (self.last is None or month <= self.last)


def stretches(memberships: Iterable[Period], *, since: Month) -> tuple[Stretch, ...]:
    """The months of which nobody shares at a surgery, in order; `since` is the first of which profit is
    shared in the partnership. None where the surgery has not belonged since: there is nobody to share."""
    return tuple(_between(_there(memberships, since)))


def shared_in(month: Month, memberships: Iterable[Period], *, since: Month) -> Month:
    """The month in which what is of a month is shared: itself, where the surgery belongs in it."""
    found = (one.shared_in for one in stretches(memberships, since=since) if month in one)
    return next(found, month)


def _there(memberships: Iterable[Period], since: Month) -> list[tuple[Month, Month | None]]:
    """The first and the last month of each spell, as far as anything is shared of it, in order."""
    found: list[tuple[Month, Month | None]] = []
    for spell in sorted(memberships):
        last = Month.of(spell.last_day) if spell.last_day else None
        if last is None or last >= since:
            found.append((max(Month.of(spell.start), since), last))
    return found


def _between(there: list[tuple[Month, Month | None]]) -> Iterator[Stretch]:
    for at, (first, _) in enumerate(there):
        if at == 0:
            yield Stretch(None, first - 1, first)
        elif (left := there[at - 1][1]) and left + 1 < first:
            yield Stretch(left + 1, first - 1, left)
    if there and (left := there[-1][1]):
        yield Stretch(left + 1, None, left)
