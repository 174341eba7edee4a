"""Partners' statements: what they say, to whom the deed shows them, and that every look is written down.

Dr Gwen Price (gp) and Dr Bryn share equally at Bryn Môr, Dr Ann and Dr Abe at Ash Tree; Dr Cy has Cedar House
alone.
February's shares, from tests/interfaces/agreed.py, each after £50.00 of charges:
    Bryn Môr 39,899.98 − 50 = 39,849.98: £19,924.99 each
    Ash Tree 18,049.99 − 50 = 17,999.99: £9,000.00 to the first, £8,999.99 to the second
"""

import re
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.domain.partnership import queries
from commonpractice.domain.profits import actions as profits
from tests.interfaces.agreed import ASH, BRYN, CEDAR, FEBRUARY, MARCH, agree
from tests.interfaces.house import House
from tests.interfaces.web.posting import errors
from tests.interfaces.web.test_closing import SIGNED, as_program, close, sign
from tests.interfaces.web.test_pages import row, text

pytestmark = pytest.mark.slow  # together: a house is built for each

OWN = "/partners/P1/?from=2025-02&to=2025-03"


def partner(house: House) -> int:
    """Dr Price."""
    return as_program(house, queries.partner_ids)["P1"]


@pytest.fixture
def closed(agreed) -> House:
    """February closed, and £4,000 drawn by Dr Price in March."""
    sign(agreed, ASH, BRYN, CEDAR)
    close(agreed)
    place = agreed.surgery(BRYN).id
    price = partner(agreed)
    lines = (Line(place, 9040, 4_000_00, price), Line(place, 8010, -4_000_00))
    journal = Journal(MARCH.first, "Drawings of March", lines, place)
    entry = Document("drawings", "drawings/1", "Drawings", place), [journal]
    as_program(agreed, ledger.post, entries=[entry], at=SIGNED + timedelta(hours=2))
    return agreed


def test_a_statement_goes_from_its_opening_to_its_closing(closed, sign_in):
    page = sign_in("gp").get(OWN)
    assert row(page, "Current account") == ["£0.00", "£15,924.99", "£15,924.99"]
    assert row(page, "Share of the balance") == ["£19,924.99"]
    assert row(page, "Drawings") == ["−£4,000.00"]
    assert text(page).index("Share of the balance") < text(page).index("Drawings")
    assert row(page, "At the end") == ["£15,924.99"]
    assert "Provisional" in text(page)
    assert "does not add up" not in text(page)
    later = sign_in("gp").get("/partners/P1/?from=2025-03&to=2025-03")
    assert row(later, "Current account") == ["£19,924.99", "−£4,000.00", "£15,924.99"]
    assert "Share of the balance" not in text(later)


def test_a_current_account_below_nil_is_said_to_be_overdrawn(closed, sign_in):
    place, price = closed.surgery(BRYN).id, partner(closed)
    assert "Overdrawn" not in text(sign_in("gp").get(OWN))
    lines = (Line(place, 9040, 16_000_00, price), Line(place, 8010, -16_000_00))
    entry = (
        Document("drawings", "drawings/2", "Drawings", place),
        [Journal(MARCH.first, "More drawings", lines, place)],
    )
    as_program(closed, ledger.post, entries=[entry], at=SIGNED + timedelta(hours=3))
    page = sign_in("gp").get(OWN)
    assert row(page, "Current account") == ["£0.00", "−£75.01", "−£75.01 Overdrawn"]


def test_a_share_unfolds_its_steps_and_leads_up_and_down(closed, sign_in, owner):
    page = sign_in("gp").get(OWN)
    said, html = text(page), page.content.decode()
    assert re.search(
        r"Profit, or loss below nil £39,849.98 .* Shared: 8 of 16 deed: partners' shares 0.5", said
    )
    assert "Share of the balance £19,924.99" in said
    assert f'href="/accounts/{BRYN}/of/2025-02/"' in html
    number = owner.execute(
        "SELECT j.id FROM ledger_journal j JOIN ledger_document d ON d.id = j.document_id"
        " WHERE d.kind = 'profit shares' AND d.home_id = %s",
        [closed.surgery(BRYN).id],
    ).fetchone()[0]
    assert f'href="/accounts/journal/{number}/"' in html
    assert "9,000" not in html  # nobody else's


