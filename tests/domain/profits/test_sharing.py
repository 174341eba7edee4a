"""Sharing a surgery's profit: the published worked cases to the penny, and what each step gives to whom."""

from dataclasses import replace
from datetime import date

import pytest

from commonpractice.domain.partnership.facts import Basis, PriorSum, ProfitSharing
from commonpractice.domain.profits.facts import MonthResult, PersonalCost, ShareStep
from commonpractice.domain.profits.rules import property_shares, sharing
from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import FinancialYear, Month
from tests.domain.profits.agreements import (
    ALWAYS,
    SURGERY,
    YEAR,
    agreement,
    owner,
    partner,
    totals,
    until,
    year_of,
)

TIME, EARNED = ProfitSharing.TIME_APPORTIONED, ProfitSharing.MONTH_EARNED
MAY = Month(2025, 5)
SEPTEMBER = date(2025, 9, 30)
OCTOBER = Period(date(2025, 10, 1))


def of_year(results, agreed, how=TIME):
    return sharing.share_year(results, agreed, year=YEAR, how=how)


def of_month(result, agreed):
    return sharing.share_month(result, agreed, year=YEAR)


def may(profit: int, **more) -> MonthResult:
    return MonthResult(SURGERY, MAY, profit, **more)


def test_the_worked_example_comes_out_to_the_penny():
    """Profit £520,000; rent 60,000 less interest 15,000, owned 50/30/20; lead £10,000; own cost £2,400.

    520,000 - 45,000 - 10,000 + 2,400 = 467,400 for 26 sessions: 17,976.923 each.
    | partner | sessions | property | prior  | own    | balance    | in all     |
    | 1       | 8        | 22,500   | 10,000 |        | 143,815.39 | 176,315.39 |
    | 2       | 8        | 13,500   |        |        | 143,815.38 | 157,315.38 |
    | 3       | 6        |  9,000   |        | -2,400 | 107,861.54 | 114,461.54 |
    | 4       | 4        |          |        |        |  71,907.69 |  71,907.69 |
    """
    agreed = agreement(
        partner(1, (8, ALWAYS), prior=(PriorSum("Lead partner", 10_000_00, ALWAYS),)),
        partner(2, (8, ALWAYS)),
        partner(3, (6, ALWAYS)),
        partner(4, (4, ALWAYS)),
        owners=(owner("1/2", 1), owner("3/10", 2), owner("1/5", 3)),
    )
    results = year_of(520_000_00, rent=60_000_00, property_interest=15_000_00)
    results[3] = replace(results[3], personal=(PersonalCost(3, "Course fees", 2_400_00),))
    shares = of_year(results, agreed)
    assert totals(shares) == {1: 176_315_39, 2: 157_315_38, 3: 114_461_54, 4: 71_907_69}
    steps = {(row.partner, row.step): row.pence for row in shares}
    assert steps[1, ShareStep.PROPERTY] == 22_500_00
    assert steps[1, ShareStep.PRIOR] == 10_000_00
    assert steps[3, ShareStep.PERSONAL] == -2_400_00
    assert [steps[number, ShareStep.BALANCE] for number in (1, 2, 3, 4)] == [
        143_815_39,
        143_815_38,
        107_861_54,
        71_907_69,
    ]


UNEVEN = [
    MonthResult(SURGERY, month, 30_000_00 if place < 6 else 50_000_00)
    for place, month in enumerate(YEAR.months)
]
LEAVES = agreement(partner(1, (8, until(SEPTEMBER))), partner(2, (8, ALWAYS)))


@pytest.mark.parametrize(
    ("how", "leaver", "stayer"),
    [
        (TIME, 120_328_77, 359_671_23),  # 480,000 x 183/365 / 2 = 120,328.767
        (EARNED, 90_000_00, 390_000_00),  # 6 x 30,000 / 2
    ],
)
def test_a_partner_leaves_in_mid_year_and_the_deed_says_what_that_is_worth(how, leaver, stayer):
    """£30,000 a month April to September, £50,000 October to March, two equal partners."""
    assert totals(of_year(UNEVEN, LEAVES, how)) == {1: leaver, 2: stayer}
    swapped = replace(LEAVES, partners=LEAVES.partners[::-1])
    assert totals(of_year(UNEVEN, swapped, how)) == {1: leaver, 2: stayer}


@pytest.mark.parametrize(
    ("salaries", "shares"),
    [
        ((2_200_00, 2_200_00), {1: 3_700_00, 2: 3_700_00, 3: 1_500_00}),  # 8,900 - 4,400 = 4,500 / 3
        ((5_200_00, 5_200_00), {1: 4_700_00, 2: 4_700_00, 3: -500_00}),  # 8,900 - 10,400 = -1,500 / 3
    ],
)
def test_what_goes_before_may_leave_a_loss_and_whoever_bears_it_bears_it(salaries, shares):
    """HMRC's own example. For tax the loss is put on the others (4,450 each); current accounts keep it."""
    one, two = salaries
    agreed = agreement(
        partner(1, (1, ALWAYS), prior=(PriorSum("Salary", one, ALWAYS),), basis=Basis.RATIO),
        partner(2, (1, ALWAYS), prior=(PriorSum("Salary", two, ALWAYS),), basis=Basis.RATIO),
        partner(3, (1, ALWAYS), basis=Basis.RATIO),
    )
    assert totals(of_year(year_of(8_900_00), agreed)) == shares


