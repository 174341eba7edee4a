"""XmR and t charts: published figures to their last digit, the edges, and what must hold of any series."""

from dataclasses import replace
from fractions import Fraction
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.foundations import spc
from commonpractice.foundations.spc import signals
from tests.examples import thorough
from tests.foundations import charted

BY = spc.making_data_count()
PUBLISHED = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
"""NHSRplotthedots, vignettes/deviations.Rmd."""


def chart(values, **asked):
    return spc.xmr(values, **{"by": BY, "screen": True, **asked})


def flags(drawn: spc.Chart) -> list[str]:
    return [point.signal or "" for point in drawn.points]


# screened? | mean | average range | lower | upper, as printed there, and with more digits as recomputed
FIXTURES = """
yes | 1.94   | 1.0    | -0.72   | 4.60    # 16 ranges of 1; those of 8 and 9 are left out
yes | 1.9444 | 1.0    | -0.7156 | 4.6044
no  | 1.94   | 1.88   | -3.06   | 6.95    # (15 × 1 + 8 + 9) ÷ 17
no  | 1.9444 | 1.8824 | -3.0626 | 6.9515
"""


@pytest.mark.parametrize("line", FIXTURES.strip().splitlines())
def test_published_limits_come_out_to_their_last_digit(line):
    screened, *printed = (text.strip() for text in line.partition("#")[0].split("|"))
    drawn = chart(PUBLISHED, screen=screened == "yes")
    point = drawn.points[0]
    average = (point.limits.upper - point.centre) / 2.66
    for got, text in zip(
        (point.centre, average, point.limits.lower, point.limits.upper), printed, strict=True
    ):
        assert round(got, len(text.partition(".")[2])) == float(text)
    assert {(each.centre, each.limits) for each in drawn.points} == {(point.centre, point.limits)}
    assert flags(drawn) == [""] * 4 + ["outside"] + [""] * 13
    assert not drawn.periods[0].is_trial


# what it is | values | t where a point is in a trend
TRENDS = """
six rises in seven points              | 1 2 3 4 5 6 7               | ttttttt
five rises are none                    | 3 1 2 3 4 5 6 3             | ........
a tie breaks a trend                   | 3 1 2 3 3 4 5 6 3           | .........
six falls                              | 7 6 5 4 3 2 1               | ttttttt
a trend from the second point on       | 5 1 2 3 4 5 6 7 7           | .ttttttt.
the point of turning belongs to both   | 0 1 2 3 4 5 6 5 4 3 2 1 0   | ttttttttttttt
eight rises are one trend of nine      | 1 2 3 4 5 6 7 8 9 1         | ttttttttt.
"""


def runs(values, centre) -> list[str]:
    """The signals of values about a centre without limits, so that nothing is outside them."""
    found = signals.found(values, [centre] * len(values), None, BY)
    return [one[0].value if one else "" for one in found]


@pytest.mark.parametrize("line", TRENDS.strip().splitlines())
def test_a_trend_is_six_steps_one_way_and_a_tie_ends_it(line):
    _, values, expected = (text.strip() for text in line.split("|"))
    got = runs([float(value) for value in values.split()], 4)
    assert "".join("t" if flag == "trend" else "." for flag in got) == expected


def test_a_trend_may_be_asked_shorter_or_longer():
    rising = [3, 1, 2, 3, 4, 5, 6, 3]
    assert flags(chart(rising, by=replace(BY, trend=6)))[1:7] == ["trend"] * 6
    assert "trend" not in flags(chart(rising, by=replace(BY, trend=7)))
    with pytest.raises(spc.CannotChart, match="2 points or more, not of 1"):
        replace(BY, trend=1)


def test_seven_in_a_row_on_one_side_are_a_shift_and_a_point_on_the_mean_breaks_it():
    assert runs([1, 2, 1, 2, 1, 2, 1], 0) == ["shift"] * 7
    assert runs([-1, -2, -1, -2, -1, -2, -1, -2, 1], 0) == ["shift"] * 8 + [""]
    assert runs([1, 2, 1, 2, 1, 2], 0) == [""] * 6
    assert runs([1, 2, 1, 0, 2, 1, 2, 1], 0) == [""] * 8


