"""Which month pages open on: books drawn as numbers of postings, month by month."""

from datetime import date

import pytest

from commonpractice.domain.ledger.rules.full_months import latest_full
from commonpractice.foundations.months import Month

TODAY = date(2025, 4, 20)


def drawn(table: str) -> dict[int, dict[Month, int]]:
    """Numbers of postings, a row a profit centre, from January 2025 on; a dot is none."""
    rows = [line.split() for line in table.strip().splitlines()]
    return {
        number: {Month(2025, month): int(text) for month, text in enumerate(cells, 1) if text != "."}
        for number, cells in enumerate(rows)
    }


@pytest.mark.parametrize(
    ("table", "month"),
    [
        # January February March April
        pytest.param("90 100 110 .", "2025-03", id="the latest with postings"),
        pytest.param("90 100 2 .", "2025-02", id="one late reversal does not make a month"),
        pytest.param("90 100 50 .", "2025-03", id="half as many as usual do"),
        pytest.param("90 100 110 120", "2025-03", id="April is not over"),
        pytest.param("90 100 . 1", "2025-02", id="a journal of a month that is not over"),
        pytest.param("90 100 110\n80 90 100\n70 80 .", "2025-03", id="most of them"),
        pytest.param("90 100 110\n80 90 2\n70 80 .", "2025-02", id="one of three is not most"),
        pytest.param("90 100 110\n80 90 .", "2025-02", id="half of them is not most"),
        pytest.param("5 . .\n. 5 .\n. . 5", "2025-03", id="full in none: the latest with anything"),
        pytest.param(". . . 9", None, id="nothing before this month"),
    ],
)
def test_the_latest_month_with_full_books(table, month):
    assert latest_full(drawn(table), on=TODAY) == (month and Month.parse(month))


def test_without_postings_there_is_none():
    assert latest_full({}, on=TODAY) is None
