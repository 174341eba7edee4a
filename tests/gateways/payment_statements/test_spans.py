"""The months that words name."""

import pytest

from commonpractice.foundations.months import Month
from commonpractice.gateways.payment_statements.spans import named_month, span_in

WORDS = """
    2023-2024 ICBRates 01/05/23 to 31/03/24          | 2023-05 2024-03
    23/24 Notional Rent Nov23                        | 2023-11 2023-11
    LBS End of Life Apr-Mar24                        | 2023-04 2024-03
    Statutory Levy deductions Jun-Mar24              | 2023-06 2024-03
    PY 2022/23 new adj value Atrial Fibrillation     | 2022-04 2023-03
    Doctor Two - 2015/16 - 2015/16 CORRECTION        | 2015-04 2016-03
    Locum sickness September 2024                    | 2024-09 2024-09
    Claims Oct23 and Dec 2023                        | 2023-10 2023-12
    Rates Apr23-Sep23                                | 2023-04 2023-09
    Nov-Feb24                                        | 2023-11 2024-02
    Mar-Mar24                                        | 2024-03 2024-03
    01/04/2023 - 31/03/2024                          | 2023-04 2024-03
    Rent from 01/13/23 to 31/14/24                   |
    6 in 1 Vaccination                               |
    2022/24                                          |
    Marvellous 24 hour service                       |
    (OCT, NOV & DEC)                                 |
"""


@pytest.mark.parametrize(
    ("words", "months"), [tuple(map(str.strip, row.split("|"))) for row in WORDS.strip().splitlines()]
)
def test_the_months_that_words_name(words, months):
    span = span_in(words)
    assert " ".join(map(str, span or ())) == months


@pytest.mark.parametrize(
    ("words", "near", "month"),
    [
        ("November", Month(2023, 11), Month(2023, 11)),
        ("December", Month(2024, 1), Month(2023, 12)),
        ("January", Month(2023, 12), Month(2024, 1)),
        ("Sept", Month(2024, 9), Month(2024, 9)),
        ("Smarch", Month(2024, 9), None),
    ],
)
def test_a_month_without_its_year_is_the_nearest(words, near, month):
    assert named_month(words, near) == month
