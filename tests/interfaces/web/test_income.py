"""Earned, payable, paid on their pages: the worst first, a query in two clicks, and a letter to send."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonpractice.domain.contracts import actions as contracts
from commonpractice.domain.contracts.facts.due import Term, TermBasis
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import Month
from commonpractice.gateways.scoped_postgres import tickets
from tests.interfaces.nhs_money import AT, FEBRUARY, KNOWN, MARCH
from tests.interfaces.web.posting import fields, said
from tests.interfaces.web.test_pages import text

pytestmark = pytest.mark.slow  # together: a house is built for each

ASH, BRYN, CEDAR = "M81001", "M81002", "M81003"
PLANTED = f"/income/{ASH}/2025-02/local_schemes/"


def headings(answer) -> list[str]:
    """The first cell of each row of the page's tables."""
    page = answer.content.decode().split("<main", 1)[1]
    rows = re.findall(r'<th scope="row"[^>]*>(.*?)</th>', page, flags=re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]


def test_the_planted_payment_stands_at_the_top_for_finance(paid, sign_in):
    page = sign_in("finance").get("/income/")
    assert headings(page)[0] == "Local schemes, February 2025"
    # £77,000.00 where £1,000.00 was due; March's £1,000.00, which nobody paid, is settled by it
    assert "£75,000.00 too much" in text(page)
    assert "Cedar House" not in text(page).split("The most pounds first", 1)[1]


def test_a_manager_sees_their_own_alone(paid, sign_in):
    client = sign_in("manager")
    assert client.get("/income/").url == f"/income/{ASH}/"
    assert client.get(f"/income/{CEDAR}/").status_code == 403
    assert client.get(f"/income/{CEDAR}/2025-02/local_schemes/").status_code == 403
    assert client.get(f"/income/{CEDAR}/2025-02/local_schemes/query/").status_code == 403


def test_a_surgerys_month_has_three_sides_and_the_sums(paid, sign_in):
    page = sign_in("manager").get(f"/income/{ASH}/?month=2025-02")
    assert headings(page)[:3] == ["Local schemes", "Global sum", "Together"]
    shown = text(page)
    assert "£77,000.00 paid, Local schemes −£1,000.00 £75,000.00 too much" in shown
    assert "Together £79,750.00 £79,750.00 £155,750.00" in shown
    assert "not all posted yet" in shown
    every = text(sign_in("manager").get(f"/income/{ASH}/?month=all"))
    assert "Local schemes £2,000.00 £2,000.00 £77,000.00" in every
    months = sign_in("manager").get(f"/income/{ASH}/?item=local_schemes")
    assert headings(months) == ["March 2025", "February 2025", "Together"]
    assert sign_in("manager").get(f"/income/{ASH}/?item=pocket_money").status_code == 404


def test_what_settles_is_named_with_both_parts(paid, sign_in):
    page = text(sign_in("manager").get(f"/income/{ASH}/2025-03/local_schemes/"))
    assert "£1,000.00 was paid as Local schemes of February 2025" in page
    other = text(sign_in("manager").get(PLANTED))
    assert "£1,000.00 of it is for Local schemes of March 2025, which was paid less" in other
    assert "As known today, and not posted yet" in other
    assert "letter of 2024" in other


def test_what_was_posted_shows_its_steps_at_once(paid, sign_in):
    """Without going on to what was posted: the latest reckoning that is in the books."""
    address, client = f"/income/{ASH}/2025-02/global_sum/", sign_in("manager")
    assert "As known today, and not posted yet" in text(client.get(address))
    scope = paid.everything
    with tickets.acting(actor_id=0, surgeries=scope.surgeries):
        contracts.post_income(surgeries=[paid.surgery(ASH).id], month=FEBRUARY, scope=scope, at=AT)
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        page = text(client.get(address))
    assert "As it was reckoned last, on 10 April 2025, and posted to February 2025" in page
    assert "list at 1 January 2025" in page
    assert "£78,750" in page.split("How it was reckoned", 1)[1]
    assert "Nothing was reckoned" not in page
    assert len(asked) <= 30


