"""My surgery at eight in the morning: what waits for whom, and which month's figures may be believed.

Ash Tree has the list of tests/interfaces/web/test_desk.py: £78,750.00 of March 2025 is posted when March is
closed. Nothing of February is.
"""

import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from commonpractice.domain.contracts import actions as contracts
from commonpractice.domain.contracts.facts.due import Term, TermBasis
from commonpractice.domain.partnership.facts import Role
from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import Month
from commonpractice.gateways.scoped_postgres import tickets
from tests.interfaces.agreed import ASH, BRYN, CEDAR, MARCH
from tests.interfaces.house import House, welcome
from tests.interfaces.web.posting import fields
from tests.interfaces.web.test_desk import paid  # noqa: F401 (fixture)
from tests.interfaces.web.test_pages import text

pytestmark = pytest.mark.slow  # together: a house is built for each

AT = datetime(2025, 4, 22, 9, tzinfo=UTC)
UNKNOWN = "A line that nobody knows"  # £12.34 of March


def box(page: str) -> str:
    """What stands in the box of what waits for whoever looks."""
    found = re.search(r"Waits for you(.*?)(Waits for others|What the NHS paid|$)", page)
    return found[1] if found else ""


@pytest.fixture
def rented(paid) -> House:  # noqa: F811
    """Rent of £12.34 a month from March: just what the line that nobody knows comes to."""
    rent = Term(
        "rent", "", TermBasis.A_MONTH, Decimal("12.34"), Period(MARCH.first), MARCH.first, "the valuer"
    )
    with tickets.acting(actor_id=0, surgeries=paid.everything.surgeries):
        contracts.tell_terms({paid.surgery(ASH).id: [rent]}, scope=paid.everything, at=AT)
    return paid


def test_what_waits_for_somebody_else_is_not_said_to_wait_for_me(paid, sign_in):  # noqa: F811
    mine = text(sign_in("manager").get(f"/surgery/{ASH}/"))
    assert "Sign off February 2025" in box(mine)
    assert "Waits for others" not in mine
    finance = text(sign_in("finance").get(f"/surgery/{ASH}/"))
    assert "1 payment line to be recognised" in box(finance), "whoever may post may clear it"
    assert "Sign off February 2025" not in box(finance)
    assert "Waits for others: Sign off February 2025" in finance
    board = text(sign_in("board").get(f"/surgery/{ASH}/"))
    assert "Waits for others: 1 payment line to be recognised ; Sign off February 2025" in board


def test_nothing_waits_is_not_said_above_what_was_not_paid(paid, sign_in, owner):  # noqa: F811
    """£750.00 is to be asked for, though nothing else waits for whoever looks."""
    said = text(sign_in("auditor").get(f"/surgery/{ASH}/"))
    assert "£750.00 was payable and has not been paid" in said
    assert "Nothing waits for you" not in said
    assert "Nothing waits for you here" in text(sign_in("auditor").get(f"/surgery/{BRYN}/"))


def test_the_figures_begin_with_a_month_to_which_closing_adds_nothing(paid, sign_in):  # noqa: F811
    client = sign_in("manager")
    said = text(client.get(f"/surgery/{ASH}/"))
    assert "February 2025 in figures" in said
    assert "These are not the whole month" not in said
    march = text(client.get(f"/surgery/{ASH}/?month=2025-03"))
    assert "March 2025 in figures" in march
    assert "£78,750.00 of NHS income is added when March 2025 is closed" in march


