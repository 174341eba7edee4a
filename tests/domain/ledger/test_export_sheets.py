"""The sheets of a workbook show what the statements show."""

import pytest

from tests.domain.ledger.small_books import APRIL, JUNE, MAY, a_small_book, sheet_rows, workbook_of
from tests.domain.partnerships import acting, two_rivers

pytestmark = pytest.mark.django_db


def pence(amounts) -> list[int | None]:
    return [None if amount is None else round(amount * 100) for amount in amounts]


def by_name(book, sheet: str) -> dict[str, list[int | None]]:
    """A sheet's amounts by the name of their row; the last of two of one name."""
    return {row[1]: pence(row[2:]) for row in sheet_rows(book, sheet)}


def headings(book, sheet: str) -> list[str]:
    return next(list(row) for row in book[sheet].iter_rows(values_only=True) if all(row))[2:]


def test_the_sheets_show_the_statements_as_at_the_last_month_and_month_by_month():
    rivers = two_rivers()
    everybody = list(rivers.everything.surgeries)
    with acting(rivers.everything):
        a_small_book(rivers)
        book = workbook_of(rivers, everybody, APRIL, JUNE)
    assert book.sheetnames == [
        "Trial balance",
        "Income and expenditure",
        "Balance sheet",
        "Income by month",
        "Balance sheet by month",
        "Consolidation",
        "Postings",
    ]
    trial = by_name(book, "Trial balance")
    #                           moved in June  at its end   a year before
    assert trial["Rent"] == [9999, None, 9999, None, None, None]
    assert trial["Global sum or PMS baseline"] == [None, None, None, 30000, None, None]
    assert trial["Practice bank account"] == [None, 9999, 15001, None, None, None]
    assert trial["Total"] == [9999, 9999, 31250, 31250, 0, 0]

    assert headings(book, "Income and expenditure") == [
        "June 2025",
        "June 2024",
        "2025/26 so far",
        "2024/25, same months",
    ]
    income = by_name(book, "Income and expenditure")
    assert income["Global sum or PMS baseline"] == income["Total income"] == [0, 0, 30000, 0]
    assert income["Total spending"] == [9999, 0, 11249, 0]  # 1250 + 700 - 700 + 9999
    assert income["Surplus"] == [-9999, 0, 18751, 0]

    assert headings(book, "Income by month") == ["April 2025", "May 2025", "June 2025", "Total"]
    by_month = by_name(book, "Income by month")
    assert by_month["Total income"] == [30000, 0, 0, 30000]
    assert by_month["Total spending"] == [0, 1250, 9999, 11249]
    assert by_month["Surplus"] == [30000, -1250, -9999, 18751]

    assert headings(book, "Balance sheet") == ["30 June 2025", "30 June 2024"]
    sheet = by_name(book, "Balance sheet")
    assert sheet["Total current assets"] == [15001, 0]  # 30000 - 5000 - 9999
    assert sheet["Net assets"] == sheet["Total partners' funds"] == [13751, 0]  # less 1250 of creditors
    assert sheet["Result of this year so far"] == [18751, 0]
    assert by_name(book, "Balance sheet by month")["Net assets"] == [0, 30000, 23750, 13751]

    centres = by_name(book, "Consolidation")
    # the recharge of 700: Avon's cost and debt, Brook's income and claim
    assert centres["Avon Surgery"] == [30000, 1950, 28050, 0, 700, -700]
    assert centres["Brook Surgery"] == [0, -700, 700, 0, -700, 700]
    whole = [30000, 11249, 18751, 0, 0, 0]
    assert centres["Surgeries and centre"] == centres["Partnership, from every posting"] == whole

    assert len(sheet_rows(book, "Postings")) == 12


def test_what_surgeries_owe_each_other_stands_by_its_sign():
    rivers = two_rivers()
    with acting(rivers.everything):
        a_small_book(rivers)
        avon, brook = (workbook_of(rivers, [one], APRIL, JUNE) for one in (rivers.a, rivers.b))
    names = {book: [row[1] for row in sheet_rows(book, "Balance sheet")] for book in (avon, brook)}
    owed_to = names[avon].index("Owed to others in the partnership")
    assert names[avon].index("Creditors due within one year") < owed_to < names[avon].index("Net assets")
    assert by_name(avon, "Balance sheet")["Account with other surgeries"] == [700, 0]
    owed_by = names[brook].index("Owed by others in the partnership")
    assert owed_by < names[brook].index("Total current assets")
    assert by_name(brook, "Balance sheet")["Account with other surgeries"] == [700, 0]


def test_two_surgeries_together_are_not_called_the_partnership():
    rivers = two_rivers()
    with acting(rivers.everything):
        a_small_book(rivers)
        both = by_name(workbook_of(rivers, [rivers.a, rivers.b], APRIL, JUNE), "Consolidation")
    assert both["Surgeries together"] == both["The same, from every posting"] == [30000, 1250, 28750, 0, 0, 0]


def test_one_surgery_has_no_consolidation_and_one_month_is_not_shown_month_by_month():
    rivers = two_rivers()
    with acting(rivers.everything):
        a_small_book(rivers)
        assert "Consolidation" not in workbook_of(rivers, [rivers.a], APRIL, MAY).sheetnames
        assert workbook_of(rivers, [rivers.a], MAY, MAY).sheetnames == [
            "Trial balance",
            "Income and expenditure",
            "Balance sheet",
            "Postings",
        ]
