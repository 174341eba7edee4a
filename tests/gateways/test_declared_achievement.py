"""Files of declared achievement: their headings, both shapes, and every line that cannot be right."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.domain.contracts.parameters.declared import layouts
from commonpractice.gateways.declared_achievement import FileRefused, read

OURS = """practice_code,indicator,numerator,denominator,pcas,points,pounds,declared_on
M81001,BP002,"1,204",1500,12,15,"£3,419.25",2026-04-20
m81001,AF006,30,40,,,,20/04/2026
"""
THEIRS = """Organisation Code,Indicator ID,Achieved,Eligible,PCAs,Achievement Date
M81001,BP002,1204,1500,12,2026-04-20 09:30

"""
LONG = """REGION_CODE,PRACTICE_CODE,INDICATOR_CODE,MEASURE,VALUE
Y56,M81001,BP002,NUMERATOR,1204
Y56,M81001,BP002,DENOMINATOR,1500
Y56,M81001,BP002,REGISTER,1600
Y56,M81001,BP002,PCAS,12
Y56,M81001,AF006,NUMERATOR,30
"""


def told(text: str):
    return read(text.encode(), name="cqrs.csv", layouts=layouts())


def test_our_own_columns():
    found = told(OURS)
    assert found.problems == []
    first, second = found.rows
    assert (first.line, first.practice_code, first.indicator) == (2, "M81001", "BP002")
    assert (first.numerator, first.denominator, first.adjusted) == (1204, 1500, 12)
    assert (first.points, first.pounds) == (Decimal(15), Decimal("3419.25"))
    assert (second.practice_code, second.points, second.declared_on) == ("M81001", None, date(2026, 4, 20))


def test_other_headings_of_the_column_map_and_a_time_after_the_day():
    (row,) = told(THEIRS).rows
    assert (row.numerator, row.denominator, row.declared_on) == (1204, 1500, date(2026, 4, 20))


def test_a_row_a_measure_is_put_together_and_what_is_missing_is_named():
    found = told(LONG)
    (row,) = found.rows
    assert (row.line, row.numerator, row.denominator, row.adjusted) == (2, 1204, 1500, 12)
    assert found.problems == ["cqrs.csv, line 6: AF006 of M81001 has no denominator."]


HEAD = "practice_code,indicator,numerator,denominator,declared_on\n"
BAD = {
    "M81001,BP002,ten,20,": "line 2: the column numerator has “ten”, which is not a number.",
    "M81001,BP002,1.5,20,": "line 2: the column numerator has 1.5, which is not a whole number.",
    "M81001,BP002,-1,20,": "line 2: the column numerator has -1, which cannot be right.",
    "M81001,,1,20,": "line 2: the column indicator is blank.",
    "M81001,BP002,1,20,31/06/2026": (
        "line 2: “31/06/2026” is not a day. Write it like 2026-04-15, or 15/04/2026."
    ),
    "M81001,BP002,1": "line 2: 3 values stand under 5 headings.",
}


@pytest.mark.parametrize("row", BAD)
def test_each_line_that_is_none_is_named_and_the_others_are_read(row):
    found = told(f"{HEAD}{row}\nM81001,AF006,1,2,\n")
    assert found.problems == [f"cqrs.csv, {BAD[row]}"]
    assert [one.indicator for one in found.rows] == ["AF006"]


def test_a_measure_twice_is_named():
    again = "Y56,M81001,BP002,NUMERATOR,1205\n"
    assert any("on an earlier line already" in one for one in told(LONG + again).problems)


def test_a_file_that_is_no_such_table_is_refused_whole():
    with pytest.raises(FileRefused) as refusal:
        told("name,age\nx,1\n")
    assert "cqrs.csv has no column practice_code." in refusal.value.problems
    with pytest.raises(FileRefused, match="not a text file"):
        read(b"PK\x03\x04\x00\x00", name="cqrs.xlsx", layouts=layouts())


@given(st.binary(max_size=300))
def test_whatever_the_bytes_it_is_read_or_refused(content):
    with suppress(FileRefused):
        found = read(content, name="x", layouts=layouts())
        assert all(one.numerator >= 0 and one.practice_code for one in found.rows)
