"""What the pages say, worked out by hand from tests/interfaces/books.py, and to whom they say it."""

import re
from html import unescape

import pytest


def text(answer) -> str:
    """What a page says, without its markup, from its heading on."""
    page = answer.content.decode().split("<main", 1)[1]
    page = re.sub(r"<(style|script|svg).*?</\1>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def row(answer, name: str, table: int = 0) -> list[str]:
    """The cells of a row of the page's tables, by its heading."""
    page = answer.content.decode()
    cells = [
        re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", each, flags=re.DOTALL)
        for each in re.findall(r"<tr.*?</tr>", page, flags=re.DOTALL)
    ]
    said = [[" ".join(unescape(re.sub(r"<[^>]+>", " ", cell)).split()) for cell in each] for each in cells]
    return [each for each in said if each and each[0] == name][table][1:]


# Who sees what

PAGES = {
    "/surgery/M81001/": {"manager", "finance", "board", "auditor"},
    "/surgery/M81002/": {"gp", "finance", "board", "auditor"},
    "/surgery/CENTRE/": {"finance", "board", "auditor"},
    "/partnership/": {"finance", "board", "auditor"},
    "/partnership/side-by-side/": {"finance", "board", "auditor"},
    "/partnership/worth/": {"finance", "board", "auditor"},
    "/surgery/M81001/worth/": {"manager", "finance", "board", "auditor"},
    "/surgery/M81002/worth/declared/": {"gp", "finance", "board", "auditor"},
    "/accounts/M81001/of/2025-03/": {"manager", "finance", "board", "auditor"},
    "/accounts/M81002/qof/2024/": {"gp", "finance", "board", "auditor"},
    "/accounts/M81001/income/": {"manager", "finance", "board", "auditor"},
    "/accounts/M81002/balance-sheet/": {"gp", "finance", "board", "auditor"},
    "/accounts/M81003/trial-balance/": {"finance", "board", "auditor"},
    "/accounts/ALL/income/": {"finance", "board", "auditor"},
    "/accounts/M81001/account/1010/": {"manager", "finance", "board", "auditor"},
    "/accounts/months/": {"manager", "gp", "finance", "board", "auditor"},
    "/accounts/months/reopen/?surgery=M81001&month=2025-03": {"finance"},
    "/recharges/": {"manager", "gp", "finance", "board", "auditor"},
    "/recharges/new/": {"manager", "finance"},
    "/audit/": {"manager", "finance", "auditor"},
}
EVERYBODY = ("manager", "gp", "staff", "finance", "board", "auditor", "nobody")


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_page_is_shown_to_those_whose_role_it_is_and_refused_in_words_to_others(books, sign_in, who):
    client = sign_in(who)
    for address, those in PAGES.items():
        answer = client.get(address)
        if who in those:
            assert answer.status_code == 200, (who, address)
        else:
            assert answer.status_code in (403, 404), (who, address)
            refused = answer.content.decode()
            assert "£" not in refused, (who, address)
            if answer.status_code == 403:
                assert "You cannot" in text(answer) or "not one of yours" in text(answer)


CHANGES = ["/accounts/journal/{journal}/reverse/", "/accounts/months/lock/", "/recharges/1/withdraw/"]


@pytest.mark.parametrize("who", ["gp", "staff", "board", "auditor", "nobody"])
def test_who_may_not_change_changes_nothing(books, sign_in, owner, who):
    before = everything_posted(owner)
    for address in CHANGES:
        answer = sign_in(who).post(
            address.format(journal=1), {"why": "x", "month": "2025-03", "surgeries": ["M81001"]}
        )
        assert answer.status_code in (403, 404), (who, address)
    assert everything_posted(owner) == before


def test_one_surgerys_journals_are_not_found_by_another(books, sign_in, owner):
    other = books.surgery("M81003").id
    with owner.cursor() as cursor:
        cursor.execute("SELECT id, document_id FROM ledger_journal WHERE home_id = %s LIMIT 1", [other])
        journal, document = cursor.fetchone()
    manager, finance = sign_in("manager"), sign_in("finance")
    for address in (f"/accounts/journal/{journal}/", f"/accounts/document/{document}/"):
        assert finance.get(address).status_code == 200
        assert manager.get(address).status_code == 404


def everything_posted(owner) -> tuple:
    with owner.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM ledger_posting), (SELECT count(*) FROM ledger_month_event),"
            " (SELECT count(*) FROM ledger_recharge)"
        )
        return cursor.fetchone()


