"""Whatever the dates, whatever the result: shares come to it exactly, and day by day is the same sum."""

import random
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from hypothesis import given
from hypothesis import strategies as st

from commonpractice.domain.partnership.facts import Basis, PriorSum, ProfitSharing
from commonpractice.domain.profits.facts import Agreement, MonthResult, PersonalCost, ShareStep
from commonpractice.domain.profits.rules import property_shares, sharing
from commonpractice.foundations.dated import Period
from tests.domain.profits.agreements import ALWAYS, YEAR, agreement, owner, partner, totals
from tests.examples import thorough

FIRST, DAYS = YEAR.first.first, 365
PENCE = st.integers(-50_000_000, 50_000_000)
HOW = st.sampled_from(ProfitSharing)


def on(number: int) -> date:
    return FIRST + timedelta(number)


@st.composite
def spells(draw) -> Period:
    """Some days of the year and, perhaps, beyond it."""
    start = draw(st.integers(-60, DAYS - 1))
    last = draw(st.none() | st.integers(start, DAYS + 60))
    return Period.until(on(start), None if last is None else on(last))


@st.composite
def agreements(draw, surgery: int = 7, first: int = 2) -> Agreement:
    """Partners who join, leave and change; one who is always there, so that no day is nobody's."""
    number = draw(st.integers(0, 5))
    basis = draw(st.sampled_from([Basis.SESSIONS, Basis.RATIO]))
    people = [partner(1, ("4.5", ALWAYS), basis=basis)]
    for each in range(first, first + number):
        if draw(st.booleans()):
            people.append(partner(each, fixed=(draw(st.integers(1, 12_000_000)), draw(spells()))))
            continue
        there = draw(spells())
        changes = draw(st.dates(there.start, on(DAYS)))
        parts = [draw(st.decimals("0.25", "10", places=2)) for _ in range(2)]
        pieces = [(parts[0], there)]
        if changes > there.start and changes in there:
            pieces = [(parts[0], Period(there.start, changes)), (parts[1], Period(changes, there.end))]
        prior = (PriorSum("Lead", draw(st.integers(1, 2_000_000)), there),) if draw(st.booleans()) else ()
        people.append(partner(each, *pieces, prior=prior, basis=basis))
    owners = [
        owner(f"1/{draw(st.integers(2, 3))}", draw(st.sampled_from([1, 2, None])), f"Owner {place}", days)
        for place, days in enumerate(draw(st.lists(spells(), max_size=2)))
    ]
    return agreement(*people, owners=tuple(owners), surgery=surgery)


@st.composite
def years(draw, surgery: int = 7) -> list[MonthResult]:
    cost = PersonalCost(1, "Own cost", draw(st.integers(1, 100_000)))
    return [
        MonthResult(
            surgery,
            month,
            draw(PENCE),
            rent=draw(st.integers(0, 1_000_000)),
            property_interest=draw(st.integers(0, 1_000_000)),
            personal=(cost,) if draw(st.booleans()) else (),
        )
        for month in YEAR.months
    ]


def of_year(results, agreed, how):
    return sharing.share_year(results, agreed, year=YEAR, how=how)


@given(agreements(), years(), HOW)
@thorough()
def test_shares_of_a_year_come_to_its_result_exactly(agreed, results, how):
    assert sum(totals(of_year(results, agreed, how)).values()) == sum(each.profit for each in results)


@given(agreements(), years())
@thorough()
def test_the_months_come_to_their_results_and_add_up_to_the_year_as_earned(agreed, results):
    months = [sharing.share_month(result, agreed, year=YEAR) for result in results]
    for result, shares in zip(results, months, strict=True):
        assert sum(totals(shares).values()) == result.profit
    summed: dict = defaultdict(int)
    for row in (row for shares in months for row in shares):
        summed[row.partner, row.step] += row.pence
    year = of_year(results, agreed, ProfitSharing.MONTH_EARNED)
    assert {(row.partner, row.step): row.pence for row in year} == dict(summed)


@given(agreements(), years(), HOW, st.randoms(use_true_random=False))
@thorough()
def test_the_order_in_which_facts_come_moves_no_penny(agreed, results, how, rng: random.Random):
    """Of months and of a partner's own rows; pennies left over follow the order of partners, which stays."""
    shuffled = rng.sample(results, len(results))
    people = tuple(
        replace(
            each,
            shares=tuple(rng.sample(each.shares, len(each.shares))),
            spells=tuple(rng.sample(each.spells, len(each.spells))),
        )
        for each in agreed.partners
    )
    again = of_year(shuffled, replace(agreed, partners=people), how)
    assert totals(again) == totals(of_year(results, agreed, how))


@given(agreements(), years(), HOW, st.randoms(use_true_random=False))
@thorough()
def test_another_order_of_partners_moves_pennies_left_over_and_no_more(agreed, results, how, rng):
    people = tuple(rng.sample(agreed.partners, len(agreed.partners)))
    one, other = (totals(of_year(results, each, how)) for each in (agreed, replace(agreed, partners=people)))
    assert sum(one.values()) == sum(other.values())
    most = 1 if how is ProfitSharing.TIME_APPORTIONED else len(results)
    assert all(abs(one.get(number, 0) - other.get(number, 0)) <= most for number in {*one, *other})


