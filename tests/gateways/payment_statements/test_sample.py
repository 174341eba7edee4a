"""The real statement of November 2023, line by line to its net of £68,905.09."""

from decimal import Decimal

import pytest

from commonpractice.foundations.months import Month
from commonpractice.gateways import payment_statements
from commonpractice.gateways.payment_statements import Section, Source

# number, paycode, source, amount, of which months
LINES = """
  1            COM   36,632.14
  2  GSUMG     COM    2,513.85
  3  GSUMG     COM    2,486.88
  4  RANDR     COM    3,834.83   2023-05 2024-03
  5            COM    2,217.12
  6  QUACHG    COM       11.90   2022-04 2023-03
  7  MENCBG    NHSE      10.06
  8  SHINGG    NHSE      20.12
  9  ZPERTG    NHSE      20.12
 10  PNEUMG    NHSE      30.18
 11  MMRVAG    NHSE      40.24
 12  CDFLUG    NHSE      50.30
 13  SIXVAG    NHSE      50.30
 14  INFLUG    NHSE   1,569.36
 15  DESPRG    COM      592.51
 16  ZPRCAG    COM      144.68   2023-04 2024-03
 17  ZPRCAG    COM      649.37   2023-04 2024-03
 18  ZPRCAG    COM    1,862.47   2023-04 2024-03
 19  ZPRCAG    COM    2,271.11   2023-04 2024-03
 20  NRENT     COM    8,845.83   2023-11 2023-11
 21  STATL     COM     -203.59   2023-06 2024-03
 22            COM     -285.83
 23  PRYEEG    COM   -3,757.15   2017-04 2018-03
 24  PRYEEG    COM    5,400.44   2015-04 2016-03
 25  PRYEEG    COM      845.29   2016-04 2017-03
 26            COM     -419.42
 27  PRYERG    COM   -3,032.09   2017-04 2018-03
 28  PRYERG    COM    5,325.44   2015-04 2016-03
 29  PRYERG    COM    1,178.63   2016-04 2017-03
"""


@pytest.fixture(scope="module")
def statement(sample):
    return payment_statements.read(sample, name="november.txt")


def drawn(statement) -> list[list[str]]:
    """The lines as the table above draws them."""
    return [
        [
            str(line.number),
            *([line.paycode] if line.paycode else []),
            line.source.value,
            f"{line.amount / 100:,.2f}",
            *([str(line.first), str(line.last)] if line.first else []),
        ]
        for line in statement.lines
    ]


def test_each_line_is_read(statement):
    assert drawn(statement) == [row.split() for row in LINES.strip().splitlines()]


def test_the_lines_come_to_the_net(statement):
    assert sum(line.amount for line in statement.lines) == statement.net == statement.paid == 68_905_09


def test_the_head_is_read(statement):
    assert (statement.code, statement.name, statement.reference) == ("X99999", "The Surgery", "000000")
    assert (statement.dated.isoformat(), statement.month) == ("2023-11-20", Month(2023, 11))


def test_the_printed_totals_are_the_sums_by_source_and_sign(statement):
    """Where a line prints no source (the contract value, the pensions) it is the commissioner's."""
    assert statement.invoiced == {Source.NHSE: 1_790_68, Source.COM: 74_812_49}
    assert statement.credited == {Source.NHSE: 0, Source.COM: -7_698_08}


def test_the_contract_value_is_read_part_by_part(statement):
    value = statement.contract
    assert [(part.words, part.amount) for part in value.yearly] == [
        ("Calculation of Monthly Global Sum Payment", 428_343_68),
        ("Temporary Residents Adjustment", 2_107_77),
        ("London Weighting Allowance", 9_134_20),
        ("Superannuation Premium", 0),
        ("Appraisal Premium", 0),
    ]
    assert (value.year, value.twelfth, value.payment) == (439_585_65, 36_632_14, 36_632_14)
    assert value.words == "Capitation Monthly Payment GMS/PMS/APMS (OCT, NOV & DEC)"


def test_the_capitation_block_is_read_to_its_last_decimal(statement):
    block = statement.capitation
    assert block.raw_list == 4220
    assert [value for _, value in block.indices] == [
        Decimal(text) for text in ("0.98334", "1.02772", "1.02537", "0.99995", "1.02181", "0.99991")
    ]
    reckoned = block.raw_list / block.commissioner_raw * block.commissioner_weighted
    assert round(reckoned, 5) == block.normalised_list == Decimal("3851.74138")
    assert block.weighted_list == Decimal("4077.76697")
    assert block.normalised_weighted_list == Decimal("4089.98071")
    assert sum(band.men + band.women for band in block.ages) == 4220
    assert ("Main Surgery Postcode", "ZZ999ZZ") in block.others


def test_the_pensions_say_whose_they_are(statement):
    persons = [
        (line.section, line.person.name, line.person.code, line.person.rate) for line in statement.pensions
    ]
    assert persons == [
        (Section.PENSION_EMPLOYEE.value, "Doctor One", "0000001", "9.8"),
        *[(Section.PENSION_EMPLOYEE.value, "Doctor Two", "", "")] * 3,
        (Section.PENSION_EMPLOYER.value, "Doctor One", "0000001", "14.38"),
        *[(Section.PENSION_EMPLOYER.value, "Doctor Two", "", "")] * 3,
    ]


def test_what_the_eye_sees_in_the_text_the_program_sees(statement, sample):
    """A second, slower way: every amount after a pound sign below the titles, and the contract's payment."""
    import re

    text = sample.decode()
    body = text[text.index("GSUMG") : text.index("Total Amount Paid")]
    found = [
        int(sign + figure.replace(",", "").replace(".", ""))
        for sign, figure in re.findall(r"(-?)£([\d,]+\.\d\d)", body)
    ]
    assert [36_632_14, *found] == [line.amount for line in statement.lines]