# My surgery: Ash Tree is the surgery of size 1, and March 2025 month number 23


def test_the_month_at_a_glance(books, sign_in):
    page = sign_in("manager").get("/surgery/M81001/?month=2025-03")
    assert row(page, "Core contract") == [
        "£52,300",  # 50,000 + 23 × 100
        "£51,100",  # 50,000 + 11 × 100
        "£621,000",  # 12 × 50,000 + (12 + … + 23) × 100 = 600,000 + 21,000
        "£606,600",  # 12 × 50,000 + (0 + … + 11) × 100 = 600,000 + 6,600
        "up 2.4%",
    ]
    assert row(page, "Staff")[0] == "£32,000"  # 20,000 + 12,000.01
    assert row(page, "Charged by the centre and other surgeries")[0] == "£1,000"
    assert row(page, "Surplus") == [
        "£18,300",  # 52,300 + 5,000 − 32,000.01 − 6,000 − 1,000
        "£17,100",
        "£213,000",  # 621,000 + 60,000 − 12 × 39,000.01
        "£198,600",
        "up 7.3%",
    ]
    assert row(page, "For the partners")[:3] == [
        "£18,150",  # 18,300 less levies of 150
        "£16,950",
        "£211,200",  # 213,000 − 12 × 150
    ]
    said = text(page)
    assert said.count("£1,200 more than in March 2024") == 3, "income, surplus, and for the partners"
    assert "8,000 patients (8,400 weighted) and 20 staff" in said


def test_a_month_without_books_says_so_and_leads_to_those_that_have(books, sign_in):
    page = sign_in("manager").get("/surgery/M81001/?month=2030-01")
    assert "No money has been posted to this surgery for January 2030." in text(page)
    assert "Its books run from April 2023 to March 2025" in text(page)


def test_there_is_nothing_to_compare_with_where_there_were_no_books_and_both_pages_say_so(books, sign_in):
    client = sign_in("finance")
    mine = client.get("/surgery/M81001/?month=2024-02")
    assert row(mine, "Core contract")[1:2] + row(mine, "Core contract")[3:] == [
        "– no books",
        "– no books",
        "– nothing to compare with",
    ]
    assert text(mine).count("nothing to compare with in February 2023") == 4
    assert "more than" not in text(mine)
    assert "11 months, from" in mine.content.decode(), "a month without books is a gap, and not £0"
    together = client.get("/partnership/side-by-side/?month=2024-02")
    assert row(together, "Ash Tree Surgery")[5] == "– nothing to compare with"
    assert "nothing to compare with in February 2023" in text(together)


def test_what_the_centre_charges_is_not_taken_from_its_spending_on_its_own_page(books, sign_in):
    page = sign_in("finance").get("/surgery/CENTRE/?month=2025-03")
    assert row(page, "Charged to surgeries")[:3] == ["£6,000", "£6,000", "£72,000"]  # (1 + 2 + 3) × 1,000
    assert row(page, "Spending")[0] == "£5,000"
    assert row(page, "Surplus")[0] == "£1,000"
    assert "For the partners" not in text(page)


