"""What went wrong in other programs, and does not here: each test names the issue and what was wrong.

Numbers are of github.com/nhs-r-community/NHSRplotthedots/issues.
"""

from commonpractice.foundations import spc
from commonpractice.foundations.spc import signals

BY = spc.making_data_count()
HIGHER, LOWER, NEITHER = spc.Better.HIGHER, spc.Better.LOWER, spc.Better.NEITHER


def chart(values, **asked):
    return spc.xmr(values, by=BY, screen=True, **asked)


def runs(values):
    """Signals and sides about a centre of 3.5 without limits, so that only runs are seen."""
    return signals.found(values, [3.5] * len(values), None, BY)


def wavering(about: float, count: int) -> list[float]:
    """Values that go up and down about one, and signal nothing."""
    return [about + (1 if place % 2 else -1) for place in range(count)]


def test_93_rebasing_and_a_fixed_baseline_go_together():
    """Issue 93: “cannot rebase and fix_after_n_points”. Its own example, 40 points re-based in the middle,
    12 fixed: 12 make the first limits and 8 more are drawn over them; then the same of the second half.
    """
    first = wavering(50, 12) + [70] * 8  # far from the first twelve, and no part of their limits
    second = wavering(80, 12) + [20] * 8
    drawn = chart(first + second, rebased_at=[20], baseline=range(12))
    assert [(one.start, one.stop, one.baseline) for one in drawn.periods] == [
        (0, 20, range(12)),
        (20, 40, range(20, 32)),
    ]
    assert [one.is_trial for one in drawn.periods] == [False, False]
    centres = [point.centre for point in drawn.points]
    assert centres == [50] * 20 + [80] * 20
    assert {point.limits.upper for point in drawn.points[:20]} == {50 + 2.66 * 2}
    assert {point.limits.lower for point in drawn.points[20:]} == {80 - 2.66 * 2}
    outside = [place for place, point in enumerate(drawn.points) if point.signal is spc.Signal.OUTSIDE]
    assert outside == [*range(12, 20), *range(32, 40)]


def test_93_a_period_shorter_than_the_baseline_uses_what_there_is_and_is_a_trial():
    """Issue 93's second example: re-based after 30 of 40 points, 12 fixed."""
    drawn = chart(wavering(50, 30) + wavering(60, 10), rebased_at=[30], baseline=range(12))
    assert [one.baseline for one in drawn.periods] == [range(12), range(30, 40)]
    assert [one.is_trial for one in drawn.periods] == [False, True]


def test_93_a_baseline_may_begin_later_in_its_period():
    drawn = chart(wavering(90, 6) + wavering(50, 14), baseline=range(6, 18))
    assert drawn.points[0].centre == 50


def test_172_the_assurance_icon_is_of_the_limits_after_the_last_rebasing():
    """Issue 172: 20 points fail a target of 90; it improves and is re-based; the new limits straddle the
    target, so it is hit or miss, and the icon still said that it fails.
    """
    values = wavering(60, 20) + wavering(90, 12)
    before, after = chart(values), chart(values, rebased_at=[20])
    assert before.points[-1].limits.upper < 90  # all points together: as the picture was drawn
    assert spc.assurance(before, 90, HIGHER) is spc.Assurance.FAIL
    assert spc.assurance(after, 90, HIGHER) is spc.Assurance.HIT_OR_MISS
    # and a rebased series that now always passes
    better = chart(wavering(60, 20) + wavering(99, 12), rebased_at=[20])
    assert spc.assurance(better, 90, HIGHER) is spc.Assurance.PASS
    assert spc.assurance(better, 90, LOWER) is spc.Assurance.FAIL


def test_assurance_is_turned_round_where_lower_is_better_and_is_none_where_neither_is():
    drawn = chart(wavering(50, 20))  # limits 50 ± 5.32
    asked = [(60, HIGHER), (60, LOWER), (40, HIGHER), (40, LOWER), (51, HIGHER), (51, LOWER), (60, NEITHER)]
    assert [one and one.value for one in (spc.assurance(drawn, *each) for each in asked)] == [
        "fail", "pass", "pass", "fail", "hit_or_miss", "hit_or_miss", None,
    ]  # fmt: skip
    on_the_limit = drawn.points[-1].limits.upper
    assert spc.assurance(drawn, on_the_limit, HIGHER) is spc.Assurance.HIT_OR_MISS
    assert spc.assurance(chart([5]), 4, HIGHER) is None


def test_143_two_near_opposite_limits_are_common_cause():
    """Issue 143: two of three close to limits were flagged though they lay on either side of the mean."""
    values = [*wavering(50, 30), 54.2, 45.8, 50.5]
    drawn = chart(values)
    near = drawn.points[0].limits
    assert near.near_upper < 54.2 < near.upper
    assert near.lower < 45.8 < near.near_lower
    assert [point.signal for point in drawn.points[-3:]] == [None] * 3


def test_167_171_195_a_trend_is_one_whichever_way_it_goes_and_across_the_mean():
    """Issue 167: falls were missed; 171 and 195: trends across the mean had two colours, or none."""
    for values, side in (([0, 1, 2, 3, 4, 5, 6], spc.Side.HIGH), ([6, 5, 4, 3, 2, 1, 0], spc.Side.LOW)):
        assert runs(values) == [(spc.Signal.TREND, side)] * 7


def test_200_a_point_of_two_trends_goes_with_the_later():
    """Issue 200: 0 to 7 and down again to 1. The point of turning is part of both."""
    found = runs([0, 1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1])
    assert [side for _, side in found] == [spc.Side.HIGH] * 7 + [spc.Side.LOW] * 7


def test_two_trends_with_a_tie_between_keep_their_own_directions():
    """In NHSRplotthedots 0.2.2 the last rising point of these is called decreasing."""
    found = runs([1, 2, 3, 4, 5, 6, 7, 7, 6, 5, 4, 3, 2, 1])
    assert [side for _, side in found] == [spc.Side.HIGH] * 7 + [spc.Side.LOW] * 7


def test_screening_leaves_a_series_that_never_varies_its_limits():
    """In NHSRplotthedots 0.2.2 every range of such a series is 3.267 × 0 or more: no limits are left."""
    drawn = chart([5] * 12)
    assert (drawn.points[0].limits.lower, drawn.points[0].limits.upper) == (5, 5)


def test_variation_is_what_the_last_point_says():
    high, low, common = [*wavering(50, 20), 70], [*wavering(50, 20), 30], wavering(50, 20)
    said = {
        (name, better): spc.variation(chart(values), better).value
        for name, values in (("high", high), ("low", low), ("common", common))
        for better in spc.Better
    }
    assert said == {
        ("high", HIGHER): "improvement_high",
        ("high", LOWER): "concern_high",
        ("high", NEITHER): "neutral_high",
        ("low", HIGHER): "concern_low",
        ("low", LOWER): "improvement_low",
        ("low", NEITHER): "neutral_low",
        ("common", HIGHER): "common_cause",
        ("common", LOWER): "common_cause",
        ("common", NEITHER): "common_cause",
    }
    # an earlier signal does not count, and a trend that crosses the mean goes by its direction
    assert spc.variation(chart([70, *common]), HIGHER) is spc.Variation.COMMON_CAUSE
    falling = chart([*wavering(50, 20), 53, 52.5, 52, 51.5, 51, 50.8, 50.6])
    assert falling.points[-1].value > falling.points[-1].centre
    assert spc.variation(falling, HIGHER) is spc.Variation.CONCERN_LOW
