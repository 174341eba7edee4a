"""What the centre charges in a month, on each basis, with the sum that makes it."""

from datetime import date

import pytest

from commonpractice.domain.partnership.facts import CentreResult, ChargeBasis, SizeOnDay, SizeOverTime
from commonpractice.domain.profits.rules import centre, charges, drivers
from commonpractice.foundations.dated import Period
from commonpractice.foundations.money import share
from tests.domain.profits.agreements import ALWAYS, YEAR
from tests.domain.profits.charged import (
    JUNE,
    MAY,
    A,
    B,
    C,
    came,
    charge,
    count,
    from_day,
    member,
    month,
    over_the_year,
    pence,
)

REGISTERED, INCOME = ChargeBasis.PER_REGISTERED, ChargeBasis.SHARE_OF_INCOME
FIXED, USAGE, DIRECT = ChargeBasis.FIXED, ChargeBasis.USAGE, ChargeBasis.DIRECT


@pytest.mark.parametrize(
    ("row", "has", "charged"),
    [
        (charge(REGISTERED, rate="1.50"), count(8001), 1_000_13),  # 8,001 x 1.50 / 12 = 1,000.125
        (charge(ChargeBasis.PER_WEIGHTED, rate="0.4"), count("8412.5"), 280_42),  # / 12 = 280.4167
        (charge(ChargeBasis.PER_PARTNER, rate="600"), count(3), 150_00),
        (charge(ChargeBasis.PER_HEAD, rate="90"), count(21), 157_50),
        (charge(FIXED, rate="1000"), count(0), 83_33),  # 1,000 / 12, whatever else
        (charge(INCOME, percent="1.25"), came(123_456_78, MAY), 1_543_21),  # 1.25% of 123,456.78
        (charge(USAGE, rate="12.50"), came(17, MAY), 212_50),  # each use, not each year
        (charge(DIRECT), came(731_09, MAY), 731_09),
    ],
    ids=lambda value: getattr(getattr(value, "basis", None), "value", ""),
)
def test_each_basis_has_its_sum(row, has, charged):
    assert pence(month(row, of={A: [has]})) == {A: charged}


def test_income_use_and_spending_are_the_months_own():
    rows = [came(1_000_00, MAY), came(500_00, MAY), came(99_999_00, JUNE)]
    assert pence(month(charge(INCOME, percent="10"), of={A: rows})) == {A: 150_00}
    assert pence(month(charge(DIRECT), of={A: rows}, at=JUNE)) == {A: 99_999_00}
    assert pence(month(charge(INCOME, percent="10"), of={A: [came(-100_00, MAY)]})) == {A: -10_00}


def test_a_list_that_changes_in_mid_month_is_averaged_by_days():
    """15 days of 6,000 and 15 of 6,600: 6,300 x £2 / 12."""
    rows = [count(6000, Period(date(2025, 4, 1), date(2025, 6, 16))), count(6600, from_day(16, JUNE))]
    assert pence(month(charge(REGISTERED, rate="2"), of={A: rows}, at=JUNE)) == {A: 1_050_00}


def test_a_charge_and_a_surgery_that_begin_in_mid_month_pay_by_days():
    """£1,240 a year: 31 May days; from 11 May 21 of them, 103.33 x 21/31 = 70.00."""
    row = charge(FIXED, rate="1240")
    assert pence(month(charge(FIXED, from_day(11), rate="1240"), of={A: []})) == {A: 70_00}
    joined = [member(A, from_day(11)), member(B), member(C, from_day(1, JUNE))]
    assert pence(month(row, of={}, members=joined)) == {A: 70_00, B: 103_33}


def test_income_before_a_charge_began_is_not_charged_and_of_a_joiner_all_is():
    late = charge(INCOME, from_day(16), percent="10")  # 16 of 31 days
    assert pence(month(late, of={A: [came(310_00, MAY)]})) == {A: 16_00}
    joiner = [member(A, from_day(16))]
    row = charge(INCOME, percent="10")
    assert pence(month(row, of={A: [came(310_00, MAY)]}, members=joiner)) == {A: 31_00}
    assert pence(month(late, of={A: [came(310_00, MAY)]}, members=joiner)) == {A: 31_00}


