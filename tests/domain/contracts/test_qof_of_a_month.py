"""A month of QOF: what is paid ahead and what is due afterwards make the month, by whichever list it goes."""

from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given

from commonpractice.domain.contracts import parameters
from commonpractice.domain.contracts.facts import Count
from commonpractice.domain.contracts.facts.due import (
    CannotSay,
    Contracted,
    PatientList,
    QofCount,
    QofRegister,
    Term,
    TermBasis,
)
from commonpractice.domain.contracts.queries.due import month_rates
from commonpractice.domain.contracts.rules import entitled, qof
from commonpractice.domain.contracts.rules.achieved import achieved_in_all
from commonpractice.domain.contracts.rules.amounts import CannotReckon
from commonpractice.domain.contracts.rules.items import twelfths
from commonpractice.domain.contracts.rules.month_facts import KnownFacts, MonthFacts
from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import FinancialYear, Month, months
from tests.domain.contracts.test_quick_ways import CONTRACTED, DAY, FIRST, LAST
from tests.examples import thorough

THOROUGH = thorough()
YEAR = FinancialYear(2025)
EARLY = date(2025, 4, 1)
A_YEAR, A_MONTH, ONCE = TermBasis.A_YEAR, TermBasis.A_MONTH, TermBasis.ONCE
COUNTED = (QofCount(YEAR, "CHOL003", Count(100, 100), EARLY, "a search"),)


def of(group: str, register: int, size: int, national: str) -> QofRegister:
    return QofRegister(YEAR, group, register, Decimal(size), Decimal(national), EARLY, "a search")


def ahead(basis: TermBasis, pounds: str, name: str = "", since: date = EARLY) -> Term:
    return Term("qof_aspiration", name, basis, Decimal(pounds), Period(since), EARLY, "a letter")


def reckoned(contracted: Contracted, month: Month, known_on: date = date(2025, 9, 1)):
    return entitled.of_month(KnownFacts(contracted, known_on), month, month_rates(month, known_on))


@THOROUGH
@given(CONTRACTED, DAY)
def test_what_is_paid_ahead_and_what_is_due_afterwards_are_a_twelfth_of_the_year(contracted, known_on):
    known = KnownFacts(contracted, known_on)
    for month in months(FIRST, LAST):
        rates = month_rates(month, known_on)
        try:
            year = achieved_in_all(MonthFacts(known, month, rates))
        except CannotReckon:
            continue
        found = entitled.of_month(known, month, rates)
        forecast = MonthFacts(known, month, rates).forecast
        if forecast or known.counts.get(FinancialYear.of(month)):
            amount = forecast.amount if forecast else year.amount
            place = month.months_after(FinancialYear.of(month).first)
            amounts = [one.worth.amount for one in found if one.item.startswith("qof_")]
            assert sum(amounts) == twelfths(amount)[place], month


# agreed ahead, and what April and May of it are: whatever it is, achievement has the rest of £1,039.38
AHEAD = [
    ([ahead(A_YEAR, "6000")], (500_00, 500_00)),
    ([ahead(A_MONTH, "500")], (500_00, 500_00)),
    ([ahead(A_MONTH, "500", name="this year's")], (500_00, 500_00)),
    ([ahead(A_MONTH, "300"), ahead(A_YEAR, "2400", name="more")], (500_00, 500_00)),
    ([ahead(ONCE, "500", since=date(2025, 5, 1))], (0, 500_00)),
    ([ahead(A_MONTH, "300", since=date(2025, 4, 16))], (150_00, 300_00)),
    ([], (0, 0)),
]


@pytest.mark.parametrize(("agreed", "paid_ahead"), AHEAD)
def test_whatever_was_agreed_ahead_is_taken_off(agreed, paid_ahead):
    registers = (of("CHOL", 300, 8000, "3.75"),)
    contracted = Contracted(1, terms=tuple(agreed), counts=COUNTED, registers=registers)
    worth = qof.earned(
        year=parameters.qof_year(YEAR),
        counts={"CHOL003": COUNTED[0].count},
        list_size=Decimal(8000),
        shares={"CHOL": qof.Share(Decimal("3.75"), Decimal("3.75"))},
    ).amount
    for number, pence in enumerate(paid_ahead):
        found = reckoned(contracted, Month(2025, 4) + number)
        assert sum(one.worth.amount for one in found if one.item == "qof_aspiration") == pence
        (achievement,) = (one.worth for one in found if one.item == "qof_achievement")
        assert achievement.amount == twelfths(worth)[number] - pence
        off = next(step for step in achievement.steps if step.words == "Less: paid ahead")
        assert off.value * 100 == -pence


def patients(registered: int, since: date) -> PatientList:
    return PatientList(Period(since), Decimal(registered), Decimal(0), EARLY, "list of the quarter")


WHOLE, GROWN = patients(10_000, EARLY), patients(11_000, date(2026, 1, 1))
CHOL, DM, AST = of("CHOL", 300, 10_000, "3.0"), of("DM", 500, 8_000, "7.7"), of("AST", 600, 9_400, "6.4")
# registers, and those of an age; lists told: patients that the points go by
SIZES = [
    ([CHOL], [], 10_000),
    ([of("CHOL", 300, 9_000, "3.0")], [WHOLE], 9_000),
    ([CHOL, DM, AST], [WHOLE], 10_000),
    ([CHOL, DM, AST], [WHOLE, GROWN], 11_000),
    ([CHOL, DM, AST], [GROWN], 11_000),
]


@pytest.mark.parametrize(("registers", "lists", "size"), SIZES)
def test_points_go_by_one_list_in_whichever_order_registers_were_told(registers, lists, size):
    """Registers of one size say it; where some are of patients of an age, the list of 1 January does."""
    worth = qof.earned(
        year=parameters.qof_year(YEAR),
        counts={"CHOL003": COUNTED[0].count},
        list_size=Decimal(size),
        shares={one.group: qof.Share(one.register * 100 / one.list_size, one.national) for one in registers},
    ).amount
    for told in permutations(registers):
        contracted = Contracted(1, lists=tuple(lists), counts=COUNTED, registers=told)
        for month in (YEAR.first, YEAR.last):
            known = KnownFacts(contracted, date(2025, 9, 1))
            found = achieved_in_all(MonthFacts(known, month, month_rates(month, date(2025, 9, 1))))
            assert found.amount == worth


def test_where_no_list_says_which_counts_it_is_asked_for():
    contracted = Contracted(1, counts=COUNTED, registers=(DM, CHOL))
    (found,) = reckoned(contracted, YEAR.first)
    assert isinstance(found, CannotSay)
    assert found.item == "qof_achievement"
    assert "different sizes, 8,000 and 10,000 patients. Tell the practice's own list as well" in found.why
