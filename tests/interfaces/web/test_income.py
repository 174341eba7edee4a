"""Earned, payable, paid on their pages: the worst first, a query in two clicks, and a letter to send."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.interfaces.web.posting import fields, said
from tests.interfaces.web.test_pages import text

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