def test_sizes_are_those_of_the_months_end(books, sign_in, owner):
    ash_tree = books.surgery("M81001").id
    with owner.cursor() as cursor:
        cursor.execute(
            "UPDATE partnership_size SET effective = '[2023-04-01,2025-03-01)' WHERE surgery_id = %s",
            [ash_tree],
        )
        cursor.execute(
            "INSERT INTO partnership_size"
            " (effective, known_on, registered, weighted, staff, source, surgery_id) VALUES"
            " ('[2025-03-01,)', '2025-03-01', 9000, 9100, 21, 'test', %s)",
            [ash_tree],
        )
    client = sign_in("finance")
    march, february = (client.get(f"/partnership/side-by-side/?month=2025-{month}") for month in ("03", "02"))
    assert "Patients, 31 March 2025" in text(march)
    assert row(march, "Ash Tree Surgery")[0] == "9,000"
    assert row(february, "Ash Tree Surgery")[0] == "8,000"
    assert "9,000 patients (9,100 weighted)" in text(client.get("/surgery/M81001/?month=2025-03"))
    assert "8,000 patients (8,400 weighted)" in text(client.get("/surgery/M81001/?month=2025-02"))


def test_a_surgery_that_has_left_is_said_to_have(books, sign_in, owner):
    with owner.cursor() as cursor:
        cursor.execute(
            "UPDATE partnership_membership SET effective = '[2015-11-01,2025-01-01)' WHERE surgery_id = %s",
            [books.surgery("M81003").id],
        )
    client = sign_in("finance")
    year = client.get("/partnership/side-by-side/?month=2025-03&over=year")
    assert row(year, "Cedar House (left on 31 December 2024)")[0] == "– none"
    assert "registered on 31 March 2025 at 2 surgeries" in text(year)
    assert "Cedar House left the partnership on 31 December 2024." in text(
        client.get("/surgery/M81003/?month=2025-03")
    )
    assert "Cedar House M81003 : left on 31 December 2024" in text(client.get("/surgery/"))
    assert row(client.get("/accounts/months/?month=2025-04"), "Cedar House")[0] == "Left on 31 December 2024"
    assert row(client.get("/accounts/months/?month=2025-04"), "Ash Tree Surgery")[0] == "Not opened yet"


def test_many_surgeries_are_found_by_code_or_name(books, sign_in):
    client = sign_in("board")
    assert client.get("/surgery/?q=m81003").url == "/surgery/M81003/"
    assert client.get("/surgery/?q=bryn").url == "/surgery/M81002/"
    assert "No surgery of yours has the code or the name “nowhere”" in text(client.get("/surgery/?q=nowhere"))
    several = text(client.get("/surgery/?q=s"))
    assert "Ash Tree Surgery" in several
    assert "Find" in several
    assert sign_in("manager").get("/surgery/").url == "/surgery/M81001/"


def reverse_one(client, owner, month: str) -> None:
    with owner.cursor() as cursor:
        cursor.execute("SELECT id FROM ledger_journal WHERE narrative LIKE 'Rent%' ORDER BY id LIMIT 1")
        (number,) = cursor.fetchone()
    client.post(f"/accounts/journal/{number}/reverse/", {"why": "Paid twice", "month": month})


@pytest.mark.parametrize(
    "address",
    [
        "/partnership/side-by-side/",
        "/surgery/M81001/",
        "/accounts/ALL/income/",
        "/accounts/months/",
        "/accounts/M81001/export/",
    ],
)
def test_one_late_reversal_moves_nobodys_first_page(books, sign_in, owner, address):
    from commonpractice.domain.ledger import actions as ledger
    from commonpractice.foundations.months import Month
    from commonpractice.gateways.scoped_postgres import tickets
    from tests.interfaces.house import NOON

    scope = books.everything
    with tickets.acting(actor_id=0, surgeries=scope.surgeries):
        ledger.open_months(surgeries=scope.surgeries, months=[Month(2025, 4)], scope=scope, at=NOON)
    client = sign_in("finance")
    reverse_one(client, owner, "2025-04")
    assert "Paid twice" in text(client.get("/accounts/M81001/account/4010/?month=2025-04"))
    page = client.get(address).content.decode()
    assert '<option value="2025-04">' in page
    assert '<option value="2025-03" selected>' in page


