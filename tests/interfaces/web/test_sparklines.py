"""Sparklines: small, to scale, and told in words."""

import re
from time import perf_counter

from hypothesis import given
from hypothesis import strategies as some

from commonpractice.foundations.months import Month, months
from commonpractice.interfaces.web.sparklines import HEIGHT, WIDTH, sparkline

YEAR = [month.words for month in months(Month(2024, 4), Month(2025, 3))]
FIGURES = [(12 - n) * 1_000_00 for n in range(12)]


def points(svg: str) -> list[tuple[float, float]]:
    pairs = re.search(r'points="([^"]*)"', svg)[1].split()
    return [tuple(map(float, pair.split(","))) for pair in pairs]


def test_it_is_told_in_words():
    assert (
        'aria-label="12 months, from £12,000 in April 2024 to £1,000 in March 2025; '
        'lowest £1,000 in March 2025, highest £12,000 in April 2024"'
    ) in sparkline(FIGURES, labels=YEAR)


@given(some.lists(some.integers(-(10**12), 10**12), min_size=2, max_size=24))
def test_it_stays_in_its_frame_and_goes_the_way_that_the_figures_go(values):
    drawn = points(sparkline(values, labels=[str(n) for n in range(len(values))]))
    assert len(drawn) == len(values)
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in drawn)
    for (value, (_, y)), (later, (_, then)) in zip(
        zip(values, drawn, strict=True), zip(values[1:], drawn[1:], strict=False), strict=False
    ):
        assert (later - value) * (then - y) <= 0, "up on the page is a smaller y"


def test_a_month_without_a_figure_is_a_gap_and_never_nil():
    drawn = sparkline([None, 500_00, 400_00, None, 600_00], labels=YEAR[:5])
    assert drawn.count("<polyline") == 2
    assert len(points(drawn)) == 2
    assert (
        'aria-label="3 months, from £500 in May 2024 to £600 in August 2024; lowest £400 in June 2024'
        in drawn
    )
    assert "too few months" in sparkline([None, 5, None], labels=["a", "b", "c"])


def test_nil_is_marked_where_the_line_crosses_it():
    assert "cp-spark__nil" in sparkline([-5, 5], labels=["a", "b"])
    assert "cp-spark__nil" not in sparkline([5, 9], labels=["a", "b"])


def test_too_few_figures_are_said_to_be():
    assert sparkline([5], labels=["a"]) == '<span class="cp-no-figure">too few months to draw</span>'


def test_labels_are_escaped():
    assert "<script>" not in sparkline([1, 2], labels=["<script>", "b"])


def test_a_table_of_38_takes_a_few_milliseconds():
    sparkline(FIGURES, labels=YEAR)
    began = perf_counter()
    for _ in range(38):
        sparkline(FIGURES, labels=YEAR)
    assert perf_counter() - began < 0.05