def test_a_loss_is_borne_as_a_profit_would_have_been_shared():
    agreed = agreement(partner(1, (8, ALWAYS)), partner(2, (8, ALWAYS)), partner(3, (5, ALWAYS)))
    gain, loss = (totals(of_month(may(amount), agreed)) for amount in (100_00, -100_00))
    assert gain == {1: 38_10, 2: 38_09, 3: 23_81}  # 10,000 x 8/21 = 3,809.52; the one penny to the first
    assert loss == {number: -pence for number, pence in gain.items()}


def test_a_fixed_share_is_had_by_days_and_shares_nothing_else():
    """£96,000 a year, from 1 October: 182 of 365 days, £47,868.49; the rest is the other's."""
    agreed = agreement(partner(1, (8, ALWAYS)), partner(2, fixed=(96_000_00, OCTOBER)))
    for how in (TIME, EARNED):
        assert totals(of_year(year_of(200_000_00), agreed, how)) == {1: 152_131_51, 2: 47_868_49}


def test_the_months_of_a_fixed_share_add_up_to_the_year():
    agreed = agreement(partner(1, (8, ALWAYS)), partner(2, fixed=(100_000_01, ALWAYS)))
    of_months = [totals(of_month(result, agreed))[2] for result in year_of(200_000_00)]
    assert sum(of_months) == 100_000_01
    assert of_months[0] == 8_219_18  # 100,000.01 x 30 / 365 = 8,219.179
    assert of_months[1] == 8_493_15  # x 61 / 365 = 16,712.330, less that


def test_the_year_2023_24_has_a_leap_day():
    year = FinancialYear(2023)
    agreed = agreement(partner(1, (8, ALWAYS)), partner(2, fixed=(36_600_00, ALWAYS)))
    february = MonthResult(SURGERY, Month(2024, 2), 10_000_00)
    assert totals(sharing.share_month(february, agreed, year=year)) == {1: 7_100_00, 2: 2_900_00}


def test_sessions_that_change_in_mid_month_are_shared_by_days():
    """1 to 15 May 8 and 8; 16 to 31 May 8 and 4: 31,000 = 15,000 / 2 + 16,000 x 8/12."""
    half = date(2025, 5, 15)
    agreed = agreement(partner(1, (8, ALWAYS)), partner(2, (8, until(half)), (4, Period(date(2025, 5, 16)))))
    assert totals(of_month(may(31_000_00), agreed)) == {1: 18_166_67, 2: 12_833_33}


def test_a_surgery_that_joins_in_mid_year_earns_on_its_own_days():
    joins = Period(date(2025, 7, 1))
    agreed = agreement(
        partner(1, (8, until(SEPTEMBER, joins.start))), partner(2, (8, joins)), memberships=(joins,)
    )
    results = [MonthResult(SURGERY, month, 27_400_00) for month in YEAR.months[3:]]
    # 274 days, 92 of them until 30 September: 246,600 x 92/274 = 82,800, half of it
    assert totals(of_year(results, agreed)) == {1: 41_400_00, 2: 205_200_00}


def test_a_claw_back_reaches_those_who_were_there_when_it_was_earned():
    """The surgery left on 31 July; in November £600 of May is taken back. Who came in June bears nothing."""
    left = until(date(2025, 7, 31))
    agreed = agreement(
        partner(1, (8, until(date(2025, 5, 31)))),
        partner(2, (4, left)),
        partner(3, (8, Period(date(2025, 6, 1), left.end))),
        memberships=(left,),
    )
    before, after = (totals(of_month(may(profit), agreed)) for profit in (30_000_00, 29_400_00))
    assert {number: after[number] - pence for number, pence in before.items()} == {1: -400_00, 2: -200_00}


# Property.


def test_an_owner_who_retires_is_a_landlord_from_that_day_on():
    """Retired on 15 May, owns a third of £3,100 a month: 15 days' a property share, 16 days' an expense."""
    half = date(2025, 5, 15)
    agreed = agreement(
        partner(1, (8, until(half))),
        partner(2, (8, ALWAYS)),
        owners=(owner("1/3", 1, "Dr 1"), owner("1/3", 2, "Dr 2"), owner("1/3", None, "Mrs Yew")),
    )
    result = may(10_000_00, rent=3_100_00)
    [retired, stranger] = property_shares.due_to_others(result, agreed)
    assert (retired.partner, retired.owner, retired.pence) == (1, "Dr 1", 533_34)  # 3,100 / 3 x 16/31
    assert (stranger.partner, stranger.owner, stranger.pence) == (None, "Mrs Yew", 1_033_33)
    after = replace(result, profit=10_000_00 - 533_34 - 1_033_33)
    shares = {(row.partner, row.step): row.pence for row in of_month(after, agreed)}
    assert shares[1, ShareStep.PROPERTY] == 500_00  # 3,100 / 3 x 15/31
    assert shares[2, ShareStep.PROPERTY] == 1_033_33  # and the penny over to the first
    assert sum(shares.values()) == after.profit


