"""p, u, c and g charts against their formulas worked by hand, and Laney's widening."""

from math import isclose, sqrt
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.foundations import spc
from tests.examples import thorough

BY = spc.making_data_count()

# chart | counts (met/of, events/exposure, or events) | point | centre | lower | upper; the sum beside it
WORKED = """
p | 10/100 20/100 30/100          | 0 | 0.2      | 0.08       | 0.32      # 0.2 ± 3 × √(0.16 ÷ 100)
p | 1/10 1/10 8/80                | 0 | 0.1      | 0          | 0.384605  # 0.1 + 3 × √(0.09 ÷ 10); below, nil
p | 1/10 1/10 8/80                | 2 | 0.1      | 0          | 0.200623  # 0.1 + 3 × √(0.09 ÷ 80)
p | 9/10 9/10                     | 0 | 0.9      | 0.615395   | 1         # above, one
u | 4/2 8/2                       | 0 | 3        | 0          | 6.674235  # 3 + 3 × √(3 ÷ 2)
u | 40/20 80/20                   | 0 | 3        | 1.838105   | 4.161895  # 3 ± 3 × √(3 ÷ 20)
c | 16 14 18                      | 0 | 16       | 4          | 28        # 16 ± 3 × √16
c | 1 0 2                         | 0 | 1        | 0          | 4
g | 3 3 3                         | 0 | 3        | 0          | 13.392305 # 3 + 3 × √(3 × 4)
g | 0 1 11                        | 0 | 1        | 0          | 17.416408 # the median; 4 + 3 × √(4 × 5)
"""


@pytest.mark.parametrize("line", WORKED.strip().splitlines())
def test_limits_worked_by_hand(line):
    kind, counts, place, *expected = (text.strip() for text in line.partition("#")[0].split("|"))
    split = [tuple(map(int, one.split("/"))) for one in counts.split()]
    given_counts = split if kind in "pu" else [one for (one,) in split]
    point = getattr(spc, kind)(given_counts, by=BY).points[int(place)]
    got = (point.centre, point.limits.lower, point.limits.upper)
    assert [round(one, 6) for one in got] == [float(text) for text in expected]


def test_each_point_is_judged_by_its_own_limits_and_runs_by_the_rate():
    """60% of 20 is within what chance makes of 50%; 60% of 500 is not."""
    points = spc.p([(50, 100)] * 12 + [(12, 20), (300, 500)], by=BY, baseline=range(12)).points
    assert [point.signal for point in points] == [None] * 13 + [spc.Signal.OUTSIDE]
    rising = spc.p([(count, 100) for count in range(47, 54)], by=BY).points
    assert {point.signal for point in rising} == {spc.Signal.TREND}


def test_equal_rates_of_unequal_denominators_are_a_tie():
    rates = [(1, 3), (2, 6), (100, 300), (7, 21), (11, 33), (5, 15), (13, 39), (20, 60)]
    assert {point.signal for point in spc.p(rates, by=BY).points} == {None}


def test_laney_finds_what_thousands_hide_and_leaves_chance_alone():
    """Months of 50,000 patients whose rate wanders by a point: by chance alone nearly all are outside."""
    random = Random(20260331)
    wandering = [(round(50_000 * (0.30 + random.gauss(0, 0.01))), 50_000) for _ in range(36)]
    plain, widened = (spc.p(wandering, by=BY, laney=laney) for laney in (False, True))
    assert sum(point.signal is spc.Signal.OUTSIDE for point in plain.points) > 18
    assert sum(point.signal is spc.Signal.OUTSIDE for point in widened.points) <= 1
    by_chance = [(sum(random.random() < 0.3 for _ in range(400)), 400) for _ in range(200)]
    plain, widened = (spc.p(by_chance, by=BY, laney=laney) for laney in (False, True))
    widths = [one.points[0].limits.upper - one.points[0].centre for one in (plain, widened)]
    assert isclose(widths[1] / widths[0], 1, abs_tol=0.15)


def test_laney_by_hand():
    """p̄ = 0.5, s = 0.05 of 100: z = 2, −2, 2, −2; ranges 4, so 4 ÷ 1.128 times as wide."""
    points = spc.p([(60, 100), (40, 100)] * 2, by=BY, laney=True).points
    assert isclose(points[0].limits.near_upper, 0.5 + 2 * 0.05 * 4 / 1.128)
    events = spc.u([(30, 1), (20, 1)] * 2, by=BY, laney=True).points
    assert isclose(events[0].limits.near_upper, 25 + 2 * sqrt(25) * (10 / sqrt(25)) / 1.128)


def test_nothing_ever_or_always_has_no_width_and_no_signal():
    for counts in ([(0, 10)] * 12, [(10, 10)] * 12):
        for laney in (False, True):
            points = spc.p(counts, by=BY, laney=laney).points
            assert {(point.signal, point.limits.upper - point.limits.lower) for point in points} == {
                (None, 0)
            }


@pytest.mark.parametrize(
    ("kind", "counts"),
    [("p", [(3, 2)]), ("p", [(-1, 2)]), ("p", [(0, 0)]), ("u", [(1, 0)]), ("u", [(-1, 1)]),
     ("c", [-1]), ("g", [-1]), ("p", []), ("g", [])],
)  # fmt: skip
def test_counts_that_cannot_be_are_refused(kind, counts):
    with pytest.raises(spc.CannotChart):
        getattr(spc, kind)(counts, by=BY)


COUNTS = st.lists(
    st.integers(1, 5000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))),
    min_size=1,
    max_size=40,
)


@thorough(300)
@given(COUNTS, st.booleans())
def test_lines_stand_in_order_within_nil_and_one(counts, laney):
    for point in spc.p(counts, by=BY, laney=laney).points:
        limits = point.limits
        order = [0, limits.lower, limits.near_lower, point.centre, limits.near_upper, limits.upper, 1]
        assert order == sorted(order)


@thorough(200)
@given(COUNTS)
def test_who_met_it_and_who_did_not_are_two_views_of_one_chart(counts):
    met = spc.p(counts, by=BY).points
    did_not = spc.p([(of - part, of) for part, of in counts], by=BY).points
    for one, other in zip(met, did_not, strict=True):
        assert isclose(one.limits.upper, 1 - other.limits.lower, abs_tol=1e-9)
        assert one.signal == other.signal
