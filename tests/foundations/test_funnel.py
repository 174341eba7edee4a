"""Funnels: published limits to six digits, a second way with NumPy, the edges, and what must always hold."""

import csv
import gzip
from math import asin, exp, isclose, log, sin, sqrt
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from commonpractice.foundations import funnel
from commonpractice.foundations.funnel import dispersion, ratios
from commonpractice.foundations.funnel.poisson import poisson_limits
from tests.examples import thorough

BY = funnel.published()

# expected | lower 95 | upper 95 | lower 99.8 | upper 99.8: FunnelPlotR, tests/testthat/test-poisson_limits.R
POISSON = """
15 | 0.5596924 | 1.649348 | 0.3862650 | 2.082907
20 | 0.6108260 | 1.544419 | 0.4479107 | 1.902094
30 | 0.6746958 | 1.427562 | 0.5289724 | 1.702771
"""


@pytest.mark.parametrize("line", POISSON.strip().splitlines())
def test_published_poisson_limits_come_out_to_their_last_digit(line):
    expected, *printed = (text.strip() for text in line.split("|"))
    limits = poisson_limits(float(expected), BY)
    got = (limits.lower_95, limits.upper_95, limits.lower_998, limits.upper_998)
    for value, text in zip(got, printed, strict=True):
        assert round(value, len(text.partition(".")[2])) == float(text)


@pytest.mark.parametrize("expected", [0.3, 1.7, 15, 412.25, 90_000])
def test_poisson_limits_are_where_the_poisson_distribution_says(expected):
    """As a check that knows no χ²: at the limit as the true rate, what was expected is at the tail."""
    limits = poisson_limits(expected, BY)
    for ratio, tail in ((limits.upper_95, 0.025), (limits.upper_998, 0.001)):
        assert isclose(stats.gamma.sf(ratio * expected, expected + 1), tail, rel_tol=1e-6)
    for ratio, tail in ((limits.lower_95, 0.025), (limits.lower_998, 0.001)):
        assert isclose(stats.gamma.cdf(ratio * expected, expected), tail, rel_tol=1e-6)
    if expected == 15:  # a whole number: seen through the Poisson distribution itself
        assert isclose(stats.poisson.cdf(15, limits.upper_95 * 15), 0.025, rel_tol=1e-6)
        assert isclose(stats.poisson.sf(14, limits.lower_95 * 15), 0.025, rel_tol=1e-6)


def test_four_units_worked_by_hand():
    """Target 100/400. z = (asin √p − asin ½) × 2√100; asin ½ = 30°. Winsorised between the 10% and 90%."""
    counts = [(10, 100), (20, 100), (30, 100), (40, 100)]
    drawn = funnel.proportions(counts, by=BY, overdispersion=True)
    assert drawn.target == 0.25
    middle = asin(0.5)
    z = [20 * (asin(sqrt(part / 100)) - middle) for part, _ in counts]
    assert [unit.z for unit in drawn.units] == pytest.approx(z, rel=1e-12)
    low, high = z[0] + 0.3 * (z[1] - z[0]), z[2] + 0.7 * (z[3] - z[2])  # 10% of three steps is 0.3 of one
    squares = low**2 + z[1] ** 2 + z[2] ** 2 + high**2
    assert drawn.dispersion == pytest.approx(squares / 4)
    tau = (squares - 3) / (1600 - 4 * 400**2 / 1600)  # w = 4n = 400 each
    assert drawn.between == pytest.approx(tau)
    reach = 3.090232 * sqrt(1 / 400 + tau)
    assert drawn.units[0].limits.lower_998 == max(0.0, sin(max(middle - reach, 0)) ** 2)
    assert drawn.units[0].limits.upper_998 == pytest.approx(sin(middle + reach) ** 2)
    plain = funnel.proportions(counts, by=BY, overdispersion=False)
    assert plain.between == 0
    assert plain.dispersion == drawn.dispersion
    assert plain.units[0].limits.upper_95 == pytest.approx(sin(middle + 1.959964 / 20) ** 2)
    assert [unit.z for unit in plain.units] == [unit.z for unit in drawn.units]


# ---- a second way, with NumPy, as R writes it down


