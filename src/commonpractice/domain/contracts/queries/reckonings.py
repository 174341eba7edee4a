"""What each month of surgeries' contracts is worth, kept until something is told of them.

Posting changes none of it, nor does a day that goes by, unless that is when a rate became known.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from commonpractice.domain.contracts.facts.due import Contracted
from commonpractice.domain.contracts.parameters.month_rates import month_rates
from commonpractice.domain.contracts.queries.contracted import contracted
from commonpractice.domain.contracts.queries.due import every_month, first_month
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
    found: dict[int, Reckonings] = {}
    for facts in contracted(scope=scope, surgeries=surgeries):
        one = facts.surgery_id
        opened, by = min(kept[one].locked), last[one]
        all_ = every_month(facts, opened=opened, by=by, spells=states[one].spells, known_on=known_on)
        found[one] = Reckonings(tuple(all_), first_month(facts), opened, by, known_on, _last_told(facts))
    return found


def _last_told(facts: Contracted) -> date:
    everything = (*facts.terms, *facts.lists, *facts.claims, *facts.counts, *facts.registers)
    return max((one.known_on for one in everything), default=date.min)


@lru_cache(maxsize=256)
def _same_rates(first: Month, last: Month, one: date, other: date) -> bool:
    """Whether the rulebook has the same values for some months, as known on two days."""
    return all(month_rates(month, one) == month_rates(month, other) for month in months(first, last))