def test_two_of_three_near_one_limit_flags_those_two_alone():
    """Mean 0, average range 1: limits 2.66, near limits 1.773."""
    line = spc.Limits(-2.66, 2.66, -2.66 * 2 / 3, 2.66 * 2 / 3)

    def near(*values):
        found = signals.found(values, [0.0] * len(values), [line] * len(values), BY)
        return [one[0].value if one else "" for one in found]

    assert near(-1, 2, 1, 2, -1) == ["", "two_of_three", "", "two_of_three", ""]
    assert near(-1, 2, 2, -1) == ["", "", "", ""]  # no three in a row on one side (issue 143)
    assert near(2, -2, 2) == ["", "", ""]
    assert near(-2, -1.9, -0.1) == ["two_of_three", "two_of_three", ""]
    assert near(2, 0, 2) == ["", "", ""]  # the mean is on neither side
    # a point outside is a signal of its own and is not one of the two
    assert near(3, 2, 1) == ["outside", "", ""]
    assert near(3, 2, 2) == ["outside", "two_of_three", "two_of_three"]


def test_of_several_signals_the_limit_counts_before_trend_two_of_three_and_shift():
    line = spc.Limits(-3, 3, -2, 2)

    def flag(*values):
        return [one[0].value if one else "" for one in signals.found(values, [0.0] * 9, [line] * 9, BY)]

    assert flag(0.3, 0.6, 0.9, 1.2, 1.5, 2.4, 2.8, 3.1, 0) == ["trend"] * 7 + ["outside", ""]
    assert flag(1, 1, 1, 1, 2.4, 2.4, 1, 0, 0) == ["shift"] * 4 + ["two_of_three"] * 2 + ["shift", "", ""]
    assert flag(1, 1, 1, 1, 2.4, 3.4, 2.4, 0, 0) == [
        *["shift"] * 4, "two_of_three", "outside", "two_of_three", "", "",
    ]  # fmt: skip


def test_a_single_point_has_a_mean_and_no_limits_and_what_never_varies_no_signal():
    (point,) = chart([7]).points
    assert (point.centre, point.limits, point.signal) == (7, None, None)
    same = chart([0.1] * 30)
    assert flags(same) == [""] * 30
    assert {(point.limits.lower, point.limits.upper) for point in same.points} == {
        (same.points[0].centre,) * 2
    }


def test_a_point_on_the_mean_is_on_it_whatever_a_computer_makes_of_decimals():
    """0.1, 0.2 and 0.3 have the mean 0.2 on paper; summed in a computer, a hair beside it."""
    values = [0.1, 0.2, 0.3] * 3 + [0.2] * 8
    assert sum([0.1, 0.2, 0.3]) / 3 != 0.2  # so the example is one
    assert flags(chart(values)) == [""] * 17


def test_fewer_than_twelve_points_make_trial_limits():
    assert chart([1, 2] * 5 + [1]).periods[0].is_trial
    assert not chart([1, 2] * 6).periods[0].is_trial
    assert chart([1, 2] * 20, baseline=range(11)).periods[0].is_trial


@pytest.mark.parametrize(
    ("values", "asked", "words"),
    [
        ([], {}, "There are no values"),
        ([1, 2, 3], {"baseline": range(0)}, "A baseline is points in a row"),
        ([1, 2, 3], {"baseline": range(0, 3, 2)}, "A baseline is points in a row"),
        ([1, 2, 3], {"baseline": range(3, 5)}, "has none of the baseline, which begins with its point 4"),
        ([1, 2, 3], {"rebased_at": [0]}, "New periods begin at points after the first"),
        ([1, 2, 3], {"rebased_at": [3]}, "New periods begin at points after the first"),
        ([1, 2, 3], {"rebased_at": [2, 1]}, "in order and each once"),
    ],
)
def test_what_cannot_be_charted_is_refused_in_a_sentence(values, asked, words):
    with pytest.raises(spc.CannotChart, match=words):
        chart(values, **asked)


def test_screening_leaves_out_a_range_of_just_so_many_averages():
    """Ranges 3, 0, 0, their average 1: one of three averages goes at a factor of 3, and stays above it."""
    values = [0, 3, 3, 3]
    assert chart(values, by=replace(BY, screen_factor=3)).points[0].limits.upper == 2.25
    assert chart(values, by=replace(BY, screen_factor=3.01)).points[0].limits.upper == 2.25 + 2.66


# ---- what must hold of any series

STRETCH = st.one_of(
    st.lists(st.integers(-400, 400), min_size=1, max_size=12),
    st.tuples(st.integers(-400, 400), st.integers(-30, 30), st.integers(3, 12)).map(
        lambda told: [told[0] + told[1] * place for place in range(told[2])]
    ),
)
SERIES = st.lists(STRETCH, min_size=1, max_size=4).map(lambda parts: [one for part in parts for one in part])


