"""What is payable and not paid, or paid and not payable, once what settles each other is taken off."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from operator import attrgetter

from commonpractice.domain.contracts.facts.due import CannotSay, SettledBy, Side
from commonpractice.domain.contracts.facts.querying import QueryView
from commonpractice.domain.contracts.queries.due import ToPost, left_to_post
from commonpractice.domain.contracts.queries.raised import open_queries
from commonpractice.domain.contracts.queries.reckonings import reckonings
from commonpractice.domain.contracts.queries.remembered import State, states
from commonpractice.domain.contracts.queries.sides import brought_forward, posted
from commonpractice.domain.contracts.rules.difference import NOTHING, ItemOfMonth, Posted
from commonpractice.domain.contracts.rules.difference import Difference as ToPostPart
from commonpractice.domain.contracts.rules.entitled import Reckoning
from commonpractice.domain.contracts.rules.querying import MOST_MONTHS
from commonpractice.domain.contracts.rules.settling import Settled, settle
from commonpractice.domain.ledger import parameters as ledger_parameters
from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.ledger.facts import MonthsKept
from commonpractice.domain.partnership.facts import Scope
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month
from commonpractice.foundations.remembered import Remembered

NOTHING_SETTLED = Settled({}, ())


@dataclass(frozen=True)
class SurgerySides:
    """A surgery's NHS income up to a month, settled; and what of it cannot be reckoned.

    `up_to` is an earlier month than the one asked for where the statements since have not come yet; None
    where there are no books. Two years are some 650 places, of which few are open: the others are put side by
    side for whoever asks for them all.
    """

    surgery_id: int
    up_to: Month | None
    unknown: tuple[CannotSay, ...] = ()
    posted: Mapping[ItemOfMonth, Posted] = field(default_factory=dict)
    unposted: Mapping[ItemOfMonth, ToPostPart] = field(default_factory=dict)
    settled: Settled = NOTHING_SETTLED
    brought: Mapping[ItemOfMonth, Pence] = field(default_factory=dict)

    @cached_property
    def sides(self) -> tuple[Side, ...]:
        """Of every item and month, the earliest month first."""
        return self._of({**self.posted, **self.unposted, **self.brought})

    @cached_property
    def open(self) -> tuple[Side, ...]:
        """Those of them of which something is left that nothing settles."""
        return self._of(self.settled.left)

    def _of(self, places: Iterable[ItemOfMonth]) -> tuple[Side, ...]:
        by: dict[ItemOfMonth, list[SettledBy]] = defaultdict(list)
        for one in self.settled.settlements:
            by[one.under].append(SettledBy(*one.over, one.amount))
            by[one.over].append(SettledBy(*one.under, -one.amount))
        return tuple(
            self._side(place, tuple(by.get(place, ())))
            for place in sorted(places, key=lambda place: (place[1], place[0]))
        )

    def _side(self, place: ItemOfMonth, settled_by: tuple[SettledBy, ...]) -> Side:
        """What is posted and what is still to be, side by side."""
        earned, payable, paid = self.posted.get(place, NOTHING)
        owed = self.brought.get(place, 0)  # it is payable, and what looked like a payment taken back is none
        payable, paid = payable + owed, paid + owed
        part = self.unposted.get(place)
        if part is None:
            return Side(self.surgery_id, *place, earned, payable, paid, owed, settled_by=settled_by)
        return Side(
            self.surgery_id,
            *place,
            earned + part.earned,
            payable + part.payable,
            paid,
            owed,
            earned_unposted=part.earned,
            payable_unposted=part.payable,
            settled_by=settled_by,
            steps=part.steps,
        )


REMEMBERED: Remembered[SurgerySides] = Remembered(128)
"""Of forty surgeries as they stand, as they stood at the end of another month, and what changed since."""


@dataclass(frozen=True)
class OpenDifference:
    """A difference that nothing settles, of an item's month, or of months on end that differ the same way, as
    of a year's achievement that never came; and the query that stands on it, if one does."""

    sides: tuple[Side, ...]
    """Of each month, the earliest first."""
    query: QueryView | None

    @property
    def surgery_id(self) -> int:
        return self.sides[0].surgery_id

    @property
    def item(self) -> str:
        return self.sides[0].item

    @property
    def first(self) -> Month:
        return self.sides[0].month

    @property
    def last(self) -> Month:
        return self.sides[-1].month

    @property
    def of(self) -> str:
        """April 2025, or April 2025 to June 2025."""
        return self.first.words if len(self.sides) == 1 else f"{self.first.words} to {self.last.words}"

    @property
    def payable(self) -> Pence:
        return sum(side.payable for side in self.sides)

    @property
    def paid(self) -> Pence:
        return sum(side.paid for side in self.sides)

    @property
    def amount(self) -> Pence:
        """Payable and not paid; below nil, paid and not payable."""
        return sum(side.left for side in self.sides)


def settled_sides(
    *,
    scope: Scope,
    surgeries: Sequence[int],
    paid_for: Mapping[int, Month],
    known_on: date,
    by: Month | None = None,
) -> list[SurgerySides]:
    """The three sides of each surgery's NHS income up to a month (None: the latest), settled within families.

    The latest is that of `known_on`, and none after the last that was opened in the surgery's books. What is
    posted counts, and for a month that is not closed what would be, as known on the day. `paid_for` is the
    last month for which each surgery's statement has come: of later months that are not closed nothing counts
    as missing yet, and the surgery's sides end before them; unless something was asked about such a month, as
    before it was reopened. The questions asked do not grow with the surgeries. Raises OutOfScope.
    """
    kept = ledger.months_kept(scope=scope, surgeries=surgeries)
    last = min(by or Month.of(known_on), Month.of(known_on))
    now = states(scope=scope, surgeries=surgeries, kept=kept)
    up_to = {one: _up_to(last, (paid_for.get(one), now[one].asked), kept[one]) for one in surgeries}
    found = REMEMBERED.each(
        {one: (up_to[one], known_on, state.told, state.posted) for one, state in now.items()},
        lambda missing: _work_out({one: now[one] for one in missing}, up_to, scope, kept, known_on),
    )
    return [found[one] for one in surgeries]


