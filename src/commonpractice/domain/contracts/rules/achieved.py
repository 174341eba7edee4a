"""A surgery's year of QOF from what is known of it on a day: counts, registers, the size of its list."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from commonpractice.domain.contracts.facts.due import QofRegister
from commonpractice.domain.contracts.rules.amounts import CannotReckon
from commonpractice.domain.contracts.rules.month_facts import MonthFacts
from commonpractice.domain.contracts.rules.qof.pounds import Share
from commonpractice.domain.contracts.rules.qof.year import Earned, InAll, earned, in_all


def achieved(facts: MonthFacts) -> Earned:
    """The year that a month is in, as counted by the day of its facts. Raises CannotReckon."""
    return earned(**_of_year(facts))


def achieved_in_all(facts: MonthFacts) -> InAll:
    """What `achieved` comes to, reckoned once for the months of a year. Raises CannotReckon."""
    same = (facts.rates.qof, facts.counts, facts.registers, _list_size(facts))
    return facts.known.unless_the_same("qof", same, lambda: in_all(**_of_year(facts)))


def _of_year(facts: MonthFacts) -> dict[str, Any]:
    """What a year is reckoned from."""
    if facts.rates.qof is None:
        raise CannotReckon(f"The rulebook has nothing on the QOF of {facts.year}.")
    size = _list_size(facts)
    if size is None:
        raise CannotReckon(f"No list size is known for the QOF of {facts.year}.")
    return {
        "year": facts.rates.qof,
        "counts": {code: one.count for code, one in facts.counts.items()},
        "list_size": size,
        "shares": {group: _share(one) for group, one in facts.registers.items()},
    }


def _list_size(facts: MonthFacts) -> Decimal | None:
    """That which came with the registers, or the month's own list."""
    if facts.registers:
        return next(iter(facts.registers.values())).list_size
    return facts.patients.registered if facts.patients else None


def _share(one: QofRegister) -> Share:
    return Share(Fraction(one.register * 100) / Fraction(one.list_size), one.national)
