"""What each month of a surgery's contracts is worth, as known on a day: every item, reckoned from its facts.

Asked again later, with more known, it answers anew for the same months. What is posted is the difference.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any

from commonpractice.domain.contracts.facts import GlobalSumRates
from commonpractice.domain.contracts.facts.due import (
    CannotSay,
    Claim,
    Due,
    MonthRates,
    PatientList,
    Term,
    TermBasis,
)
from commonpractice.domain.contracts.facts.steps import Reckoned, Step
from commonpractice.domain.contracts.rules.achieved import achieved_in_all
from commonpractice.domain.contracts.rules.amounts import CannotReckon, whole_pence
from commonpractice.domain.contracts.rules.global_sum import GlobalSum, global_sum
from commonpractice.domain.contracts.rules.items import MONTHS, a_twelfth, by_population, claimed, twelfths
from commonpractice.domain.contracts.rules.month_facts import KnownFacts, MonthFacts
from commonpractice.domain.contracts.rules.telling import BASELINE
from commonpractice.foundations.dated import day
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month

Reckoning = Due | CannotSay

GLOBAL_SUM, OPT_OUTS, LONDON = "global_sum", "opt_outs", "london"
OUT_OF_HOURS, RESIDENTS, PARTICIPATION = "out_of_hours", "temporary_residents", "participation"
ASPIRATION, ACHIEVEMENT = "qof_aspiration", "qof_achievement"
WITH_THE_GLOBAL_SUM = (OUT_OF_HOURS, LONDON, RESIDENTS, OPT_OUTS)


def of_month(known: KnownFacts, month: Month, rates: MonthRates) -> list[Reckoning]:
    """Every item that is due for a month, in a fixed order, none of nil; and those that cannot be reckoned.

    `known` are the facts as known on a day, `rates` those known by then. What holds, and the lists, are those
    of the month's first day; what is paid by the year or month is shared by days.
    """
    facts = MonthFacts(known, month, rates)
    agreed = list(_of_terms(facts))
    paid_ahead = sum([one.worth.amount for one in agreed if one.item == ASPIRATION])
    found = [*_of_lists(facts), *agreed, *_of_claims(facts), *_of_qof(facts, paid_ahead)]
    return [one for one in found if isinstance(one, CannotSay) or one.worth.amount]


def _of_lists(facts: MonthFacts) -> Iterator[Reckoning]:
    """The global sum with what goes with it, and what is paid by the weighted list beside."""
    patients, month = facts.patients, facts.month.words
    if patients is None:
        return
    if facts.has_global_sum:
        yield from _of_global_sum(facts, patients)
    if facts.held(PARTICIPATION) and not facts.in_pounds(PARTICIPATION):  # pounds agreed take its place
        rate = facts.rates.rates.get(PARTICIPATION)
        if rate is None:
            yield facts.cannot(PARTICIPATION, f"The rulebook has no rate of participation for {month}.")
        else:
            parts = [(patients.weighted, rate)]
            worth = facts.known.unless_the_same(
                PARTICIPATION, parts, lambda: a_twelfth(by_population(parts=parts))
            )
            yield facts.due(PARTICIPATION, worth)


def _of_global_sum(facts: MonthFacts, patients: PatientList) -> Iterator[Reckoning]:
    """The global sum by item; where it cannot be reckoned, nor can what goes with it."""
    try:
        if facts.rates.global_sum is None:
            raise CannotReckon(f"The rulebook has no price of the global sum for {facts.month.words}.")
        found = _global_sum(facts, patients, facts.rates.global_sum)
    except CannotReckon as refusal:
        there = [item for item in WITH_THE_GLOBAL_SUM if facts.stands(item)]
        for item in (GLOBAL_SUM, *there):
            yield facts.cannot(item, refusal)
    else:
        for item, amount in found.by_item.items():
            yield facts.due(item, Reckoned(amount, partial(found.steps_of, item)))


def _global_sum(facts: MonthFacts, patients: PatientList, rates: GlobalSumRates) -> GlobalSum:
    residents = facts.in_pounds(RESIDENTS)
    given: dict[str, Any] = {
        "rates": rates,
        "weighted": patients.weighted,
        "registered": patients.registered,
        "in_london": facts.held(LONDON),
        "opted_out_of_hours": facts.held(OUT_OF_HOURS),
        "opt_outs": facts.held_by_name(OPT_OUTS),
        "temporary_residents": _a_year(residents) if residents else 0,
        "list_source": patients.source,
    }
    return facts.known.unless_the_same(GLOBAL_SUM, given, lambda: global_sum(**given))


def _a_year(term: Term) -> Pence:
    """Twelve months of what was agreed by the year or month."""
    return whole_pence(term.value * MONTHS if term.basis is TermBasis.A_MONTH else term.value)


def _of_terms(facts: MonthFacts) -> Iterator[Due]:
    """What was agreed in pounds: by the year or the month, by days where that changes within one; or once."""
    for (item, _), agreed in facts.terms.items():
        if item in WITH_THE_GLOBAL_SUM or (item == BASELINE and not facts.has_baseline):
            continue
        if parts := facts.by_days(agreed.in_pounds):
            yield facts.due(item, Reckoned(_amount(facts, parts), partial(_told, facts, parts)))
        if once := facts.once(agreed):
            told = tuple(
                Step(f"Agreed on {day(one.known_on)}, once", Fraction(one.value), "£", one.source)
                for one in once
            )
            yield facts.due(item, Reckoned(sum(whole_pence(one.value) for one in once), told))


def _amount(facts: MonthFacts, parts: Sequence[tuple[Term, int]]) -> Pence:
    """A month of what was agreed, rounded once for all its parts."""
    (term, days), *others = parts
    if others or days != facts.last.day:
        return whole_pence(sum(_exact(facts, *part) for part in parts))
    return whole_pence(term.value) if term.basis is TermBasis.A_MONTH else _twelfth(facts, term)


def _twelfth(facts: MonthFacts, term: Term) -> Pence:
    """The month's of a sum that was agreed by the year."""
    return twelfths(whole_pence(term.value))[facts.place]


