"""What each month of a surgery's contracts is worth: reckoned anew only where it may be another than before.

Each closing, and each page, asks for years of months, and all but a few of them follow from nothing new. What
is used again is what was reckoned of the same facts: they are looked at one by one, not taken for the same.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain

from commonpractice.domain.contracts.facts.due import Contracted
from commonpractice.domain.contracts.parameters.month_rates import month_rates
from commonpractice.domain.contracts.rules import entitled
from commonpractice.domain.contracts.rules.entitled import Reckoning
from commonpractice.domain.contracts.rules.month_facts import ByStart, KnownFacts
from commonpractice.domain.partnership.rules.belonging import months_of
from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import FinancialYear, Month, months
from commonpractice.foundations.remembered import Remembered


@dataclass(frozen=True)
class EveryMonth:
    """What each month of a surgery's is worth, item by item, with the facts and the day of which it follows.

    The earliest month first.
    """

    facts: Contracted
    known_on: date
    by_month: Mapping[Month, Sequence[Reckoning]]
    generation: int = 0
    """How many times months were used again since all were reckoned anew."""

    @property
    def all(self) -> tuple[Reckoning, ...]:
        return tuple(chain.from_iterable(self.by_month.values()))

    @property
    def last_told(self) -> date:
        """The latest day on which something that they follow from became known."""
        return max((one.known_on for one in chain(*_told(self.facts))), default=date.min)


REMEMBERED: Remembered[EveryMonth] = Remembered(64)
"""By surgery, what was reckoned last: of forty, some 3 MB each at most of two years and a half."""


AND_THE_TWO_AFTER = (0, 1, 2)
"""Years that a year's counts are of, or whose improvement is measured from them."""

GENERATIONS = 8
"""A month that is used again holds on to the facts of its own time: for so many times, and then all go."""


def every_month(
    known: Iterable[Contracted],
    *,
    opened: Mapping[int, Month | None],
    by: Mapping[int, Month],
    spells: Mapping[int, Sequence[Period]],
    known_on: date,
) -> dict[int, EveryMonth]:
    """By surgery, what each month up to one is worth, as known on a day: none before its books opened.

    From the first month of which anything is known; those before contracts were kept for are left out later,
    as what was posted says which they are.
    """
    found = {
        one: reckoned_anew(
            facts,
            REMEMBERED.last(one),
            opened=opened[one],
            by=by[one],
            spells=spells[one],
            known_on=known_on,
        )
        for facts in known
        for one in (facts.surgery_id,)
    }
    REMEMBERED.keep(found)
    return found


def reckoned_anew(
    facts: Contracted,
    before: EveryMonth | None,
    *,
    opened: Month | None,
    by: Month,
    spells: Sequence[Period],
    known_on: date,
) -> EveryMonth:
    """The same of one surgery: the months of what was reckoned `before` that follow from nothing else by now
    are used again."""
    since = first_known(facts)
    kept = list(months(max(since, opened), by)) if since and opened else []
    again = before is not None and before.generation < GENERATIONS
    same = _same(before, facts, known_on) if before and again else {}
    known = KnownFacts(facts, known_on)
    found = {
        month: same[month] if month in same else entitled.of_month(known, month, month_rates(month, known_on))
        for month in months_of(spells, kept)  # what it is due since it left is its own
    }
    return EveryMonth(facts, known_on, found, before.generation + 1 if before and same else 0)


def first_month(facts: Contracted) -> Month | None:
    """The first month that contracts are kept for: that of the first list, as a rent may be years older.

    Without a list that was not withdrawn, the first of which anything else is known; None of nothing.
    """
    first = min((one.effective.start for one in ByStart(facts.lists).rows), default=None)
    return Month.of(first) if first else first_known(facts)


def first_known(facts: Contracted) -> Month | None:
    """The first month of which anything is known that may be due; registers say only how much that is."""
    start = min((one.effective.start for one in chain(facts.lists, facts.terms)), default=None)
    first = [
        *([Month.of(start)] if start else []),
        *{one.month for one in facts.claims},
        *{one.year.first for one in chain(facts.counts, facts.forecasts)},
    ]
    return min(first, default=None)


def _same(before: EveryMonth, facts: Contracted, known_on: date) -> Mapping[Month, Sequence[Reckoning]]:
    """The months of what was reckoned before that would be reckoned the same by now.

    None, where anything else was taken away or changed than rows told since; or where the days differ in what
    of the rows of before was known on them.
    """
    told = list(zip(_told(before.facts), _told(facts), strict=True))
    if before.facts.core != facts.core or any(now[: len(then)] != then for then, now in told):
        return {}
    if min(before.known_on, known_on) < before.last_told:
        return {}
    *others, forecasts = (now[len(then) :] for then, now in told)
    new = Contracted(facts.surgery_id, *others, forecasts=forecasts)
    concerned = _Concerned(new, {one.year for one in facts.counts})
    return {
        month: found
        for month, found in before.by_month.items()
        if month not in concerned and same_rates(month, before.known_on, known_on)
    }


class _Concerned:
    """The months that some facts may say something of, or more; `counted` are the years with any QOF counts.

    A list is also of earlier months of such a year: what the year achieved may go by a list of a day in it.
    """

    def __init__(self, new: Contracted, counted: Collection[FinancialYear]) -> None:
        started = [Month.of(one.effective.start) for one in chain(new.terms, new.lists)]
        self._since = min(started, default=None)
        self._months = {one.month for one in new.claims}
        of_lists = {FinancialYear.of(Month.of(one.effective.start)) for one in new.lists}
        self._years = {one.year for one in chain(new.registers, new.forecasts)} | of_lists.intersection(
            counted
        )
        self._years |= {one.year + after for one in new.counts for after in AND_THE_TWO_AFTER}

    def __contains__(self, month: Month) -> bool:
        if self._since and month >= self._since:
            return True
        return month in self._months or FinancialYear.of(month) in self._years


def _told(facts: Contracted) -> Iterable[tuple]:
    """What was told of a surgery, each kind in the order told."""
    return facts.terms, facts.lists, facts.claims, facts.counts, facts.registers, facts.forecasts


@lru_cache(maxsize=4096)
def same_rates(month: Month, one: date, other: date) -> bool:
    """Whether the rulebook has the same values for a month, as known on two days."""
    return one == other or month_rates(month, one) == month_rates(month, other)
