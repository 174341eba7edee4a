"""Recharges on their pages: checked before they are sent, answered in a month that both can post to, and
found again from the journal that they became."""

from datetime import date

import pytest

from commonpractice.foundations.months import Month
from tests.interfaces.web.posting import errors, fields
from tests.interfaces.web.test_pages import text

pytestmark = pytest.mark.slow  # together: a house is built for each

ASH, CEDAR = "M81001", "M81003"
ASKED = {"host": ASH, "home": CEDAR, "month": "2025-03", "amount": "1,234.50", "reason": "Two locum sessions"}


def test_it_is_checked_before_it_is_sent_and_can_be_changed(house, sign_in, owner):
    client = sign_in("manager")
    check = client.post("/recharges/new/", {**ASKED, "step": "check"})
    assert "You are about to ask Cedar House for £1,234.50" in text(check)
    assert owner.execute("SELECT count(*) FROM ledger_recharge").fetchone() == (0,)
    back = client.post("/recharges/new/", {**fields(check), "step": "change"})
    assert errors(back) == {}
    assert {name: fields(back)[name].strip() for name in ASKED} == ASKED
    assert client.post("/recharges/new/", {**fields(check), "step": "send"}).url == "/recharges/"
    assert owner.execute("SELECT amount, reason FROM ledger_recharge").fetchall() == [
        (123450, "Two locum sessions")
    ]


@pytest.mark.parametrize("amount", ["1,000,000.01", "99,999,999,999,999"])
def test_an_amount_beyond_reason_is_refused_at_the_check(house, sign_in, amount):
    refused = sign_in("manager").post("/recharges/new/", {**ASKED, "amount": amount, "step": "check"})
    assert "cannot be right: £1,000,000.00 is the most" in text(refused)
    assert "You are about to ask" not in text(refused)


def test_finance_says_which_surgery_did_the_work_itself(house, sign_in):
    client = sign_in("finance")
    assert "host" not in fields(client.get("/recharges/new/"))  # nothing is chosen beforehand
    without = client.post("/recharges/new/", {**ASKED, "host": "", "step": "check"})
    assert errors(without) == {"id_host": ["Choose the surgery that did the work: one of yours"]}


def test_no_month_to_come_is_offered(house, sign_in, owner):
    this = Month.of(date.today())
    for month in (this, this + 1):
        owner.execute(
            "INSERT INTO ledger_month (surgery_id, month, locked) VALUES (%s, %s, false)",
            [house.surgery(ASH).id, month.first],
        )
    page = sign_in("manager").get("/recharges/new/").content.decode()
    assert f'value="{this}"' in page
    assert f'value="{this + 1}"' not in page


def test_only_months_open_to_both_are_offered_to_whoever_answers(house, sign_in, owner):
    sign_in("manager").post("/recharges/new/", {**ASKED, "month": "2023-05"})
    ids = [house.surgery(ASH).id, house.surgery(CEDAR).id]
    owner.execute(
        "UPDATE ledger_month SET locked = true WHERE surgery_id = %s AND month <= '2023-05-01'", ids[:1]
    )
    owner.execute(
        "UPDATE ledger_month SET locked = true WHERE surgery_id = %s AND month = '2023-06-01'", ids[1:]
    )
    page = sign_in("finance").get("/recharges/1/").content.decode()
    offered = [month for month in ("2023-05", "2023-06", "2023-07", "2025-03") if f'value="{month}"' in page]
    assert offered == ["2023-07", "2025-03"]
    closed = sign_in("finance").post("/recharges/1/", {"answer": "agree", "month": "2023-05"})
    assert errors(closed) == {"id_month": ["Choose a month that is open"]}


def test_declining_without_a_reason_marks_the_box_for_it(house, sign_in):
    sign_in("manager").post("/recharges/new/", ASKED)
    refused = sign_in("finance").post("/recharges/1/", {"answer": "decline", "words": " "})
    assert errors(refused) == {
        "id_words": ["Say why you decline, so that the other surgery can put it right"]
    }