def slow(counts, overdispersion):
    """FunnelPlotR's steps, column by column: z scores, Winsorising, phi, tau, limits."""
    numerator, denominator = (np.array(column, dtype=float) for column in zip(*counts, strict=True))
    target = numerator.sum() / denominator.sum()
    y, middle = np.arcsin(np.sqrt(numerator / denominator)), np.arcsin(np.sqrt(target))
    s = 1 / (2 * np.sqrt(denominator))
    z = (y - middle) / s
    low, high = np.quantile(z, [0.1, 0.9])  # NumPy's default is R's type 7 too
    drawn_in = np.where(z < low, low, np.where(z > high, high, z))
    phi = (drawn_in**2).sum() / len(z)
    weights = 1 / s**2
    tau = 0.0
    if overdispersion and len(z) > 1 and len(z) * phi >= len(z) - 1:
        tau = (len(z) * phi - (len(z) - 1)) / (weights.sum() - (weights**2).sum() / weights.sum())
    limits = []
    for deviate in (-1.959964, 1.959964, -3.090232, 3.090232):
        angle = middle + deviate * np.sqrt(s**2 + tau)
        limits.append(np.where(angle < 0, 0, np.where(angle > np.pi / 2, 1, np.sin(angle) ** 2)))
    return numerator / denominator, target, np.array(limits).T, z, phi, tau


UNIT = st.integers(1, 20_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))
UNITS = st.lists(UNIT, min_size=1, max_size=60)


@thorough(500)
@given(UNITS, st.booleans())
def test_random_units_come_out_as_by_the_slower_way(counts, overdispersion):
    drawn = funnel.proportions(counts, by=BY, overdispersion=overdispersion)
    values, target, limits, z, phi, tau = slow(counts, overdispersion)
    assert drawn.target == pytest.approx(target, rel=1e-12)
    assert [unit.value for unit in drawn.units] == pytest.approx(list(values), rel=1e-12)
    assert [unit.z for unit in drawn.units] == pytest.approx(list(z), rel=1e-7, abs=1e-6)
    assert drawn.dispersion == pytest.approx(phi, rel=1e-7, abs=1e-9)
    assert drawn.between == pytest.approx(tau, rel=1e-6, abs=1e-9)
    got = [
        (unit.limits.lower_95, unit.limits.upper_95, unit.limits.lower_998, unit.limits.upper_998)
        for unit in drawn.units
    ]
    assert np.allclose(got, limits, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("overdispersion", [True, False])
def test_every_practice_of_england_with_asthma_2014_15_comes_out_as_by_the_slower_way(
    published_data, overdispersion
):
    path = published_data / "qof_indicator_achievement" / "qof_1415_asthma_practice_indicator.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8-sig") as file:
        rows = [(int(r["AST002_numerator"]), int(r["AST002_denominator"])) for r in csv.DictReader(file)]
    counts = [(part, whole) for part, whole in rows if 0 <= part <= whole and whole]
    assert len(counts) > 3_500
    drawn = funnel.proportions(counts, by=BY, overdispersion=overdispersion)
    _, _, limits, z, phi, tau = slow(counts, overdispersion)
    assert drawn.dispersion == pytest.approx(phi, rel=1e-9)
    assert drawn.between == pytest.approx(tau, rel=1e-9)
    assert [unit.z for unit in drawn.units] == pytest.approx(list(z), abs=1e-9)
    assert [unit.limits.upper_998 for unit in drawn.units] == pytest.approx(list(limits[:, 3]), rel=1e-9)
    outside = sum(
        not unit.limits.lower_998 <= unit.value <= unit.limits.upper_998 for unit in drawn.units
    ) / len(counts)
    assert outside < 0.05 if overdispersion else outside > 0.05  # practices differ by far more than chance


def test_the_quantile_is_r_s_type_7():
    values = [5.0, 1.0, 4.0, 2.0]
    # R: quantile(c(5, 1, 4, 2), c(0.1, 0.25, 0.5, 0.9), type = 7) is 1.3, 1.75, 3, 4.7
    got = [dispersion.quantile(values, part) for part in (0, 0.1, 0.25, 0.5, 0.9, 1)]
    assert got == pytest.approx([1, 1.3, 1.75, 3, 4.7, 5])
    assert dispersion.quantile([7.0], 0.9) == 7


@thorough(200)
@given(UNITS, st.randoms(use_true_random=False), st.booleans())
def test_the_order_of_units_changes_nothing_about_any(counts, random, overdispersion):
    order = random.sample(range(len(counts)), len(counts))
    straight = funnel.proportions(counts, by=BY, overdispersion=overdispersion)
    mixed = funnel.proportions([counts[place] for place in order], by=BY, overdispersion=overdispersion)
    assert mixed.units == tuple(straight.units[place] for place in order)
    assert (mixed.target, mixed.dispersion, mixed.between) == (
        straight.target, straight.dispersion, straight.between
    )  # fmt: skip


