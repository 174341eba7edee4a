"""Two years of books of the whole partnership: that they balance, are as many as promised, and plausible."""

import hashlib
import os
import subprocess
import sys

import pytest

from commonpractice.demonstration.books import accounts
from commonpractice.demonstration.nhs.planted import planted
from commonpractice.domain.ledger import parameters
from commonpractice.domain.ledger.facts import AccountKind
from commonpractice.foundations.months import FinancialYear, Month, months
from tests.demonstration.made_up import FIRST, LAST, TODAY, Sums, a_plan, everything

pytestmark = pytest.mark.slow
YEARS = [FinancialYear(2024), FinancialYear(2025)]


@pytest.fixture(scope="module")
def sums() -> Sums:
    return everything(a_plan())


def full_time(sums: Sums, year: FinancialYear, code: str | None = None) -> float:
    """Full-time partners on average over a year."""
    return sum(
        float(place.full_time(month)) / 12
        for place in sums.plan.places
        if code in (None, place.code)
        for month in year.months
        if place.belongs(month)
    )


@pytest.mark.parametrize("year", YEARS, ids=str)
def test_some_two_hundred_thousand_postings_a_year_are_made_up(sums, year):
    """Contracts, charges and shares come to as many more as make it a quarter of a million."""
    assert 170_000 <= sum(sums.postings[month] for month in year.months) <= 220_000


def test_the_months_since_are_carried_on_lightly(sums):
    later = [month for month in sums.postings if month > LAST]
    assert min(later) == LAST + 1
    assert max(later).last < TODAY  # the month of today is left to whoever tries it
    assert all(1_500 < sums.postings[month] < 8_000 for month in later)


def test_a_surgerys_month_has_some_fifteen_to_thirty_documents_each_posted_once(sums):
    assert set(sums.keys.values()) == {1}
    usual = [
        sums.documents[place.code, month]
        for place in sums.plan.places
        for month in place.months
        if month <= LAST
    ]
    assert 18 <= sum(usual) / len(usual) <= 30
    assert min(usual) >= 14


def test_the_books_balance_and_the_internal_accounts_are_nil_together(sums):
    """In every month: debits and credits of each profit centre, and each internal account of them all."""
    chart = parameters.chart()
    by_place: dict = {}
    internal: dict = {}
    for (code, month, account), amount in sums.amounts.items():
        by_place[code, month] = by_place.get((code, month), 0) + amount
        if chart[account].internal:
            internal[month, account] = internal.get((month, account), 0) + amount
    assert not any(by_place.values())
    assert len(internal) == 2 * len(sums.plan.months)  # the central charge and its settlement
    assert not any(internal.values())


def test_the_partnerships_income_is_that_of_its_size(sums):
    """England's practices were paid £168 a registered patient in 2022/23; prices have risen since."""
    for year, low, high in ((YEARS[0], 170, 200), (YEARS[1], 185, 215)):
        income = sums.result(year, AccountKind.INCOME) / 100 / 280_000
        assert low < income < high


@pytest.mark.parametrize("year", YEARS, ids=str)
def test_profit_for_a_full_time_partner_is_plausible(sums, year):
    each = sums.surplus(year) / 100 / full_time(sums, year)
    assert 110_000 < each < 180_000
    margin = sums.surplus(year) / sums.result(year, AccountKind.INCOME)
    assert 0.20 < margin < 0.33


def test_surgeries_differ_one_makes_a_loss_and_one_does_strongly_better(sums):
    year = YEARS[1]
    each = {
        place.code: sums.surplus(year, place.code) / 100 / full_time(sums, year, place.code)
        for place in sums.plan.places
    }
    character = {place.code: place.invented.character for place in sums.plan.places}
    losing = [code for code, amount in each.items() if amount < 0]
    assert [character[code] for code in losing] == ["struggling"]
    thriving = next(code for code, word in character.items() if word == "thriving")
    assert each[thriving] > 180_000
    usual = [amount for code, amount in each.items() if character[code] == "plain"]
    assert sum(110_000 <= amount <= 180_000 for amount in usual) >= len(usual) * 2 // 3
    assert min(usual) > 50_000
    assert max(usual) < 280_000


def test_one_year_is_dearer_than_the_other_and_winter_unlike_summer(sums):
    def moved(account: int, *which: Month) -> int:
        return abs(
            sum(sums.amounts[key] for key in list(sums.amounts) if key[2] == account and key[1] in which)
        )

    one, other = (year.months for year in YEARS)
    reception, influenza, gas, locums = 3040, 1285, 4040, 3020
    spring, summer, autumn, winter = one[1:4], one[2:5], one[5:8], one[8:11]
    assert moved(reception, *other) > moved(reception, *one) > 0
    assert moved(influenza, *autumn) > 10 * moved(influenza, *spring)
    assert moved(gas, *winter) > 2 * moved(gas, *summer)
    assert moved(locums, *winter) > moved(locums, *spring) * 6 // 5


def test_nobodys_bank_is_absurd(sums):
    """At each month's end: from £3 to £45 a patient; the surgery that makes a loss may overdraw."""
    running: dict = {}
    received = sums.banks
    for place in sums.plan.places:
        total = 0
        for month in months(FIRST, LAST):
            total += sums.amounts.get((place.code, month, accounts.BANK), 0)
            total += received.get((place.code, month), 0)
            if place.belongs(month) and not (
                month == place.months[-1] and place.invented.character == "leaves"
            ):
                running[place.code, month] = total / 100 / place.registered(month)
    losing = {place.code for place in sums.plan.places if place.invented.character == "struggling"}
    assert all(-15 < amount < 45 for amount in running.values())
    held_back = {
        (place.code, one.month)
        for one in planted(sums.plan.months)
        for place in sums.plan.places
        if one.told.get("held_back") and place.fact.name == one.surgery
    }
    assert len(held_back) == 1
    assert all(amount > 3 for key, amount in running.items() if key[0] not in losing and key not in held_back)


def test_the_centre_neither_gains_nor_loses_much(sums):
    for year in YEARS:
        budget = sums.plan.centre_budget(year.begins)
        assert abs(sums.surplus(year, "CENTRE")) < budget // 10


def _digest(made: Sums) -> str:
    told = sorted(
        (code, str(month), account, amount) for (code, month, account), amount in made.amounts.items()
    )
    return hashlib.sha256(repr((told, sorted(made.keys))).encode()).hexdigest()


def test_the_same_seed_makes_the_same_books_on_any_machine(sums):
    """Made again in other processes, whose sets and hashes come in another order."""
    program = (
        "from tests.demonstration.made_up import a_plan, everything\n"
        "from tests.demonstration.test_whole_books import _digest\n"
        "print(_digest(everything(a_plan())))"
    )
    again = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONHASHSEED": "4711", "PYTHONPATH": "."},
        capture_output=True,
        check=True,
        text=True,
    )
    assert again.stdout.strip() == _digest(sums)


def test_another_seed_makes_other_books_as_plausible(sums):
    other = everything(a_plan(seed=1))
    assert _digest(other) != _digest(sums)
    for year in YEARS:
        assert 170_000 <= sum(other.postings[month] for month in year.months) <= 220_000
        assert 110_000 < other.surplus(year) / 100 / full_time(other, year) < 180_000
