"""The finance director's desk and the surgery's morning: what waits, what was not paid, cash, month end.

Ash Tree and Cedar House have a list of 8,400 weighted patients from 1 March 2025, known that day: a global
sum of 8,400 × £112.50 ÷ 12 = £78,750.00 a month. Ash Tree's statement of March pays £78,000.00 of it.
"""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonpractice.domain.banking import actions as banking
from commonpractice.domain.contracts import actions as contracts
from commonpractice.domain.contracts.facts.due import Claim, PatientList, Term, TermBasis
from commonpractice.domain.ledger.actions import lock_months, open_months, post, reopen_months
from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import Month
from commonpractice.gateways.scoped_postgres import tickets
from commonpractice.interfaces.web.partnership import desk
from tests.interfaces.agreed import ASH, BRYN, CEDAR, MARCH
from tests.interfaces.house import House
from tests.interfaces.web.posting import fields
from tests.interfaces.web.test_pages import row, text

pytestmark = pytest.mark.slow  # together: a house is built for each

AT = datetime(2025, 4, 22, 9, tzinfo=UTC)
STATEMENT = """practice_code,statement_date,month,section,paycode,words,source,amount,item
M81001,2025-03-31,2025-03,Contract,GS,Global sum,NHSE,78000.00,global_sum
M81001,2025-03-31,2025-03,Other,ZZZZ,A line that nobody knows,COM,12.34,
M81001,2025-03-31,2025-03,total,,Total,,78012.34,
"""


@pytest.fixture
def paid(agreed) -> House:
    """Ash Tree paid too little for March, with a line that nobody knows; and a receipt that fits nothing."""
    scope = agreed.everything
    ash, cedar = agreed.surgery(ASH).id, agreed.surgery(CEDAR).id
    patients = PatientList(Period(MARCH.first), Decimal(8000), Decimal(8400), MARCH.first, "PCSE list")
    with tickets.acting(actor_id=0, surgeries=scope.surgeries):
        contracts.tell_lists({ash: [patients], cedar: [patients]}, scope=scope, at=AT)
        banking.take_in_statement(content=STATEMENT.encode(), name="march.csv", scope=scope, at=AT)
    return agreed


def test_the_desk_begins_with_what_waits(paid, sign_in):
    said = text(sign_in("finance").get("/partnership/"))
    assert "1 payment to be recognised or matched" in said
    assert "February 2025 to be closed : 0 of 3 surgeries have signed" in said
    assert said.index("to be recognised") < said.index("The most pounds unexplained")


def test_the_desk_shows_the_most_pounds_first(paid, sign_in):
    page = sign_in("finance").get("/partnership/")
    assert row(page, "Global sum, March 2025")[:4] == [
        "Ash Tree Surgery",
        "£78,750.00",
        "£78,000.00",
        "£750.00 too little",
    ]
    assert f"/income/{ASH}/2025-03/global_sum/query/" in page.content.decode()


def test_months_on_end_are_one_line_and_one_query(paid, sign_in):
    """Rent of £500 a month from March, and nothing was paid for it in March or April: £1,000 in one query."""
    scope, ash = paid.everything, paid.surgery(ASH).id
    rent = Term(
        "rent", "", TermBasis.A_MONTH, Decimal(500), Period(MARCH.first), MARCH.first, "the district valuer"
    )
    april = STATEMENT.replace("2025-03", "2025-04").replace("-31,", "-30,").replace(",COM,12.34", ",COM,0.34")
    with tickets.acting(actor_id=0, surgeries=scope.surgeries):
        open_months(surgeries=[ash], months=[MARCH + 1], scope=scope, at=AT)
        contracts.tell_terms({ash: [rent]}, scope=scope, at=AT)
        paper = april.replace("78012.34", "78000.34").encode()
        banking.take_in_statement(content=paper, name="april.csv", scope=scope, at=AT)
    client = sign_in("manager")
    answer = client.get(f"/surgery/{ASH}/")
    assert row(answer, "Notional or cost rent, March 2025 to April 2025")[:3] == [
        "£1,000.00",
        "£0.00",
        "£1,000.00 too little",
    ]
    address = f"/income/{ASH}/2025-03/rent/query/?until=2025-04"
    assert address.replace("&", "&amp;") in answer.content.decode()
    asking = client.get(address)
    assert "March 2025 to April 2025: £1,000.00 too little" in text(asking)
    raised = client.post(address, fields(asking), follow=True)
    assert "March 2025 to April 2025" in text(raised)
    assert "£1,000.00" in text(raised)


