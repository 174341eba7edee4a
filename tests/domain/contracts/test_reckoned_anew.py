"""Months that follow from nothing new are not reckoned anew: beside all of them reckoned."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from commonpractice.domain.contracts import queries
from commonpractice.domain.contracts.facts import Count
from commonpractice.domain.contracts.facts.due import (
    Claim,
    Contracted,
    PatientList,
    QofCount,
    QofForecast,
    QofRegister,
    Term,
    TermBasis,
)
from commonpractice.domain.contracts.parameters import qof_indicators
from commonpractice.domain.contracts.queries import anew
from commonpractice.domain.contracts.queries.due import reckoned
from commonpractice.domain.partnership.facts import ContractFact, ContractKind
from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import FinancialYear, Month, months
from tests.domain.contracts import test_remembering as remembering
from tests.domain.contracts.test_quick_ways import (
    DAY,
    FIRST,
    INDICATORS,
    LAST,
    claims,
    counts,
    forecasts,
    lists,
    plainly,
    registers,
    terms,
)
from tests.domain.partnerships import TwoRivers, acting, two_rivers
from tests.examples import thorough

pytestmark = pytest.mark.slow  # together: months are closed for each

AUTUMN = date(2025, 10, 1)
PMS = (ContractFact(ContractKind.PMS, Period(FIRST.first), "a board"),)

LAST_YEAR = FinancialYear(2024)


@st.composite
def whole_years(draw) -> tuple[QofCount, ...]:
    """All that a year pays, told as its outcome: on a day after its end, that is what pays."""
    counted, known_on = Count(draw(st.integers(0, 9)), 9), draw(DAY)
    codes = qof_indicators(LAST_YEAR)
    return tuple(QofCount(LAST_YEAR, code, counted, known_on, "declared", declared=True) for code in codes)


kinds = st.one_of(
    st.tuples(st.just("counts"), whole_years()),
    st.tuples(st.just("terms"), terms()),
    st.tuples(st.just("lists"), lists()),
    st.tuples(st.just("claims"), claims()),
    st.tuples(st.just("counts"), counts()),
    st.tuples(st.just("registers"), registers()),
    st.tuples(st.just("forecasts"), forecasts()),
)
looks = st.tuples(
    st.lists(kinds, max_size=4),
    st.sampled_from([0, 0, 0, 0, 1, 3]),  # rows that were undone
    st.sampled_from([(), (), (), PMS]),
    st.one_of(st.integers(0, 90), DAY),  # so many days after all was known, or any day
    st.integers(12, 20),
)


def with_(facts: Contracted, told: list, undone: int) -> Contracted:
    kinds = ("terms", "lists", "claims", "counts", "registers", "forecasts")
    rows = {name: getattr(facts, name) for name in kinds}
    if undone:
        rows = {name: kept[:-undone] for name, kept in rows.items()}
    for name, row in told:
        rows[name] = (*rows[name], *(row if isinstance(row, tuple) else (row,)))
    return Contracted(facts.surgery_id, **rows, core=facts.core)


def last_known(facts: Contracted) -> date:
    told = (*facts.terms, *facts.lists, *facts.claims, *facts.counts)
    every = (*told, *facts.registers, *facts.forecasts)
    return max((one.known_on for one in every), default=FIRST.first)


@thorough()
@given(st.lists(looks, min_size=2, max_size=5))
def test_what_is_used_again_is_what_would_be_reckoned(history):
    facts, before = Contracted(1), None
    for told, undone, core, day, last in history:
        facts = with_(facts, told, undone)
        facts = replace(facts, core=core)
        known_on = last_known(facts) + timedelta(day) if isinstance(day, int) else day
        asked: dict = {"opened": FIRST, "by": FIRST + last, "spells": [Period(FIRST.first)]}
        before = anew.reckoned_anew(facts, before, **asked, known_on=known_on)
        slowly = anew.reckoned_anew(facts, None, **asked, known_on=known_on)
        assert list(before.by_month) == list(slowly.by_month)
        for month, found in before.by_month.items():
            assert plainly(list(found)) == plainly(reckoned(facts, month, known_on=known_on)), month


RENT = Term("rent", "", TermBasis.A_YEAR, Decimal(24_000), Period(FIRST.first), FIRST.first, "a letter")
A_LIST = PatientList(Period(FIRST.first), Decimal(9_000), Decimal(8_400), FIRST.first, "a list")
AUGUST = Month(2025, 8)
YEAR = FinancialYear(2025)
INDICATOR = INDICATORS[YEAR][0]
COUNTED = QofCount(YEAR - 1, INDICATORS[YEAR - 1][0].code, Count(1, 2), FIRST.first, "counts")
TOLD = Contracted(1, terms=(RENT,), lists=(A_LIST,), counts=(COUNTED,))


def new_list(first: date) -> dict:
    return {"lists": (A_LIST, PatientList(Period(first), Decimal(1), Decimal(1), AUTUMN, ""))}


@pytest.mark.parametrize(
    ("new", "reckoned_again"),
    [
        ({}, []),
        ({"claims": (Claim("influenza", "influenza", AUGUST, 9, AUTUMN, "claims"),)}, [AUGUST]),
        (
            {
                "terms": (
                    RENT,
                    Term("rates", "", TermBasis.A_YEAR, Decimal(1), Period(date(2025, 8, 20)), AUTUMN, ""),
                )
            },
            list(months(AUGUST, LAST)),
        ),
        (new_list(date(2025, 10, 1)), list(months(Month(2025, 10), LAST))),
        (new_list(date(2025, 3, 1)), list(months(FIRST, LAST))),  # a year of which something is counted
        (
            {
                "counts": (
                    COUNTED,
                    QofCount(YEAR, INDICATOR.code, Count(1, 2), AUTUMN, ""),
                )
            },
            list(months(YEAR.first, LAST)),
        ),
        (
            {"registers": (QofRegister(YEAR, INDICATOR.group, 1, Decimal(9), Decimal(1), AUTUMN, ""),)},
            list(months(YEAR.first, LAST)),
        ),
        (
            {"forecasts": (QofForecast(YEAR, AUTUMN, Decimal(1), 1, 0, 1, 2, AUTUMN, ""),)},
            list(months(YEAR.first, LAST)),
        ),
        ({"core": PMS}, list(months(FIRST, LAST))),
        ({"terms": ()}, list(months(FIRST, LAST))),
    ],
)
def test_only_the_months_of_which_something_new_is_told_are_reckoned(monkeypatch, new, reckoned_again):
    asked: dict = {"opened": FIRST, "by": LAST, "spells": [Period(FIRST.first)], "known_on": AUTUMN}
    before = anew.reckoned_anew(TOLD, None, **asked)
    looked_at: list[Month] = []
    of_month = anew.entitled.of_month
    monkeypatch.setattr(
        anew.entitled,
        "of_month",
        lambda known, month, rates: (looked_at.append(month), of_month(known, month, rates))[1],
    )
    rows = {"terms": TOLD.terms, "lists": TOLD.lists, "counts": TOLD.counts, **new}
    anew.reckoned_anew(Contracted(1, **rows), before, **asked)
    assert looked_at == reckoned_again


def test_a_forecast_by_registers_alone_is_spread_over_its_year():
    """Their list is the year's: the months are reckoned from its first, whatever else nobody told."""
    forecast = QofForecast(YEAR, AUTUMN, Decimal(1), 12_00, 0, 12_00, 12_00, AUTUMN, "")
    register = QofRegister(YEAR, INDICATOR.group, 1, Decimal(9), Decimal(1), AUTUMN, "")
    asked: dict = {"opened": FIRST, "by": LAST, "spells": [Period(FIRST.first)], "known_on": AUTUMN}
    facts = Contracted(1, registers=(register,), forecasts=(forecast,))
    found = anew.reckoned_anew(facts, None, **asked)
    assert list(found.by_month) == list(months(YEAR.first, LAST))
    assert {one.worth.amount for one in found.all} == {1_00}
    assert anew.first_month(facts) == YEAR.first
    assert anew.first_month(replace(facts, lists=(A_LIST,))) == FIRST
    assert anew.first_known(replace(facts, forecasts=())) is None  # nothing is due by them


@pytest.fixture
def rivers(db) -> Iterator[TwoRivers]:
    rivers = two_rivers()
    with acting(rivers.everything):
        yield rivers


@thorough(200, suppress=(HealthCheck.function_scoped_fixture,))
@given(
    course=st.lists(
        st.tuples(remembering.deeds, remembering.days, remembering.months), min_size=1, max_size=5
    )
)
def test_whatever_is_told_and_posted_what_is_to_be_posted_is_the_same(rivers, course):
    with transaction.atomic():
        for number, (deed, known_on, by) in enumerate(course):
            to_post(rivers, by, known_on)  # so that something is remembered
            remembering.do(rivers, number, *deed)
            for day in (remembering.TOLD_BY, known_on):
                quickly = to_post(rivers, by, day)
                anew.REMEMBERED.forget()
                assert quickly == to_post(rivers, by, day)
        transaction.set_rollback(True)


def to_post(rivers: TwoRivers, by: Month, known_on: date):
    return queries.to_post(scope=rivers.everything, surgeries=[rivers.a, rivers.b], by=by, known_on=known_on)