# What waits


def test_the_partnerships_page_begins_with_what_waits(books, sign_in):
    sign_in("manager").post("/recharges/new/", {**RECHARGE, "home": "CENTRE"})
    client = sign_in("finance")
    said = text(client.get("/partnership/"))
    assert "1 recharge to be answered , from the centre" in said
    assert "April 2023 is over and still open for 3 surgeries and the centre; so are 23 later months" in said
    assert said.index("1 recharge") < said.index("The most pounds unexplained")
    assert "1 recharge that another surgery has not answered" in text(
        sign_in("manager").get("/surgery/M81001/")
    )
    assert "1 recharge to be answered" in text(client.get("/surgery/CENTRE/"))


def test_a_surgery_appears_under_its_own_name_and_colour(books, sign_in):
    page = sign_in("gp").get("/surgery/M81002/").content.decode()
    assert "Bryn Môr &amp; St Ælfgifu&#39;s Medical Practice with Upper Ottery Branch" in page
    assert "--cp-brand: #ffeb3b; --cp-on-brand: #212b32;" in page


# Partnership


def test_surgeries_side_by_side_add_up_to_the_partnership(books, sign_in):
    page = sign_in("finance").get("/partnership/side-by-side/?month=2025-03")
    assert row(page, "Ash Tree Surgery")[:6] == ["8,000", "£57,300", "£6.82", "£39,000", "£18,300", "+£1,200"]
    assert row(page, "Cedar House")[1] == "£167,300"  # 150,000 + 2,300 + 15,000
    assert row(page, "Seven Oaks centre")[1:5] == [
        "£0",
        "– none",
        "−£1,000",
        "£1,000",
    ]  # 5,000 less 6,000 charged
    assert row(page, "Partnership")[:6] == [
        "24,000",
        "£336,900",
        "£13.37",  # 336,900 ÷ 25,200
        "£215,000",
        "£121,900",
        "+£3,600",
    ]


def test_the_proof_that_they_make_the_whole(books, sign_in):
    page = sign_in("board").get("/partnership/side-by-side/?month=2025-03&over=year")
    assert "They agree" in text(page)
    together, whole = row(page, "Surgeries and centre"), row(page, "Partnership, from every posting")
    assert together == whole
    assert whole[0] == "£4,023,000.00"  # 6 × 50,000 × 12 + 3 × 21,000 + 6 × 5,000 × 12
    assert whole[1] == "£2,580,000.72"  # 12 × (staff 192,000.06 + rent 18,000 + fees 5,000)
    assert whole[3] == "£10,800.00"  # 12 × 6 × 150
    assert whole[4] == "£0.00"
    assert "5810 Central charge : £0.00 across the partnership" in text(page)


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("name", ["Ash", "Bry", "Ced"]),
        ("-name", ["Ced", "Bry", "Ash"]),
        ("-surplus", ["Ced", "Bry", "Ash"]),
        ("income", ["Ash", "Bry", "Ced"]),
        ("nonsense", ["Ash", "Bry", "Ced"]),
        ("", ["Ash", "Bry", "Ced"]),
    ],
)
def test_the_table_sorts(books, sign_in, sort, order):
    page = sign_in("finance").get("/partnership/side-by-side/", {"sort": sort}).content.decode()
    names = re.findall(r'<th scope="row"[^>]*><a href="/surgery/M[^>]*>([^<]*)', page)
    assert [name[:3] for name in names] == order


# Accounts


@pytest.mark.slow
def test_each_figure_leads_to_the_postings_that_make_it(books, sign_in):
    client = sign_in("manager")
    statement = client.get("/accounts/M81001/income/?month=2025-03").content.decode()
    links = re.findall(r'<a href="(/accounts/M81001/account/[^"]*)">([^<]*)</a>', statement)
    assert len(links) == 28  # seven accounts, four columns
    for address, figure in links:
        page = client.get(unescape(address))
        outcome = re.search(r'cp-outcome"><strong class="cp-money">([^<]*)</strong>', page.content.decode())[
            1
        ]
        assert outcome == figure, address


