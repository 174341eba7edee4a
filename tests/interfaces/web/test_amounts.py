"""How amounts are written."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from commonpractice.foundations.money import pence
from commonpractice.interfaces.web import amounts

PENCE = some.integers(-(10**13), 10**13)


@pytest.mark.parametrize(
    ("amount", "to_the_penny", "to_the_pound", "short"),
    [
        (0, "£0.00", "£0", "£0"),
        (5, "£0.05", "£0", "£0"),
        (-49, "−£0.49", "£0", "£0"),
        (-50, "−£0.50", "−£1", "−£1"),
        (123450, "£1,234.50", "£1,235", "£1k"),
        (-123450, "−£1,234.50", "−£1,235", "−£1k"),
        (95_000, "£950.00", "£950", "£950"),
        (31_812_300, "£318,123.00", "£318,123", "£318k"),
        (99_949_900, "£999,499.00", "£999,499", "£999k"),
        (99_950_000, "£999,500.00", "£999,500", "£1.0m"),
        (4_215_038_905, "£42,150,389.05", "£42,150,389", "£42.2m"),
    ],
)
def test_pounds(amount, to_the_penny, to_the_pound, short):
    assert amounts.pounds(amount) == to_the_penny
    assert amounts.whole_pounds(amount) == to_the_pound
    assert amounts.short_pounds(amount) == short


@given(PENCE)
def test_what_is_written_to_the_penny_reads_back_exactly(amount):
    assert pence(amounts.pounds(amount).replace(amounts.MINUS, "-")) == amount


@given(PENCE)
def test_the_nearest_pound_is_within_half_a_pound(amount):
    written = amounts.whole_pounds(amount).replace(amounts.MINUS, "-")
    assert abs(pence(written) - amount) <= 50
    assert "-" not in written or amount < 0


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (200_000, 100_000, "£1,000 more than last year"),
        (100_000, 200_000, "£1,000 less than last year"),
        (100_000, 100_040, "the same as last year"),
        (-100, 100, "£2 less than last year"),
        (100, None, "nothing to compare with last year"),
    ],
)
def test_differences_are_said_in_words(now, before, words):
    assert amounts.difference(now, before) == words


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (110, 100, "up 10.0%"),
        (90, 100, "down 10.0%"),
        (100_001, 100_000, "no change"),
        (100, 0, "no figure"),
        (100, -5, "no figure"),
        (100, None, "no figure"),
    ],
)
def test_a_change_from_nothing_or_from_a_loss_has_no_share(now, before, words):
    assert amounts.change(now, before) == words


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [(1, 8, "12.5%"), (-1, 25, "−4.0%"), (0, 5, "0.0%"), (0, 0, "no figure"), (3, 0, "no figure")],
)
def test_a_share_of_nothing_is_no_figure(part, whole, words):
    assert amounts.percent(part, whole) == words


def test_people_are_counted_whole():
    assert amounts.count(Decimal("271604.84")) == "271,605"
    assert amounts.count(-1234) == "−1,234"


def test_moments_are_told_by_the_clock_on_the_wall():
    assert amounts.moment(datetime(2025, 7, 1, 12, 5, tzinfo=UTC)) == "1 July 2025 at 1:05pm"
    assert amounts.moment(datetime(2025, 1, 1, 0, 0, tzinfo=UTC)) == "1 January 2025 at 12:00am"


def test_deeds_are_told_in_words():
    assert amounts.deed("ledger.lock_month") == "Lock month"