def test_an_owner_who_is_a_partner_of_another_surgery_alone_is_a_landlord_here():
    agreed = agreement(partner(1, (8, ALWAYS)), owners=(owner("1", 99, "Dr Elsewhere"),))
    [due] = property_shares.due_to_others(may(0, rent=1_000_00, property_interest=250_00), agreed)
    assert (due.partner, due.pence) == (99, 750_00)
    assert totals(of_month(may(5_000_00, rent=1_000_00), agreed)) == {1: 5_000_00}


def test_interest_above_the_rent_is_borne_by_the_owners():
    agreed = agreement(partner(1, (8, ALWAYS)), partner(2, (8, ALWAYS)), owners=(owner("1", 1),))
    shares = totals(of_month(may(10_000_00, rent=1_000_00, property_interest=1_500_00), agreed))
    assert shares == {1: 4_750_00, 2: 5_250_00}  # 10,000 + 500 = 10,500 / 2, less 500 for the owner


def test_premises_whose_owners_are_not_known_are_everybodys():
    agreed = agreement(partner(1, (8, ALWAYS)), partner(2, (8, ALWAYS)))
    assert totals(of_month(may(10_000_00, rent=1_000_00), agreed)) == {1: 5_000_00, 2: 5_000_00}


# What is told, and what is refused.


def test_each_share_says_how_it_was_reckoned():
    agreed = agreement(
        partner(1, (8, ALWAYS)), partner(2, (4, ALWAYS)), partner(3, fixed=(36_500_00, ALWAYS))
    )
    first, *_, fixed = of_month(may(12_100_00), agreed)
    told = [(step.words, step.value, step.unit) for step in first.steps]
    assert told == [
        ("Profit, or loss below nil", 12_100, "£"),
        ("Less prior shares", -3_100, "£"),
        ("Balance", 9_000, "£"),
        ("Balance, 1 May 2025 to 31 May 2025", 9_000, "£"),
        ("Shared: 8 of 12", first.steps[4].value, "of it"),
        ("Share of the balance", 6_000, "£"),
    ]
    assert first.steps[4].value * 3 == 2
    assert [(step.words, step.value) for step in fixed.steps] == [
        ("Fixed share, a year", 36_500),
        ("Days", 31),
        ("Fixed share", 3_100),
    ]
    [year] = of_year(year_of(1_200_00), agreement(partner(1, (8, ALWAYS))), EARNED)
    assert [step.words for step in year.steps][:2] == [
        "Share of the balance, April 2025",
        "Share of the balance, May 2025",
    ]


def test_a_day_on_which_nobody_shares_is_told():
    gone = agreement(partner(1, (8, until(date(2025, 5, 20)))), partner(2, fixed=(1_000_00, ALWAYS)))
    with pytest.raises(sharing.NobodyShares, match="balance of Avon Surgery on 21 May 2025"):
        of_month(may(1_00), gone)


def test_nothing_made_and_nothing_due_needs_nobody():
    assert of_month(may(0), agreement()) == ()
    with pytest.raises(sharing.NobodyShares, match="on 1 May 2025"):
        of_month(may(1), agreement())


def test_a_result_outside_a_surgerys_days_is_told():
    left = agreement(partner(1, (8, until(date(2025, 4, 30)))), memberships=(until(date(2025, 4, 30)),))
    with pytest.raises(sharing.NobodyShares, match=r"result of -£10\.00 in May 2025, and has not belonged"):
        of_month(may(-10_00), left)


def test_a_cost_of_nobodys_is_told():
    agreed = agreement(partner(1, (8, ALWAYS)))
    with pytest.raises(sharing.NobodyShares, match=r"“Course fees” \(£24\.00\) was put to somebody"):
        of_month(may(0, personal=(PersonalCost(2, "Course fees", 24_00),)), agreed)


@pytest.mark.parametrize(
    ("results", "told"),
    [
        (UNEVEN[:-2], "2025/26 of Avon Surgery cannot be shared yet: February 2026, March 2026 is missing."),
        ([*UNEVEN, UNEVEN[0]], "are not those of the year, each once"),
        ([*UNEVEN, MonthResult(SURGERY, Month(2026, 4), 1)], "are not those of the year, each once"),
    ],
)
def test_a_year_is_shared_when_all_its_months_are_there(results, told):
    with pytest.raises(sharing.MonthsMissing, match=told):
        of_year(results, LEAVES)
