"""What stands in a published cell."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.foundations.money import plain_pounds, pounds
from commonpractice.gateways.nhs_publications import values
from commonpractice.gateways.nhs_publications.values import NotAValue

MISSING = ["", " ", ":", "*", "-", "NA", "N/A", "ND", "n/a", "NULL", "..", "\u2013"]


@pytest.mark.parametrize("cell", MISSING)
@pytest.mark.parametrize(
    "parse", [values.number, values.count, values.pence, values.day, values.not_negative]
)
def test_missing_is_not_nil(parse, cell):
    assert parse(cell) is None
    assert values.pence("0") == 0


@pytest.mark.parametrize(
    ("cell", "pence"),
    [
        ("730443.21", 73044321),
        ("-145964.64", -14596464),
        ("-0.05", -5),
        ("12", 1200),
        ("12.5", 1250),
        ("£1,234.50", 123450),
        ("(12.00)", -1200),
        ("1.2E+05", 12000000),
        (" 60 ", 6000),
        ("730443.2100000001", 73044321),  # a spreadsheet's binary fraction
        ("−3.10", -310),  # a typographer's minus
    ],
)
def test_money_is_read_to_the_penny(cell, pence):
    assert values.pence(cell) == pence


@pytest.mark.parametrize(
    "cell", ["12.345", "abc", "12.3.4", "--5", "1_000", "nan1", "Infinity", "1E+40", "12 pounds"]
)
def test_what_is_no_money_is_refused(cell):
    with pytest.raises(NotAValue, match=r"not a number|fraction of a penny"):
        values.pence(cell)


@given(st.integers(-(10**12), 10**12))
def test_money_written_is_money_read(pence):
    assert values.pence(plain_pounds(pence)) == pence
    assert values.pence(pounds(pence)) == pence
    assert values.number(plain_pounds(pence)) == Decimal(pence) / 100


@pytest.mark.parametrize(
    ("cell", "reason"),
    [("-5", "negative"), ("4.5", "whole number"), ("lots", "not a number"), ("1e-3", "whole number")],
)
def test_a_count_is_whole_and_not_negative(cell, reason):
    with pytest.raises(NotAValue, match=reason):
        values.count(cell)
    assert values.count("4,111") == 4111
    assert values.count("4111.0") == 4111


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("01/04/1974", date(1974, 4, 1)),
        ("31138", date(1985, 4, 1)),  # the day number of a spreadsheet, as in the payments of 2019/20
        ("19740401", date(1974, 4, 1)),
        ("1974-04-01", date(1974, 4, 1)),
        ("1974-04-01 00:00:00", date(1974, 4, 1)),
        ("01JAN2021", date(2021, 1, 1)),
        ("1 April 2021", date(2021, 4, 1)),
        ("0", None),
    ],
)
def test_days_as_each_year_wrote_them(cell, day):
    assert values.day(cell) == day


@pytest.mark.parametrize("cell", ["31/02/2020", "April", "99999999", "13/13/2020", "2020"])
def test_what_is_no_day_is_refused(cell):
    with pytest.raises(NotAValue, match="is not a day"):
        values.day(cell)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_day_is_read_in_every_form(day):
    for form in ("%d/%m/%Y", "%Y-%m-%d", "%Y%m%d", "%d%b%Y"):
        assert values.day(day.strftime(form)) == day


@pytest.mark.parametrize("cell", ["M8506", "M850633", "85063M", "", "Ü85063", "m 5063"])
def test_an_impossible_practice_code_is_refused(cell):
    with pytest.raises(NotAValue, match="practice code"):
        values.practice(cell)
    assert values.practice(" m85063 ") == "M85063"
    assert values.organisation("M85063001") == "M85063001"


def test_what_is_too_large_to_be_true_is_refused():
    for parse, cell in (
        (values.count, "100000000"),
        (values.not_negative, "1E+14"),
        (values.pence, "1000000000000.00"),
        (values.pence, "-99999999999999999999"),
    ):
        with pytest.raises(NotAValue):
            parse(cell)
    assert values.pence("999999999999.99") == 99_999_999_999_999


def test_a_cell_cannot_command_the_terminal():
    assert values.shown("\x1b[31mred\x07") == "[31mred"
    assert values.shown("x" * 500).endswith("…")