@thorough(300)
@given(UNITS)
def test_limits_stand_in_order_widen_with_overdispersion_and_narrow_with_more_patients(counts):
    wide, plain = (funnel.proportions(counts, by=BY, overdispersion=asked) for asked in (True, False))
    for one, other in zip(wide.units, plain.units, strict=True):
        for limits in (one.limits, other.limits):
            order = [
                0, limits.lower_998, limits.lower_95, limits.upper_95, limits.upper_998, 1,
            ]  # fmt: skip
            assert order == sorted(order)
        assert one.limits.lower_95 <= other.limits.lower_95
        assert one.limits.upper_95 >= other.limits.upper_95
    target = plain.target
    curve = [funnel.proportion_limits(n, target, 0.0, BY) for n in (1, 2, 5, 20, 100, 1000)]
    lowers, uppers = [one.lower_95 for one in curve], [one.upper_95 for one in curve]
    assert (lowers, uppers) == (sorted(lowers), sorted(uppers, reverse=True))


@thorough(200)
@given(UNITS, st.booleans())
def test_who_met_it_and_who_did_not_are_one_funnel_from_two_sides(counts, overdispersion):
    met = funnel.proportions(counts, by=BY, overdispersion=overdispersion)
    did_not = funnel.proportions(
        [(of - part, of) for part, of in counts], by=BY, overdispersion=overdispersion
    )
    assert did_not.between == pytest.approx(met.between, rel=1e-5, abs=1e-7)
    for one, other in zip(met.units, did_not.units, strict=True):
        assert other.z == pytest.approx(-one.z, rel=1e-6, abs=1e-5)
        assert other.limits.lower_95 == pytest.approx(1 - one.limits.upper_95, abs=1e-5)


# ---- the edges


def test_a_unit_with_nobody_is_placed_nowhere_and_counts_for_nothing():
    counts = [(10, 100), (0, 0), (30, 90), (25, 80)]
    drawn = funnel.proportions(counts, by=BY, overdispersion=True)
    without = funnel.proportions([one for one in counts if one[1]], by=BY, overdispersion=True)
    assert drawn.units[1] == funnel.Placed(None, None, None)
    assert [unit for unit in drawn.units if unit.value is not None] == list(without.units)
    assert drawn.dispersion == without.dispersion
    nobody = funnel.proportions([(0, 0)], by=BY, overdispersion=True)
    assert (nobody.target, nobody.dispersion, nobody.units[0].limits) == (None, None, None)
    assert funnel.proportions([], by=BY, overdispersion=True).units == ()


def test_a_unit_alone_is_its_own_target():
    (unit,) = (drawn := funnel.proportions([(3, 10)], by=BY, overdispersion=True)).units
    assert (drawn.target, drawn.between, unit.z) == (0.3, 0, 0)
    assert unit.limits.lower_95 < 0.3 < unit.limits.upper_95


@pytest.mark.parametrize("counts", [[(3, 10)] * 5, [(0, 10)] * 5, [(10, 10)] * 5, [(1, 3), (2, 6), (4, 12)]])
def test_units_that_are_all_alike_have_no_variance_between_them(counts):
    drawn = funnel.proportions(counts, by=BY, overdispersion=True)
    assert drawn.between == 0
    assert [unit.z for unit in drawn.units] == pytest.approx([0] * len(counts), abs=1e-9)
    for unit in drawn.units:
        assert unit.limits.lower_998 <= unit.value <= unit.limits.upper_998


def test_small_denominators_end_at_nil_and_one_and_never_turn_back():
    """sin² of a negative angle is above 0 again: of 2 patients about 5% the lower limit would be over 50%."""
    limits = funnel.proportion_limits(2, 0.05, 0.0, BY)
    assert sin(asin(sqrt(0.05)) - 3.090232 / (2 * sqrt(2))) ** 2 > 0.5  # so the example is one
    assert limits.lower_998 == 0
    assert funnel.proportion_limits(1, 0.5, 0.0, BY).upper_998 == 1


@pytest.mark.parametrize("counts", [[(3, 2)], [(-1, 2)], [(1, 0)]])
def test_more_met_than_there_were_is_refused(counts):
    with pytest.raises(funnel.CannotDraw, match="no more than there were"):
        funnel.proportions(counts, by=BY, overdispersion=True)


# ---- standardised ratios

HOSPITALS = [(100, 108), (150, 112), (180, 165), (80, 95), (120, 100), (225, 220)]
"""FunnelPlotR, tests/testthat/test-funnel_plot.R."""