def test_what_is_payable_later_is_said_of_what_was_earned(paid, sign_in):
    """Drugs are paid two months after: £300.00 of March is earned, and payable in May."""
    scope, client = paid.everything, sign_in("manager")
    drugs = Term("drugs", "", TermBasis.A_MONTH, Decimal(300), Period(MARCH.first), KNOWN, "the agreement")
    with tickets.acting(actor_id=0, surgeries=scope.surgeries):
        contracts.tell_terms({paid.surgery(ASH).id: [drugs]}, scope=scope, at=AT)
    for address in (f"/income/{ASH}/?month=2025-03", f"/income/{ASH}/2025-03/drugs/"):
        cards = re.findall(r'<div class="cp-figure.*?</div>', client.get(address).content.decode(), re.DOTALL)
        (where,) = [card for card in cards if "payable later" in card]
        assert "Earned</dt>" in where, address
        assert "£300.00 of what was earned is payable later" in where


def test_what_was_earned_before_the_books_says_why_more_is_payable_than_earned(paid, sign_in):
    """£900.00 of March 2023's rent, brought forward as owed: payable, and earned in none of these books."""
    scope, place = paid.everything, paid.surgery(ASH).id
    before = Month(2023, 3)
    lines = (Line(place, 8160, 900_00, None, "rent", before), Line(place, 8010, -900_00))
    journal = Journal(date(2023, 4, 1), "Opening", lines, place)
    entry = Document("opening balance", "opening/1", "Opening balances", place), [journal]
    with tickets.acting(actor_id=0, surgeries=scope.surgeries):
        ledger.post(entries=[entry], scope=scope, at=AT)
    client, why = sign_in("manager"), "£900.00 of what is payable was earned before the books began"
    for address in (
        f"/income/{ASH}/?month=2023-03",
        f"/income/{ASH}/2023-03/rent/",
        f"/income/{ASH}/?month=all",
    ):
        assert why in text(client.get(address)), address
    assert why not in text(client.get(f"/income/{ASH}/?month=2025-03"))


def test_who_has_left_is_not_waited_for(paid, sign_in, owner):
    """Cedar House has no statement of March: it may come, until Cedar House has left before March."""
    client = sign_in("finance")
    assert "1 surgery has no statement of March 2025 yet: Cedar House" in text(client.get("/income/"))
    owner.execute(
        "UPDATE partnership_membership SET effective = '[2015-11-01,2025-03-01)' WHERE surgery_id = %s",
        [paid.surgery(CEDAR).id],
    )
    page = text(client.get("/income/"))
    assert "Cedar House left the partnership on 28 February 2025: no statement of March 2025" in page
    assert "has no statement of" not in page
    with CaptureQueriesContext(connection) as asked:
        morning = text(client.get(f"/surgery/{CEDAR}/"))
    assert "Cedar House left the partnership on 28 February 2025." in morning
    assert "Claims and deadlines" not in morning
    assert "February 2025 in figures" in morning, "its last month with the partnership"
    assert "January 2025 in figures" in text(client.get(f"/surgery/{CEDAR}/?month=2025-01"))
    assert len(asked) <= 60


def test_a_surgery_of_which_nothing_is_known_says_what_to_do(paid, sign_in):
    page = sign_in("gp").get(f"/income/{BRYN}/")
    assert page.status_code == 200
    assert "commonpractice contract tell" in text(page)


@pytest.mark.parametrize(
    "address",
    [
        f"/income/{ASH}/2025-13/rent/",
        f"/income/{ASH}/0001-01/rent/",
        f"/income/{ASH}/2025-02/pocket_money/",
        f"/income/{ASH}/2025-02/statutory_levy/",
        f"/income/{ASH}/2025-02/rent/",
        "/income/NOWHERE/",
        "/income/queries/99/",
        "/income/queries/99/letter.txt",
    ],
)
def test_what_is_not_there_is_not_found(paid, sign_in, address):
    assert sign_in("finance").get(address).status_code == 404


def test_a_query_is_raised_in_two_clicks_prefilled(paid, sign_in):
    client = sign_in("manager")
    first = client.get(f"{PLANTED}query/")  # the first click
    given = fields(first)
    reason = (
        "£1,000.00 was payable and £77,000.00 was paid, of which £1,000.00 is another line’s or month’s: "
        "£75,000.00 too much."
    )
    assert given["reason"].strip() == reason
    done = client.post(f"{PLANTED}query/", given)  # the second
    assert re.fullmatch(r"/income/queries/\d+/", done.url)
    page = text(client.get(done.url))
    assert "£75,000.00 too much" in page
    assert "Outstanding £75,000.00" in page
    assert "waiting for the payer" in page
    assert "Query" in text(client.get(f"/income/{ASH}/?month=2025-02"))


def raised(client) -> str:
    return client.post(f"{PLANTED}query/", fields(client.get(f"{PLANTED}query/"))).url


