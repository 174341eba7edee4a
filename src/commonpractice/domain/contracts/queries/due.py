"""What each month of surgeries' contracts is worth as known on a day, and what is still to be posted."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from commonpractice.domain.contracts.facts.due import CannotSay, Contracted
from commonpractice.domain.contracts.parameters.month_rates import month_rates
from commonpractice.domain.contracts.parameters.timing import timing
from commonpractice.domain.contracts.queries.contracted import contracted
from commonpractice.domain.contracts.queries.sides import posted
from commonpractice.domain.contracts.rules import entitled
from commonpractice.domain.contracts.rules.difference import Difference, ItemOfMonth, Posted, differences
from commonpractice.domain.contracts.rules.month_facts import KnownFacts
from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.partnership.rules.belonging import months_of
from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import Month, months


@dataclass(frozen=True)
class ToPost:
    """What is still to be posted for a surgery, and what could not be reckoned."""

    surgery_id: int
    differences: tuple[Difference, ...]
    unknown: tuple[CannotSay, ...]


def reckoned(facts: Contracted, month: Month, *, known_on: date) -> list[entitled.Reckoning]:
    """What a month is worth, item by item, as known on a day."""
    return entitled.of_month(KnownFacts(facts, known_on), month, month_rates(month, known_on))


def to_post(
    *,
    scope: Scope,
    surgeries: Sequence[int],
    by: Month,
    known_on: date,
) -> list[ToPost]:
    """What contracts are worth up to a month, as known on a day, less what was posted before.

    From the first month that contracts were kept for, and none before the books. Raises OutOfScope.
    """
    before = posted(scope=scope, surgeries=surgeries)
    books = ledger.months_kept(scope=scope, surgeries=surgeries)
    spells = partnership.memberships(scope=scope, surgeries=surgeries)
    found: list[ToPost] = []
    for facts in contracted(scope=scope, surgeries=surgeries):
        one = facts.surgery_id
        opened = min(books[one].locked, default=None)
        all_ = every_month(facts, opened=opened, by=by, spells=spells[one], known_on=known_on)
        found.append(left_to_post(one, all_, before[one], by=by, since=first_month(facts)))
    return found


def every_month(
    facts: Contracted, *, opened: Month | None, by: Month, spells: Sequence[Period], known_on: date
) -> list[entitled.Reckoning]:
    """What each month of a surgery's is worth, item by item, up to a month: none before its books opened.

    From the first month of which anything is known; those before contracts were kept for are left out later,
    as what was posted says which they are.
    """
    since = _first_known(facts)
    kept = list(months(max(since, opened), by)) if since and opened else []
    known = KnownFacts(facts, known_on)
    found: list[entitled.Reckoning] = []
    for month in months_of(spells, kept):  # what it is due since it left is its own
        found += entitled.of_month(known, month, month_rates(month, known_on))
    return found


def left_to_post(
    surgery: int,
    reckoned: Sequence[entitled.Reckoning],
    before: Mapping[ItemOfMonth, Posted],
    *,
    by: Month,
    since: Month | None,
) -> ToPost:
    """What is reckoned up to a month, in the order of months, less what was posted before.

    `since` is the first month that contracts are kept for. Where months before it were posted, as the first
    list was told after they were closed, they are reckoned still: a list that comes late takes nothing back.
    """
    first = min([month for (_, month), one in before.items() if one.earned], default=since)
    if since and first:
        reckoned = reckoned[bisect_left(reckoned, min(since, first), key=attrgetter("month")) :]
    return ToPost(
        surgery_id=surgery,
        differences=tuple(differences(reckoned, before, by=by, timing=timing())),
        unknown=tuple(one for one in reckoned if isinstance(one, CannotSay)),
    )


def first_month(facts: Contracted) -> Month | None:
    """The first month that contracts are kept for: that of the first list, as a rent may be years older.

    Without a list, the first of which anything else is known; None of nothing.
    """
    return min((Month.of(one.effective.start) for one in facts.lists), default=_first_known(facts))


def _first_known(facts: Contracted) -> Month | None:
    first = [
        *(Month.of(one.effective.start) for one in facts.lists),
        *(Month.of(one.effective.start) for one in facts.terms),
        *(one.month for one in facts.claims),
        *(one.year.first for one in facts.counts),
    ]
    return min(first, default=None)
