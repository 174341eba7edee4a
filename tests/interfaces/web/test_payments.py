"""Payments on their pages: what waits is cleared one by one, statements are taken in and add up."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonpractice.interfaces.web.payments.presenters import of_that_name
from tests.domain.banking.papers import bank_file, statement
from tests.interfaces.nhs_money import GLOBAL_SUM, MARCH, paper, scheme
from tests.interfaces.web.posting import errors, fields, said
from tests.interfaces.web.test_pages import text

pytestmark = pytest.mark.slow  # together: a house is built for each

ASH, CEDAR = "M81001", "M81003"


def number(owner, words: str) -> int:
    query = "SELECT id FROM banking_statement_line WHERE words = %s OR person_name = %s"
    return owner.execute(query, [words, words]).fetchone()[0]


def test_what_waits_is_listed_and_counted(paid, sign_in):
    page = text(sign_in("manager").get("/payments/"))
    assert "3 payment lines and 1 receipt wait for somebody to say what they are." in page
    assert "Extra winter resilience" in page
    assert "£78,380.50 of 26 March 2025" in page


def test_the_likeliest_is_chosen_already_and_the_next_one_loads(paid, sign_in, owner):
    client = sign_in("manager")
    first = client.get("/payments/next/?of=4", follow=True)
    assert first.redirect_chain[-1][0] == f"/payments/line/{number(owner, MARCH_WOUND)}/?of=4"
    assert "4 of 4 left" in text(first)
    given = fields(first)
    page = first.content.decode()
    assert re.search(r'value="local_schemes" checked', page), "its words are like the other scheme's"
    done = client.post(first.redirect_chain[-1][0], {**given, "item": "local_schemes"}, follow=True)
    assert "is posted as Local schemes" in text(done)
    assert "3 of 4 left" in text(done)
    assert "Extra winter resilience" in text(done)


MARCH_WOUND = "Wound care dressings scheme"


def test_one_surgerys_alone_are_cleared_where_finance_asks_for_them(paid, sign_in, owner):
    client = sign_in("finance")
    assert "3 payment lines and 1 receipt wait" in text(client.get(f"/payments/?surgery={ASH}"))
    assert "No line and no receipt waits" in text(client.get(f"/payments/?surgery={CEDAR}"))
    first = client.get(f"/payments/next/?of=4&surgery={ASH}")
    assert first.url.endswith(f"/?of=4&surgery={ASH}")
    given = {"item": "other", "other": "other_nhs", "month": "2025-03"}
    assert client.post(first.url, given).url.endswith(f"/?of=4&surgery={ASH}")
    assert client.get(f"/payments/next/?surgery={CEDAR}").url == f"/payments/?surgery={CEDAR}"


def test_one_can_be_left_for_now(paid, sign_in, owner):
    client = sign_in("manager")
    last = number(owner, "Contribution")
    page = client.get(f"/payments/line/{last}/?of=4").content.decode()
    onwards = re.search(r'href="(/payments/receipt/\d+/\?of=4)"', page)
    assert onwards, "receipts come after lines"


def test_something_else_needs_to_be_chosen_and_a_partner_where_it_is_kept_by_partner(paid, sign_in, owner):
    client = sign_in("manager")
    address = f"/payments/line/{number(owner, 'Extra winter resilience')}/"
    nothing = client.post(address, {"item": "other", "other": "", "month": "2025-03"})
    assert errors(nothing)["id_other"] == ["Choose what the line is for"]
    whose = client.post(
        address, {"item": "other", "other": "partners_pension_employee", "month": "2025-03", "partner": ""}
    )
    assert "kept by partner" in text(whose)
    assert owner.execute("SELECT count(*) FROM banking_recognition WHERE by = 'person'").fetchone() == (0,)
    done = client.post(address, {"item": "other", "other": "other_nhs", "month": "2025-02"})
    assert done.status_code == 302
    row = owner.execute("SELECT item, concerns::text FROM banking_recognition WHERE by = 'person'").fetchone()
    assert row == ("other_nhs", "2025-02-01")


def test_a_closed_month_is_refused_in_words(paid, sign_in, owner):
    owner.execute("UPDATE ledger_month SET locked = true")
    address = f"/payments/line/{number(owner, 'Extra winter resilience')}/"
    given = {"item": "other", "other": "other_nhs", "month": "2025-02"}
    page = sign_in("manager").post(address, given)
    assert "no month of Ash Tree Surgery is open from then on" in text(page)


def test_a_line_may_be_moved(paid, sign_in, owner):
    client = sign_in("manager")
    line = owner.execute(
        "SELECT r.line_id FROM banking_recognition r JOIN banking_statement_line l ON l.id = r.line_id "
        "WHERE r.item = 'local_schemes' AND l.amount = 7700000"
    ).fetchone()[0]
    given = {"item": "other", "other": "other_nhs", "month": "2025-02"}
    assert client.post(f"/payments/line/{line}/", given).status_code == 302
    again = client.post(f"/payments/line/{line}/", given)
    assert "posted as that already" in text(again)


def test_a_receipt_is_matched_by_one_click_to_what_comes_closest(paid, sign_in, owner):
    client = sign_in("manager")
    receipt = owner.execute("SELECT id FROM banking_receipt WHERE reference = 'TWO'").fetchone()[0]
    page = client.get(f"/payments/receipt/{receipt}/")
    assert "The statement of March 2025" in text(page)
    given = fields(page)
    nothing = client.post(f"/payments/receipt/{receipt}/", {})
    assert "Choose the statements that it pays." in text(nothing)
    assert client.post(f"/payments/receipt/{receipt}/", {"statement": given["statement"]}).status_code == 302
    assert owner.execute("SELECT sum(amount) FROM banking_match").fetchone()[0] > 0
    assert "All of it is matched" in text(client.get(f"/payments/receipt/{receipt}/"))
    again = client.post(f"/payments/receipt/{receipt}/", {"statement": given["statement"]})
    assert "matched already" in text(again)


def test_a_doctor_is_named_once_and_the_look_is_written_down(paid, sign_in, owner):
    client = sign_in("manager")
    address = f"/payments/line/{number(owner, 'Contribution')}/"
    page = client.get(address)
    assert "Who is this?" in text(page)
    seen = "SELECT subject FROM audit_entry WHERE deed = 'banking.see_line'"
    assert owner.execute(seen).fetchall() == [
        ("line 4 of the NHS payment statement of March 2025: Contribution",)
    ]
    assert errors(client.post(address, {})) == {"id_whom": ["Choose who it is"]}
    done = client.post(address, {"whom": "staff"}, follow=True)
    assert "Contribution is known from now on: 1 line posted." in text(done)
    said_ = owner.execute("SELECT item FROM banking_recognition ORDER BY id DESC LIMIT 1").fetchone()
    assert said_ == ("staff_pension",)


def test_others_lines_and_receipts_are_not_there(paid, sign_in, owner):
    client = sign_in("gp")
    line = number(owner, "Extra winter resilience")
    receipt = owner.execute("SELECT id FROM banking_receipt LIMIT 1").fetchone()[0]
    paper_ = owner.execute("SELECT id FROM banking_statement LIMIT 1").fetchone()[0]
    for address in (
        f"/payments/line/{line}/",
        f"/payments/receipt/{receipt}/",
        f"/payments/statements/{paper_}/",
    ):
        assert client.get(address).status_code == 404


def test_whoever_may_not_post_sees_and_changes_nothing(paid, sign_in, owner):
    board = sign_in("board")
    line = number(owner, "Extra winter resilience")
    assert "Clear them one by one" not in text(board.get("/payments/"))
    assert "Save" not in text(board.get(f"/payments/line/{line}/"))
    given = {"item": "other", "other": "other_nhs", "month": "2025-02"}
    assert board.post(f"/payments/line/{line}/", given).status_code == 403
    for address in ("/payments/next/", "/payments/take-in/"):
        assert board.get(address).status_code == 403


def test_a_statement_adds_up_and_says_where_each_line_went(paid, sign_in, owner):
    query = "SELECT id FROM banking_statement WHERE reference = %s"
    mine = owner.execute(query, [f"{ASH}-2025-03"]).fetchone()[0]
    client = sign_in("manager")
    page = text(client.get(f"/payments/statements/{mine}/"))
    assert "4 lines come to £78,385.50, the net that is printed." in page
    assert "Global sum, March 2025" not in page
    assert re.search(r"1 Global sum £78,750.00 Global sum March 2025 Journal \d+", page)
    assert "No rule knows the paycode GPVCW" in page
    listed = text(client.get("/payments/statements/"))
    assert listed.index("March 2025") < listed.index("February 2025")


def test_a_file_is_taken_in_on_the_page(paid, sign_in, owner):
    client = sign_in("finance")
    file = SimpleUploadedFile("march.csv", paper(CEDAR, MARCH, scheme(1_001_00)))
    done = client.post("/payments/take-in/", {"kind": "statement", "file": file}, follow=True)
    assert "Taken in: £79,751.00 in 2 lines, 2 posted." in text(done)
    file = SimpleUploadedFile("bank.csv", bank_file(("03-27", GLOBAL_SUM + 1_001_00), code=CEDAR))
    done = client.post("/payments/take-in/", {"kind": "receipts", "file": file}, follow=True)
    assert "Taken in: 1 bank line, £79,751.00; 1 matched to statements." in text(done)
    file.seek(0)
    twice = client.post("/payments/take-in/", {"kind": "receipts", "file": file}, follow=True)
    assert "is here already" in text(twice)


@pytest.mark.parametrize(
    ("content", "refused"),
    [
        (paper(CEDAR, MARCH, scheme(1_000_00)).replace(b"79750.00", b"79750.01"), "come to £79,750.00"),
        (statement(("", "Global sum", 1), code="Z9", month=MARCH), "none of your surgeries"),
        (b"Dear Sir", "It is not an NHS payment statement"),
        (b"\xff\xfe\x00\xd8\x00", "It"),
    ],
)
def test_a_file_that_is_wrong_is_refused_in_words_with_its_text_to_mend(
    paid, sign_in, owner, content, refused
):
    before = owner.execute("SELECT count(*) FROM banking_statement").fetchone()
    page = sign_in("finance").post(
        "/payments/take-in/", {"kind": "statement", "file": SimpleUploadedFile("wrong.csv", content)}
    )
    assert page.status_code == 200
    assert refused in said(page)
    assert owner.execute("SELECT count(*) FROM banking_statement").fetchone() == before
    if b"Dear" in content:
        assert "Dear Sir" in fields(page)["pasted"]
        assert fields(page)["name"] == "wrong.csv"


def test_no_file_is_said(paid, sign_in):
    page = sign_in("finance").post("/payments/take-in/", {"kind": "statement"})
    assert errors(page) == {"id_file": ["Choose a file, or paste its text"]}
    twice = sign_in("finance").post(
        "/payments/take-in/",
        {"kind": "statement", "pasted": paper(CEDAR, MARCH).decode(), "name": "x.csv"},
    )
    assert twice.status_code == 302


def test_nothing_waits_is_said(house, sign_in):
    assert "Nothing waits" in text(sign_in("manager").get("/payments/"))
    assert "No statement has been taken in" in text(sign_in("manager").get("/payments/statements/"))


def test_the_next_one_is_found_without_reading_all_that_waits(paid, sign_in):
    client = sign_in("finance")
    client.get("/payments/next/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/payments/next/").status_code == 302
    assert len(asked) <= 16


@pytest.mark.parametrize("address", ["/payments/", "/payments/statements/"])
def test_the_pages_ask_as_much_for_three_surgeries_as_for_one(paid, sign_in, address):
    counts = []
    for who in ("manager", "finance"):
        client = sign_in(who)
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counts.append(len(asked))
    assert abs(counts[0] - counts[1]) <= 2
    assert max(counts) <= 30


@pytest.mark.parametrize(
    ("printed", "found"),
    [("PRICE, G.", "1"), ("Dr Gwen Price", "1"), ("Dr A Ash", None), ("Price-Jones", None), ("", None)],
)
def test_a_partner_of_that_name_is_chosen_already(printed, found):
    assert of_that_name(printed, [("1", "Dr Gwen Price"), ("2", "Dr Ivor Ash"), ("3", "Dr Bea Ash")]) == found