@thorough(600)
@given(SERIES, st.integers(0, 3), st.booleans(), st.integers(2, 9))
def test_flags_and_limits_are_those_of_exact_fractions(whole, places, screen, trend):
    """As decimals with up to three places, which no computer holds exactly."""
    exact = [Fraction(one, 10**places) for one in whole]
    values = [one / 10**places for one in whole]
    drawn = chart(values, screen=screen, by=replace(BY, trend=trend))
    assert flags(drawn) == charted.flags(exact, screen=screen, trend=trend)
    mean, far = charted.lines(exact, screen)
    assert isclose(drawn.points[0].centre, mean, rel_tol=1e-12, abs_tol=1e-9)
    if far is None:
        assert drawn.points[0].limits is None
    else:
        assert isclose(drawn.points[0].limits.upper, mean + far, rel_tol=1e-12, abs_tol=1e-9)
        assert isclose(drawn.points[0].limits.near_lower, mean - far * 2 / 3, rel_tol=1e-12, abs_tol=1e-9)


@thorough(300)
@given(SERIES, st.integers(-10_000, 10_000), st.booleans())
def test_a_constant_added_moves_the_lines_and_no_flag(values, more, screen):
    before, after = chart(values, screen=screen), chart([one + more for one in values], screen=screen)
    assert flags(before) == flags(after)
    assert isclose(after.points[0].centre, before.points[0].centre + more, abs_tol=1e-6)
    if before.points[0].limits:
        assert isclose(after.points[0].limits.lower, before.points[0].limits.lower + more, abs_tol=1e-6)


@thorough(300)
@given(SERIES, st.integers(1, 1000), st.booleans())
def test_another_unit_scales_the_lines_and_moves_no_flag(values, times, screen):
    before, after = chart(values, screen=screen), chart([one * times for one in values], screen=screen)
    assert flags(before) == flags(after)
    assert isclose(after.points[0].centre, before.points[0].centre * times, rel_tol=1e-9, abs_tol=1e-6)


@thorough(300)
@given(SERIES, st.booleans())
def test_read_backwards_or_upside_down_a_series_has_the_same_flags(values, screen):
    forwards = flags(chart(values, screen=screen))
    assert flags(chart(values[::-1], screen=screen)) == forwards[::-1]
    turned = chart([-one for one in values], screen=screen)
    assert flags(turned) == forwards


@thorough(200)
@given(st.lists(SERIES, min_size=1, max_size=3), st.integers(1, 15))
def test_each_period_is_a_chart_of_its_own(parts, fixed):
    values = [one for part in parts for one in part]
    begins = [sum(map(len, parts[:place])) for place in range(1, len(parts))]
    drawn = chart(values, rebased_at=begins, baseline=range(fixed))
    alone = [chart(part, baseline=range(fixed)) for part in parts]
    assert drawn.points == tuple(point for one in alone for point in one.points)


# ---- t


def test_times_between_events_are_charted_on_the_scale_of_their_root():
    days = [3, 12, 30, 7, 1, 22, 15, 9, 40, 5, 18, 11]
    rooted = chart([one ** (1 / 3.6) for one in days])
    drawn = spc.t(days, by=BY, screen=True)
    assert [point.value for point in drawn.points] == days
    assert isclose(drawn.points[0].centre, rooted.points[0].centre ** 3.6)
    assert isclose(drawn.points[0].limits.upper, rooted.points[0].limits.upper ** 3.6)
    assert drawn.points[0].limits.lower == max(rooted.points[0].limits.lower, 0) ** 3.6
    assert flags(drawn) == flags(rooted)


def test_a_lower_limit_below_nil_on_the_scale_of_the_root_is_nil():
    limits = spc.t([1, 400] * 7, by=BY, screen=True).points[0].limits
    rooted = chart([1, 400 ** (1 / 3.6)] * 7).points[0].limits
    assert rooted.lower < 0
    assert (limits.lower, limits.near_lower) == (0, 0)


def test_a_long_quiet_time_is_outside_and_two_events_at_once_are_refused():
    assert flags(spc.t([10, 12] * 8 + [400], by=BY, screen=True))[-1] == "outside"
    with pytest.raises(spc.CannotChart, match="above nil"):
        spc.t([3, 0, 5], by=BY, screen=True)
