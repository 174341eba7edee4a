"""What each month of surgeries' contracts is worth, kept until something is told of them.

Posting changes none of it, nor does a day that goes by, unless that is when a rate became known.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from commonpractice.domain.contracts.queries.anew import every_month, first_month, same_rates
from commonpractice.domain.contracts.queries.contracted import contracted
from commonpractice.domain.contracts.queries.remembered import State
from commonpractice.domain.contracts.rules.entitled import Reckoning
from commonpractice.domain.ledger.facts import MonthsKept
from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.partnership.rules.reach import check_covers
from commonpractice.foundations.months import Month, months
from commonpractice.foundations.remembered import Remembered


@dataclass(frozen=True)
class Reckonings:
    """A surgery's months from the first of its books to a last one, as they were known on a day."""

    all: tuple[Reckoning, ...]
    """Item by item, the earliest month first."""
    since: Month | None
    """The first month that contracts are kept for; those before it are reckoned where they were posted."""
    first: Month
    last: Month
    known_on: date
    last_told: date
    """The latest day on which something that they follow from became known."""

    def hold_on(self, known_on: date) -> bool:
        """Whether they are the same as known on another day."""
        if known_on == self.known_on:
            return True
        all_told = min(known_on, self.known_on) >= self.last_told
        return all_told and _same_rates(self.first, self.last, self.known_on, known_on)


REMEMBERED: Remembered[Reckonings] = Remembered(64)
"""Some 1 MB each, of two years and a half: of forty surgeries, and of those told something since."""


def reckonings(
    *,
    scope: Scope,
    states: Mapping[int, State],
    kept: Mapping[int, MonthsKept],
    known_on: date,
) -> dict[int, Reckonings]:
    """By surgery, what each month of its books is worth as known on a day. None is after that day's.

    `kept` are the months of those surgeries' books. Raises OutOfScope.
    """
    check_covers(scope, list(states))
    last = {one: min(Month.of(known_on), max(kept[one].locked)) for one in states}
    return REMEMBERED.each(
        {one: (last[one], state.told) for one, state in states.items()},
        lambda missing: _work_out(missing, last, scope, states, kept, known_on),
        lambda value: value.hold_on(known_on),
    )


def _work_out(
    surgeries: Sequence[int],
    last: Mapping[int, Month],
    scope: Scope,
    states: Mapping[int, State],
    kept: Mapping[int, MonthsKept],
    known_on: date,
) -> dict[int, Reckonings]:
    known = contracted(scope=scope, surgeries=surgeries)
    opened = {one: min(kept[one].locked) for one in surgeries}
    spells = {one: states[one].spells for one in surgeries}
    every = every_month(known, opened=opened, by=last, spells=spells, known_on=known_on)
    return {
        one: Reckonings(
            every[one].all, first_month(facts), opened[one], last[one], known_on, every[one].last_told
        )
        for facts in known
        for one in (facts.surgery_id,)
    }


@lru_cache(maxsize=256)
def _same_rates(first: Month, last: Month, one: date, other: date) -> bool:
    """As same_rates, for all of some months."""
    return all(same_rates(month, one, other) for month in months(first, last))
