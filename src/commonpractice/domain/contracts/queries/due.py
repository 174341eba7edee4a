"""What each month of surgeries' contracts is worth as known on a day, and what is still to be posted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from commonpractice.domain.contracts.facts.due import CannotSay, Contracted
from commonpractice.domain.contracts.parameters.month_rates import month_rates
from commonpractice.domain.contracts.queries.contracted import contracted
from commonpractice.domain.contracts.queries.sides import posted
from commonpractice.domain.contracts.rules import entitled
from commonpractice.domain.contracts.rules.difference import Difference, ItemOfMonth, Posted, differences
from commonpractice.domain.contracts.rules.month_facts import KnownFacts
from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.partnership.rules.belonging import months_of
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
    before: Mapping[int, Mapping[ItemOfMonth, Posted]] | None = None,
) -> list[ToPost]:
    """What contracts are worth up to a month, as known on a day, less what was posted before.

    From the first month that contracts were kept for, and none before the books. `before` is what was posted
    (`posted`), for whoever knows it already. Raises OutOfScope.
    """
    before = posted(scope=scope, surgeries=surgeries) if before is None else before
    books = ledger.months_kept(scope=scope, surgeries=surgeries)
    spells = partnership.memberships(scope=scope, surgeries=surgeries)
    found: list[ToPost] = []
    for facts in contracted(scope=scope, surgeries=surgeries):
        since, opened = first_month(facts), min(books[facts.surgery_id].locked, default=None)
        kept = list(months(max(since, opened), by)) if since and opened else []
        known = KnownFacts(facts, known_on)
        all_: list[entitled.Reckoning] = []
        for month in months_of(spells[facts.surgery_id], kept):  # what it is due since it left is its own
            all_ += entitled.of_month(known, month, month_rates(month, known_on))
        found.append(
            ToPost(
                surgery_id=facts.surgery_id,
                differences=tuple(differences(all_, before[facts.surgery_id], by=by)),
                unknown=tuple(one for one in all_ if isinstance(one, CannotSay)),
            )
        )
    return found


def first_month(facts: Contracted) -> Month | None:
    """The first month that contracts are kept for: that of the first list, as a rent may be years older.

    Without a list, the first of which anything else is known; None of nothing.
    """
    lists = [Month.of(one.effective.start) for one in facts.lists]
    others = [
        *(Month.of(one.effective.start) for one in facts.terms),
        *(one.month for one in facts.claims),
        *(one.year.first for one in facts.counts),
    ]
    return min(lists or others, default=None)