def test_what_only_catches_up_says_so(closed, sign_in):
    """£10 more spent in February, posted to March: £5 less for each, and the steps are of the whole share."""
    place = closed.surgery(BRYN).id
    lines = (
        Line(place, 2030, 1000, None, "other_nhs", FEBRUARY),
        Line(place, 8010, -1000, None, "other_nhs", FEBRUARY),
    )
    entry = (
        Document("paper", "late", "A paper", place),
        [Journal(MARCH.first, "Late", lines, place, month=MARCH)],
    )
    as_program(closed, ledger.post, entries=[entry], at=SIGNED + timedelta(hours=3))
    as_program(
        closed,
        profits.post_shares,
        of=closed.partnership,
        surgeries=[place],
        first=FEBRUARY,
        month=MARCH,
        since=FEBRUARY,
        at=SIGNED + timedelta(hours=4),
    )
    page = sign_in("gp").get(OWN)
    assert "Share of the balance , of February 2025" in text(page).replace("balance,", "balance ,")
    assert "What was posted of it before is taken off: −£5.00 was left to post." in text(page)


def test_others_are_letters_and_in_no_order(closed, sign_in):
    page = sign_in("finance").get("/partners/P4/?from=2025-02&to=2025-02")
    assert row(page, "Partner A") == ["£19,924.99", "£19,924.99"]
    assert "by letters as the deed has it" in text(page)
    assert "Dr Gwen Price" not in text(page)


def test_others_are_named_where_the_deed_says_so(books, sign_in):
    agree(books, peers="named")
    sign(books, ASH, BRYN, CEDAR)
    close(books)
    page = sign_in("gp").get("/partners/P1/?from=2025-02&to=2025-02")
    assert row(page, "Dr Bryn Môr-Ælfgifu") == ["£19,924.99", "£19,924.99"]


# Who sees whose


@pytest.mark.parametrize(
    ("who", "codes"),
    [
        ("gp", {"P1"}),
        ("manager", set()),
        ("brynmanager", set()),
        ("staff", set()),
        ("board", set()),
        ("nobody", set()),
        ("finance", {"P1", "P2", "P3", "P4", "P5"}),
        ("auditor", {"P1", "P2", "P3", "P4", "P5"}),
    ],
)
def test_the_deed_says_who_sees_whose_statement(closed, sign_in, owner, who, codes):
    client = sign_in(who)
    for code in ("P1", "P2", "P3", "P4", "P5"):
        answer = client.get(f"/partners/{code}/?from=2025-02&to=2025-02")
        assert (answer.status_code == 200) == (code in codes), (who, code)
        if code not in codes:
            assert answer.status_code in (403, 404)
            assert "£" not in answer.content.decode()
    looks = owner.execute("SELECT count(*) FROM audit_entry WHERE deed = 'profits.see_statement'").fetchone()
    assert looks == (len(codes),)


def test_partners_of_a_surgery_see_each_others_where_the_deed_says_so(books, sign_in):
    agree(books, statements="own_surgery")
    client = sign_in("gp")
    assert client.get("/partners/P4/").status_code == 200
    refused = client.get("/partners/P2/")
    assert refused.status_code == 403
    assert "This partner's statement is not one that you may see." in text(refused)
    listed = text(client.get("/partners/"))
    assert "Your own Dr Gwen Price" in listed
    assert "Dr Bryn Môr-Ælfgifu" in listed
    assert "Dr Ann Ash" not in listed


def test_what_is_of_a_surgery_beyond_ones_role_is_shown_without_ways_into_its_books(books, sign_in):
    agree(books, statements="all_partners")
    sign(books, ASH, BRYN, CEDAR)
    close(books)
    page = sign_in("gp").get("/partners/P3/?from=2025-02&to=2025-02")
    assert row(page, "Share of the balance") == ["£61,699.97"]
    assert "/accounts/journal/" not in page.content.decode()
    assert "How it was reckoned" not in text(page)


def test_the_list_leads_to_each_and_the_only_one_opens_at_once(closed, sign_in):
    assert sign_in("gp").get("/partners/").url == "/partners/P1/"
    page = sign_in("finance").get("/partners/")
    for code in ("P1", "P2", "P3", "P4", "P5"):
        assert f'href="/partners/{code}/"' in page.content.decode()
    assert "No partner’s statement is yours to see" in text(sign_in("manager").get("/partners/"))
    assert sign_in("finance").get("/partners/P99/").status_code == 404