def test_a_balance_sheet_balances_and_each_figure_leads_on(books, sign_in):
    client = sign_in("auditor")
    page = client.get("/accounts/ALL/balance-sheet/?month=2025-03")
    assert row(page, "Net assets") == row(page, "Total partners' funds")
    for address, figure in re.findall(
        r'<a href="(/accounts/ALL/account/[^"]*)">([^<]*)</a>', page.content.decode()
    ):
        outcome = text(client.get(unescape(address)))
        assert figure.removeprefix("−") in outcome, address


def test_a_trial_balance_has_equal_sides(books, sign_in):
    sums = row(sign_in("auditor").get("/accounts/ALL/trial-balance/"), "Total")
    assert sums[::2] == sums[1::2]
    assert len(sums) == 6
    assert "£0.00" not in sums


def test_part_of_a_month_and_the_books_as_they_were(books, sign_in):
    client = sign_in("manager")
    half = client.get("/accounts/M81001/income/?at=2025-03-14")
    assert "Global sum" not in text(half).split("2024/25 so far")[0]
    assert row(half, "Total income")[0] == "£0.00"  # everything is dated the 15th
    # eleven months: 11 × 50,000 + (12 + … + 22) × 100 = 550,000 + 18,700; and 11 × 5,000
    assert row(half, "Total income")[2] == "£623,700.00"
    unposted = client.get("/accounts/M81001/income/?month=2025-03&known=2025-04-09")
    assert "Nothing has been posted to these books by March 2025" in text(unposted)
    posted = client.get("/accounts/M81001/income/?month=2025-03&known=2025-04-10")
    assert row(posted, "Total income")[0] == "£57,300.00"


def test_choosing_books_and_a_statement_leads_to_them(books, sign_in):
    client = sign_in("finance")
    assert client.get("/accounts/").url == "/accounts/ALL/income/"
    asked = {"where": "M81003", "statement": "trial_balance", "month": "2024-06", "at": "", "known": ""}
    assert client.get("/accounts/", asked).url == "/accounts/M81003/trial-balance/?month=2024-06"
    assert client.get("/accounts/", {"where": "NOWHERE", "statement": "x"}).url == "/accounts/ALL/income/"
    assert sign_in("manager").get("/accounts/").url == "/accounts/M81001/income/"
    assert client.get("/accounts/ALL/account/9999/").status_code == 404
    assert sign_in("manager").get("/accounts/ALL/income/").status_code == 404


def test_a_journal_tells_each_side_its_own_postings(books, sign_in, owner):
    with owner.cursor() as cursor:
        cursor.execute(
            "SELECT max(id) FROM ledger_journal WHERE home_id = %s AND host_id IS NOT NULL",
            [books.surgery("M81001").id],
        )
        (number,) = cursor.fetchone()
    mine = text(sign_in("manager").get(f"/accounts/journal/{number}/"))
    assert "Seven Oaks centre, whose postings are its own to see" in mine
    assert "Reverse this journal" not in mine
    whole = sign_in("finance").get(f"/accounts/journal/{number}/")
    assert "Other side" not in text(whole)
    assert row(whole, "Total")[1:] == ["£2,000.00", "£2,000.00"]