def test_a_rate_that_changes_in_mid_month_is_one_charge():
    """15 days at £1,200, 16 at £2,400 a year: (100 x 15 + 200 x 16) / 31 = 151.61."""
    old, new = (
        charge(FIXED, Period(date(2025, 4, 1), date(2025, 5, 16)), rate="1200"),
        charge(FIXED, from_day(16), rate="2400"),
    )
    [row] = month(old, new, of={A: []})
    assert (row.charge, row.pence) == ("it", 151_61)
    assert [str(step.words) for step in row.steps if "days" in step.words] == [
        "Charge it: May 2025 (15 of 31 days)",
        "Charge it: May 2025 (16 of 31 days)",
    ]


def test_only_the_surgeries_named_are_charged():
    row = charge(FIXED, rate="1200", surgeries=(B,))
    assert pence(month(row, of={A: [], B: []})) == {B: 100_00}


def test_charges_come_in_their_order_and_then_the_surgeries():
    rows = [charge(FIXED, rate="12", code=code) for code in ("b", "a")]
    assert [(row.charge, row.surgery) for row in month(*rows, of={B: [], A: []})] == [
        ("b", B),
        ("b", A),
        ("a", B),
        ("a", A),
    ]


# Pools.


def test_a_pool_is_shared_by_what_each_has_to_the_penny():
    """£100.00 a year; May has 8.33 (April to July take the pennies over: 8.34); by 2, 1 and 1 patients."""
    row, has = charge(REGISTERED, pool=100_00), {A: [count(2)], B: [count(1)], C: [count(1)]}
    year = over_the_year(row, of=has)
    assert [sum(each.values()) for each in year] == share(100_00, [1] * 12) == [834] * 4 + [833] * 8
    assert year[1] == {A: 4_17, B: 2_09, C: 2_08}
    assert year[4] == {A: 4_17, B: 2_08, C: 2_08}


def test_a_pool_for_a_part_of_the_year_is_that_part_of_it():
    """£1,200 from 16 June: half of June and nine months more."""
    year = over_the_year(charge(FIXED, from_day(16, JUNE), pool=1_200_00), of={A: [], B: []})
    assert [sum(each.values()) for each in year] == [0, 0, 50_00] + [100_00] * 9


def test_a_pool_that_nobody_can_be_charged_for_is_told():
    row = charge(USAGE, pool=1_200_00, code="bank")
    with pytest.raises(charges.CannotCharge, match=r"Charge bank \(bank\) is shared by use, and in May 2025"):
        month(row, of={A: [], B: []})
    with pytest.raises(charges.CannotCharge, match="every share is nil"):
        month(charge(INCOME, pool=12_00), of={A: [came(-1, MAY)], B: []})


def test_income_below_nil_bears_nothing_of_a_pool_and_the_others_all_of_it():
    """£1.00 of May by income of -£1.00, £6.00 and £2.00: nil, 75p and 25p."""
    row, has = charge(INCOME, pool=12_00), {A: [came(-1_00, MAY)], B: [came(6_00, MAY)], C: [came(2_00, MAY)]}
    found = month(row, of=has)
    assert pence(found) == {A: 0, B: 75, C: 25}
    said = [(step.words, step.value, step.unit) for step in found[0].steps]
    assert said[:2] == [
        ("Charge it: May 2025", -1, "£ of income"),
        ("Below nil, so counted as nil", 0, "£ of income"),
    ]


# Caps and floors, over the year to date.


def test_a_cap_that_is_reached_in_october_charges_nothing_after():
    """£100 a month, £650 at the most: six whole months, half of October, nothing."""
    year = over_the_year(charge(FIXED, rate="1200", cap=650_00), of={A: []})
    assert [each[A] for each in year] == [100_00] * 6 + [50_00] + [0] * 5


