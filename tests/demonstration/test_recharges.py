"""The recharges of the demonstration: about forty a year, most agreed, one declined, a few that wait."""

from collections import Counter
from datetime import date

from commonpractice.demonstration.recharges import payments, recharges
from commonpractice.foundations.months import FinancialYear
from tests.demonstration.made_up import TODAY, a_plan

PLAN = a_plan()
SHOWN = ["DEMO01", "DEMO02", "DEMO17"]
PLANNED = recharges(PLAN, shown=SHOWN)


def test_about_forty_a_year():
    for year in (FinancialYear(2024), FinancialYear(2025)):
        assert 36 <= sum(each.month in year for each in PLANNED) <= 48


def test_one_is_declined_with_a_reason_and_a_few_wait():
    declined = [each for each in PLANNED if not each.agreed]
    assert len(declined) == 1
    assert declined[0].words
    waiting = [each for each in PLANNED if each.answered is None]
    assert len(waiting) == 5
    assert all(each.raised < TODAY for each in waiting)
    assert all(each.month == PLAN.months[-1] for each in waiting)  # which is open
    assert {each.home for each in waiting} & set(SHOWN)  # somebody who signs in has one to answer
    assert {each.host for each in waiting} & set(SHOWN)


def test_nobody_recharges_themselves_or_a_surgery_that_is_not_there():
    for each in PLANNED:
        assert each.home != each.host
        assert not {each.home, each.host} & {"DEMO24", "DEMO39", "CENTRE"}
        assert each.amount > 0
        assert each.answered is None or each.raised < each.answered <= each.month.last


def test_what_was_agreed_is_paid_the_month_after_and_clears_between_the_two():
    paid = list(payments(PLAN, PLANNED))
    due = [each for each in PLANNED if each.answered and each.agreed and each.month < PLAN.months[-1]]
    assert len(paid) == len(due) > 80
    assert len({document.key for document, _ in paid}) == len(paid)
    settled = Counter()
    for _, [journal] in paid:
        assert sum(line.amount for line in journal.lines) == 0
        for line in journal.lines:
            settled[line.surgery_id, line.account] += line.amount
    owed = Counter()
    for each in due:
        owed[PLAN.ids.surgeries[each.home], 8620] += each.amount
        owed[PLAN.ids.surgeries[each.host], 8620] -= each.amount
    assert {key: amount for key, amount in settled.items() if key[1] == 8620 and amount} == {
        key: amount for key, amount in owed.items() if amount
    }


def test_the_same_seed_raises_the_same_recharges():
    assert recharges(a_plan(), shown=SHOWN) == PLANNED
    assert recharges(a_plan(seed=7), shown=SHOWN) != PLANNED


def test_a_young_demonstration_has_recharges_too():
    early = recharges(a_plan(today=date(2024, 5, 2)), shown=SHOWN)
    assert sum(each.answered is None for each in early) == 5
