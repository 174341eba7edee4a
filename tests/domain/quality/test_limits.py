"""New limits of a chart: where they begin among its points, and by which of them they are fixed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.domain.quality.facts.courses import Course
from commonpractice.domain.quality.facts.improving import Baseline
from commonpractice.domain.quality.rules import charting, limits
from commonpractice.foundations.months import Month
from commonpractice.foundations.spc import making_data_count

AT = datetime(2026, 11, 2, 12, tzinfo=UTC)
DAYS = [(Month(2024, 1) + at).last for at in range(24)]
BY = making_data_count()


def told(first: date, last: date | None = None, reason: str = "A new nurse", id: int = 1) -> Baseline:
    return Baseline(id, 1, "X001", first, last, reason, AT + timedelta(hours=id), "Maya")


def test_without_anything_said_the_first_twelve_months_fix_them():
    where = limits.placed([], DAYS, points=12)
    assert (where.baseline, where.rebased_at, where.reasons) == ((range(12),), (), ())


@pytest.mark.parametrize(
    ("first", "last", "baseline", "rebased_at"),
    [
        # from the 13th point on, by its first twelve
        (date(2025, 1, 1), None, (range(12), range(12)), (12,)),
        # by January to June 2025: six months
        (date(2025, 1, 1), date(2025, 6, 30), (range(12), range(6)), (12,)),
        # between two points: from the later
        (date(2025, 1, 31), None, (range(12), range(12)), (12,)),
        (date(2025, 2, 1), None, (range(12), range(12)), (13,)),
        # before the first point: the first period is fixed by it
        (date(2023, 1, 1), date(2024, 3, 31), (range(3),), ()),
        # after the last: no point yet
        (date(2026, 1, 1), None, (range(12),), ()),
        # by no point of its own: as usual
        (date(2025, 1, 1), date(2025, 1, 15), (range(12), range(12)), (12,)),
    ],
)
def test_where_new_limits_begin(first, last, baseline, rebased_at):
    where = limits.placed([told(first, last)], DAYS, points=12)
    assert (where.baseline, where.rebased_at) == (baseline, rebased_at)


def test_what_was_written_down_last_stands():
    earlier, later = (
        told(date(2025, 1, 1), reason="Wrong"),
        told(date(2025, 1, 1), date(2025, 6, 30), "Right", 2),
    )
    where = limits.placed([later, earlier], DAYS, points=12)
    assert (where.baseline, where.reasons) == ((range(12), range(6)), ("Right",))


@given(
    firsts=st.lists(st.dates(date(2023, 1, 1), date(2026, 12, 31)), max_size=6),
    months=st.integers(1, 24),
)
def test_periods_are_in_order_and_the_chart_takes_them(firsts, months):
    days = DAYS[:months]
    those = [told(first, reason=str(number), id=number + 1) for number, first in enumerate(firsts)]
    where = limits.placed(those, days, points=12)
    assert len(where.baseline) == len(where.rebased_at) + 1 == len(where.reasons) + 1
    assert all(a < b for a, b in pairwise((0, *where.rebased_at)))
    course = Course("X001", tuple(days), tuple(range(months)), (100,) * months)
    chart = charting.chart(course, by=BY, baselines=tuple(those)).chart
    assert chart is not None
    assert [period.start for period in chart.periods] == [0, *where.rebased_at]


def test_fixed_limits_stay_whatever_comes_after():
    met = [50, 52] * 6
    few, many = (
        Course("X001", tuple(DAYS[: len(m)]), tuple(m), (50,) * len(m)) for m in (met, met + [90] * 12)
    )
    before, after = (charting.chart(each, by=BY).chart for each in (few, many))
    assert before is not None
    assert after is not None
    assert {point.limits for point in after.points} == {point.limits for point in before.points}


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"reason": " "}, "Say why the limits are new"),
        ({"last": date(2024, 12, 31)}, "before its first"),
        ({"first": date(2025, 12, 1)}, "Limits need two counted months at least."),
        ({"last": date(2025, 1, 31)}, "Limits need two counted months at least."),
    ],
)
def test_what_cannot_be_set(asked, sentence):
    usual = {"first": date(2025, 1, 1), "last": None, "reason": "A new nurse", "days": DAYS, "in_force": []}
    limits.check_can_rebase(**usual)
    with pytest.raises(limits.CannotRebase, match=sentence):
        limits.check_can_rebase(**{**usual, **asked})
    same = replace(told(date(2025, 1, 1)), by="Maya O’Neill")
    with pytest.raises(limits.CannotRebase, match="Maya O’Neill has set these limits already"):
        limits.check_can_rebase(**{**usual, "in_force": [same]})