def test_a_second_one_is_refused_with_a_link_to_the_first(paid, sign_in):
    client = sign_in("manager")
    address = raised(client)
    page = client.post(f"{PLANTED}query/", {"reason": "again", "words": "typed already"})
    assert "is open already" in said(page)
    assert f'href="{address}"' in page.content.decode()
    assert "typed already" in page.content.decode(), "nothing typed is lost"


def test_nothing_to_ask_leads_back_to_the_month(paid, sign_in):
    client = sign_in("finance")
    answer = client.get(f"/income/{CEDAR}/2025-02/global_sum/query/", follow=True)
    assert answer.request["PATH_INFO"] == f"/income/{CEDAR}/"
    assert "there is nothing to ask" in text(answer)


def test_the_letter_has_the_rule_the_payment_and_the_difference(paid, sign_in):
    client = sign_in("manager")
    answer = client.get(f"{raised(client)}letter.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    letter = answer.content.decode()
    for words in (
        f"Contractor code: {ASH}",
        "Local schemes, February 2025",
        "Agreed: £1,000.00 a month (letter of 2024)",
        "“LBS wound care”, line 2 of the statement of February 2025",
        f"reference {ASH}-2025-02, dated 24 February 2025",
        "Paid too much: £75,000.00",
        "Maya O'Neill",
    ):
        assert " ".join(words.split()) in " ".join(letter.split())
    assert max(map(len, letter.splitlines())) <= 78


def test_finance_signs_for_the_partnership_and_a_manager_for_the_surgery(paid, sign_in):
    address = raised(sign_in("manager"))

    def ends(who: str) -> list[str]:
        return sign_in(who).get(f"{address}letter.txt").content.decode().splitlines()[-3:]

    assert ends("manager") == ["Maya O'Neill", "Surgery manager", "Ash Tree Surgery"]
    assert ends("finance") == ["Farah Finance", "Partnership finance", "Seven Oaks Partnership"]
    assert "by Maya O'Neill" in sign_in("finance").get(f"{address}letter.txt").content.decode()
    assert ends("board") == ["", "Maya O'Neill", "Ash Tree Surgery"], "who only looks does not sign it"
    page = sign_in("manager").get(address).content.decode()
    assert 'class="cp-look-up-command cp-letter"' in page, "as it is sent, with its columns"


def test_what_became_of_it_is_written_down_and_only_what_may_follow_is_offered(paid, sign_in):
    client = sign_in("manager")
    address = raised(client)
    refused = client.post(address, {"state": "refused", "words": ""})
    assert "why the payer refused it" in said(refused)
    assert client.post(address, {"state": "closed"}).status_code == 200, "not yet"
    assert client.post(address, {"state": "accepted", "words": "in May"}).url == address
    page = client.get(address)
    assert "in May" in text(page)
    assert 'value="withdrawn"' not in page.content.decode()
    client.post(address, {"state": "closed"})
    assert "<textarea" not in client.get(address).content.decode()
    assert "No query is open" in text(client.get("/income/queries/"))
    assert "Local schemes, February 2025" in text(client.get("/income/queries/?show=all"))


def test_whoever_may_not_post_sees_and_does_not_ask(paid, sign_in):
    address = raised(sign_in("finance"))
    board = sign_in("board")
    assert "Raise a query" not in text(board.get("/income/"))
    assert board.get(f"{PLANTED}query/").status_code == 403
    page = board.get(address)
    assert page.status_code == 200
    assert "What became of it" not in text(page)
    assert board.post(address, {"state": "accepted"}).status_code == 200
    assert "waiting for the payer" in text(board.get(address))
    assert sign_in("gp").get(address).status_code == 404, "another surgery's"
    assert sign_in("staff").get("/income/").status_code == 403


def test_small_differences_are_passed_over_until_asked_for(paid, sign_in):
    client = sign_in("finance")
    assert "of £1 or less" not in text(client.get("/income/"))
    assert client.get("/income/?show=pennies&page=9").status_code == 200
    assert client.get(f"/income/?surgery={CEDAR}").status_code == 200
    assert "Nothing is different" in text(client.get(f"/income/?surgery={CEDAR}"))


def test_the_pages_ask_as_much_for_three_surgeries_as_for_one(paid, sign_in):
    client = sign_in("finance")
    client.get("/income/")
    counts = []
    for address in (f"/income/?surgery={ASH}", "/income/"):
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counts.append(len(asked))
    assert abs(counts[0] - counts[1]) <= 10, "asked once more for those whose last statement has not come"
    assert max(counts) <= 36