@given(agreements(surgery=7), years(surgery=7), agreements(surgery=8), years(8), PENCE, HOW)
@thorough()
def test_one_surgerys_result_moves_no_other_surgerys_partner(here, mine, there, theirs, more, how):
    """A partner of both (number 1) has of each what that surgery gives; nothing passes between them."""

    def shares(results: dict) -> dict:
        return {
            (row.surgery, row.partner, row.step): row.pence
            for agreed in (here, there)
            if agreed.surgery in results
            for row in of_year(results[agreed.surgery], agreed, how)
        }

    alone, both = shares({7: mine}), shares({7: mine, 8: theirs})
    worse = [replace(theirs[0], profit=theirs[0].profit - abs(more)), *theirs[1:]]
    after = shares({7: mine, 8: worse})
    for found in (both, after):
        assert {key: pence for key, pence in found.items() if key[0] == 7} == alone
    assert sum(after.values()) == sum(both.values()) - abs(more)


@given(agreements(), years())
@thorough()
def test_rent_is_given_out_whole_to_partners_landlords_and_the_profit(agreed, results):
    for result in results:
        rows = property_shares.of_month(result, agreed)
        owned = sum(row.pence for row in rows)
        due = sum(row.pence for row in property_shares.due_to_others(result, agreed))
        as_partner = sum(row.pence for row in rows if row.as_partner)
        assert owned == due + as_partner
        assert 0 <= owned * (1 if result.of_property > 0 else -1) <= abs(result.of_property)


# A second, slower way: each day by itself, in fractions of a penny, and rounded at the very end.


def day_by_day(results: list[MonthResult], agreed: Agreement) -> dict[tuple[int, ShareStep], Fraction]:
    """Each day's profit to those who share it, less the day's prior and property shares, all exact."""
    exact: dict[tuple[int, ShareStep], Fraction] = defaultdict(Fraction)
    before: dict[date, Fraction] = defaultdict(Fraction)
    profit = Fraction(sum(result.profit for result in results))
    days = [on(number) for number in range(DAYS)]
    by_month = {(result.month.year, result.month.number): result for result in results}
    for today in days:
        result = by_month[today.year, today.month]
        for each in agreed.partners:
            sums = [row for row in each.shares if row.basis is Basis.FIXED and today in row.effective]
            for row in [*sums, *(prior for prior in each.prior_sums if today in prior.effective)]:
                exact[each.id, ShareStep.PRIOR] += Fraction(row.a_year, DAYS)
                before[today] += Fraction(row.a_year, DAYS)
        for row in agreed.owners:
            there = [each for each in agreed.partners if each.id == row.partner_id]
            if today in row.effective and any(today in s.effective for p in there for s in p.spells):
                part = row.part * result.of_property / result.month.last.day
                exact[row.partner_id, ShareStep.PROPERTY] += part
                before[today] += part
    for result in results:
        for cost in result.personal:
            exact[cost.partner, ShareStep.PERSONAL] -= cost.pence
            profit += cost.pence
    for today in days:
        parts = {each.id: parts for each in agreed.partners if (parts := _parts(each, today))}
        for number, part in parts.items():
            of_day = profit / DAYS - before[today]
            exact[number, ShareStep.BALANCE] += of_day * Fraction(part) / Fraction(sum(parts.values()))
    return exact


def _parts(each, today: date) -> Decimal:
    return sum((row.parts for row in each.shares if today in row.effective), Decimal(0))


@given(agreements(), years())
@thorough()
def test_a_year_by_time_is_what_its_days_come_to(agreed, results):
    """Priors and property are rounded first, for each sum, month and owner: the balance takes up the rest."""
    exact = day_by_day(results, agreed)
    found = {
        (row.partner, row.step): row.pence for row in of_year(results, agreed, ProfitSharing.TIME_APPORTIONED)
    }
    assert sum(exact.values()) == sum(result.profit for result in results)
    rounded = len(results) * len(agreed.owners) + sum(len(each.shares) + 1 for each in agreed.partners)
    for key in {*exact, *found}:
        slack = {ShareStep.PRIOR: 2, ShareStep.PERSONAL: 0}.get(key[1], rounded + 1)
        assert floor(exact[key] - slack) <= found.get(key, 0) <= ceil(exact[key] + slack), key


@given(st.lists(st.integers(1, 40), min_size=1, max_size=8), years())
@thorough()
def test_where_only_sessions_change_hands_the_days_agree_to_the_penny(changes, results):
    """Nothing before the balance: each partner within a penny of the sum of the exact days."""
    results = [replace(result, rent=0, property_interest=0, personal=()) for result in results]
    starts = [on(0), *(on(number * 9) for number in sorted(set(changes)))]
    people = [partner(1, ("4.5", ALWAYS))] + [
        partner(place + 2, (str(place + 1), Period(start))) for place, start in enumerate(starts)
    ]
    agreed = agreement(*people)
    exact = day_by_day(results, agreed)
    found = totals(of_year(results, agreed, ProfitSharing.TIME_APPORTIONED))
    for number, pence in found.items():
        assert abs(pence - exact[number, ShareStep.BALANCE]) < 1
    assert sum(found.values()) == sum(result.profit for result in results)