def test_a_cap_counts_from_the_beginning_of_each_year():
    row = charge(FIXED, rate="1200", cap=100_00)
    first = charges.of_month([row], members=[member(A)], drivers={}, month=YEAR.last + 1, year=YEAR + 1)
    assert [found.pence for found in first] == [100_00]


def test_a_floor_accrues_by_the_month_and_is_made_good_by_later_months():
    """At least £1,200 a year; use of £50, £250 and nothing: 100, then 300 in all, then nothing to add."""
    row = charge(USAGE, rate="1", floor=1_200_00)
    used = [came(50, YEAR.first), came(250, YEAR.first + 1)]
    year = over_the_year(row, of={A: used})
    assert [each[A] for each in year[:5]] == [100_00, 200_00, 0, 100_00, 100_00]
    assert sum(each[A] for each in year) == 1_200_00


def test_a_floor_of_half_a_year_is_half():
    row = charge(USAGE, Period(date(2025, 4, 1), date(2025, 10, 1)), rate="1", floor=1_200_00)
    assert [each.get(A, 0) for each in over_the_year(row, of={A: []})] == [100_00] * 6 + [0] * 6


SUMMER, WINTER = Period(date(2025, 4, 1), date(2025, 10, 1)), Period(date(2025, 10, 1))


@pytest.mark.parametrize(
    ("caps", "charged"),
    [
        ((300_00, 500_00), [100_00] * 3 + [0] * 3 + [100_00] * 2 + [0] * 4),  # let off stays let off
        ((500_00, 300_00), [100_00] * 5 + [0] * 7),  # nothing is given back
        ((300_00, None), [100_00] * 3 + [0] * 3 + [100_00] * 6),
        ((None, 800_00), [100_00] * 8 + [0] * 4),
    ],
)
def test_a_cap_that_changes_in_the_year(caps, charged):
    rows = [
        charge(FIXED, days, rate="1200", cap=cap) for days, cap in zip((SUMMER, WINTER), caps, strict=True)
    ]
    assert [each[A] for each in over_the_year(*rows, of={A: []})] == charged


def test_a_claw_back_brings_a_surgery_back_under_its_cap():
    """10% of income, £150 at the most: 100 + 100 is 150; after -£800 of June the year's is 120."""
    row = charge(INCOME, percent="10", cap=150_00)
    came_in = [came(1_000_00, YEAR.first), came(1_000_00, MAY), came(-800_00, JUNE)]
    assert [each[A] for each in over_the_year(row, of={A: came_in})[:3]] == [100_00, 50_00, -30_00]


def test_what_a_limit_did_is_told():
    [row] = month(charge(FIXED, rate="1200", cap=130_00), of={A: []})
    assert [(step.words, step.value) for step in row.steps[-3:]] == [
        ("Charged earlier in the year", 100),
        ("At the most in a year", 130),
        ("Charged for the month", 30),
    ]
    [row] = month(charge(USAGE, rate="1", floor=1_200_00), of={A: []})
    assert [(step.words, step.value) for step in row.steps[-3:]] == [
        ("Charged earlier in the year", 100),
        ("At least, for the year so far", 200),
        ("Charged for the month", 100),
    ]


def test_each_charge_says_how_it_was_reckoned():
    [row] = month(charge(REGISTERED, rate="1.5"), of={A: [count(8000)]})
    assert [(step.words, step.value, step.unit, step.source) for step in row.steps] == [
        ("Charge it: May 2025", 8000, "registered patients", "test"),
        ("Rate", 1.5, "£ each a year", "deed: Charge it"),
        ("The month", 1000, "£", ""),
    ]
    [row] = month(charge(INCOME, percent="5"), of={A: [came(200_00, MAY)]})
    assert [(step.value, step.unit) for step in row.steps] == [(200, "£ of income"), (5, "%"), (10, "£")]
    [row] = month(charge(FIXED, pool=120_00), of={A: []})
    assert [(step.words, step.value) for step in row.steps[1:]] == [
        ("The pool of the month", 10),
        ("The month", 10),
    ]


# What charges go by.