def test_whoever_may_not_answer_is_not_told_that_it_waits_for_them(house, sign_in):
    for home in ("M81002", ASH):
        sign_in("finance").post("/recharges/new/", {**ASKED, "host": CEDAR, "home": home})
    said = text(sign_in("gp").get("/recharges/"))
    assert "Waiting for an answer" in said
    assert "your answer" not in said
    assert "Waiting for your answer" in text(sign_in("manager").get("/recharges/"))


def test_a_surgery_that_has_left_is_asked_nothing(house, sign_in, owner):
    owner.execute("ALTER TABLE partnership_membership DISABLE TRIGGER USER")
    owner.execute(
        "UPDATE partnership_membership SET effective = '[2015-11-01,2025-01-01)' WHERE surgery_id = %s",
        [house.surgery(CEDAR).id],
    )
    owner.execute("ALTER TABLE partnership_membership ENABLE TRIGGER USER")
    refused = sign_in("manager").post("/recharges/new/", ASKED)
    assert "Cedar House has left the partnership, so nobody there can answer a recharge." in text(refused)


def test_a_recharge_and_its_journal_lead_to_each_other(house, sign_in):
    sign_in("manager").post("/recharges/new/", ASKED)
    client = sign_in("finance")
    journal = client.post("/recharges/1/", {"answer": "agree", "month": "2025-03"}).url
    assert f'href="{journal}"' in sign_in("manager").get("/recharges/1/").content.decode()
    page = sign_in("manager").get(journal).content.decode()
    assert 'href="/recharges/1/"' in page
    document = page.split('href="/accounts/document/')[1].split('"')[0]
    shown = client.get(f"/accounts/document/{document}")
    assert 'href="/recharges/1/"' in shown.content.decode()
    assert "recharge/1" not in text(shown)  # how the document is known is no word for a reader
    opened = sign_in("manager").get(f"{journal}reverse/")
    assert "also in the books of Cedar House, where you cannot post" in text(opened)
    assert "No month is open" not in text(opened)
    client.post(f"{journal}reverse/", {"why": "Twice", "month": "2025-03"})
    again = client.get(f"{journal}reverse/")
    assert "This journal has been reversed already, by journal" in text(again)
    assert "<form" not in again.content.decode().split("<main", 1)[1]


def test_recharges_of_one_surgery(house, sign_in):
    """Cedar House asked both of the others: of Ash Tree's there is one, of Cedar House's two."""
    finance = sign_in("finance")
    for home, reason in (("M81002", "A clinic"), (ASH, "Two locum sessions")):
        finance.post("/recharges/new/", {**ASKED, "host": CEDAR, "home": home, "reason": reason})
    ash = finance.get(f"/recharges/?surgery={ASH}")
    assert "Two locum sessions" in text(ash)
    assert "A clinic" not in text(ash)
    assert f'<option value="{ASH}" selected>' in ash.content.decode()
    assert "A clinic" in text(finance.get(f"/recharges/?surgery={CEDAR}"))
    everybodys = finance.get("/recharges/?surgery=M99999")  # no surgery of ours
    assert "A clinic" in text(everybodys)
    assert "Two locum sessions" in text(everybodys)
    none = text(finance.get("/recharges/?surgery=CENTRE"))
    assert "Seven Oaks centre has no recharges yet." in none
    assert "<select" not in sign_in("manager").get("/recharges/").content.decode()  # whose only is Ash Tree


def test_older_ones_of_one_surgery_keep_to_it(house, sign_in):
    finance, manager = sign_in("finance"), sign_in("manager")
    for number in range(1, 28):
        finance.post("/recharges/new/", {**ASKED, "host": CEDAR, "home": ASH, "reason": f"Session {number}"})
        manager.post(f"/recharges/{number}/", {"answer": "decline", "words": "Not ours"})
    some = finance.get(f"/recharges/?surgery={ASH}")
    assert "Show 2 older" in text(some)
    assert f'href="/recharges/?show=all&amp;surgery={ASH}"' in some.content.decode()
    assert "Session 1 " in text(finance.get(f"/recharges/?show=all&surgery={ASH}"))
