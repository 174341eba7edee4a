"""Follow the pound: a month, each line of it, how it was reckoned, and whose it is.

Bryn Môr has 8,400 weighted patients. April 2023 was worth 8,400 × £102.28 ÷ 12 = £71,596.00 when it was
posted; the price became £104.73, known at the end of October: £73,311.00, which is £1,715.00 more. All of it
is Dr Gwen Price's, the one partner.
"""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import transaction

from commonpractice.domain.contracts import actions as contracts
from commonpractice.domain.contracts.facts.due import PatientList, QofCount
from commonpractice.domain.contracts.facts.indicators import Count
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.domain.profits import actions as profits
from commonpractice.domain.profits.queries.to_share import shared_since_at
from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import FinancialYear, Month
from commonpractice.gateways.scoped_postgres import tickets
from tests.interfaces.web.test_pages import row

pytestmark = pytest.mark.slow  # together: a house is built for each

BRYN = "M81002"
APRIL, OCTOBER = Month(2023, 4), Month(2023, 10)


def noon(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 12, tzinfo=UTC)


def settle(house, month: Month, at: datetime) -> None:
    """Post a month's income and shares, as closing it does."""
    surgery = house.surgery(BRYN).id
    scope = house.everything
    contracts.post_income(surgeries=[surgery], month=month, scope=scope, at=at)
    profits.post_shares(
        of=house.partnership, surgeries=[surgery], first=APRIL, since=APRIL, month=month, scope=scope, at=at
    )


@pytest.fixture
def settled(house):
    """April 2023 as it was known then, and October with the back-dated price."""
    scope = house.everything
    patients = PatientList(Period(APRIL.first), Decimal(8000), Decimal(8400), APRIL.first, "PCSE list")
    with tickets.acting(actor_id=0, surgeries=scope.surgeries):
        contracts.tell_lists({house.surgery(BRYN).id: [patients]}, scope=scope, at=noon(date(2023, 4, 20)))
        settle(house, APRIL, noon(date(2023, 5, 9)))
        settle(house, OCTOBER, noon(date(2023, 11, 9)))
    return house