def test_a_day_without_a_count_is_told():
    row = charge(REGISTERED, rate="1")
    gap = [count(8000, Period(date(2025, 4, 1), date(2025, 5, 10))), count(8000, from_day(12))]
    with pytest.raises(
        drivers.NotCounted, match="how many registered patients Avon Surgery has on 10 May 2025"
    ):
        month(row, of={A: gap})
    joined = [member(A, from_day(12))]
    assert pence(month(row, of={A: gap[1:]}, members=joined)) == {A: 430_11}  # 8,000 / 12 x 20/31


def test_sizes_and_partners_are_counted_by_day():
    size = SizeOverTime(SizeOnDay(8000, 8400, 20, "list sizes"), ALWAYS)
    by = drivers.of_sizes({A: (size,)})
    assert {basis: rows[A][0].value for basis, rows in by.items()} == {
        REGISTERED: 8000,
        ChargeBasis.PER_WEIGHTED: 8400,
        ChargeBasis.PER_HEAD: 20,
    }
    whole = Period(YEAR.first.first, date(2026, 4, 1))
    spells = [ALWAYS, Period(date(2025, 5, 11)), Period(date(2016, 1, 1), date(2025, 5, 21))]
    rows = drivers.of_partners(spells, whole, "partners")
    assert [(row.effective.start.isoformat(), row.value) for row in rows] == [
        ("2025-04-01", 2),
        ("2025-05-11", 3),
        ("2025-05-21", 2),
    ]
    per_partner = charge(ChargeBasis.PER_PARTNER, rate="372")  # £31 a month: 2 x 21 days and 3 x 10
    assert pence(month(per_partner, of={A: rows})) == {A: 72_00}
    assert [row.value for row in drivers.of_partners([], whole, "partners")] == [0]


# The centre's own result.

HAS = {REGISTERED: {A: [count(2000)], B: [count(1000)]}}


@pytest.mark.parametrize(
    ("how", "result", "parts"),
    [
        (CentreResult.PER_REGISTERED, 100_00, {A: 66_67, B: 33_33}),
        (CentreResult.PER_REGISTERED, -100_00, {A: -66_67, B: -33_33}),
        (CentreResult.EQUALLY_BY_SURGERY, 100_01, {A: 50_01, B: 50_00}),
        (CentreResult.RETAINED, 100_00, {}),
        (CentreResult.PER_REGISTERED, 0, {}),
    ],
)
def test_the_centres_result_goes_where_the_deed_says(how, result, parts):
    found = centre.passed_on(result, how, members=[member(A), member(B)], drivers=HAS, months=YEAR.months)
    assert {row.surgery: row.pence for row in found} == parts


def test_in_equal_parts_means_by_the_time_that_each_was_there():
    members = [member(A), member(B, from_day(1, JUNE)), member(C, from_day(1, YEAR.last + 1))]
    found = centre.passed_on(
        2_200_00, CentreResult.EQUALLY_BY_SURGERY, members=members, drivers={}, months=YEAR.months
    )
    assert {row.surgery: row.pence for row in found} == {A: 1_200_00, B: 1_000_00}  # 12 and 10 months


def test_a_surgery_with_income_below_nil_has_nothing_of_the_centres_result():
    """£3.00 by income of -£4.00, £2.00 and £1.00."""
    has = {INCOME: {A: [came(-4_00, MAY)], B: [came(2_00, MAY)], C: [came(1_00, MAY)]}}
    found = centre.passed_on(
        3_00,
        CentreResult.SHARE_OF_INCOME,
        members=[member(A), member(B), member(C)],
        drivers=has,
        months=[MAY],
    )
    assert {row.surgery: row.pence for row in found} == {B: 2_00, C: 1_00}


def test_a_centres_result_that_cannot_be_shared_is_told():
    with pytest.raises(centre.CannotPassOn, match=r"result of £1\.00 is the surgeries', by their income"):
        centre.passed_on(
            1_00, CentreResult.SHARE_OF_INCOME, members=[member(A)], drivers={}, months=YEAR.months
        )