def test_a_look_at_a_partners_posting_is_written_down(books, sign_in, owner):
    from commonpractice.domain.ledger import actions as ledger
    from commonpractice.domain.ledger.facts import Document, Journal, Line
    from commonpractice.domain.partnership import queries
    from commonpractice.foundations.months import Month
    from commonpractice.gateways.scoped_postgres import tickets
    from tests.interfaces.books import POSTED

    surgery = books.surgery("M81002").id
    scope = books.everything
    with tickets.acting(actor_id=0, surgeries=scope.surgeries):
        from django.db import transaction

        with transaction.atomic():
            partner = queries.partners(scope=scope, on=POSTED.date())[0]
            journal = Journal(
                dated=POSTED.date(),
                month=Month(2025, 3),
                narrative="Drawings",
                home_id=surgery,
                lines=(Line(surgery, 9010, 4_000_00, partner.id), Line(surgery, 8010, -4_000_00)),
            )
            document = Document("drawings", "drawings/1", "Drawings, March 2025", surgery)
            number = ledger.post([(document, [journal])], scope=scope, at=POSTED).journals[0]
    page = sign_in("gp").get(f"/accounts/journal/{number}/")
    assert "Dr Gwen Price" in text(page)
    with owner.cursor() as cursor:
        cursor.execute("SELECT actor_name, subject FROM audit_entry WHERE deed = 'ledger.see_journal'")
        assert cursor.fetchall() == [("Dr Gwen Price", f"journal {number}: Dr Gwen Price")]


def test_a_reversal_needs_an_open_month_and_happens_once(books, sign_in, owner):
    with owner.cursor() as cursor:
        cursor.execute("SELECT id FROM ledger_journal WHERE narrative LIKE 'Rent%' ORDER BY id LIMIT 1")
        (number,) = cursor.fetchone()
    client = sign_in("finance")
    address = f"/accounts/journal/{number}/reverse/"
    refused = client.post(address, {"why": "Paid twice", "month": "2030-01"})
    assert "Choose a month that is open" in text(refused)
    done = client.post(address, {"why": "Paid twice", "month": "2025-03"}, follow=True)
    assert f"Journal {number} is reversed by this one." in text(done)
    again = client.post(address, {"why": "Paid twice", "month": "2025-03"})
    assert "This journal has been reversed already, by journal" in text(again)
    assert "Reversed by" in text(client.get(f"/accounts/journal/{number}/"))


def lock_all_before(books, month) -> None:
    """Months lock in order: those that come before one."""
    from commonpractice.domain.ledger import actions as ledger
    from commonpractice.foundations.months import Month, months
    from commonpractice.gateways.scoped_postgres import tickets
    from tests.interfaces.books import FIRST
    from tests.interfaces.house import NOON

    scope = books.everything
    with tickets.acting(actor_id=0, surgeries=scope.surgeries):
        for each in months(FIRST, Month.parse(month) - 1):
            ledger.lock_months(surgeries=scope.surgeries, month=each, scope=scope, at=NOON)


def test_a_locked_month_is_shown_so_and_takes_no_reversal(books, sign_in, owner):
    lock_all_before(books, "2025-03")
    client = sign_in("finance")
    with owner.cursor() as cursor:
        cursor.execute("SELECT id FROM ledger_journal WHERE narrative LIKE 'Rent%' LIMIT 1")
        (number,) = cursor.fetchone()
    reverse = f"/accounts/journal/{number}/reverse/"
    assert 'value="2025-03"' in client.get(reverse).content.decode()
    asked = {"month": "2025-03", "surgeries": ["M81001", "M81002", "M81003", "CENTRE"]}
    done = client.post("/accounts/months/lock/", {**asked, "sure": "yes"}, follow=True)
    assert "March 2025 is locked for 3 surgeries and the centre." in text(done)
    assert "Locked" in text(client.get("/surgery/M81001/?month=2025-03"))
    assert 'value="2025-03"' not in client.get(reverse).content.decode()
    reopened = client.post(
        "/accounts/months/reopen/?surgery=M81001&month=2025-03", {"why": "A late invoice"}, follow=True
    )
    assert "March 2025 of Ash Tree Surgery is open again." in text(reopened)
    twice = client.post("/accounts/months/reopen/?surgery=M81001&month=2025-03", {"why": "Again"})
    assert "is not locked, so it cannot be reopened" in text(twice)
    again = {"month": "2025-03", "surgeries": ["M81001"], "sure": "yes"}
    said = text(client.post("/accounts/months/lock/", again, follow=True))
    assert "March 2025 is locked for Ash Tree Surgery." in said
    assert client.post("/accounts/months/lock/", {"month": "soon"}).status_code == 404


