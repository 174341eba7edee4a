"""The size of a real partnership: 38 surgeries, 110 partners, two years, each penny found a second way.

The second way goes day by day, in fractions of a penny, and rounds as a person with a pencil would: down, and
the pennies left over one each to those who lost most by it, the first of them first.
"""

import random
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest

from commonpractice.domain.partnership.facts import Basis, PriorSum, ProfitSharing
from commonpractice.domain.profits.facts import Agreement, MonthResult, PersonalCost
from commonpractice.domain.profits.rules import sharing
from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import FinancialYear, Month
from tests.domain.profits.agreements import ALWAYS, LONG_AGO, agreement, partner

SURGERIES, PARTNERS = 38, 110
YEARS = (FinancialYear(2024), FinancialYear(2025))
FIRST = YEARS[0].first.first


def partnership(rng: random.Random) -> list[Agreement]:
    """One at each surgery who is always there; the others come, go and change sessions on any day."""
    homes = list(range(SURGERIES)) + [rng.randrange(SURGERIES) for _ in range(PARTNERS - SURGERIES)]
    found: list[Agreement] = []
    for surgery in range(SURGERIES):
        numbers = [number for number, home in enumerate(homes) if home == surgery]
        basis = rng.choice([Basis.SESSIONS, Basis.RATIO])
        people = [partner(numbers[0], (rng.randint(4, 9), ALWAYS), basis=basis)]
        people += [_comes_and_goes(number, basis, rng) for number in numbers[1:]]
        found.append(agreement(*people, surgery=surgery))
    return found


def _comes_and_goes(number: int, basis: Basis, rng: random.Random):
    start = rng.choice([LONG_AGO, FIRST + timedelta(rng.randint(1, 600))])
    begins = max(start, FIRST)
    change = begins + timedelta(rng.randint(20, 200))
    end = rng.choice([None, change + timedelta(rng.randint(20, 200))])
    if rng.random() < 0.15:
        return partner(number, fixed=(rng.randint(60_000_00, 95_000_00), Period(start, end)))
    prior = (PriorSum("Lead", rng.randint(1_000_00, 12_000_00), Period(start, end)),)
    return partner(
        number,
        (rng.randint(2, 9), Period(start, change)),
        (str(rng.choice([2.5, 4.25, 6, 8])), Period(change, end)),
        prior=prior if rng.random() < 0.3 else (),
        basis=basis,
    )


def results_of(agreed: Agreement, year: FinancialYear, rng: random.Random) -> list[MonthResult]:
    """Of a surgery's months, with a loss now and then; one partner's own pension in each."""
    first = agreed.partners[0].id
    return [
        MonthResult(
            agreed.surgery,
            month,
            rng.randint(-2_000_000, 9_000_000),
            personal=(PersonalCost(first, "Pension", rng.randint(1, 300_000)),),
        )
        for month in year.months
    ]


def each_day(first: date, last: date) -> list[date]:
    return [first + timedelta(number) for number in range((last - first).days + 1)]


def second_way(
    results: list[MonthResult], agreed: Agreement, year: FinancialYear, first: Month, last: Month
) -> dict[int, int]:
    """What each partner has of some months that are shared together."""
    in_year = len(each_day(year.first.first, year.last.last))
    days = each_day(first.first, last.last)
    pence: dict[int, int] = defaultdict(int)
    before: dict[date, Fraction] = defaultdict(Fraction)
    for person in agreed.partners:
        fixed = [row for row in person.shares if row.basis is Basis.FIXED]
        for row in [*fixed, *person.prior_sums]:
            a_day = Fraction(row.a_year, in_year)
            so_far = [today for today in each_day(year.first.first, last.last) if today in row.effective]
            earlier = [today for today in so_far if today < first.first]
            pence[person.id] += _half_up(a_day * len(so_far)) - _half_up(a_day * len(earlier))
            for today in days:
                before[today] += a_day if today in row.effective else 0
    for result in results:
        for cost in result.personal:
            pence[cost.partner] -= cost.pence
    balance = sum(result.profit for result in results) - sum(pence.values())
    of_a_day = (balance + sum(before.values())) / Fraction(len(days))
    exact: dict[int, Fraction] = {}
    for today in days:
        parts = {
            person.id: row.parts
            for person in agreed.partners
            for row in person.shares
            if row.basis is not Basis.FIXED and today in row.effective
        }
        for number, part in parts.items():
            of_day = (of_a_day - before[today]) * Fraction(part) / Fraction(sum(parts.values(), Decimal(0)))
            exact[number] = exact.get(number, Fraction(0)) + of_day
    for number, amount in _with_a_pencil(exact, balance, [person.id for person in agreed.partners]).items():
        pence[number] += amount
    return {number: amount for number, amount in pence.items() if amount}


def _half_up(exact: Fraction) -> int:
    return floor(exact + Fraction(1, 2))


def _with_a_pencil(exact: dict[int, Fraction], whole: int, order: list[int]) -> dict[int, int]:
    sign = -1 if whole < 0 else 1  # a loss is written down as if it were a profit
    down = {number: floor(sign * exact[number]) for number in order if number in exact}
    lost = sorted(down, key=lambda number: (down[number] - sign * exact[number], order.index(number)))
    for number in lost[: sign * whole - sum(down.values())]:
        down[number] += 1
    return {number: sign * amount for number, amount in down.items()}


@pytest.mark.slow
@pytest.mark.parametrize("seed", [11, 2015])
def test_110_partners_over_two_years_to_the_penny(seed):
    rng = random.Random(seed)
    agreed = partnership(rng)
    assert sum(len(each.partners) for each in agreed) == PARTNERS
    compared = 0
    for each in agreed:
        for year in YEARS:
            results = results_of(each, year, rng)
            profit = sum(result.profit for result in results)
            by_month = [second_way([result], each, year, result.month, result.month) for result in results]
            earned: dict[int, int] = defaultdict(int)
            for number, pence in (pair for month in by_month for pair in month.items()):
                earned[number] += pence
            for how, expected in (
                (ProfitSharing.TIME_APPORTIONED, second_way(results, each, year, year.first, year.last)),
                (ProfitSharing.MONTH_EARNED, earned),
            ):
                found: dict[int, int] = defaultdict(int)
                for row in sharing.share_year(results, each, year=year, how=how):
                    found[row.partner] += row.pence
                assert sum(found.values()) == profit
                assert {number: pence for number, pence in found.items() if pence} == {
                    number: pence for number, pence in expected.items() if pence
                }
                compared += len(found)
    assert compared > 3 * PARTNERS
