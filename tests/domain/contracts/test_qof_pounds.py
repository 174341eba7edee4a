"""Pounds from points: four published or worked examples, a year whole, and what always holds."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.domain.contracts import parameters
from commonpractice.domain.contracts.facts import Adjustment, Count, Trust, rounded
from commonpractice.domain.contracts.rules.amounts import CannotReckon, whole_pence
from commonpractice.domain.contracts.rules.qof import Share, earned, points, pounds, protected_points
from commonpractice.foundations.money import pence
from commonpractice.foundations.months import FinancialYear
from tests.examples import thorough


def worth(year: str, got, list_size, share=None, adjustment=Adjustment.PREVALENCE) -> Fraction:
    of = parameters.qof_year(FinancialYear.parse(year))
    return pounds(
        got,
        pounds_per_point=of.pounds_per_point.value,
        list_size=list_size,
        average_list=of.average_list.value,
        adjustment=adjustment,
        share=share,
    )


def test_atrial_fibrillation_in_2022_23_and_why_the_published_sum_is_three_pounds_more():
    """The LMC's page rounds both factors to hundredths on the way: 29 × 207.56 × 1.71 × 1.45."""
    share = Share(Decimal("3.05"), Decimal("2.1"))
    assert whole_pence(worth("2022/23", 29, 16_000, share)) == pence("14,921.66")
    of = parameters.qof_year(FinancialYear(2022))
    by_list = rounded(Fraction(16_000) / Fraction(of.average_list.value))
    by_prevalence = rounded(Fraction(share.practice) / Fraction(share.national))
    assert (by_list, by_prevalence) == (Decimal("1.71"), Decimal("1.45"))
    assert whole_pence(29 * of.pounds_per_point.value * by_list * by_prevalence) == pence("14,924.71")


@pytest.mark.parametrize(("register", "published"), [(53, "6,619.98"), (72, "8,993.18")])
def test_dementia_in_2020_21_by_how_many_are_on_the_register(register, published):
    share = Share(Fraction(register, 100), Decimal("0.78"))
    assert whole_pence(worth("2020/21", 44, 10_000, share)) == pence(published)


def test_diabetes_in_2023_24_from_the_count_to_the_pounds():
    one = parameters.qof_indicators(FinancialYear(2023))["DM020"]
    got = points(Count(312, 520), one)
    assert got == Fraction("10.625")
    share = Share(Decimal("6.6"), Decimal("7.7"))
    assert whole_pence(worth("2023/24", got, 12_000, share, one.adjustment)) == pence("2,419.84")


def test_quality_improvement_in_2021_22_goes_by_the_list_alone():
    average = parameters.qof_year(FinancialYear(2021)).average_list.value
    whole = worth("2021/22", 74, average, adjustment=Adjustment.NONE)
    assert whole_pence(whole) == pence("14,885.84")
    assert worth("2021/22", 74, average / 2, adjustment=Adjustment.NONE) == whole / 2


@pytest.mark.parametrize("adjustment", [Adjustment.PREVALENCE, Adjustment.TARGET_POPULATION])
def test_what_is_adjusted_needs_something_to_go_by(adjustment):
    with pytest.raises(CannotReckon, match="that is not known"):
        worth("2022/23", 1, 1000, None, adjustment)
    with pytest.raises(CannotReckon, match="above nil to divide by"):
        worth("2022/23", 1, 1000, Share(1, 0), adjustment)
    with pytest.raises(CannotReckon, match="in the practice cannot be below nil"):
        worth("2022/23", 1, 1000, Share(-1, 1), adjustment)


def test_points_and_lists_below_nil_are_refused():
    with pytest.raises(CannotReckon, match="Points cannot be below nil: it is -1"):
        worth("2022/23", -1, 1000, Share(1, 1))
    with pytest.raises(CannotReckon, match="A list cannot be below nil"):
        worth("2022/23", 1, -1000, Share(1, 1))


def year_of(begins: int):
    return parameters.qof_year(FinancialYear(begins))


COUNTS = {
    "AF001": Count(300, 300),
    "AF006": Count(195, 300),  # 65%: 12 × 25 ÷ 50 = 6
    "AF007": Count(0, 0),
    "DM020": Count(312, 520),
    "QIOA011": Count(1, 1),
    "VI001": Count(95, 100),
}
SHARES = {"AF": Share(3, 2), "DM020": Share(1, 1), "DM": Share(9, 1), "VI": Share(1, 2)}


def test_a_year_is_its_indicators_and_their_pence_make_it():
    found = earned(year=year_of(2022), counts=COUNTS, list_size=9374, shares=SHARES)  # the average list
    got = {line.indicator.code: line.points for line in found.indicators}
    assert got == {
        "AF001": 5,
        "AF006": 6,
        "AF007": None,
        "DM020": Fraction("10.625"),
        "QIOA011": 27,
        "VI001": 18,
    }
    assert found.points == Fraction("66.625")
    # 207.56 × (1.5 × 11 + 10.625, a share of its own before its group's, + 27 + 18 × 0.5) = 207.56 × 63.125
    assert found.amount == pence("13,102.23")  # 13,102.225, half up
    assert sum(line.amount for line in found.indicators) == found.amount
    empty = next(line for line in found.indicators if line.points is None)
    assert (empty.amount, empty.steps[-1].words) == (0, "Not earnable: nobody is eligible")