def test_locking_for_all_asks_first_and_says_what_waits(books, sign_in, owner):
    sign_in("manager").post("/recharges/new/", {**RECHARGE, "month": "2023-04"})
    sign_in("manager").post("/recharges/new/", {**RECHARGE, "reason": "Another month"})
    client = sign_in("finance")
    before = everything_posted(owner)
    asked = client.post("/accounts/months/lock/", {"month": "2023-04", "all": "yes"})
    said = text(asked)
    assert "Lock April 2023 for 3 surgeries and the centre?" in said
    assert "A recharge of April 2023 is not answered." in said
    assert "Locum <b> : £1,234.50, from Ash Tree Surgery to Cedar House" in said
    assert "Another month" not in said
    assert everything_posted(owner) == before, "nothing is locked by asking"
    given = re.findall(
        r'<input type="hidden" name="(month|sure|surgeries)" value="([^"]*)"', asked.content.decode()
    )
    sent = {
        "month": "2023-04",
        "sure": "yes",
        "surgeries": [code for name, code in given if name == "surgeries"],
    }
    assert sent["surgeries"] == ["M81001", "M81002", "M81003", "CENTRE"]
    done = text(client.post("/accounts/months/lock/", sent, follow=True))
    assert "April 2023 is locked for 3 surgeries and the centre." in done
    assert row(client.get("/accounts/months/?month=2023-05"), "Cedar House")[1].startswith("Lock")
    assert row(client.get("/accounts/months/?month=2023-06"), "Cedar House")[1] == "May 2023 is open still"


def test_locking_for_one_names_it_and_those_that_stay_open(books, sign_in):
    said = text(
        sign_in("finance").post("/accounts/months/lock/", {"month": "2023-04", "surgeries": ["M81003"]})
    )
    assert "Lock April 2023 for Cedar House?" in said
    assert "No recharge of April 2023 waits for an answer." in said
    assert "April 2023 stays open for: Ash Tree Surgery Bryn Môr" in said


# Recharges


RECHARGE = {
    "host": "M81001",
    "home": "M81003",
    "month": "2025-03",
    "amount": "£1,234.50",
    "reason": "Locum <b>",
}


def test_a_recharge_is_seen_by_its_two_sides_and_nobody_else(books, sign_in):
    assert sign_in("manager").post("/recharges/new/", RECHARGE).url == "/recharges/"
    assert "£1,234.50" in text(sign_in("manager").get("/recharges/"))
    assert "Locum <b>" in text(sign_in("manager").get("/recharges/1/"))
    assert "£1,234.50" not in text(sign_in("gp").get("/recharges/"))
    assert sign_in("gp").get("/recharges/1/").status_code == 404
    assert "Waiting for an answer" in text(sign_in("finance").get("/recharges/"))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"amount": "0"}, "Enter an amount above nil"),
        ({"amount": "-5"}, "Enter an amount above nil"),
        ({"amount": "1.005"}, "has a fraction of a penny"),
        ({"amount": ""}, "Enter the amount in pounds"),
        ({"home": "M81001"}, "A surgery cannot recharge itself"),
        ({"home": ""}, "Choose the surgery to recharge"),
        ({"reason": "  "}, "Say what the recharge is for"),
        ({"month": "2030-01"}, "Choose a month that is open in your books"),
        ({"host": "M81003"}, "Choose the surgery that did the work: one of yours"),
    ],
)
def test_a_recharge_that_will_not_do_is_refused_in_a_sentence(books, sign_in, change, told):
    answer = sign_in("manager").post("/recharges/new/", {**RECHARGE, **change})
    assert answer.status_code == 200
    assert told in text(answer)