def test_those_who_may_not_post_are_not_asked_to_raise_queries(paid, sign_in):
    assert "Raise a query" not in text(sign_in("board").get("/partnership/"))


def test_the_grid_shows_each_surgery_with_cash_and_month_end(paid, sign_in):
    page = sign_in("finance").get("/partnership/")
    ash, centre = row(page, "Ash Tree Surgery"), row(page, "Seven Oaks centre")
    assert ash[0] == "Not signed"
    assert ash[1:3] == ["1", "£750"]
    assert ash[5] == "£18,100"  # January, the latest month closed: each month £100 more of global sum
    assert ash[6] == "£176,500"  # April to January: 17,200 to 18,100
    assert "Surplus of 2024/25 so far" in text(page)
    assert f"/accounts/{ASH}/income/?month=2025-01" in page.content.decode()
    assert centre[2] == "– no contract"


def test_those_who_have_not_signed_are_all_named(paid, sign_in):
    said = text(sign_in("finance").get("/partnership/"))
    assert "February 2025 has not been signed off by Ash Tree Surgery , Bryn Môr" in said
    assert "Upper Ottery Branch , Cedar House ." in said
    assert (
        f'href="/surgery/{CEDAR}/month-end/2025-02/"'
        in sign_in("finance").get("/partnership/").content.decode()
    )


@pytest.mark.parametrize(("most", "cut"), [(6, False), (7, True)])
def test_so_many_who_have_not_signed_are_named(paid, sign_in, monkeypatch, most, cut):
    """Six are named each, of seven three and how many more: those of the page, so many times over."""
    three = desk.unsigned
    monkeypatch.setattr(desk, "unsigned", lambda state: (three(state) * 3)[:most])
    assert ("and 4 more" in text(sign_in("finance").get("/partnership/"))) == cut


def test_a_loss_of_the_year_is_marked(paid, sign_in):
    """£200,000 of dressings in January, where April to January came to £176,500."""
    place, january = paid.surgery(ASH).id, Month(2025, 1)
    with tickets.acting(actor_id=0, surgeries=paid.everything.surgeries):
        reopen_months(
            surgeries=paid.everything.surgeries, month=january, why="x", scope=paid.everything, at=AT
        )
        journal = Journal(
            january.first, "Dressings", (Line(place, 2030, 200_000_00), Line(place, 8010, -200_000_00)), place
        )
        entry = Document("paper", "dressings", "A paper", place), [journal]
        post(entries=[entry], scope=paid.everything, at=AT)
        lock_months(surgeries=paid.everything.surgeries, month=january, scope=paid.everything, at=AT)
    page = sign_in("finance").get("/partnership/?sort=year")
    assert row(page, "Ash Tree Surgery")[5:] == ["−£181,900", "−£23,500 Loss"]
    assert text(page).count("Loss") == 1
    names = re.findall(r'<th scope="row"[^>]*><a href="/surgery/(\w+)/"', page.content.decode())
    assert names[0] == ASH, "the smallest first"


def test_what_was_paid_otherwise_than_due_is_one_number_on_every_page(paid, sign_in):
    """£750.00 of March, which is open: as the desk, NHS income, the morning and both month ends have it."""
    client = sign_in("finance")
    ash = "Ash Tree Surgery"
    assert row(client.get("/partnership/"), ash)[2] == "£750"
    assert row(client.get("/month-end/2025-02/"), ash)[3] == "£750.00"
    assert row(client.get("/month-end/2025-03/"), ash)[3] == "£750.00"
    assert "Paid too little £750.00" in text(client.get(f"/income/?surgery={ASH}"))
    said = "£750.00 was paid otherwise than due"
    assert said in text(client.get(f"/surgery/{ASH}/month-end/2025-02/"))
    assert "£750.00 was payable and has not been paid" in text(client.get(f"/surgery/{ASH}/"))
    together = row(client.get("/month-end/2025-02/"), "All together")[3]
    assert together == "£750.00"


