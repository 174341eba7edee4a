"""What each month of surgeries' contracts is worth as known on a day, and what is still to be posted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from commonpractice.domain.contracts import parameters
from commonpractice.domain.contracts.facts import GlobalSumRates, Trust
from commonpractice.domain.contracts.facts.due import CannotSay, Contracted, MonthRates
from commonpractice.domain.contracts.parameters.timing import timing
from commonpractice.domain.contracts.queries.contracted import contracted
from commonpractice.domain.contracts.queries.sides import posted
from commonpractice.domain.contracts.rules import entitled
from commonpractice.domain.contracts.rules.difference import Difference, differences
from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.partnership.rules.belonging import months_of
from commonpractice.foundations.months import FinancialYear, Month, months


@dataclass(frozen=True)
class ToPost:
    """What is still to be posted for a surgery, and what could not be reckoned."""

    surgery_id: int
    differences: tuple[Difference, ...]
    unknown: tuple[CannotSay, ...]


def reckoned(facts: Contracted, month: Month, *, known_on: date) -> list[entitled.Reckoning]:
    """What a month is worth, item by item, as known on a day."""
    return entitled.of_month(facts, month, month_rates(month, known_on), known_on=known_on)


def to_post(*, scope: Scope, surgeries: Sequence[int], by: Month, known_on: date) -> list[ToPost]:
    """What contracts are worth up to a month, as known on a day, less what was posted before.

    From the first month that contracts were kept for, and none before the books. Raises OutOfScope.
    """
    before = posted(scope=scope, surgeries=surgeries)
    books = ledger.months_kept(scope=scope, surgeries=surgeries)
    spells = partnership.memberships(scope=scope, surgeries=surgeries)
    found: list[ToPost] = []
    for facts in contracted(scope=scope, surgeries=surgeries):
        since, opened = first_month(facts), min(books[facts.surgery_id].locked, default=None)
        kept = list(months(max(since, opened), by)) if since and opened else []
        all_: list[entitled.Reckoning] = []
        for month in months_of(spells[facts.surgery_id], kept):  # what it is due since it left is its own
            all_ += reckoned(facts, month, known_on=known_on)
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


@lru_cache(maxsize=1024)  # a server that runs for months asks as known on ever new days
def month_rates(month: Month, known_on: date) -> MonthRates:
    """The rulebook's values for a month, as known on a day: the same for every surgery."""
    on = month.first
    try:
        qof = parameters.qof_year(FinancialYear.of(month), known_on=known_on)
    except parameters.NotInRulebook:
        qof = None
    known = parameters.rate_keys()
    rates = {key: parameters.rate_if_any(key, on=on, known_on=known_on) for key in known}
    return MonthRates(
        global_sum=_price(month, known_on),
        rates={key: found for key, found in rates.items() if found is not None},
        qof=qof,
        timing=timing(),
    )


def _price(month: Month, known_on: date) -> GlobalSumRates | None:
    """The price of a month or, until a new year's is known, last year's, which is paid meanwhile."""
    try:
        return parameters.global_sum_rates(on=month.first, known_on=known_on)
    except parameters.NotInRulebook:
        year = FinancialYear.of(month)
    try:
        last_year = parameters.global_sum_rates(on=(year - 1).last.last, known_on=known_on)
    except parameters.NotInRulebook:
        return None
    carried = replace(
        last_year.price,
        source=f"{last_year.price.source} (price of {year - 1}, until that of {year} is known)",
        trust=Trust.UNVERIFIED,
    )
    return replace(last_year, price=carried)