def test_an_agreed_recharge_is_in_both_books_and_cancels(books, sign_in):
    sign_in("manager").post("/recharges/new/", RECHARGE)
    finance = sign_in("finance")
    assert "Say why you decline" in text(finance.post("/recharges/1/", {"answer": "decline", "words": ""}))
    assert "Choose yes or no" in text(finance.post("/recharges/1/", {}))
    done = finance.post(
        "/recharges/1/", {"answer": "agree", "month": "2025-03", "words": "Thank you"}, follow=True
    )
    assert "Agreed, and posted to both." in text(done)
    # the cost of Cedar House goes up and Ash Tree's down
    assert row(finance.get("/accounts/M81003/income/"), "5820 Recharges between surgeries")[0] == "£1,234.50"
    mine = sign_in("manager").get("/accounts/M81001/income/")
    assert row(mine, "5820 Recharges between surgeries")[0] == "−£1,234.50"
    assert "They agree" in text(finance.get("/partnership/side-by-side/"))
    assert "Thank you" in text(sign_in("manager").get("/recharges/1/"))
    late = sign_in("manager").post("/recharges/1/withdraw/", follow=True)
    assert "has been answered already" in text(late)


# Who saw what


def test_the_log_shows_deeds_within_reach_and_no_further(books, sign_in):
    manager = text(sign_in("manager").get("/audit/"))
    assert "24 documents (payments)" in manager
    assert "Cedar House" not in manager
    everything = text(sign_in("auditor").get("/audit/?where=M81003"))
    assert "Post 24 documents (payroll)" in everything
    assert sign_in("manager").get("/audit/?where=M81003").status_code == 403
    assert "Nothing in the log fits all of that." in text(sign_in("auditor").get("/audit/?kind=published"))


# Taking books away


def taken(client, where="M81001", **chosen):
    chosen = {"form": "hledger", "first": "2024-04", "last": "2025-03", **chosen}
    return client.post(f"/accounts/{where}/export/", chosen)


@pytest.mark.parametrize(
    ("form", "name", "begins"),
    [
        ("hledger", "m81001-2024-04-2025-03.journal", b"; "),
        ("beancount", "m81001-2024-04-2025-03.beancount", b";"),
        ("xlsx", "m81001-2024-04-2025-03.xlsx", b"PK"),
    ],
)
def test_books_are_taken_away_as_a_file_and_that_is_written_down(books, sign_in, owner, form, name, begins):
    answer = taken(sign_in("manager"), form=form)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    content = b"".join(answer.streaming_content)
    assert content.startswith(begins)
    assert b"Cedar House" not in content
    with owner.cursor() as cursor:
        cursor.execute("SELECT subject, surgery_id FROM audit_entry WHERE deed = 'ledger.export'")
        said = f"The books from April 2024 to March 2025, as {form}"
        assert cursor.fetchall() == [(said, books.surgery("M81001").id)]


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ({"first": "2025-03", "last": "2025-01"}, "January 2025 is before March 2025: choose a later month"),
        ({"first": "2023-04", "last": "2025-03"}, "Choose at most 12 months"),
        ({"form": ""}, "Choose the kind of file"),
    ],
)
def test_what_cannot_be_taken_away_is_refused_in_a_sentence(books, sign_in, owner, chosen, told):
    assert told in text(taken(sign_in("manager"), **chosen))
    with owner.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_entry WHERE deed = 'ledger.export'")
        assert cursor.fetchone() == (0,)


def test_the_whole_partnerships_books_are_taken_by_those_who_see_them(books, sign_in):
    whole = b"".join(taken(sign_in("auditor"), where="ALL").streaming_content).decode()
    assert "Cedar House" in whole
    assert taken(sign_in("manager"), where="ALL").status_code == 404
    assert taken(sign_in("manager"), where="M81003").status_code == 403