def test_the_list_says_who_has_left(closed, sign_in, owner):
    """Cedar House left with February, and Dr Abe Ash by himself with March."""
    until = {"[2015-11-01,2025-03-01)": CEDAR, "[2015-11-01,2025-04-01)": ASH}
    (february, cedar), (march, ash) = until.items()
    for table in ("partnership_membership", "partnership_partner_membership"):
        owner.execute(
            f"UPDATE {table} SET effective = %s WHERE surgery_id = %s", [february, closed.surgery(cedar).id]
        )
    owner.execute(
        "UPDATE partnership_partner_membership SET effective = %s WHERE surgery_id = %s AND partner_id ="
        " (SELECT id FROM partnership_partner WHERE code = 'P5')",
        [march, closed.surgery(ash).id],
    )
    client = sign_in("finance")
    with CaptureQueriesContext(connection) as asked:
        said = text(client.get("/partners/"))
    assert "Cedar House left the partnership on 28 February 2025 Dr Cy Cedar" in said
    assert "Dr Abe Ash left the partnership on 31 March 2025" in said
    assert said.count("left the partnership") == 2, "each once"
    assert len(asked) <= 30
    owner.execute(
        "UPDATE partnership_partner_membership SET effective = '[2015-11-01,2025-04-01)', partner_id ="
        " (SELECT id FROM partnership_partner WHERE code = 'P4') WHERE surgery_id = %s AND partner_id ="
        " (SELECT id FROM partnership_partner WHERE code = 'P5')",
        [closed.surgery(ash).id],
    )
    moved = text(client.get("/partners/"))
    assert "Dr Bryn Môr-Ælfgifu left this surgery on 31 March 2025" in moved, "and is at Bryn Môr still"


def test_a_partners_home_leads_to_their_statement(closed, sign_in):
    client = sign_in("gp")
    home = client.get(f"/surgery/{BRYN}/")
    assert '<a href="/partners/P1/">My statement</a>' in home.content.decode()
    assert text(home).index("My statement") < text(home).index("What the NHS paid")
    assert "My statement" not in text(sign_in("manager").get(f"/surgery/{ASH}/"))
    assert "My statement" not in text(sign_in("finance").get(f"/surgery/{BRYN}/"))


def test_every_look_is_written_down_with_whose_and_which_months(closed, sign_in, owner):
    sign_in("auditor").get("/partners/P1/?from=2025-02&to=2025-03")
    assert owner.execute(
        "SELECT actor_name, subject, surgery_id FROM audit_entry WHERE deed = 'profits.see_statement'"
    ).fetchall() == [
        (
            "Ada Auditor",
            "the statement of Dr Gwen Price, February 2025 to March 2025, beside 1 by letters",
            closed.surgery(BRYN).id,
        )
    ]


def test_the_menu_shows_partners_to_those_who_have_some_to_see(closed, sign_in):
    for who, there in (("gp", True), ("finance", True), ("manager", False), ("board", False)):
        page = sign_in(who).get("/accounts/months/")
        assert ('href="/partners/"' in page.content.decode()) == there, who


# Which months


def test_without_months_it_is_the_financial_year_so_far(closed, sign_in):
    page = sign_in("gp").get("/partners/P1/")
    assert "April 2024 to March 2025" in text(page)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("from=2025-03&to=2025-02", "Choose a last month that is not before the first"),
        ("from=never", "Choose a month of the list"),
        ("to=1900-01", "Choose a month of the list"),
    ],
)
def test_months_that_make_no_sense_are_said_and_the_usual_ones_shown(closed, sign_in, asked, said):
    page = sign_in("gp").get(f"/partners/P1/?{asked}")
    assert page.status_code == 200
    assert [said] in errors(page).values()
    assert "April 2024 to March 2025" in text(page)


def test_a_statement_asks_no_more_questions_for_more_movements(closed, sign_in):
    client = sign_in("gp")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(OWN).status_code == 200
        return len(queries)

    before = asked()
    price, place = partner(closed), closed.surgery(BRYN).id
    for number in range(12):
        lines = (Line(place, 9040, 100, price), Line(place, 8010, -100))
        entry = (
            Document("drawings", f"more/{number}", "Drawings", place),
            [Journal(MARCH.first, f"Drawings {number}", lines, place)],
        )
        with transaction.atomic():
            as_program(closed, ledger.post, entries=[entry], at=SIGNED + timedelta(days=1, hours=number))
    assert asked() == before < 60
