"""Axes of charts drawn by hand: round numbers that hold every value, and labels that do not touch."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from commonpractice.foundations.months import Month
from commonpractice.interfaces.web.charts import axes, labels
from commonpractice.interfaces.web.charts.axes import Axis
from commonpractice.interfaces.web.charts.charted import NUMBERS, PARTS, Scale, at_place, breaks, place

ANY = Scale()


def of(values, scale=ANY, about=5):
    return axes.of_values(values, scale, start=300, stop=10, about=about)


@given(some.lists(some.floats(-1e6, 1e6), min_size=1, max_size=40))
@example([0.0])
@example([1e6, 1e6])
def test_every_value_stands_on_the_axis_and_higher_ones_higher(values):
    axis = of(values)
    assert axis.low <= min(values)
    assert axis.high >= max(values)
    assert all(10 <= axis.at(value) <= 300 for value in values)
    for one, other in pairwise(sorted(values)):
        assert axis.at(one) >= axis.at(other)


@given(some.lists(some.floats(-1e6, 1e6), min_size=1, max_size=40), some.integers(3, 8))
def test_labels_are_round_evenly_apart_and_about_as_many_as_asked(values, about):
    ticks = of(values, about=about).ticks
    steps = [after - before for before, after in pairwise(ticks)]
    assert 2 <= len(ticks) <= about + 3
    assert max(steps) - min(steps) < 1e-6 * max(1.0, abs(ticks[-1]))
    assert f"{steps[0]:.0e}"[0] in "125"


@given(some.lists(some.floats(0, 1), min_size=1, max_size=40))
@example([1.0])
@example([0.0])
@example([0.999, 1.0])
def test_no_percentage_is_below_nil_or_above_a_hundred(values):
    axis = of(values, PARTS)
    assert 0 <= axis.low < axis.high <= 1
    assert all(axis.low - 1e-9 <= tick <= axis.high + 1e-9 for tick in axis.ticks)


def test_a_limit_that_cannot_be_makes_no_room_for_itself():
    assert of([0.95, 0.99, 1.08], PARTS) == of([0.95, 0.99], PARTS)


@given(some.lists(some.integers(0, 10**6), min_size=1, max_size=40))
@example([0])
def test_labels_of_counts_are_whole(values):
    axis = of(values, NUMBERS)
    assert all(abs(tick - round(tick)) < 1e-6 for tick in axis.ticks)
    assert len({NUMBERS.write(tick, axis.decimals) for tick in axis.ticks}) == len(axis.ticks)


@given(some.lists(some.floats(-50, 400), min_size=1, max_size=8))
def test_labels_spread_apart_stay_in_order_and_in_their_room(wanted):
    placed = axes.spread(wanted, apart=16, low=0, high=300)
    order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    assert all(placed[b] - placed[a] >= 16 - 1e-9 for a, b in pairwise(order))
    assert all(-1e-9 <= one <= 300 + 1e-9 for one in placed)


@given(some.lists(some.integers(0, 15), min_size=1, max_size=8, unique=True))
def test_labels_that_are_apart_do_not_move(places):
    wanted = [place * 20.0 for place in places]
    assert axes.spread(wanted, apart=16, low=0, high=300) == wanted


def test_two_labels_at_one_height_move_by_half_each():
    assert axes.spread([100, 100], apart=16, low=0, high=300) == [92, 108]


@given(some.integers(1, 200), some.integers(40, 600), some.integers(20, 80))
def test_months_are_labelled_evenly_the_last_always(count, width, apart):
    places = list(range(24_000, 24_000 + count))
    axis = Axis(places[0], places[-1], 0, width)
    told = axes.labelled(places, axis, apart=apart, monthly=True)
    assert told[-1] == places[-1]
    gaps = {after - before for before, after in pairwise(told)}
    assert len(gaps) <= 1
    assert all(axis.at(b) - axis.at(a) >= apart - 1e-9 for a, b in pairwise(told))


@given(some.lists(some.integers(0, 4000), min_size=1, max_size=60, unique=True))
def test_days_are_labelled_where_there_is_room_the_last_always(days):
    days.sort()
    axis = Axis(days[0], days[-1], 0, 500)
    told = axes.labelled(days, axis, apart=70, monthly=False)
    assert told[-1] == days[-1]
    assert set(told) <= set(days)
    assert all(axis.at(b) - axis.at(a) >= 70 for a, b in pairwise(told))


@given(some.integers(1900, 2100), some.integers(1, 12))
def test_a_months_place_leads_back_to_it(year, number):
    assert at_place(place(Month(year, number)), monthly=True) == Month(year, number)


def test_a_missing_month_breaks_the_line_and_a_quarter_does_not():
    assert breaks([1, 2, 3, 6, 7], monthly=True) == [3]
    assert breaks([1, 4, 7, 10], monthly=True) == []
    assert breaks([1, 50, 51], monthly=False) == []


@pytest.mark.parametrize(
    ("scale", "value", "written"),
    [
        (PARTS, 0.7123, "71.2%"),
        (PARTS, 1, "100.0%"),
        (PARTS, -0.032, "−3.2%"),
        (PARTS, -0.0001, "0.0%"),
        (NUMBERS, 12345.4, "12,345"),
        (NUMBERS, -0.4, "0"),
        (Scale(factor=1000, after=" per 1,000", decimals=2), 0.01234, "12.34 per 1,000"),
    ],
)
def test_values_are_written_as_their_scale_says(scale, value, written):
    assert scale.write(value) == written


NAMES = some.tuples(
    some.floats(20, 600),
    some.floats(20, 280),
    some.lists(some.text("aMi ", min_size=1, max_size=20), min_size=1, max_size=2).map(tuple),
)


@given(some.lists(NAMES, max_size=14))
def test_a_name_covers_no_other_name_no_dot_and_no_edge(wanted):
    dots, within = [(x, y) for x, y, _ in wanted], (10, 2, 620, 290)
    found = labels.placed(wanted, dots, within=within, size=14, dot=5)
    boxes = [label.box for label in found if label]
    for number, (left, top, right, bottom) in enumerate(boxes):
        assert left >= 10
        assert top >= 2
        assert right <= 620
        assert bottom <= 290
        for other in boxes[number + 1 :]:
            assert left >= other[2] or other[0] >= right or top >= other[3] or other[1] >= bottom
    for (x, y, _), label in zip(wanted, found, strict=True):
        for dot in dots:
            if label and dot != (x, y):
                reach_x = max(label.box[0] - dot[0], dot[0] - label.box[2])
                reach_y = max(label.box[1] - dot[1], dot[1] - label.box[3])
                assert max(reach_x, reach_y) >= 5 - 1e-9


def test_a_name_alone_is_beside_its_dot_and_a_name_without_room_is_left_out():
    (alone,) = labels.placed(
        [(100, 100, ("Elm Road",))], [(100, 100)], within=(0, 0, 300, 300), size=14, dot=5
    )
    assert alone.joined is None
    assert alone.box[0] == 100 + labels.GAP
    wide = ("A name of a surgery that is far wider than all there is",)
    assert labels.placed([(100, 100, wide)], [(100, 100)], within=(0, 0, 300, 300), size=14, dot=5) == [None]


def test_a_long_name_is_broken_and_cut():
    assert labels.broken("Elm Road Surgery", 24, 2) == ("Elm Road Surgery",)
    assert labels.broken("The Northfield and Longbridge Family Practice", 24, 2) == (
        "The Northfield and",
        "Longbridge Family…",
    )
