"""What each month of surgeries' contracts is worth as known on a day, and what is still to be posted."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from commonpractice.domain.contracts.facts.due import CannotSay, Contracted
from commonpractice.domain.contracts.parameters.month_rates import month_rates
from commonpractice.domain.contracts.parameters.timing import timing
from commonpractice.domain.contracts.queries.anew import every_month, first_month
from commonpractice.domain.contracts.queries.contracted import contracted
from commonpractice.domain.contracts.queries.sides import posted
from commonpractice.domain.contracts.rules import entitled
from commonpractice.domain.contracts.rules.difference import Difference, ItemOfMonth, Posted, differences
from commonpractice.domain.contracts.rules.month_facts import KnownFacts
from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import Scope
from commonpractice.foundations.months import Month


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
    known = contracted(scope=scope, surgeries=surgeries)
    every = every_month(
        known,
        opened={one: min(books[one].locked, default=None) for one in surgeries},
        by=dict.fromkeys(surgeries, by),
        spells=spells,
        known_on=known_on,
    )
    return [
        left_to_post(one, every[one].all, before[one], by=by, since=first_month(facts))
        for facts in known
        for one in (facts.surgery_id,)
    ]


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
