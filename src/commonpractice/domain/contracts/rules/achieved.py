"""A surgery's year of QOF from what is known of it on a day: counts, registers, the size of its list."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from commonpractice.domain.contracts.facts import Count
from commonpractice.domain.contracts.facts.due import QofCount, QofRegister
from commonpractice.domain.contracts.rules.amounts import CannotReckon
from commonpractice.domain.contracts.rules.month_facts import MonthFacts
from commonpractice.domain.contracts.rules.qof.pounds import Share
from commonpractice.domain.contracts.rules.qof.year import Earned, InAll, earned, in_all
from commonpractice.foundations.dated import day


def achieved(facts: MonthFacts) -> Earned:
    """The year that a month is in, as counted by the day of its facts. Raises CannotReckon."""
    return earned(**_of_year(facts))


def achieved_in_all(facts: MonthFacts) -> InAll:
    """What `achieved` comes to, reckoned once for the months of a year. Raises CannotReckon."""
    same = (facts.rates.qof, facts.counts, facts.registers, _list_size(facts), facts.baselines())
    return facts.known.unless_the_same("qof", same, lambda: in_all(**_of_year(facts)))


def _of_year(facts: MonthFacts) -> dict[str, Any]:
    """What a year is reckoned from."""
    if facts.rates.qof is None:
        raise CannotReckon(f"The rulebook has nothing on the QOF of {facts.year}.")
    size = list_size(facts)
    return {
        "year": facts.rates.qof,
        "counts": {code: _count(one) for code, one in facts.counts.items()},
        "list_size": size,
        "shares": {group: _share(one) for group, one in facts.registers.items()},
        "baselines": facts.baselines(),
    }


def list_size(facts: MonthFacts) -> Decimal:
    """The list that a year's points go by. Raises CannotReckon where it is not known which."""
    size = _list_size(facts)
    if size is None:
        raise CannotReckon(_which_list(facts))
    return size


def _list_size(facts: MonthFacts) -> Decimal | None:
    """The practice's: that which all registers are of or, as some are of those of an age, its own list.

    Its own is that of the year's 1 January: by which day it goes is recalled and was not found in a source.
    """
    sizes = {one.list_size for one in facts.registers.values()}
    if len(sizes) == 1:
        return sizes.pop()
    own = facts.own_list((facts.year.last - 2).first)
    return own.registered if own else None


def _which_list(facts: MonthFacts) -> str:
    sizes = sorted({one.list_size for one in facts.registers.values()})
    if not sizes:
        return f"No list size is known for the QOF of {facts.year}."
    told = " and ".join(f"{size.normalize():,f}" for size in (sizes[0], sizes[-1]))
    return (
        f"The registers of the QOF of {facts.year} are of lists of different sizes, {told} patients. Tell "
        "the practice's own list as well, to say which of them counts."
    )


def _count(one: QofCount) -> Count:
    return replace(one.count, source=f"{one.source}, as known on {day(one.known_on)}")


def _share(one: QofRegister) -> Share:
    return Share(
        Fraction(one.register * 100) / Fraction(one.list_size),
        one.national,
        f"{one.register:,} of {one.list_size.normalize():,f} patients, beside "
        f"{one.national.normalize():f}% in England: {one.source}, as known on {day(one.known_on)}",
    )
