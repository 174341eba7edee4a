"""What is payable and not paid, or paid and not payable, once what settles each other is taken off."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from commonpractice.domain.contracts.facts.due import CannotSay, SettledBy, Side, ThreeSides
from commonpractice.domain.contracts.facts.querying import QueryView
from commonpractice.domain.contracts.queries.due import to_post
from commonpractice.domain.contracts.queries.raised import open_queries
from commonpractice.domain.contracts.queries.remembered import Remembered, states
from commonpractice.domain.contracts.queries.sides import posted_in, three_sides
from commonpractice.domain.contracts.rules.difference import Difference as ToPostPart
from commonpractice.domain.contracts.rules.difference import ItemOfMonth
from commonpractice.domain.contracts.rules.querying import MOST_MONTHS
from commonpractice.domain.contracts.rules.settling import settle
from commonpractice.domain.ledger import parameters as ledger_parameters
from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.ledger.facts import MonthsKept
from commonpractice.domain.partnership.facts import Scope
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month


@dataclass(frozen=True)
class SurgerySides:
    """A surgery's NHS income up to a month, settled; and what of it cannot be reckoned.

    `up_to` is an earlier month than the one asked for where the statements since have not come yet; None
    where there are no books.
    """

    surgery_id: int
    up_to: Month | None
    sides: tuple[Side, ...]
    unknown: tuple[CannotSay, ...]


REMEMBERED: Remembered[SurgerySides] = Remembered(128)
"""Some 200 KB each: of a partnership of forty as they stand, and of what changed since."""


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
    as missing yet, and the surgery's sides end before them. The questions asked do not grow with
    the surgeries. Raises OutOfScope.
    """
    kept = ledger.months_kept(scope=scope, surgeries=surgeries)
    last = min(by or Month.of(known_on), Month.of(known_on))
    up_to = {one: _up_to(last, paid_for.get(one), kept[one]) for one in surgeries}
    now = states(scope=scope, surgeries=surgeries, kept=kept, known_on=known_on)
    found = REMEMBERED.each(
        {one: (up_to[one], now[one]) for one in surgeries},
        lambda missing: _work_out(missing, up_to, scope, kept, known_on),
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
    for side in sorted((side for one in every for side in one.sides), key=lambda side: side.month):
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


def _up_to(asked: Month, paid_for: Month | None, kept: MonthsKept) -> Month | None:
    """The month up to which something can be missing: none after the books, nor one that is neither closed
    nor has a statement yet; where no month is or has, all but the last."""
    if not kept.locked:
        return None
    by = min(asked, max(kept.locked))
    complete = [month for month in (paid_for, kept.last_locked) if month]
    return min(by, max(complete)) if complete else by - 1


def _work_out(
    surgeries: Sequence[int],
    up_to: Mapping[int, Month | None],
    scope: Scope,
    kept: Mapping[int, MonthsKept],
    known_on: date,
) -> dict[int, SurgerySides]:
    by_month: dict[Month | None, list[int]] = defaultdict(list)
    for one in surgeries:
        by_month[up_to[one]].append(one)
    families = {key: item.family for key, item in ledger_parameters.nhs_items().items()}
    found: dict[int, SurgerySides] = {}
    for month, theirs in by_month.items():
        if month is None:
            found |= {one: SurgerySides(one, None, (), ()) for one in theirs}
        else:
            found |= _of_month(theirs, month, scope, kept, families, known_on)
    return found


def _of_month(
    surgeries: Sequence[int],
    month: Month,
    scope: Scope,
    kept: Mapping[int, MonthsKept],
    families: Mapping[str, str],
    known_on: date,
) -> dict[int, SurgerySides]:
    posted: dict[int, dict[ItemOfMonth, ThreeSides]] = {one: {} for one in surgeries}
    sides = three_sides(scope=scope, surgeries=surgeries, posted_by=month)
    for side in sides:
        posted[side.surgery_id][side.item, side.month] = side
    closed_since = [one for one in surgeries if (last := kept[one].last_locked) and last > month]
    asked = [one for one in surgeries if one not in closed_since]
    unposted: dict[int, tuple[ToPostPart, ...]] = dict.fromkeys(surgeries, ())
    unknown: dict[int, tuple[CannotSay, ...]] = dict.fromkeys(surgeries, ())
    before = posted_in(sides, surgeries)
    for one in to_post(scope=scope, surgeries=asked, by=month, known_on=known_on, before=before):
        unposted[one.surgery_id], unknown[one.surgery_id] = one.differences, one.unknown
    return {
        one: SurgerySides(
            one, month, tuple(_settled(_together(one, posted[one], unposted[one]), families)), unknown[one]
        )
        for one in surgeries
    }


def _together(
    surgery: int, posted: Mapping[ItemOfMonth, ThreeSides], unposted: Iterable[ToPostPart]
) -> dict[ItemOfMonth, Side]:
    """What is posted and what is still to be, side by side."""
    found = {
        place: Side(surgery, side.item, side.month, side.earned, side.payable, side.paid)
        for place, side in posted.items()
    }
    for part in unposted:
        place = part.item, part.month
        before = found.get(place, Side(surgery, *place, 0, 0, 0))
        found[place] = replace(
            before,
            earned=before.earned + part.earned,
            payable=before.payable + part.payable,
            earned_unposted=part.earned,
            payable_unposted=part.payable,
            steps=part.steps,
        )
    return found


def _settled(sides: Mapping[ItemOfMonth, Side], families: Mapping[str, str]) -> list[Side]:
    done = settle({place: side.difference for place, side in sides.items()}, families)
    by: dict[ItemOfMonth, list[SettledBy]] = defaultdict(list)
    for one in done.settlements:
        by[one.under].append(SettledBy(*one.over, one.amount))
        by[one.over].append(SettledBy(*one.under, -one.amount))
    found = [
        replace(side, settled_by=tuple(by[place])) if place in by else side for place, side in sides.items()
    ]
    return sorted(found, key=lambda side: (side.month.first, side.item))