def _exact(facts: MonthFacts, term: Term, days: int) -> Fraction:
    """A month of an agreed sum, in exact pounds, or the days of it on which it was agreed."""
    whole = _whole(facts, term)
    return whole if days == facts.last.day else whole * days / facts.last.day


def _whole(facts: MonthFacts, term: Term) -> Fraction:
    if term.basis is TermBasis.A_MONTH:
        return Fraction(term.value)
    return Fraction(_twelfth(facts, term), 100)


def _told(facts: MonthFacts, parts: Sequence[tuple[Term, int]]) -> tuple[Step, ...]:
    """How a month of what was agreed was reckoned."""
    return tuple(step for term, days in parts for step in _steps(facts, term, days))


def _steps(facts: MonthFacts, term: Term, days: int) -> Iterator[Step]:
    whole, of = _whole(facts, term), facts.last.day
    if term.basis is TermBasis.A_MONTH:
        yield Step("Agreed", whole, "£ a month", term.source)
    else:
        yield Step("Agreed", Fraction(term.value), "£ a year", term.source)
        yield Step(f"Twelfth {facts.place + 1} of the year", whole, "£")
    if days != of:
        yield Step(f"{days} of the month's {of} days", _exact(facts, term, days), "£")


def _of_claims(facts: MonthFacts) -> Iterator[Reckoning]:
    """What was done, at so much each; several rates of one item together."""
    by_item: dict[str, list[tuple[Claim, Reckoned]]] = {}
    for claim in facts.claims.values():
        rate = facts.rates.rates.get(claim.rate)
        if rate is None:
            yield facts.cannot(
                claim.item, f"The rulebook has no rate “{claim.rate}” for {facts.month.words}."
            )
            continue
        by_item.setdefault(claim.item, []).append((claim, claimed(count=claim.count, rate=rate)))
    for item, parts in by_item.items():
        amount = sum(found.amount for _, found in parts)
        yield facts.due(item, Reckoned(amount, partial(_told_of_claims, parts)))


def _told_of_claims(parts: Sequence[tuple[Claim, Reckoned]]) -> tuple[Step, ...]:
    """How claims were reckoned, each count with where it is from."""
    return tuple(
        replace(step, source=claim.source) if place == 0 else step
        for claim, found in parts
        for place, step in enumerate(found.steps)
    )


def _of_qof(facts: MonthFacts, paid_ahead: Pence) -> Iterator[Reckoning]:
    """A month of the year's achievement, as known, less what of the month is paid ahead as aspiration.

    The year's worth is what is declared of it, once it is whole; until then what is forecast, and without a
    forecast what was counted. It is spread evenly over the months; what comes to be known later changes them
    all.
    """
    if (forecast := facts.forecast) is not None:
        points, amount = Fraction(forecast.points), forecast.amount
        words, source = f"Points, as forecast on {day(forecast.on)} for the year's end", forecast.source
    elif facts.counts:
        try:
            year = achieved_in_all(facts)
        except CannotReckon as refusal:
            yield facts.cannot(ACHIEVEMENT, refusal)
            return
        points, amount = Fraction(year.points), year.amount
        words, source = "Points, as counted by then", next(iter(facts.counts.values())).source
    else:
        return
    worth = twelfths(amount)[facts.place]

    def told() -> tuple[Step, ...]:
        return (
            Step(words, points, "points", source),
            Step("Worth", Fraction(amount, 100), "£ a year"),
            Step(f"Twelfth {facts.place + 1} of the year", Fraction(worth, 100), "£"),
            Step("Less: paid ahead", -Fraction(paid_ahead, 100), "£"),
            Step("Due when the year is over", Fraction(worth - paid_ahead, 100), "£"),
        )

    yield facts.due(ACHIEVEMENT, Reckoned(worth - paid_ahead, told))
