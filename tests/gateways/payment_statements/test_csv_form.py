"""The CSV form: the same statement, its total agreeing with its lines."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.foundations.money import plain_pounds
from commonpractice.foundations.months import Month
from commonpractice.gateways import payment_statements
from commonpractice.gateways.payment_statements import Layout, Source, StatementRefused
from commonpractice.gateways.payment_statements.csv_form import COLUMNS
from tests.examples import thorough

FILE = """\
practice_code,statement_date,month,section,paycode,words,source,amount,concerns,item,partner,reference
A1,2025-04-24,2025-04,contract_value,,Global sum,COM,"40,000.00",,global_sum,,R-1
A1,2025-04-24,2025-04,enhanced_services,INFLUG,Influenza,NHSE,120.72,2025-03,,,
A1,2025-04-24,2025-04,pension,,Dr Ash,COM,-1500.00,2025-04,partners_pension_employee,P1,
A1,2025-04-24,2025-04,total,,,,38620.72,,,,
"""


def read(text: str):
    return payment_statements.read(text.encode(), name="april.csv")


def test_a_statement_is_read():
    statement = read(FILE)
    assert (statement.layout, statement.code, statement.month) == (Layout.CSV, "A1", Month(2025, 4))
    assert (statement.net, statement.paid, statement.reference) == (38_620_72, 38_620_72, "R-1")
    assert [(line.amount, line.item, line.partner) for line in statement.lines] == [
        (40_000_00, "global_sum", ""),
        (120_72, "", ""),
        (-1_500_00, "partners_pension_employee", "P1"),
    ]
    assert [line.at for line in statement.lines] == [2, 3, 4]
    assert (statement.lines[1].first, statement.lines[1].last) == (Month(2025, 3), Month(2025, 3))
    assert statement.invoiced == {Source.NHSE: 120_72, Source.COM: 40_000_00}
    assert statement.credited == {Source.NHSE: 0, Source.COM: -1_500_00}


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text + ",,,,,,,,,,,\n\n",
        lambda text: text.replace("A1,", "a1,"),
        lambda text: text.replace("total,,,,38620.72", "TOTAL,,,,£38620.72"),
        lambda text: text.replace("Global sum,COM", "Global sum,"),
    ],
)
def test_however_it_was_saved(change):
    assert read(change(FILE)).net == 38_620_72


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("38620.72", "38620.73", "does not add up by £0.01"),
        ("120.72", "120.71", "does not add up by £0.01"),
        ("A1,2025-04-24,2025-04,total,,,,38620.72,,,,\n", "", "It has no total"),
        ("statement_date", "dated", "The column statement_date is missing."),
        ("A1,2025-04-24,2025-04,enh", "B1,2025-04-24,2025-04,enh", "one statement of one practice"),
        ("2025-04-24", "24/04/2025", "Line 2: “24/04/2025” is not a date: write statement_date like"),
        ("24,2025-04,", "24,2025-13,", "Line 2: There is no month 13."),
        ("24,2025-04,", "24,April,", "Line 2: “April” is not a month. Write it like 2025-04."),
        ("24,2025-04,", "24,,", "No line says its month: fill it in."),
        ("A1,", ",", "It does not say whose it is: fill in practice_code."),
        ("NHSE,120", "NHS,120", "neither NHSE nor COM"),
        ("120.72", "£120.7.2", "is not an amount of money"),
        ("2025-03,,,", "March,,,", "write 2023-10, or 2023-04 to 2024-03"),
        ("2025-03,,,", "2052-03,,,", "“2052-03” is years away from April 2025"),
        ("2025-03,,,", "2025-03 to 2025-01,,,", "ends before it begins"),
        ('"40,000.00"', "40,000.00", "more values than there are columns"),
        ("concerns,item", "concerns,words", "The column words stands twice."),
        ("INFLUG,Influenza", ",", "and not what for"),
        ('"40,000.00"', '"40,000.00', "cannot be read"),
    ],
)
def test_what_is_wrong_is_said(before, after, said):
    assert before in FILE
    with pytest.raises(StatementRefused) as refusal:
        read(FILE.replace(before, after))
    assert said in " ".join(refusal.value.problems)


def test_what_looks_like_a_year_long_past_is_none():
    statement = read(FILE.replace("INFLUG,Influenza,NHSE,120.72,2025-03", "INFLUG,Room 98/99,NHSE,120.72,"))
    assert statement.lines[1].first is None


def test_nothing_stands_below_the_total():
    with pytest.raises(StatementRefused, match="below the total"):
        read(FILE + "A1,2025-04-24,2025-04,x,,Something,COM,0.01,,,,\n")


def test_the_total_of_a_source_must_agree_where_it_is_given():
    with_source = FILE.replace("A1,2025-04-24,2025-04,total", "A1,,,total,,,NHSE,120.72,,,,\nA1,,,total")
    assert read(with_source).net == 38_620_72
    with pytest.raises(StatementRefused, match="total given for it"):
        read(with_source.replace("NHSE,120.72,,,,\nA1,,,total", "NHSE,120.73,,,,\nA1,,,total"))


LINES = st.lists(
    st.tuples(
        st.sampled_from(["INFLUG", "GSUMG", ""]),
        st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=20).map(str.strip),
        st.sampled_from(["NHSE", "COM"]),
        st.integers(-(10**11), 10**11),
    ).filter(lambda line: line[0] or line[1]),
    min_size=1,
    max_size=12,
)


def written(lines, total: int) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for paycode, words, source, amount in lines:
        writer.writerow(["A1", "2025-04-24", "2025-04", "x", paycode, words, source, plain_pounds(amount)])
    writer.writerow(["A1", "2025-04-24", "2025-04", "total", "", "", "", plain_pounds(total)])
    return out.getvalue()


@thorough(300)
@given(LINES, st.integers(-(10**9), 10**9))
def test_any_lines_that_come_to_their_total_are_read_and_no_others(lines, off):
    total = sum(line[3] for line in lines)
    if off:
        with pytest.raises(StatementRefused):
            read(written(lines, total + off))
    statement = read(written(lines, total))
    assert statement.net == total == sum(line.amount for line in statement.lines)
    assert [line.amount for line in statement.lines] == [line[3] for line in lines]