def test_pennies_of_many_months_are_no_difference_on_any_page(paid, sign_in):
    """90p too little of rent in March and in April each: £1.80 in all, and nothing to ask about.

    The desk and NHS income go by months alike: what is too little of each does not add up.
    """
    scope, ash = paid.everything, paid.surgery(ASH).id
    rent = Term("rent", "", TermBasis.A_MONTH, Decimal(500), Period(MARCH.first), MARCH.first, "the valuer")
    april = STATEMENT.replace("2025-03", "2025-04").replace("-31,", "-30,").replace(",COM,12.34", ",COM,0.34")
    rented = "M81001,2025-04-30,2025-04,Premises,RENT,{},NHSE,499.10,rent\n"
    lines = april.replace("78012.34", "78998.54").splitlines(keepends=True)
    for of in ("Rent of March 2025", "Rent of April 2025"):
        lines.insert(-1, rented.format(of))
    with tickets.acting(actor_id=0, surgeries=scope.surgeries):
        open_months(surgeries=[ash], months=[MARCH + 1], scope=scope, at=AT)
        contracts.tell_terms({ash: [rent]}, scope=scope, at=AT)
        banking.take_in_statement(content="".join(lines).encode(), name="april.csv", scope=scope, at=AT)
    client = sign_in("finance")
    for address in ("/partnership/", f"/income/?surgery={ASH}", f"/surgery/{ASH}/"):
        assert "Notional or cost rent" not in text(client.get(address)), address
    assert "Show 2 more of £1 or less" in text(client.get(f"/income/?surgery={ASH}"))


def test_a_signature_shows_on_the_desk_and_in_the_morning(paid, sign_in):
    manager = sign_in("manager")
    manager.post(f"/surgery/{ASH}/month-end/2025-02/", {"words": ""})
    assert row(sign_in("finance").get("/partnership/"), "Ash Tree Surgery")[0] == "Signed"
    said = text(manager.get(f"/surgery/{ASH}/"))
    assert "Sign off February 2025" not in said
    assert "February 2025: Signed Maya O'Neill" in said


def test_the_desk_asks_no_more_for_more_surgeries(paid, sign_in):
    client = sign_in("finance")
    client.get("/partnership/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/partnership/").status_code == 200
    assert len(asked) <= 44


def test_the_morning_of_a_surgery_in_its_order(paid, sign_in):
    said = text(sign_in("manager").get(f"/surgery/{ASH}/"))
    order = (
        "1 payment line to be recognised",
        "Sign off February 2025",
        "£750.00 was payable and has not been paid",
        "Claims and deadlines",
        "Month end",
        "in figures",
    )
    places = [said.index(words) for words in order]
    assert places == sorted(places)


def test_a_surgery_that_waits_for_nothing_says_so(paid, sign_in):
    said = text(sign_in("gp").get(f"/surgery/{BRYN}/"))
    assert "Everything that was payable has been paid" in said
    assert "The usual claims are in" in said


def test_the_centre_has_no_contract_to_show(paid, sign_in):
    said = text(sign_in("finance").get("/surgery/CENTRE/"))
    assert "What the NHS paid otherwise than due" not in said


def test_a_usual_claim_that_is_missing_is_named(paid, sign_in, monkeypatch):
    from django.utils import timezone

    scope, ash = paid.everything, paid.surgery(ASH).id
    claims = [
        Claim("influenza", "influenza", Month(2025, one), 40, date(2025, one, 28), "x") for one in (1, 2, 3)
    ]
    with tickets.acting(actor_id=0, surgeries=scope.surgeries):
        contracts.tell_claims({ash: claims}, scope=scope, at=AT)
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2025, 5, 6))
    said = text(sign_in("manager").get(f"/surgery/{ASH}/"))
    assert (
        "Nothing is claimed for April 2025 yet, though it is usual: Influenza vaccination (about 40 a month)"
        in said
    )