def test_shmi_leaves_out_the_outer_tenths_by_rank():
    """A unit of rank r of 20 goes where ⌊10r ÷ 21⌋ is 0 (r to 2) or 9 (r from 19)."""
    scores = [(float(one), 1.0) for one in range(1, 21)]
    assert [z for z, _ in dispersion.truncated(scores, 0.1)] == list(range(3, 19))
    assert dispersion.truncated(scores[:8], 0.1) == scores[:8]  # too few for a tenth
    tied = [(0.0, 1.0)] * 20
    assert dispersion.truncated(tied, 0.1) == tied  # one mean rank for all, in the middle


def test_shmi_by_hand():
    drawn = ratios.ratios(HOSPITALS, method=ratios.SHMI, by=BY, overdispersion=True)
    z = [sqrt(expected) * log(observed / expected) for observed, expected in HOSPITALS]
    assert [unit.z for unit in drawn.units] == pytest.approx(z)
    squares = sum(one**2 for one in z)  # six are too few for any to be left out
    total = sum(expected for _, expected in HOSPITALS)
    tau = (squares - 5) / (total - sum(expected**2 for _, expected in HOSPITALS) / total)
    assert drawn.between == pytest.approx(tau)
    assert drawn.units[0].limits.lower_95 == pytest.approx(exp(-1.959964 * sqrt(1 / 108 + tau)))


def test_cqc_by_hand_and_limits_are_squared_on_the_way_back():
    """FunnelPlotR's issue 33: its limits by square roots are left as roots."""
    drawn = ratios.ratios(HOSPITALS, method=ratios.CQC, by=BY, overdispersion=True)
    z = [2 * sqrt(expected) * (sqrt(observed / expected) - 1) for observed, expected in HOSPITALS]
    assert [unit.z for unit in drawn.units] == pytest.approx(z)
    drawn_in = np.clip(z, *np.quantile(z, [0.1, 0.9]))
    weights = np.array([4 * expected for _, expected in HOSPITALS])
    tau = ((drawn_in**2).sum() - 5) / (weights.sum() - (weights**2).sum() / weights.sum())
    assert drawn.between == pytest.approx(max(tau, 0))
    root = 1 - 1.959964 * sqrt(1 / (4 * 108) + max(tau, 0))
    assert drawn.units[0].limits.lower_95 == pytest.approx(root**2)


def test_without_chance_s_excess_the_three_ways_to_limits_agree_for_large_numbers():
    exact = poisson_limits(40_000, BY)
    for method in (ratios.SHMI, ratios.CQC):
        near = ratios.ratio_limits(40_000, method, 0.0, BY)
        assert near.lower_998 == pytest.approx(exact.lower_998, abs=2e-4)
        assert near.upper_95 == pytest.approx(exact.upper_95, abs=2e-4)


def test_ratios_without_overdispersion_have_exact_limits():
    drawn = ratios.ratios([(15, 15), (0, 0)], method=ratios.CQC, by=BY, overdispersion=False)
    assert drawn.units[0].limits == poisson_limits(15, BY)
    assert drawn.units[1] == funnel.Placed(None, None, None)
    assert ratios.ratios([], method=ratios.CQC, by=BY, overdispersion=True).units == ()
    assert ratios.ratios([(0, 5)], method=ratios.CQC, by=BY, overdispersion=True).units[0].value == 0


@pytest.mark.parametrize(
    ("method", "counts"), [(ratios.SHMI, [(0, 5)]), (ratios.CQC, [(-1, 5)]), (ratios.SHMI, [(1, -5)])]
)
def test_ratios_that_cannot_be_are_refused(method, counts):
    with pytest.raises(funnel.CannotDraw):
        ratios.ratios(counts, method=method, by=BY, overdispersion=True)


def test_with_chance_alone_few_units_are_outside():
    """300 surgeries of one and the same rate: about 5% outside 95% limits, φ near the Winsorised normal's."""
    random = Random(7)
    counts = [
        (sum(random.random() < 0.3 for _ in range(size)), size)
        for size in (random.randint(50, 400) for _ in range(300))
    ]
    drawn = funnel.proportions(counts, by=BY, overdispersion=True)
    assert 0.4 < drawn.dispersion < 0.9  # Winsorising takes the ends of the normal in: 0.68 of 1
    assert drawn.between == 0
    outside = sum(not unit.limits.lower_95 <= unit.value <= unit.limits.upper_95 for unit in drawn.units)
    assert 5 <= outside <= 28
