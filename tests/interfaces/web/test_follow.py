"""Follow the pound: a month, each line of it, how it was reckoned, and whose it is.

Bryn Môr has 8,400 weighted patients. April 2023 was worth 8,400 × £102.28 ÷ 12 = £71,596.00 when it was
posted; the price became £104.73, known at the end of October: £73,311.00, which is £1,715.00 more. All of it
is Dr Gwen Price's, the one partner.
"""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from commonpractice.domain.contracts import actions as contracts
from commonpractice.domain.contracts.facts.due import PatientList
from commonpractice.domain.profits import actions as profits
from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import Month
from commonpractice.gateways.scoped_postgres import tickets

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
        of=house.partnership, surgeries=[surgery], first=APRIL, month=month, scope=scope, at=at
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