def test_each_indicator_tells_how_its_pounds_came_about_and_how_sure_they_are():
    found = earned(year=year_of(2022), counts=COUNTS, list_size=9374, shares=SHARES)
    by_code = {line.indicator.code: line for line in found.indicators}
    assert [(step.words, step.value, step.trust) for step in by_code["AF006"].steps] == [
        ("The most that AF006 can earn", 12, Trust.FOUND),
        ("Lower threshold", 40, Trust.DERIVED),
        ("Upper threshold", 90, Trust.DERIVED),
        ("Patients who met it", 195, Trust.FOUND),
        ("Patients who were eligible", 300, Trust.FOUND),
        ("Points", 6, Trust.DERIVED),
        ("× pounds a point", Fraction("207.56"), Trust.FOUND),
        ("× the list over the average list", 1, Trust.FOUND),
        ("× prevalence in the practice over that in England", Fraction(3, 2), Trust.FOUND),
        ("Pounds", Fraction("1868.04"), Trust.DERIVED),
    ]
    assert by_code["VI001"].steps[-1].trust is Trust.UNVERIFIED
    assert "At the lower threshold" in [step.words for step in by_code["VI001"].steps]
    assert not any("prevalence" in step.words for step in by_code["QIOA011"].steps)


def test_one_patient_more_moves_the_pounds_of_that_indicator_alone():
    before = earned(year=year_of(2022), counts=COUNTS, list_size=9374, shares=SHARES)
    after = earned(
        year=year_of(2022), counts={**COUNTS, "DM020": Count(313, 520)}, list_size=9374, shares=SHARES
    )
    moved = [
        (one.indicator.code, other.pounds - one.pounds)
        for one, other in zip(before.indicators, after.indicators, strict=True)
        if one.pounds != other.pounds
    ]
    # 17 points × (1 ÷ 520) ÷ 0.40 × 207.56
    assert moved == [("DM020", 17 * Fraction(1, 520) / Fraction("0.40") * Fraction("207.56"))]


def test_protected_income_is_paid_at_the_points_of_the_year_before():
    year = year_of(2024)
    prior = {code: Fraction(one.points) for code, one in year_of(2023).indicators.items()}
    protected = protected_points(year, prior)
    assert sum(protected.values()) == 212
    found = earned(
        year=year,
        counts={"AST008": Count(0, 10), "DM020": Count(312, 520)},  # AST008's own count no longer matters
        list_size=9964,
        shares=dict.fromkeys([one.group for one in year.indicators.values()], Share(1, 1)),
        points_instead=protected,
    )
    assert found.points == 212 + Fraction("10.625")
    assert found.amount == whole_pence((212 + Fraction("10.625")) * Fraction("220.62"))
    steps = next(line.steps for line in found.indicators if line.indicator.code == "AST008")
    assert steps[1].words == "Points of the year before, which are protected"


def test_what_was_not_earnable_last_year_is_not_protected():
    assert protected_points(year_of(2024), {"AST008": None, "AF006": Fraction(12)}) == {}


def test_an_indicator_of_another_year_and_a_year_without_a_list_are_refused():
    with pytest.raises(CannotReckon, match=r"The QOF of 2022/23 has no indicator CD001\."):
        earned(year=year_of(2022), counts={"CD001": Count(1, 2)}, list_size=1, shares={})
    with pytest.raises(CannotReckon, match="the average list of 2014/15"):
        earned(year=year_of(2014), counts={"AST002": Count(1, 2)}, list_size=1, shares={})


def test_a_practice_that_earned_nothing_is_paid_nothing():
    found = earned(year=year_of(2022), counts={"AF006": Count(0, 0)}, list_size=1, shares={})
    assert (found.points, found.amount) == (0, 0)


COUNT = st.integers(0, 3000).flatmap(lambda most: st.builds(Count, st.integers(0, most), st.just(most)))
SHARE = st.builds(Share, st.fractions(0, 30, max_denominator=100), st.fractions(1, 30, max_denominator=100))


@thorough()
@given(
    st.dictionaries(st.sampled_from(sorted(year_of(2023).indicators)), COUNT, min_size=1),
    st.integers(0, 60_000),
    SHARE,
)
def test_indicators_pence_make_the_year_whatever_was_counted(counts, list_size, share):
    groups = {one.group for one in year_of(2023).indicators.values()}
    found = earned(
        year=year_of(2023), counts=counts, list_size=list_size, shares=dict.fromkeys(groups, share)
    )
    assert sum(line.amount for line in found.indicators) == found.amount
    assert abs(sum(line.pounds for line in found.indicators) * 100 - found.amount) <= Fraction(1, 2)
    assert all(abs(line.pounds * 100 - line.amount) < 2 for line in found.indicators)
    assert 0 <= found.points <= 635
