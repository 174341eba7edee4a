"""What adds up to what, found from the figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.gateways.nhs_publications import arithmetic

pennies = st.integers(-(10**9), 10**9)


@st.composite
def files(draw):
    """Rows of known parts, unknown columns (some of them parts) and their total at the end."""
    known = draw(st.integers(1, 5))
    inside = draw(st.integers(0, 2))
    outside = draw(st.integers(0, 2))
    rows = draw(
        st.lists(
            st.lists(pennies, min_size=known + inside + outside, max_size=known + inside + outside),
            min_size=8,
            max_size=20,
        )
    )
    return known, inside, outside, [[*row, sum(row[: known + inside])] for row in rows]


@given(files())
def test_the_columns_that_make_up_the_total_are_found(drawn):
    """Whichever are taken, every row adds up; different columns may do so only where their sums agree."""
    known, inside, outside, rows = drawn
    unknown = list(range(known, known + inside + outside))
    chosen = arithmetic.in_or_out(rows, len(rows[0]) - 1, list(range(known)), unknown, likely=unknown)
    verdict = arithmetic.check(rows, len(rows[0]) - 1, [*range(known), *chosen])
    assert not verdict.differences


@given(files(), st.data())
def test_one_wrong_figure_is_found_in_its_row(drawn, data):
    known, inside, _outside, rows = drawn
    parts = list(range(known + inside))
    row = data.draw(st.integers(0, len(rows) - 1))
    by = data.draw(st.integers(100_000, 10**9))
    rows[row][-1] += by
    verdict = arithmetic.check(rows, len(rows[0]) - 1, parts)
    assert verdict.holds
    assert [(one.row, one.amount) for one in verdict.differences] == [(row, by)]


def test_a_file_in_whole_pounds_may_be_off_by_rounding():
    #       parts        total   the sum is 30,000
    rows = [[10000, 20000, 30100], [10000, 20000, 29900], [10000, 20000, 30000], [10000, 20000, 29000]]
    verdict = arithmetic.check(rows, 2, [0, 1])
    assert [one.amount for one in verdict.rounding] == [100, -100]  # three halves of a pound: 150 pence
    assert [one.amount for one in verdict.differences] == [-1000]


def test_pennies_are_off_by_pennies_at_most():
    rows = [[101, 202, 304], [101, 202, 302], [101, 202, 310]]
    verdict = arithmetic.check(rows, 2, [0, 1])
    assert [one.amount for one in verdict.rounding] == [1, -1]
    assert [one.amount for one in verdict.differences] == [7]


def test_rounding_is_a_habit_or_a_mistake():
    """A penny in one row of a file that is exact everywhere else was not left by rounding."""
    rows = [[101, 202, 303], [101, 202, 303], [101, 202, 304]]
    verdict = arithmetic.check(rows, 2, [0, 1])
    assert not verdict.rounding
    assert [one.row for one in verdict.differences] == [2]


def test_a_missing_part_counts_as_nil_and_a_missing_total_is_not_checked():
    rows = [[100, None, 100], [100, 50, None]]
    verdict = arithmetic.check(rows, 2, [0, 1])
    assert verdict.rows == 1
    assert not verdict.differences


@pytest.mark.parametrize(("wrong", "holds"), [(0, True), (4, True), (5, False), (10, False)])
def test_arithmetic_holds_where_most_rows_agree(wrong, holds):
    rows = [[100, 100_100 if number < wrong else 100] for number in range(10)]
    assert arithmetic.check(rows, 1, [0]).holds is holds


def test_a_column_that_is_the_sum_of_others_is_known_by_that():
    rows = [[100, 50, 150], [10, 5, 15]]
    assert arithmetic.is_sum_of(rows, 2, [0, 1])
    assert not arithmetic.is_sum_of([*rows, [1, 1, 999_99]], 2, [0, 1])


def test_too_many_unknown_columns_stay_where_their_place_puts_them():
    rows = [[1, *range(20), 0]]
    unknown = list(range(1, 21))
    assert arithmetic.in_or_out(rows, 21, [0], unknown, likely=[3]) == [3]