def page(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_a_month_leads_to_its_lines_and_its_partners(settled, sign_in):
    found = page(sign_in("gp"), f"/accounts/{BRYN}/of/2023-04/")
    assert f"/accounts/{BRYN}/of/2023-04/global_sum/" in found
    assert found.count("£73,311.00") >= 3  # the line, what is left, Dr Price's share
    assert "Dr Gwen Price" in found


def test_a_month_that_is_not_closed_says_that_it_is_not_whole(settled, sign_in, owner):
    """November 2023 has £10 of dressings so far, and nothing due is posted to it; April is shared."""
    client, november = sign_in("gp"), f"/accounts/{BRYN}/of/2023-11/"
    owner.execute("UPDATE ledger_month SET locked = false WHERE month = '2023-11-01'")
    place = settled.surgery(BRYN).id
    lines = (Line(place, 2030, 1000), Line(place, 8010, -1000))
    journal = Journal(date(2023, 11, 2), "Dressings", lines, place)
    with tickets.acting(actor_id=0, surgeries=settled.everything.surgeries):
        entry = Document("paper", "dressings", "A paper", place), [journal]
        ledger.post([entry], scope=settled.everything, at=noon(date(2023, 12, 2)))
    found = page(client, november)
    assert "November 2023 is not closed." in found
    assert "So far" in found
    assert "has not been shared yet. Shares are posted when the month is closed." in found
    april = page(client, f"/accounts/{BRYN}/of/2023-04/")
    assert "is not closed" not in april
    assert "Left for the partners" in april
    owner.execute("UPDATE ledger_month SET locked = true WHERE month = '2023-11-01'")
    closed = page(client, november)
    assert "is not closed" not in closed
    assert "Nothing of November 2023 has been shared here." in closed


def test_an_account_of_one_item_is_named_once(settled, sign_in):
    found = page(sign_in("gp"), f"/accounts/{BRYN}/of/2023-04/")
    assert "Global sum or PMS baseline</th>" in found


def test_a_line_says_how_it_was_reckoned_each_time(settled, sign_in):
    found = page(sign_in("gp"), f"/accounts/{BRYN}/of/2023-04/global_sum/")
    assert "It was reckoned 2 times" in found
    assert "£102.28" in found
    assert "£104.73" in found
    assert "PCSE list" in found
    assert "£71,596.00 posted to April 2023" in found
    assert "£1,715.00 posted to October 2023" in found


def test_a_line_says_whose_it_is(settled, sign_in):
    found = page(sign_in("gp"), f"/accounts/{BRYN}/of/2023-04/global_sum/")
    brought = found[found.index("In partners’ shares") :]
    assert "Dr Gwen Price" in brought
    assert "£73,311.00" in brought


def test_a_share_says_how_it_was_reckoned(settled, sign_in):
    found = page(sign_in("gp"), f"/accounts/{BRYN}/of/2023-04/share.balance/")
    assert "Dr Gwen Price: £1,715.00 posted to October 2023" in found
    assert "Profit, or loss below nil" in found


def test_a_journal_leads_to_what_each_posting_is_for(settled, sign_in):
    client = sign_in("gp")
    found = page(client, f"/accounts/{BRYN}/of/2023-04/global_sum/")
    journal = found.split("/accounts/journal/")[1].split("/")[0]
    assert f"/accounts/{BRYN}/of/2023-04/global_sum/" in page(client, f"/accounts/journal/{journal}/")
    document = found.split("/accounts/document/")[1].split("/")[0]
    assert f"/accounts/{BRYN}/of/2023-04/global_sum/" in page(client, f"/accounts/document/{document}/")


def test_a_document_of_income_says_what_was_earned_and_what_became_payable(settled, sign_in):
    client = sign_in("gp")
    item = page(client, f"/accounts/{BRYN}/of/2023-04/global_sum/")
    earliest = min(item.split("/accounts/document/")[1:], key=lambda each: int(each.split("/")[0]))
    answer = client.get(f"/accounts/document/{earliest.split('/')[0]}/")
    assert row(answer, "Global sum , April 2023") == ["April 2023", "£71,596.00", "£71,596.00"]
    shares = page(client, f"/accounts/{BRYN}/of/2023-04/share.balance/")
    of_shares = page(client, "/accounts/document/" + shares.split("/accounts/document/")[1].split('"')[0])
    assert "Became payable" not in of_shares


def test_the_year_of_qof_leads_back_to_the_month_and_to_whose_it_is(settled, sign_in):
    """Counted by November, and posted with it for each month since April."""
    scope, year = settled.everything, FinancialYear(2024)
    code = "BP002"
    count = QofCount(year, code, Count(900, 1000), date(2024, 4, 20), "counts.csv")
    with tickets.acting(actor_id=0, surgeries=scope.surgeries):
        contracts.tell_qof_counts(
            {settled.surgery(BRYN).id: [count]}, scope=scope, at=noon(date(2024, 12, 1))
        )
        settle(settled, Month(2024, 11), noon(date(2024, 12, 9)))
    client = sign_in("gp")
    up = f"/accounts/{BRYN}/of/2024-05/qof_achievement/"
    there = page(client, up)
    down = f"/accounts/{BRYN}/qof/2024/?known=2024-12-09&amp;month=2024-05"
    assert f'href="{down}"' in there
    year_of = page(client, down.replace("&amp;", "&"))
    indicator = f"{down}&amp;indicator={code}#steps-of"
    assert f'href="{indicator}"' in year_of
    for shown in (year_of, page(client, indicator.replace("&amp;", "&").split("#")[0])):
        assert f'<a href="{up}">QOF achievement, May 2024</a>' in shown
        assert f'<a href="{up}#whose">whose it is</a>' in shown
        assert f'class="nhsuk-breadcrumb__link" href="{up}"' in shown
    assert 'id="whose"' in there
    latest = page(client, f"/accounts/{BRYN}/qof/2024/?month=1999-01")
    assert (
        f'<a href="/accounts/{BRYN}/of/2024-11/qof_achievement/">QOF achievement, November 2024</a>' in latest
    )


def test_others_are_kept_out(settled, sign_in):
    for address in (f"/accounts/{BRYN}/of/2023-04/", f"/accounts/{BRYN}/of/2023-04/global_sum/"):
        assert sign_in("manager").get(address).status_code == 403
        assert sign_in("staff").get(address).status_code == 403


@pytest.mark.parametrize("address", ["of/2023-04/nothing/", "of/2023-13/", "of/x/", "of/9999-12/"])
def test_what_there_is_not_is_not_found(settled, sign_in, address):
    assert sign_in("gp").get(f"/accounts/{BRYN}/{address}").status_code == 404


def test_a_month_without_books_says_so(settled, sign_in):
    assert "Nothing of June 2024 has been posted" in page(sign_in("gp"), f"/accounts/{BRYN}/of/2024-06/")


def test_each_look_at_partners_money_is_written_down(settled, sign_in, owner):
    client = sign_in("gp")
    page(client, f"/accounts/{BRYN}/of/2023-04/")
    page(client, f"/accounts/{BRYN}/of/2023-04/share.balance/")
    page(client, f"/accounts/{BRYN}/of/2023-04/global_sum/")
    rows = owner.execute("SELECT subject FROM audit_entry WHERE deed LIKE '%%.see_%%' ORDER BY id").fetchall()
    assert [subject for (subject,) in rows] == [
        "shares of April 2023: Dr Gwen Price",
        "postings for share.balance of April 2023: Dr Gwen Price",
        "shares in Global sum of April 2023: Dr Gwen Price",
    ]


def test_what_is_of_a_month_before_the_books_leads_to_where_it_is_shared(settled, sign_in, owner):
    """£250.00 given back of February 2017, posted to November 2023: shared with the books' first month."""
    november, place, scope = Month(2023, 11), settled.surgery(BRYN).id, settled.everything
    owner.execute("UPDATE ledger_month SET locked = false WHERE month = '2023-11-01'")
    with tickets.acting(actor_id=0, surgeries=scope.surgeries), transaction.atomic():
        first, _ = shared_since_at(scope=scope, surgery=place, month=november)
        lines = (
            Line(place, 1720, -250_00, None, "by_hand", Month(2017, 2)),
            Line(place, 8010, 250_00),
        )
        journal = Journal(date(2023, 11, 2), "Fees", lines, place)
        ledger.post(
            [(Document("paper", "fees", "A paper", place), [journal])],
            scope=scope,
            at=noon(date(2023, 12, 2)),
        )
        profits.post_shares(
            of=settled.partnership,
            surgeries=[place],
            first=first,
            since=first,
            month=november,
            scope=scope,
            at=noon(date(2023, 12, 4)),
        )
    client = sign_in("gp")
    long_ago = page(client, f"/accounts/{BRYN}/of/2017-02/")
    assert f'shared with <a href="/accounts/{BRYN}/of/{first}/">{first.words}</a>' in long_ago
    assert "is not closed" not in long_ago
    found = page(client, f"/accounts/{BRYN}/of/{first}/")
    assert "£250.00 of months of which nobody shares is in these shares too" in found
    assert "came after the shares were posted" not in found
    brought = page(client, f"/accounts/{BRYN}/of/2017-02/by_hand/")
    assert "£250.00" in brought[brought.index("In partners’ shares") :]
