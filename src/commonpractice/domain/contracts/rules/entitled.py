"""What each month of a surgery's contracts is worth, as known on a day: every item, reckoned from its facts.

Asked again later, with more known, it answers anew for the same months. What is posted is the difference.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from commonpractice.domain.contracts.facts.due import (
    CannotSay,
    Claim,
    Contracted,
    Due,
    MonthRates,
    QofRegister,
    Term,
    TermBasis,
)
from commonpractice.domain.contracts.facts.indicators import Count
from commonpractice.domain.contracts.facts.steps import Reckoned, Step
from commonpractice.domain.contracts.rules.amounts import CannotReckon, whole_pence
from commonpractice.domain.contracts.rules.global_sum import global_sum
from commonpractice.domain.contracts.rules.items import a_twelfth, by_population, claimed, twelfths
from commonpractice.domain.contracts.rules.month_facts import MonthFacts
from commonpractice.domain.contracts.rules.qof.pounds import Share
from commonpractice.domain.contracts.rules.qof.year import earned
from commonpractice.foundations.dated import day
from commonpractice.foundations.money import share
from commonpractice.foundations.months import Month

Reckoning = Due | CannotSay

GLOBAL_SUM, OPT_OUTS, LONDON = "global_sum", "opt_outs", "london"
OUT_OF_HOURS, RESIDENTS, PARTICIPATION = "out_of_hours", "temporary_residents", "participation"
ASPIRATION, ACHIEVEMENT = "qof_aspiration", "qof_achievement"
WITH_THE_GLOBAL_SUM = {OUT_OF_HOURS, LONDON, RESIDENTS, OPT_OUTS}
IN_POUNDS = (TermBasis.A_YEAR, TermBasis.A_MONTH)


def of_month(contracted: Contracted, month: Month, rates: MonthRates, *, known_on: date) -> list[Reckoning]:
    """Every item that is due for a month, in a fixed order, none of nil; and those that cannot be reckoned.

    Facts that were not known by `known_on` count for nothing. `rates` are those known by then. What holds,
    and the lists, are those of the month's first day; what is paid by the year or month is shared by days.
    """
    facts = MonthFacts(contracted, month, rates, known_on)
    found: list[Reckoning] = []
    for reckon in (_of_lists, _of_terms, _of_claims, _of_qof):
        found += reckon(facts)
    return [one for one in found if isinstance(one, CannotSay) or one.worth.amount]


def _of_lists(facts: MonthFacts) -> Iterator[Reckoning]:
    """The global sum with what goes with it, and what is paid by the weighted list beside."""
    patients, month = facts.patients, facts.month.words
    if patients is None:
        return
    if facts.rates.global_sum is None:
        yield facts.cannot(GLOBAL_SUM, f"The rulebook has no price of the global sum for {month}.")
    else:
        residents = facts.held(RESIDENTS)
        try:
            found = global_sum(
                rates=facts.rates.global_sum,
                weighted=patients.weighted,
                registered=patients.registered,
                in_london=facts.held(LONDON) is not None,
                opted_out_of_hours=facts.held(OUT_OF_HOURS) is not None,
                opt_outs=facts.held_by_name(OPT_OUTS),
                temporary_residents=whole_pence(residents.value) if residents else 0,
                list_source=patients.source,
            )
        except CannotReckon as refusal:
            yield facts.cannot(GLOBAL_SUM, refusal)
        else:
            for item, amount in found.by_item.items():
                yield facts.due(item, Reckoned(amount, found.steps))
    if facts.held(PARTICIPATION):
        rate = facts.rates.rates.get(PARTICIPATION)
        if rate is None:
            yield facts.cannot(PARTICIPATION, f"The rulebook has no rate of participation for {month}.")
        else:
            yield facts.due(PARTICIPATION, a_twelfth(by_population(parts=[(patients.weighted, rate)])))


def _of_terms(facts: MonthFacts) -> Iterator[Reckoning]:
    """What was agreed in pounds: by the year or the month, by days where that changes within one; or once."""
    for (item, _), agreed in facts.terms.items():
        if item in WITH_THE_GLOBAL_SUM:
            continue
        parts = [_part(facts, term, days) for term, days in facts.by_days(agreed) if term.basis in IN_POUNDS]
        if parts:
            steps = tuple(step for _, told in parts for step in told)
            yield facts.due(item, Reckoned(whole_pence(sum(exact for exact, _ in parts)), steps))
        if once := facts.once(agreed):
            told = (Step(f"Agreed on {day(once.known_on)}, once", Fraction(once.value), "£", once.source),)
            yield facts.due(item, Reckoned(whole_pence(once.value), told))


def _part(facts: MonthFacts, term: Term, days: int) -> tuple[Fraction, tuple[Step, ...]]:
    """A month of an agreed sum, in exact pounds, or the days of it on which it was agreed."""
    if term.basis is TermBasis.A_MONTH:
        whole = Fraction(term.value)
        steps = (Step("Agreed", whole, "£ a month", term.source),)
    else:
        place = facts.month.months_after(facts.year.first)
        whole = Fraction(twelfths(whole_pence(term.value))[place], 100)
        steps = (
            Step("Agreed", Fraction(term.value), "£ a year", term.source),
            Step(f"Twelfth {place + 1} of the year", whole, "£"),
        )
    of = facts.month.last.day
    if days == of:
        return whole, steps
    part = whole * days / of
    return part, (*steps, Step(f"{days} of the month's {of} days", part, "£"))


def _of_claims(facts: MonthFacts) -> Iterator[Reckoning]:
    """What was done, at so much each; several rates of one item together."""
    by_item: dict[str, list[Reckoned]] = {}
    for claim in facts.claims.values():
        rate = facts.rates.rates.get(claim.rate)
        if rate is None:
            yield facts.cannot(
                claim.item, f"The rulebook has no rate “{claim.rate}” for {facts.month.words}."
            )
            continue
        by_item.setdefault(claim.item, []).append(_claimed(claim, rate))
    for item, parts in by_item.items():
        steps = tuple(step for part in parts for step in part.steps)
        yield facts.due(item, Reckoned(sum(part.amount for part in parts), steps))


def _claimed(claim: Claim, rate) -> Reckoned:
    found = claimed(count=claim.count, rate=rate, words="Claimed")
    first, *others = found.steps
    return Reckoned(found.amount, (Step(first.words, first.value, first.unit, claim.source), *others))


def _of_qof(facts: MonthFacts) -> Iterator[Reckoning]:
    """A month of the year's achievement, as known: what is paid ahead, and what is due when the year is over.

    The year's worth is spread evenly over its months; counts that come later change them all.
    """
    ahead = facts.held(ASPIRATION)
    if not facts.counts:
        return
    if facts.rates.qof is None:
        yield facts.cannot(ACHIEVEMENT, f"The rulebook has nothing on the QOF of {facts.year}.")
        return
    counts: dict[str, Count] = {code: one.count for code, one in facts.counts.items()}
    shares = {group: _share(one) for group, one in facts.registers.items()}
    size = next(iter(facts.registers.values())).list_size if facts.registers else _registered(facts)
    if size is None:
        yield facts.cannot(ACHIEVEMENT, f"No list size is known for the QOF of {facts.year}.")
        return
    try:
        year = earned(year=facts.rates.qof, counts=counts, list_size=size, shares=shares)
    except CannotReckon as refusal:
        yield facts.cannot(ACHIEVEMENT, refusal)
        return
    place = facts.month.months_after(facts.year.first)
    worth = share(year.amount, [1] * 12)[place]
    paid_ahead = twelfths(whole_pence(Fraction(ahead.value)))[place] if ahead else 0
    source = next(iter(facts.counts.values())).source
    steps = (
        Step("Points, as counted by then", Fraction(year.points), "points", source),
        Step("Worth", Fraction(year.amount, 100), "£ a year"),
        Step(f"Twelfth {place + 1} of the year", Fraction(worth, 100), "£"),
        Step("Less: paid ahead", -Fraction(paid_ahead, 100), "£"),
        Step("Due when the year is over", Fraction(worth - paid_ahead, 100), "£"),
    )
    yield facts.due(ACHIEVEMENT, Reckoned(worth - paid_ahead, steps))


def _share(one: QofRegister) -> Share:
    return Share(Fraction(one.register * 100) / Fraction(one.list_size), one.national)


def _registered(facts: MonthFacts) -> Decimal | None:
    return facts.patients.registered if facts.patients else None
