"""What is reckoned quickly, beside the same reckoned the slow way: the months of two years in one go."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from commonpractice.domain.contracts import parameters
from commonpractice.domain.contracts.facts import Count
from commonpractice.domain.contracts.facts.due import (
    CannotSay,
    Claim,
    Contracted,
    PatientList,
    QofCount,
    QofForecast,
    QofRegister,
    Term,
    TermBasis,
)
from commonpractice.domain.contracts.queries.due import month_rates, reckoned
from commonpractice.domain.contracts.rules import entitled
from commonpractice.domain.contracts.rules.amounts import whole_pence
from commonpractice.domain.contracts.rules.items import twelfths
from commonpractice.domain.contracts.rules.month_facts import KnownFacts, MonthFacts
from commonpractice.domain.contracts.rules.qof.pounds import Share
from commonpractice.domain.contracts.rules.qof.year import earned, in_all
from commonpractice.foundations.dated import Period
from commonpractice.foundations.money import share
from commonpractice.foundations.months import FinancialYear, Month, months
from tests.examples import thorough

THOROUGH = thorough()
FIRST, LAST = Month(2024, 4), Month(2025, 12)
DAY = st.integers(0, 640).map(lambda days: FIRST.first + timedelta(days))
SAID = st.sampled_from(["one source", "another"])
ITEMS = ["rent", "qof_aspiration", "out_of_hours", "participation", "london", "local_schemes"]
INDICATORS = {
    year: list(parameters.qof_indicators(year).values())[:8]
    for year in (FinancialYear(2024), FinancialYear(2025))
}


@st.composite
def periods(draw) -> Period:
    start, last = draw(DAY), draw(st.none() | DAY)
    return Period(start) if last is None else Period.until(min(start, last), max(start, last))


@st.composite
def terms(draw) -> Term:
    item, basis = draw(st.sampled_from(ITEMS)), draw(st.sampled_from(TermBasis))
    name = draw(st.sampled_from(["", "ECG", "Frailty"])) if item == "local_schemes" else ""
    value = Decimal(draw(st.integers(-10_000_00, 500_000_00))) / 100
    withdrawn = draw(st.integers(0, 3)) == 0
    return Term(item, name, basis, value, draw(periods()), draw(DAY), draw(SAID), withdrawn)


@st.composite
def lists(draw) -> PatientList:
    heads = [draw(st.decimals(0, 20_000, places=2)) for _ in range(2)]
    return PatientList(draw(periods()), *heads, draw(DAY), draw(SAID), draw(st.booleans()))


@st.composite
def claims(draw) -> Claim:
    rate = draw(st.sampled_from(["influenza", "childhood_vaccination", "minor_surgery.injection"]))
    item = rate.partition(".")[0]
    return Claim(
        item, rate, FIRST + draw(st.integers(0, 20)), draw(st.integers(0, 90)), draw(DAY), draw(SAID)
    )


@st.composite
def counts(draw) -> QofCount:
    year = draw(st.sampled_from(list(INDICATORS)))
    code = draw(st.sampled_from(INDICATORS[year])).code
    eligible = draw(st.integers(0, 900))
    met = draw(st.integers(0, eligible))
    declared = draw(st.integers(0, 2)) > 0
    return QofCount(year, code, Count(met, eligible), draw(DAY), draw(SAID), declared)


@st.composite
def forecasts(draw) -> QofForecast:
    year = draw(st.sampled_from(list(INDICATORS)))
    amount = draw(st.integers(0, 200_000_00))
    return QofForecast(
        year, draw(DAY), Decimal(draw(st.integers(0, 635))), amount, 0, amount, amount, draw(DAY), draw(SAID)
    )


@st.composite
def registers(draw) -> QofRegister:
    year = draw(st.sampled_from(list(INDICATORS)))
    group = draw(st.sampled_from(INDICATORS[year])).group
    patients = Decimal(draw(st.integers(900, 20_000)))
    return QofRegister(
        year, group, draw(st.integers(0, 900)), patients, Decimal("3.5"), draw(DAY), draw(SAID)
    )


def some(of: st.SearchStrategy, most: int) -> st.SearchStrategy:
    return st.lists(of, max_size=most).map(tuple)


CONTRACTED = st.builds(
    Contracted,
    st.just(1),
    some(terms(), 8),
    some(lists(), 4),
    some(claims(), 5),
    some(counts(), 8),
    some(registers(), 8),
    forecasts=some(forecasts(), 2),
)


def plainly(found: list[entitled.Reckoning]) -> list[tuple]:
    """With every step that is told when it is asked for."""
    return [
        (one.item, one.month, one.why)
        if isinstance(one, CannotSay)
        else (one.item, one.month, one.worth.amount, one.payable_from, one.worth.steps)
        for one in found
    ]


@THOROUGH
@given(CONTRACTED, DAY)
def test_months_in_one_go_are_each_month_by_itself(contracted, known_on):
    """What a quarter or a year has in common is reckoned once; steps are told when somebody asks."""
    known = KnownFacts(contracted, known_on)
    every = [
        (month, entitled.of_month(known, month, month_rates(month, known_on)))
        for month in months(FIRST, LAST)
    ]
    for month, found in every:
        assert plainly(found) == plainly(reckoned(contracted, month, known_on=known_on)), month


@THOROUGH
@given(some(terms(), 6), DAY, st.integers(0, 20))
def test_what_holds_is_what_holds_day_by_day(agreed, known_on, month):
    facts = MonthFacts(
        KnownFacts(Contracted(1, agreed), known_on), FIRST + month, month_rates(FIRST, known_on)
    )
    for item, name in {(one.item, one.name) for one in agreed}:
        told = [one for one in agreed if (one.item, one.name) == (item, name) and one.known_on <= known_on]
        in_pounds = [one for one in told if one.basis in (TermBasis.A_YEAR, TermBasis.A_MONTH)]
        by_day = Counter(
            term
            for on in (facts.first + timedelta(days) for days in range(facts.last.day))
            if (term := holding(in_pounds, on))
        )
        kept = facts.terms.get((item, name))
        assert dict(facts.by_days(kept.in_pounds) if kept else {}) == by_day
        if not name:
            only_held = [one for one in told if one.basis is TermBasis.HOLDS]
            assert facts.held(item) == bool(holding(only_held, facts.first))
            assert facts.in_pounds(item) == holding(in_pounds, facts.first)


def holding(told: list[Term], on: date) -> Term | None:
    """The slow way: whatever a row with the same first day withdraws, known after or told after on the same
    day, is left out with it. Of the others, what another row with the same first day was known after holds no
    more, nor what began before one that was ever told without an end; of those that are left and hold on the
    day, the one that began last."""
    placed = [
        (place, one)
        for place, one in enumerate(told)
        if not any(
            other.withdrawn
            and other.effective.start == one.effective.start
            and (other.known_on, after) >= (one.known_on, place)
            for after, other in enumerate(told)
        )
    ]
    told = [one for _, one in placed]
    stand = [
        one
        for place, one in placed
        if not any(
            other.effective.start == one.effective.start and (other.known_on, after) > (one.known_on, place)
            for after, other in placed
        )
    ]
    for_good = [one.effective.start for one in told if one.effective.end is None]
    since = max((start for start in for_good if start <= on), default=date.min)
    there = [one for one in stand if on in one.effective and one.effective.start >= since]
    return max(there, key=lambda one: one.effective.start, default=None)


@THOROUGH
@given(
    st.sampled_from(list(INDICATORS)),
    st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900)), min_size=8, max_size=8),
    st.decimals(1, 20_000, places=2),
    st.lists(st.fractions(0, 20, max_denominator=1000), min_size=8, max_size=8),
)
def test_a_year_in_all_is_the_sum_of_its_indicators(year, counted, list_size, common):
    found = INDICATORS[year]
    given_ = {
        "year": parameters.qof_year(year),
        "counts": {one.code: Count(min(pair), max(pair)) for one, pair in zip(found, counted, strict=True)},
        "list_size": list_size,
        "shares": {one.group: Share(each, Fraction(3)) for one, each in zip(found, common, strict=True)},
    }
    whole, told = in_all(**given_), earned(**given_)
    assert (whole.points, whole.amount) == (told.points, told.amount)
    assert sum(line.amount for line in told.indicators) == told.amount


@THOROUGH
@given(st.integers(-(10**13), 10**13))
def test_twelfths_are_equal_shares(annual):
    assert twelfths(annual) == share(annual, [1] * 12)


@THOROUGH
@given(
    st.integers(-(10**12), 10**12)
    | st.decimals(-(10**9), 10**9, places=4)
    | st.fractions(-(10**9), 10**9, max_denominator=10**6)
)
def test_whole_pence_are_the_nearest_half_away_from_nil(pounds):
    nearest = int(abs(Fraction(pounds)) * 100 + Fraction(1, 2))
    assert whole_pence(pounds) == (-nearest if pounds < 0 else nearest)


def test_a_day_known_before_anything_was_said_knows_nothing():
    term = Term("rent", "", TermBasis.A_MONTH, Decimal(10), Period(FIRST.first), date(2024, 5, 1), "lease")
    assert reckoned(Contracted(1, (term,)), FIRST, known_on=date(2024, 4, 30)) == []
    assert len(reckoned(Contracted(1, (term,)), FIRST, known_on=date(2024, 5, 1))) == 1
