"""What of a declaration cannot be true of a year: every line by its number, and what is missing."""

from datetime import date
from decimal import Decimal

from commonpractice.domain.contracts import parameters
from commonpractice.domain.contracts.rules.declaring import faults
from commonpractice.foundations.months import FinancialYear
from commonpractice.gateways.declared_achievement import DeclaredRow

YEAR = parameters.qof_year(FinancialYear(2025))
TODAY = date(2026, 5, 4)


def row(line: int, indicator: str, numerator: int = 1, denominator: int = 2, **more) -> DeclaredRow:
    return DeclaredRow(line, more.pop("practice", "M81001"), indicator, numerator, denominator, **more)


def found(rows: list[DeclaredRow], declared_on: date | None = date(2026, 4, 20)) -> list[str]:
    return faults(
        rows, name="cqrs.csv", year=YEAR, practices={"M81001"}, declared_on=declared_on, today=TODAY
    )


WHOLE = [row(place, code) for place, code in enumerate(YEAR.indicators, start=2)]


def test_a_whole_year_is_taken():
    assert found(WHOLE) == []


def test_each_line_says_what_is_wrong_with_it():
    wrong = [
        row(100, "BP002", 5, 4),
        row(101, "XYZ001"),
        row(102, "AF006", practice="A99999"),
        row(103, "AF008", points=Decimal("12.5")),
        row(104, "AST007", declared_on=date(2026, 3, 31)),
        row(105, "AST012", declared_on=date(2026, 6, 1)),
    ]
    said = found([*[one for one in WHOLE if one.indicator not in {each.indicator for each in wrong}], *wrong])
    for line, words in (
        (100, "5 patients met it, and only 4 were eligible."),
        (101, "the QOF of 2025/26 has no indicator XYZ001."),
        (102, "there is no surgery A99999 here"),
        (103, "AF008 can earn 12 points, and this has 12.5."),
        (104, "a year cannot be declared before it is over, and this one was on 31 March 2026."),
        (105, "1 June 2026, on which it was declared, is still to come."),
    ):
        assert any(one.startswith(f"cqrs.csv, line {line}: ") and words in one for one in said), line


def test_an_indicator_twice_one_missing_and_a_day_that_nobody_gave_are_named():
    twice = found([*WHOLE, row(90, "BP002")])
    first = next(one.line for one in WHOLE if one.indicator == "BP002")
    assert twice == [f"cqrs.csv, line 90: BP002 of M81001 is on line {first} already."]
    (missing,) = found([one for one in WHOLE if one.indicator != "BP002"])
    assert missing == "cqrs.csv: of M81001 there is no BP002. A year is taken in whole."
    assert len(found(WHOLE, declared_on=None)) == len(WHOLE)
