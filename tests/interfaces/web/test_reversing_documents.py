"""A document is reversed as a whole: who may, what is asked, and what is said afterwards."""

import pytest

from tests.interfaces.books import keep_books
from tests.interfaces.web.test_pages import text


@pytest.fixture
def books(house):
    keep_books(house)
    return house


def find(owner, key: str) -> int:
    return owner.execute("SELECT id FROM ledger_document WHERE key LIKE %s", [key]).fetchone()[0]


@pytest.fixture
def payroll(books, owner) -> int:
    """Ash Tree's payroll of March 2025: three journals."""
    return find(owner, f"payroll/{books.surgery('M81001').id}/2025-03")


def reversals(owner) -> list[tuple]:
    return owner.execute(
        "SELECT month::text, narrative FROM ledger_journal WHERE reverses_id IS NOT NULL ORDER BY id"
    ).fetchall()


def test_a_document_leads_to_its_reversal_and_back(books, sign_in, owner, payroll):
    client = sign_in("finance")
    page = client.get(f"/accounts/document/{payroll}/")
    assert f'href="/accounts/document/{payroll}/reverse/"' in page.content.decode()
    assert "Reverse all of them" in text(page)
    asked = client.get(f"/accounts/document/{payroll}/reverse/")
    assert "All 3 journals made from it are reversed together." in text(asked)
    blank = client.post(f"/accounts/document/{payroll}/reverse/", {"why": " ", "month": "2025-03"})
    assert "Say why it is reversed" in blank.content.decode()
    wrong = client.post(f"/accounts/document/{payroll}/reverse/", {"why": "x", "month": "2030-01"})
    assert "Choose a month that is open" in wrong.content.decode()
    assert reversals(owner) == []
    done = client.post(
        f"/accounts/document/{payroll}/reverse/", {"why": "Paid twice", "month": "2025-02"}, follow=True
    )
    assert "Reversed: 3 journals posted. It can be posted anew." in text(done)
    assert [month for month, _ in reversals(owner)] == ["2025-02-01"] * 3
    assert "Reverse all of them" not in text(done)
    again = client.get(f"/accounts/document/{payroll}/reverse/")
    assert "Every journal made from it has been reversed already." in text(again)


@pytest.mark.parametrize(("who", "status"), [("gp", 403), ("staff", 403), ("auditor", 403), ("nobody", 403)])
def test_who_may_not_post_reverses_nothing(books, sign_in, owner, payroll, who, status):
    client = sign_in(who)
    address = f"/accounts/document/{payroll}/reverse/"
    for answer in (client.get(address), client.post(address, {"why": "x", "month": "2025-03"})):
        assert answer.status_code == status
    assert reversals(owner) == []
    page = client.get(f"/accounts/document/{payroll}/")
    assert "Reverse all of them" not in page.content.decode()


def test_one_surgerys_document_is_not_for_another_to_find_or_reverse(books, sign_in, owner):
    theirs = find(owner, f"payroll/{books.surgery('M81003').id}/2025-03")
    between = find(owner, f"charge/{books.surgery('M81001').id}/2025-03")
    manager = sign_in("manager")
    given = {"why": "x", "month": "2025-03"}
    assert manager.post(f"/accounts/document/{theirs}/reverse/", given).status_code == 404
    assert manager.post(f"/accounts/document/{between}/reverse/", given).status_code == 403
    assert manager.post("/accounts/document/999999/reverse/", given).status_code == 404
    assert reversals(owner) == []


def test_where_no_month_is_open_the_page_says_so(books, sign_in, owner, payroll):
    owner.execute("UPDATE ledger_month SET locked = true")
    page = sign_in("finance").get(f"/accounts/document/{payroll}/reverse/")
    assert "No month is open to every side of it" in text(page)