def test_a_line_of_just_what_is_missing_is_looked_at_before_the_payer_is_asked(rented, sign_in, owner):
    client = sign_in("manager")
    number = owner.execute("SELECT id FROM banking_statement_line WHERE words = %s", [UNKNOWN]).fetchone()[0]
    asking = f"/income/{ASH}/2025-03/rent/query/"
    for address in (f"/surgery/{ASH}/", f"/income/{ASH}/2025-03/rent/", asking):
        page = client.get(address)
        words = (
            "Notional or cost rent, March 2025 may have come: a line of £12.34 on the statement of March 2025"
        )
        assert words in text(page), address
        assert f'href="/payments/line/{number}/"' in page.content.decode(), address
    assert "may have come" not in text(client.get(f"/income/{ASH}/2025-03/global_sum/query/"))
    line = client.get(f"/payments/line/{number}/")
    assert "Notional or cost rent: just what is missing of March 2025" in text(line)
    given = fields(line)
    assert re.search(r'value="rent" checked', line.content.decode())
    assert given["month"] == "2025-03"
    client.post(f"/payments/line/{number}/", {**given, "item": "rent"})
    assert "may have come" not in text(client.get(f"/surgery/{ASH}/"))
    kept = "SELECT item, concerns::text FROM banking_recognition WHERE by = 'person'"
    assert owner.execute(kept).fetchall() == [("rent", "2025-03-01")]


def test_where_nothing_is_likely_there_is_one_question_to_answer(paid, sign_in, owner):  # noqa: F811
    number = owner.execute("SELECT id FROM banking_statement_line WHERE words = %s", [UNKNOWN]).fetchone()[0]
    client = sign_in("manager")
    page = client.get(f"/payments/line/{number}/")
    assert "Something else" not in text(page)
    assert client.post(f"/payments/line/{number}/", {**fields(page), "other": "rent"}).status_code == 302


def test_who_has_two_surgeries_sees_what_waits_at_each(paid, sign_in):  # noqa: F811
    for code in (ASH, CEDAR):
        welcome(paid, {"nobody": ("Nils Nemo", Role.SURGERY_MANAGER, code)})
    client = sign_in("nobody")
    said = text(client.get("/surgery/"))
    ash, cedar = said.index("Ash Tree Surgery"), said.index("Cedar House")
    assert "1 payment line to be recognised" in said[ash:cedar]
    assert "£750.00 was paid otherwise than due" in said[ash:cedar]
    assert "payment line" not in said[cedar:]
    assert said.count("Sign off February 2025") == 2
    assert "My surgery" in text(client.get(f"/surgery/{ASH}/"))
    assert client.get("/surgery/?q=cedar").url == f"/surgery/{CEDAR}/"
    assert "Practice code, or part of a name" in text(sign_in("finance").get("/surgery/")), (
        "of many, one is found"
    )


def test_a_managers_way_back_from_signing_is_to_their_surgery(paid, sign_in):  # noqa: F811
    manager = sign_in("manager").get(f"/surgery/{ASH}/month-end/2025-02/").content.decode()
    assert f'<a class="nhsuk-back-link" href="/surgery/{ASH}/">' in manager
    finance = sign_in("finance").get(f"/surgery/{BRYN}/month-end/2025-02/").content.decode()
    assert '<a class="nhsuk-back-link" href="/month-end/2025-02/">' in finance


def test_a_month_says_first_whether_there_is_anything_to_sign(paid, sign_in, owner):  # noqa: F811
    client = sign_in("manager")
    next_month = Month.of(timezone.localdate()) + 1
    ahead = text(client.get(f"/surgery/{ASH}/month-end/{next_month}/"))
    assert f"{next_month.words} is not over. It can be signed off from 1 {(next_month + 1).words}." in ahead
    assert ahead.index("is not over") < ahead.index("What waits")
    assert "Not signed" not in ahead
    assert f"What {next_month.words}" not in ahead, "it has no books"
    address = f"/surgery/{ASH}/month-end/2025-02/"
    assert "What to look at first" in text(client.get(address))
    signed = text(client.post(address, {"words": ""}, follow=True))
    assert "The partnership closes it when the other surgeries have signed" in signed
    assert "What waits" in signed
    owner.execute("UPDATE ledger_month SET locked = true WHERE month = '2025-02-01'")
    assert "It is closed. What February 2025 came to, and who has it" in text(client.get(address))
