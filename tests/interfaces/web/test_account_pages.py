"""An account's page: what was brought forward, and what stands after each posting, the oldest first."""

import pytest

from tests.interfaces.books import keep_books
from tests.interfaces.web.test_pages import row, text

ASH = "M81001"


@pytest.fixture
def books(house):
    keep_books(house)
    return house


def test_the_bank_account_runs_on_from_what_was_brought_forward(books, sign_in):
    """
    Ash Tree's bank in April 2023: 50,000 + 5,000 received, 20,000 + 12,000.01 + 150 + 6,000 paid: 16,849.99.
    In May: 100 more received, so 16,949.99; 33,799.98 in all.
    """
    page = sign_in("manager").get(f"/accounts/{ASH}/account/8010/?month=2023-05")
    forward = row(page, "", 0)
    assert forward == ["Brought forward", "", "", "£16,849.99 debit"]
    shown = text(page)
    assert "£33,799.98 debit" in shown
    assert shown.index("Brought forward") < shown.index("Global sum") < shown.index("Rent of the surgery")


def test_results_begin_each_year_at_nil(books, sign_in):
    client = sign_in("manager")
    april = client.get(f"/accounts/{ASH}/account/1010/?month=2024-04")
    assert row(april, "")[-1] == "£0.00"
    may = client.get(f"/accounts/{ASH}/account/1010/?month=2024-05")
    assert row(may, "")[-1] == "£51,200.00 credit"  # April 2024 is month 12: 50,000 + 12 × 100


def test_a_page_carries_over_what_the_page_before_came_to(books, sign_in):
    """Six postings a month over 24 months are 144: the second page begins after the hundredth."""
    client = sign_in("manager")
    address = f"/accounts/{ASH}/account/8010/?month=2025-03&over=ever"
    first, second = client.get(address), client.get(f"{address}&page=2")
    last = text(first).split("Balance Brought forward")[1].split(" debit")[-2].split()[-1]
    assert row(second, "") == ["Carried over from page 1", "", "", f"{last} debit"]
    whole = 24 * 16_849_99 + sum(range(24)) * 100_00
    assert f"£{whole // 100:,}.{whole % 100:02d} debit" in text(second)


def test_a_document_is_told_in_words(books, sign_in, owner):
    number = owner.execute(
        "SELECT d.id FROM ledger_document d JOIN partnership_surgery s ON s.id = d.home_id "
        "WHERE d.kind = 'payroll' AND s.code = %s ORDER BY d.id LIMIT 1",
        [ASH],
    ).fetchone()[0]
    shown = text(sign_in("manager").get(f"/accounts/document/{number}/"))
    assert "Payroll Payroll, April 2023" in shown
    assert "Surgery Ash Tree Surgery" in shown
    assert "Known as" not in shown
    assert "Total of debits" in shown
