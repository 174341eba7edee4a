"""What a published year came to is what was published, whatever else the books of that year hold."""

import pytest

from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import parameters, queries
from commonpractice.domain.ledger.rules import published_year
from commonpractice.domain.ledger.rules.published_year import YearLine
from commonpractice.foundations.months import FinancialYear
from tests.domain.ledger.small_books import APRIL, a_small_book, journal, post
from tests.domain.partnerships import NOON, acting, two_rivers

pytestmark = pytest.mark.django_db

YEAR = FinancialYear(2025)


def lines(surgery: int, code: str, **amounts: int) -> list[YearLine]:
    return [
        YearLine(surgery, code, f"Surgery {code}", key, key, amount, None, None, {"file": "paid.csv"})
        for key, amount in amounts.items()
    ]


def test_only_published_lines_are_summed():
    """
    Published of A1     global sum £1,000.00, QOF £100.05, deductions -£90.00
    Published of B1     global sum £2,000.00
    Another year of A1  global sum £7.00, in the same month of the books
    By hand, of A1      £300.00 of global sum and £25.00 of levies, which nobody published
    """
    rivers = two_rivers()
    published = [
        *lines(rivers.a, "A1", global_sum=100000, qof=10005, deductions=-9000),
        *lines(rivers.b, "B1", global_sum=200000),
    ]
    accounts = parameters.published_accounts()
    with acting(rivers.everything):
        a_small_book(rivers)
        post(
            rivers,
            journal(rivers.a, APRIL, (rivers.a, 7030, 2500), (rivers.a, 8010, -2500), words="A levy"),
        )
        for given in (published, lines(rivers.a, "A1", global_sum=700)):
            year = YEAR if given is published else FinancialYear(2024)
            entries = published_year.entries(given, year=year, accounts=accounts)
            if year != YEAR:  # posted late: to a month of the next year's books
                entries = [(document, [_moved(each) for each in journals]) for document, journals in entries]
            ledger.post(entries, scope=rivers.everything, at=NOON)
        found = queries.published_result(scope=rivers.everything, surgeries=[rivers.a, rivers.b], year=YEAR)
        only_b = queries.published_result(scope=rivers.everything, surgeries=[rivers.b], year=YEAR)
    assert [(account.code, amount) for account, amount in found.payments] == [(1010, 300000), (1140, 10005)]
    assert [(account.code, amount) for account, amount in found.deductions] == [(7030, 9000)]
    assert found.total_payments == 310005
    assert found.total_deductions == 9000
    assert found.left == 301005
    assert (only_b.total_payments, only_b.total_deductions) == (200000, 0)


def _moved(each):
    from dataclasses import replace

    return replace(each, month=APRIL)