def differences(
    *,
    scope: Scope,
    surgeries: Sequence[int],
    paid_for: Mapping[int, Month],
    known_on: date,
    by: Month | None = None,
    tolerance: Pence = 0,
) -> list[OpenDifference]:
    """What `settled_sides` leaves open by more than a tolerance, the most pounds first, either way.

    Each with the query that was raised on it and is not done with. Raises OutOfScope.
    """
    every = settled_sides(scope=scope, surgeries=surgeries, by=by, paid_for=paid_for, known_on=known_on)
    return worst_first(every, open_queries(scope=scope, surgeries=surgeries), tolerance=tolerance)


def worst_first(
    every: Iterable[SurgerySides], queries: Iterable[QueryView], *, tolerance: Pence = 0
) -> list[OpenDifference]:
    """What sides leave open by more than a tolerance, the most pounds first; months on end as one.

    The tolerance is of a month: pennies of rounding do not add up to something to ask about.
    """
    asked = {(query.surgery_id, query.item, month): query for query in queries for month in query.months}
    open_: dict[tuple[int, str], list[OpenDifference]] = defaultdict(list)
    for side in sorted((side for one in every for side in one.open), key=lambda side: side.month):
        if abs(side.left) <= tolerance:
            continue
        one = OpenDifference((side,), asked.get((side.surgery_id, side.item, side.month)))
        before = open_[side.surgery_id, side.item]
        if before and _goes_on(before[-1], one):
            before[-1] = replace(before[-1], sides=(*before[-1].sides, side))
        else:
            before.append(one)
    return sorted(
        (each for runs in open_.values() for each in runs),
        key=lambda each: (-abs(each.amount), each.first, each.surgery_id, each.item),
    )


def _goes_on(before: OpenDifference, one: OpenDifference) -> bool:
    """Whether a month's difference goes on from the month before: the same way, the same query or none."""
    asked = [each.query and each.query.id for each in (before, one)]
    same_way = (before.amount > 0) == (one.amount > 0)
    return (
        before.last + 1 == one.first and same_way and asked[0] == asked[1] and len(before.sides) < MOST_MONTHS
    )


def _up_to(last: Month, spoken_of: Iterable[Month | None], kept: MonthsKept) -> Month | None:
    """The month up to which something can be missing: none after the books, nor one that is not closed and
    that no statement or query has `spoken_of`; where none is or has, all but the last."""
    if not kept.locked:
        return None
    by = min(last, max(kept.locked))
    complete = [month for month in (*spoken_of, kept.last_locked) if month]
    return min(by, max(complete)) if complete else by - 1


def _work_out(
    now: Mapping[int, State],
    up_to: Mapping[int, Month | None],
    scope: Scope,
    kept: Mapping[int, MonthsKept],
    known_on: date,
) -> dict[int, SurgerySides]:
    by_month: dict[Month | None, list[int]] = defaultdict(list)
    for one in now:
        by_month[up_to[one]].append(one)
    families = {key: item.family for key, item in ledger_parameters.nhs_items().items()}
    found: dict[int, SurgerySides] = {}
    for month, theirs in by_month.items():
        if month is None:
            found |= {one: SurgerySides(one, None) for one in theirs}
            continue
        before = posted(scope=scope, surgeries=theirs, posted_by=month)
        to_come = _to_come({one: now[one] for one in theirs}, month, before, scope, kept, known_on)
        brought = brought_forward(scope=scope, surgeries=theirs, posted_by=month)
        for one in theirs:
            found[one] = replace(
                _settled(one, month, before[one], to_come.get(one), families), brought=brought[one]
            )
    return found


def _to_come(
    now: Mapping[int, State],
    month: Month,
    before: Mapping[int, Mapping[ItemOfMonth, Posted]],
    scope: Scope,
    kept: Mapping[int, MonthsKept],
    known_on: date,
) -> dict[int, ToPost]:
    """What closing would post to a month by now, of those who have closed none after it."""
    asked = {one: state for one, state in now.items() if not (last := kept[one].last_locked) or last <= month}
    every = reckonings(scope=scope, states=asked, kept=kept, known_on=known_on)
    return {
        one: left_to_post(one, _up_to_month(found.all, month), before[one], by=month, since=found.since)
        for one, found in every.items()
    }


def _up_to_month(reckoned: Sequence[Reckoning], month: Month) -> Sequence[Reckoning]:
    """Those of a month and before it; they come in the order of months."""
    return reckoned[: bisect_right(reckoned, month, key=attrgetter("month"))]


def _settled(
    surgery: int,
    month: Month,
    before: Mapping[ItemOfMonth, Posted],
    to_come: ToPost | None,
    families: Mapping[str, str],
) -> SurgerySides:
    unposted = {(part.item, part.month): part for part in to_come.differences} if to_come else {}
    differ = {place: one.payable - one.paid for place, one in before.items() if one.payable != one.paid}
    for place, part in unposted.items():
        differ[place] = differ.get(place, 0) + part.payable
    unknown = to_come.unknown if to_come else ()
    return SurgerySides(surgery, month, unknown, before, unposted, settle(differ, families))
