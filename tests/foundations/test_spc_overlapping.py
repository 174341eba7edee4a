"""Charts of months that look back on twelve: limits of chance, and no wonder at runs."""

import random
from statistics import stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.foundations import spc

BY = spc.making_data_count()
COUNTS = st.lists(
    st.integers(1, 400).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))),
    min_size=2,
    max_size=30,
)


def test_limits_are_those_of_chance():
    """0.8 ± 3 √(0.8 × 0.2 / 400) = 0.8 ± 0.06: the months hardly move, and lie within."""
    chart = spc.overlapping([(320, 400)] * 14, by=BY, baseline=range(12))
    for point in chart.points:
        assert point.centre == pytest.approx(0.8)
        assert (point.limits.lower, point.limits.upper) == pytest.approx((0.74, 0.86))
        assert point.signal is None


def test_and_no_narrower_than_the_baseline_spreads():
    """Of 1,000,000 patients chance alone would be 0.0012 either way, and the months are 0.01 apart."""
    counts = [(700_000 + 10_000 * (at % 2), 1_000_000) for at in range(12)]
    chart = spc.overlapping(counts, by=BY, baseline=range(12))
    spread = 3 * stdev(part / of for part, of in counts)
    assert chart.points[0].limits.upper - chart.points[0].centre == pytest.approx(spread)


@pytest.mark.parametrize(
    ("met", "signal", "side"),
    [(320, None, None), (343, None, None), (345, "outside", "high"), (295, "outside", "low")],
)
def test_only_a_point_outside_is_a_signal(met, signal, side):
    """Seven above the mean in a row, and seven rising, are a shift and a trend on other charts; not here."""
    rising = [(320 + at, 400) for at in range(8)]
    chart = spc.overlapping([*[(320, 400)] * 12, *rising, (met, 400)], by=BY, baseline=range(12))
    assert not any(point.signal for point in chart.points[:-1])
    assert (chart.points[-1].signal, chart.points[-1].side) == (signal, side)
    values = [point.value for point in chart.points[:-1]]
    assert any(point.signal for point in spc.xmr(values, by=BY, screen=True, baseline=range(12)).points)


@given(COUNTS)
def test_lines_lie_in_order_and_within_all_and_none(counts):
    for point in spc.overlapping(counts, by=BY, baseline=range(12)).points:
        assert point.limits is not None
        assert 0 <= point.limits.lower <= point.limits.near_lower <= point.centre
        assert point.centre <= point.limits.near_upper <= point.limits.upper <= 1
        outside = point.value < point.limits.lower - 1e-9 or point.value > point.limits.upper + 1e-9
        assert (point.signal is not None) is outside


def test_more_met_than_there_were_is_no_chart():
    with pytest.raises(spc.CannotChart, match="no more met it than there were"):
        spc.overlapping([(3, 2)], by=BY)


@pytest.mark.parametrize("patients", [240, 1_200, 12_000])
def test_false_alarms_are_few(patients):
    """Surgeries where nothing ever changes: XmR limits cry out at most points, these at hardly any.

    Each month a twelfth of the patients is measured, three in four met it; a point counts twelve such months.
    """
    rng = random.Random(patients)
    a_month, alarms, cries, points = patients // 12, 0, 0, 0
    for _ in range(60):
        months = [sum(rng.random() < 0.75 for _ in range(a_month)) for _ in range(35)]
        counts = [(sum(months[at : at + 12]), patients) for at in range(24)]
        values = [met / of for met, of in counts]
        ours = spc.overlapping(counts, by=BY, baseline=range(12)).points[12:]
        xmr = spc.xmr(values, by=BY, screen=True, baseline=range(12)).points[12:]
        points += len(ours)
        alarms += sum(point.signal is not None for point in ours)
        cries += sum(point.signal is not None for point in xmr)
    assert alarms / points < 0.04
    assert cries / points > 0.5
