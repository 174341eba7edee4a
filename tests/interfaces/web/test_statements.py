"""The pages of the statements: each figure with its address, as known on a day, and days that cannot be."""

import re
from datetime import UTC, date, datetime
from html import unescape

import pytest
from django.db import transaction

from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.domain.partnership import queries as partnerships
from commonpractice.gateways.scoped_postgres import tickets
from tests.interfaces.books import BANK, POSTED
from tests.interfaces.house import House
from tests.interfaces.web.test_pages import row, text

LATER = datetime(2025, 5, 1, 9, tzinfo=UTC)
DRAWINGS = 9040


@pytest.fixture
def books(books):
    """The two years, with drawings of Ash Tree in each; some of the first are posted a year late."""
    drawn(books, date(2023, 5, 20), 1_000_00, POSTED)
    drawn(books, date(2024, 5, 20), 2_500_00, POSTED)
    drawn(books, date(2023, 5, 31), 333_00, LATER)
    return books


def drawn(house: House, on: date, amount: int, at: datetime) -> None:
    surgery = house.surgery("M81001").id
    document = Document("drawings", f"drawings/{on}", f"Drawings, {on}", surgery)
    with tickets.acting(actor_id=0, surgeries=house.everything.surgeries), transaction.atomic():
        whose = partnerships.partners(scope=house.everything, on=on)[0].id
        lines = (Line(surgery, DRAWINGS, amount, whose), Line(surgery, BANK, -amount))
        ledger.post([(document, [Journal(on, "Drawings", lines, surgery)])], scope=house.everything, at=at)


@pytest.mark.parametrize("statement", ["income", "balance-sheet", "trial-balance"])
@pytest.mark.parametrize("asked", ["month=2025-03", "month=2024-05&known=2025-04-10", "at=2025-02-20"])
def test_every_figure_leads_to_postings_that_come_to_it(books, sign_in, statement, asked):
    client = sign_in("manager")
    page = client.get(f"/accounts/M81001/{statement}/?{asked}").content.decode()
    links = set(re.findall(r'<a href="(/accounts/M81001/account/[^"]*)">([^<]*)</a>', page))
    assert len(links) > 6
    for address, figure in links:
        answer = client.get(unescape(address)).content.decode()
        outcome = re.search(r'cp-outcome"><strong class="cp-money">([^<]*)</strong>', answer)[1]
        assert outcome == figure.removeprefix("−"), address


@pytest.mark.parametrize("statement", ["income", "balance-sheet", "trial-balance"])
@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
@pytest.mark.parametrize("name", ["known", "at"])
def test_a_day_beyond_all_books_is_refused_in_a_sentence(books, sign_in, statement, name, day):
    answer = sign_in("manager").get(f"/accounts/M81001/{statement}/?{name}={day}")
    assert answer.status_code == 200
    assert "There are no books of" in text(answer)


@pytest.mark.parametrize("address", ["/surgery/M81001/", "/accounts/M81001/account/1010/"])
def test_other_pages_of_figures_take_no_such_day_either(books, sign_in, address):
    assert sign_in("manager").get(f"{address}?known=9999-12-31").status_code == 200


def test_the_year_that_is_over_is_brought_forward_apart_from_this_years(books, sign_in):
    """Ash Tree: 18,299.99 + M × 100 each month M, less levies of 150; see tests/interfaces/books.py."""
    client = sign_in("manager")
    march = client.get("/accounts/M81001/balance-sheet/?month=2025-03")
    # 12 × (50,000 + 5,000 - 32,000.01 - 6,000 - 1,000 - 150) + 100 × (0 + … + 11) = 190,199.88 + 6,600
    first = "£196,799.88"
    second = "£211,199.88"  # the same with (12 + … + 23) × 100 = 21,000
    assert row(march, "Results of earlier years not yet shared") == [first, "£0.00"]
    assert row(march, "Result of this year so far") == [second, first]
    assert row(march, "9040 Drawings") == ["−£1,333.00", "£0.00"]
    assert row(march, "9040 Drawings", table=1) == ["−£2,500.00", "−£1,333.00"]
    april = client.get("/accounts/M81001/balance-sheet/?month=2024-04")
    assert row(april, "Results of earlier years not yet shared") == [first, "£0.00"]
    assert row(april, "Total brought forward") == ["£195,466.88", "£0.00"]  # less the 1,333 drawn
    known = client.get("/accounts/M81001/balance-sheet/?month=2024-04&known=2025-04-30")
    assert row(known, "Total brought forward") == ["£195,799.88", "£0.00"]  # 333 of it told later


def test_one_heading_spans_a_debit_and_a_credit(books, sign_in):
    page = sign_in("manager").get("/accounts/M81001/trial-balance/?month=2025-03").content.decode()
    spans = re.findall(r'<th scope="colgroup" colspan="(\d)"[^>]*>([^<]*)<', page)
    assert spans == [
        ("2", "Movement in March 2025"),
        ("2", "Balance at 31 March 2025"),
        ("2", "Balance at 31 March 2024"),
    ]
