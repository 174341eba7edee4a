"""Which of what is known of a year pays; how common a condition is taken to be; what is not told outside."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from commonpractice.domain.contracts.actions.forecasting import may_be_seen
from commonpractice.domain.contracts.facts import Count
from commonpractice.domain.contracts.facts.due import (
    Contracted,
    PatientList,
    QofCount,
    QofForecast,
    QofRegister,
)
from commonpractice.domain.contracts.parameters import qof_indicators
from commonpractice.domain.contracts.queries.due import month_rates
from commonpractice.domain.contracts.rules.forecasting import endings, shares
from commonpractice.domain.contracts.rules.month_facts import KnownFacts, MonthFacts
from commonpractice.domain.quality.facts.forecasts import Counted
from commonpractice.domain.quality.parameters.definitions import definitions
from commonpractice.domain.quality.parameters.forecasting import forecasting
from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import FinancialYear, Month

YEAR = FinancialYear(2026)
JUNE, JULY, AUGUST, NEXT_MAY = date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 1), date(2027, 5, 4)


def forecast(on: date, known_on: date, amount: int) -> QofForecast:
    return QofForecast(YEAR, on, Decimal(1), amount, amount, amount, amount, known_on, "a run")


def count(known_on: date, met: int, *, declared: bool, year: FinancialYear = YEAR) -> QofCount:
    return QofCount(year, "BP002", Count(met, 100), known_on, "counted", declared)


def whole(known_on: date, met: int) -> list[QofCount]:
    """All that the year pays, declared."""
    return [
        QofCount(YEAR, code, Count(met, 100), known_on, "declared", declared=True)
        for code in qof_indicators(YEAR)
    ]


GUESS, TOO_EARLY = count(JUNE, 60, declared=False), count(JUNE, 65, declared=True)
DECLARED, ONE = whole(NEXT_MAY, 70), count(NEXT_MAY, 75, declared=True)
FIRST, LATER = forecast(date(2026, 5, 31), JUNE, 100), forecast(date(2026, 7, 31), AUGUST, 200)
BACK_FILLED = forecast(date(2026, 4, 30), AUGUST, 300)


def of(known_on: date, *told: QofCount | QofForecast) -> MonthFacts:
    facts = Contracted(
        1,
        counts=tuple(one for one in told if isinstance(one, QofCount)),
        forecasts=tuple(one for one in told if isinstance(one, QofForecast)),
    )
    return MonthFacts(KnownFacts(facts, known_on), Month(2026, 6), month_rates(Month(2026, 6), known_on))


# what was told, asked as known on a day: the forecast that pays, else how many were counted
WHICH = [
    ([GUESS], JUNE, None, 60),
    ([GUESS, FIRST], JUNE, 100, 60),  # a forecast goes before a guess
    ([GUESS, FIRST, LATER], JULY, 100, 60),  # the later one is not known yet
    ([GUESS, FIRST, LATER], AUGUST, 200, 60),
    ([FIRST, LATER, BACK_FILLED], AUGUST, 200, None),  # as at an earlier day, though written later
    ([GUESS, FIRST, *DECLARED], NEXT_MAY, None, 70),  # what is declared goes before all
    ([GUESS, FIRST, *DECLARED], AUGUST, 100, 60),
    ([*DECLARED, count(date(2027, 6, 1), 50, declared=False), LATER], date(2027, 7, 1), None, 70),
    ([*DECLARED, count(date(2027, 6, 1), 71, declared=True), LATER], date(2027, 7, 1), None, 71),
    ([FIRST, TOO_EARLY], JULY, 100, 65),  # no year is declared before it is over, whatever was said
    ([FIRST, *whole(date(2027, 3, 31), 70)], NEXT_MAY, 100, 70),
    ([FIRST, *whole(date(2027, 4, 1), 70)], NEXT_MAY, None, 70),
    ([GUESS, FIRST, ONE], NEXT_MAY, 100, 75),  # nor in part: a count like others
    ([FIRST, *[one for one in DECLARED if one.indicator != "AF006"]], NEXT_MAY, 100, 70),
    ([*whole(NEXT_MAY, 70), count(date(2027, 5, 1), 65, declared=False)], NEXT_MAY, None, 70),
]


@pytest.mark.parametrize(("told", "known_on", "amount", "met"), WHICH)
def test_what_is_declared_pays_then_what_is_forecast_then_what_was_counted(told, known_on, amount, met):
    facts = of(known_on, *told)
    assert (facts.forecast.amount if facts.forecast else None) == amount
    assert (facts.counts["BP002"].count.numerator if facts.counts else None) == met


def test_ones_own_past_is_the_average_of_two_declared_years_and_of_both_or_none():
    def years(*met: int, declared: bool = True) -> list[QofCount]:
        return [count(JUNE, one, declared=declared, year=YEAR - 1 - place) for place, one in enumerate(met)]

    assert of(JULY, *years(80, 71)).baselines() == {"BP002": Fraction(151, 2)}
    assert of(JULY, *years(80)).baselines() == {}
    assert of(JULY, *years(80, 71, declared=False)).baselines() == {}
    assert of(date(2026, 5, 1), *years(80, 71)).baselines() == {}
    early = replace(count(JUNE, 71, declared=True, year=YEAR - 2), known_on=date(2025, 3, 31))
    assert of(JULY, *years(80), early).baselines() == {}


def register(year: FinancialYear, many: int, national: str) -> QofRegister:
    return QofRegister(year, "DM", many, Decimal(8000), Decimal(national), JUNE, "a search")


def test_how_common_it_is_goes_by_what_was_told_and_else_by_the_surgerys_own_register():
    asked = {"year": YEAR, "known_on": JULY, "run_on": date(2026, 6, 30)}
    told = [register(YEAR - 1, 400, "7.5"), register(YEAR, 480, "8")]
    (this,) = shares(told, {"DM": (500, 8200)}, **asked).values()
    assert (this.practice, this.national) == (Fraction(6), Decimal(8))  # 480 of 8,000
    (own,) = shares(told[:1], {"DM": (500, 8200)}, **asked).values()
    assert (own.practice, own.national) == (Fraction(500_00, 8200), Decimal("7.5"))
    assert own.source == (
        "the register as it was counted on 30 June 2026, beside 7.5% in England in 2025/26 (a search)"
    )  # no counts: the words leave the surgery
    (last,) = shares(told[:1], {}, **asked).values()
    assert last.practice == 5  # 400 of 8,000
    assert shares([register(YEAR + 1, 1, "1")], {}, **asked) == {}
    assert shares(told, {}, **asked | {"known_on": date(2026, 5, 1)}) == {}


def test_an_indicator_of_nobody_ends_with_nobody_and_a_new_one_with_what_is_met():
    told = {code: definitions().indicators[code] for code in ("BP002", "AF006")}
    on = date(2026, 6, 30)
    found = endings(
        told, {"BP002": [Counted(on, 30, 90)]}, {}, on=on, year_end=date(2027, 3, 31), by=forecasting()
    )
    nobody, new = found["AF006"], found["BP002"]
    assert (nobody.ends.eligible, nobody.why_not) == (0, "")
    assert (new.ends.expected, new.ends.low, new.ends.high, new.met) == (30, 30, 90, 30)
    assert "last year" in new.why_not


# may leave | what each is worth of those that somebody is eligible for | may be seen
SEEN = [
    ("ABC", {"A": 10, "B": 5, "C": 7}, "ABC"),
    (
        "AC",
        {"A": 10, "B": 5, "C": 7},
        "A",
    ),  # B alone would be the sum less the others: C, worth less, goes too
    ("AC", {"A": 10, "B": 5, "C": 0}, "C"),  # one that is worth nothing would tell as much
    ("A", {"A": 10, "B": 5, "C": 7}, "A"),
    ("", {"A": 10}, ""),
    ("", {}, ""),
]


@pytest.mark.parametrize(("disclosed", "worth", "seen"), SEEN)
def test_never_all_but_one_may_be_seen_or_the_sum_would_tell_it(disclosed, worth, seen):
    assert may_be_seen(set(disclosed), worth) == set(seen)


def test_a_list_told_for_the_year_needs_no_forecast():
    facts = Contracted(1, lists=(PatientList(Period(JUNE), Decimal(1), Decimal(1), JUNE, ""),))
    assert (
        MonthFacts(KnownFacts(facts, JULY), Month(2026, 6), month_rates(Month(2026, 6), JULY)).forecast
        is None
    )
