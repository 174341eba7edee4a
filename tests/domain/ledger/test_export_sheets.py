"""The sheets of a workbook show what the statements show."""

import pytest

from commonpractice.domain.ledger import queries
from tests.domain.ledger.small_books import APRIL, JUNE, MAY, a_small_book, sheet_rows, workbook_of
from tests.domain.partnerships import acting, two_rivers

pytestmark = pytest.mark.django_db


def pence(amount: float | None) -> int | None:
    return None if amount is None else round(amount * 100)


def test_the_sheets_show_the_statements():
    rivers = two_rivers()
    everybody = list(rivers.everything.surgeries)
    with acting(rivers.everything):
        a_small_book(rivers)
        book = workbook_of(rivers, everybody, APRIL, JUNE)
        trial = queries.trial_balance(
            scope=rivers.everything, surgeries=everybody, at=JUNE.last, year_starts=4
        )
        balance = queries.balance_sheet(scope=rivers.everything, surgeries=everybody, days=[JUNE.last])
    assert book.sheetnames == [
        "Trial balance",
        "Income and expenditure",
        "Balance sheet",
        "Consolidation",
        "Postings",
    ]
    rows = sheet_rows(book, "Trial balance")
    assert [(row[0], pence(row[2] or -row[3])) for row in rows[:-1]] == [
        (line.account.code, line.amounts[0]) for line in trial.lines
    ]
    assert [pence(amount) for amount in rows[-1][2:]] == [trial.debits, trial.credits]

    income = {
        row[1]: [pence(amount) for amount in row[2:]] for row in sheet_rows(book, "Income and expenditure")
    }
    assert income["Global sum or PMS baseline"] == [30000, 0, 0, 30000]
    assert income["Total income"] == [30000, 0, 0, 30000]
    assert income["Total expenses"] == [0, 1250, 9999, 11249]
    assert income["Surplus"] == [30000, -1250, -9999, 18751]

    funds = {row[1]: pence(row[-1]) for row in sheet_rows(book, "Balance sheet")}
    assert funds["Net assets"] == funds["Partners' funds"] == balance.net_assets[0]

    centres = {row[1]: [pence(amount) for amount in row[2:]] for row in sheet_rows(book, "Consolidation")}
    assert centres["Brook Surgery"] == [0, -700, 700, 0, 0]
    assert centres["Sum of the above"] == centres["Reckoned as a whole"] == [30000, 11249, 18751, 0, 0]

    assert len(sheet_rows(book, "Postings")) == 12


def test_one_surgery_has_no_consolidation():
    rivers = two_rivers()
    with acting(rivers.everything):
        a_small_book(rivers)
        assert "Consolidation" not in workbook_of(rivers, [rivers.a], APRIL, MAY).sheetnames
