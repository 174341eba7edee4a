"""Closing a month on its pages: who sees what, signing, what closing would do, closing, and opening again."""

import json
import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.domain.partnership import actions
from commonpractice.domain.partnership.rules import partnership_file
from commonpractice.domain.profits import actions as profits
from commonpractice.foundations.months import Month
from commonpractice.gateways.scoped_postgres import tickets
from commonpractice.interfaces.web.closing import grid, work
from tests.interfaces.agreed import AGREED, ASH, BRYN, CEDAR, FEBRUARY, MARCH, agreed_file
from tests.interfaces.house import FOUNDED, House
from tests.interfaces.web.posting import errors, fields
from tests.interfaces.web.test_pages import row, text

pytestmark = pytest.mark.slow  # together: a house is built for each

SIGNED = datetime(2025, 4, 21, 9, tzinfo=UTC)
GRID, CHECK, CLOSE = (f"/month-end/2025-02/{page}" for page in ("", "check/", "close/"))
POSTED, REOPEN = "/month-end/2025-02/posted/", "/month-end/2025-02/reopen/"


def sign_page(code: str, month: Month = FEBRUARY) -> str:
    return f"/surgery/{code}/month-end/{month}/"


def as_program(house: House, what, **asked):
    with (
        tickets.acting(actor_id=0, surgeries=house.everything.surgeries),
        transaction.atomic(),
    ):
        return what(scope=house.everything, **asked)


def sign(house: House, *codes: str, month: Month = FEBRUARY) -> None:
    for code in codes:
        as_program(
            house, profits.sign_off, surgery_id=house.surgery(code).id, month=month, words="", at=SIGNED
        )


def close(house: House, month: Month = FEBRUARY, at: datetime = SIGNED) -> None:
    as_program(house, profits.close_month, of=house.partnership, month=month, at=at)


def post(house: House, code: str, month: Month, key: str = "late") -> int:
    """£10 of dressings."""
    place = house.surgery(code).id
    lines = (Line(place, 2030, 1000), Line(place, 8010, -1000))
    journal = Journal(month.first, "Dressings <late>", lines, place, month=month)
    entry = Document("paper", key, "A paper", place), [journal]
    return as_program(house, ledger.post, entries=[entry], at=SIGNED + timedelta(hours=1)).journals[0]


def answered(client, address: str = CLOSE):
    """The page once the work is done, as a browser would come to it."""
    for _ in range(30):
        page = client.get(address, follow=True)
        if "Refresh" not in page.headers:
            return page
    raise AssertionError("it never ended")


def counts(owner) -> tuple:
    return owner.execute(
        "SELECT (SELECT count(*) FROM ledger_posting), (SELECT count(*) FROM ledger_month WHERE locked),"
        " (SELECT count(*) FROM profits_closing),"
        " (SELECT count(*) FROM audit_entry WHERE deed LIKE 'ledger.lock%')"
    ).fetchone()


# Who sees what

PAGES = {
    GRID: {"finance", "board", "auditor"},
    POSTED: {"finance", "board", "auditor"},
    REOPEN: {"finance"},
    sign_page(ASH): {"manager", "finance", "board", "auditor"},
    sign_page(BRYN): {"gp", "finance", "board", "auditor"},
    sign_page("CENTRE"): set(),
}


@pytest.mark.parametrize("who", ["manager", "gp", "staff", "finance", "board", "auditor", "nobody"])
def test_each_page_is_shown_to_those_whose_it_is(agreed, sign_in, who):
    client = sign_in(who)
    for address, those in PAGES.items():
        answer = client.get(address)
        assert (answer.status_code == 200) == (who in those), (who, address)
        if answer.status_code == 403:
            assert "You cannot" in text(answer) or "not one of yours" in text(answer)
        assert answer.status_code in (200, 403, 404)


@pytest.mark.parametrize("who", ["manager", "gp", "staff", "board", "auditor", "nobody"])
def test_who_may_not_close_closes_nothing(agreed, sign_in, owner, who):
    sign(agreed, ASH, BRYN, CEDAR)
    before, client = counts(owner), sign_in(who)
    for address in (CHECK, CLOSE, REOPEN):
        assert client.post(address, {"why": "x"}).status_code == 403
    assert counts(owner) == before


def test_only_its_own_manager_signs_a_surgerys_month(agreed, sign_in, owner):
    for who, code in (("manager", BRYN), ("gp", BRYN), ("finance", ASH), ("board", ASH)):
        assert sign_in(who).post(sign_page(code), {"words": ""}).status_code == 403, who
    assert owner.execute("SELECT count(*) FROM profits_sign_off").fetchone() == (0,)


def test_the_menu_leads_each_to_the_month_that_waits(agreed, sign_in):
    assert sign_in("finance").get("/month-end/").url == GRID
    assert sign_in("manager").get("/month-end/").url == sign_page(ASH)
    assert sign_in("staff").get("/month-end/").status_code == 403


@pytest.mark.parametrize("month", ["2025-13", "soon", "9999-12", "0001-01"])
def test_a_month_that_is_none_is_not_found(agreed, sign_in, month):
    assert sign_in("finance").get(f"/month-end/{month}/").status_code == 404
    assert sign_in("manager").get(f"/surgery/{ASH}/month-end/{month}/").status_code == 404


def test_without_a_deed_the_pages_say_what_to_do(books, sign_in):
    for who, address in (("finance", GRID), ("manager", sign_page(ASH))):
        assert "Add a [[deed]] to the file" in text(sign_in(who).get(address))


# The grid


def test_the_grid_says_who_has_signed_and_what_stands_in_the_way(agreed, sign_in):
    sign(agreed, ASH, CEDAR)
    post(agreed, CEDAR, FEBRUARY)
    page = sign_in("finance").get(GRID)
    said = text(page)
    assert "1 of 3 have signed" in said
    assert "The deed lets 1 be estimated" in said
    assert "Close February 2025</button>" not in page.content.decode()
    assert row(page, "Ash Tree Surgery")[-2:] == ["Signed 21 April 2025", "Open"]
    assert row(page, "Cedar House")[-2] == "Changed since 21 April 2025"
    assert row(page, "Bryn Môr & St Ælfgifu's Medical Practice with Upper Ottery Branch")[-2] == "Not signed"
    assert f'href="{sign_page(BRYN)}"' in page.content.decode()
    only = sign_in("finance").get(f"{GRID}?show=some")
    assert "Ash Tree Surgery" not in text(only)
    assert "2 of 4, with something to look at" in text(only)


def test_what_waits_is_counted_and_leads_to_where_it_is_cleared(agreed, sign_in):
    raised = {"host_id": agreed.surgery(BRYN).id, "home_id": agreed.surgery(ASH).id, "amount": 100_00}
    as_program(agreed, ledger.raise_recharge, **raised, reason="A locum", month=FEBRUARY, at=SIGNED)
    lines = (Line(agreed.surgery(ASH).id, 8150, 77_00), Line(agreed.surgery(ASH).id, 8010, -77_00))
    journal = Journal(FEBRUARY.first, "Astray", lines, agreed.surgery(ASH).id)
    entry = Document("paper", "astray", "A paper", agreed.surgery(ASH).id), [journal]
    as_program(agreed, ledger.post, entries=[entry], at=SIGNED)
    page = sign_in("finance").get(GRID)
    control, lines_waiting, receipts, _, recharges, *_ = row(page, "Ash Tree Surgery")
    assert (control, lines_waiting, receipts, recharges) == ("£77.00", "0", "0", "1")
    assert f"/accounts/{ASH}/account/8150/?month=2025-02&amp;over=ever" in page.content.decode()
    assert "NHS control account not at nil at 1 surgery; 1 recharge waits for an answer" in text(page)
    own = text(sign_in("manager").get(sign_page(ASH)))
    assert "£77.00 stands on it at the end of the month" in own
    assert "1 recharge waits for this surgery’s answer" in own


def test_a_month_that_is_not_over_asks_nobody_to_sign(agreed, sign_in):
    page = sign_in("finance").get(f"/month-end/{Month.of(timezone.localdate())}/")
    said = text(page)
    assert "is not over" in said
    assert "to sign" not in said
    assert "with something to look at" not in said


def test_a_later_month_waits_for_the_earlier_one(agreed, sign_in):
    page = sign_in("finance").get("/month-end/2025-03/")
    assert "February 2025 is still open" in text(page)
    assert '<a href="/month-end/2025-02/">Go to February 2025</a>' in page.content.decode()


def test_the_grid_asks_no_more_questions_for_more_surgeries(agreed):
    """One surgery and the centre, then all three and the centre."""

    def asked(codes: set[str]) -> int:
        there = tuple(one for one in agreed.partnership.surgeries if one.code in {*codes, "CENTRE"})
        scope = replace(agreed.everything, surgeries=tuple(one.id for one in there))
        of = replace(agreed.partnership, surgeries=there)
        with (
            tickets.acting(actor_id=0, surgeries=scope.surgeries),
            transaction.atomic(),
            CaptureQueriesContext(connection) as queries,
        ):
            page = grid.grid(scope=scope, of=of, month=FEBRUARY, on=date(2025, 4, 1), only_some=False)
        assert len(page.rows) == len(codes) + 1
        return len(queries)

    sign(agreed, ASH, BRYN, CEDAR)
    assert asked({ASH}) == asked({ASH, BRYN, CEDAR}) <= 28


# Signing


def test_a_manager_signs_and_is_asked_again_when_something_was_posted(agreed, sign_in, owner):
    """Surgery 1 in February: 57,200 of income, 39,000.01 of spending, 150 of levies."""
    client = sign_in("manager")
    page = client.get(sign_page(ASH))
    assert "Sign off February 2025" in text(page)
    assert row(page, "Income in the books") == ["£57,200.00"]
    assert row(page, "Spending") == ["−£39,000.01"]
    assert row(page, "For the partners, before the centre’s charges") == ["£18,049.99"]
    done = client.post(sign_page(ASH), {"words": "  All bills are in. "}, follow=True)
    assert "You have signed off February 2025 of Ash Tree Surgery." in text(done)
    assert "“All bills are in.”" in text(done)
    assert "<textarea" not in done.content.decode()
    number = post(agreed, ASH, FEBRUARY)
    stale = client.get(sign_page(ASH))
    assert f"Journal {number} , 1 February 2025: Dressings <late>" in text(stale)
    assert "Sign off February 2025 again" in text(stale)
    again = client.post(sign_page(ASH), {"words": ""}, follow=True)
    assert "Posted since it was signed" not in text(again)
    assert owner.execute("SELECT actor_name, words FROM profits_sign_off ORDER BY id").fetchall() == [
        ("Maya O'Neill", "All bills are in."),
        ("Maya O'Neill", ""),
    ]


def test_what_is_posted_to_a_later_month_leaves_a_signature_as_it_is(agreed, sign_in):
    sign(agreed, ASH)
    post(agreed, ASH, MARCH)
    assert "Posted since" not in text(sign_in("manager").get(sign_page(ASH)))


def test_a_refused_signature_says_why_and_loses_nothing(agreed, sign_in):
    sign(agreed, ASH, BRYN, CEDAR)
    client = sign_in("manager")
    close(agreed)
    refused = client.post(sign_page(ASH), {"words": "Too late"})
    assert errors(refused) == {"id_words": ["February 2025 of Ash Tree Surgery is locked already."]}
    assert fields(refused)["words"].strip() == "Too late"
    long = client.post(sign_page(ASH, MARCH), {"words": "x" * 1001})
    assert list(errors(long)) == ["id_words"]
    assert fields(long)["words"].strip() == "x" * 1001


def test_a_month_that_is_not_over_cannot_be_signed_yet(agreed, sign_in, owner):
    this = Month.of(timezone.localdate())
    owner.execute(
        "INSERT INTO ledger_month (surgery_id, month, locked) VALUES (%s, %s, false)",
        [agreed.surgery(ASH).id, this.first],
    )
    page = sign_in("manager").get(sign_page(ASH, this))
    assert f"{this.words} is not over" in text(page)
    assert "<textarea" not in page.content.decode()
    assert "is not over yet" in text(sign_in("manager").post(sign_page(ASH, this), {"words": "Early"}))


# Closing


def test_what_closing_would_post_is_shown_first_and_nothing_of_it_kept(agreed, sign_in, owner):
    sign(agreed, ASH, CEDAR)
    before, client = counts(owner), sign_in("finance")
    assert "lets February 2025 be closed with Bryn Môr" in text(client.get(GRID))
    assert client.post(CHECK).url == CLOSE
    page = answered(client)
    assert "Close February 2025?" in text(page)
    assert "has not signed off February 2025, and would be closed with an estimate" in text(page)
    assert row(page, "Ash Tree Surgery") == ["– nothing", "– nothing", "£50.00", "£17,999.99"]
    assert row(page, "Cedar House") == ["– nothing", "– nothing", "£50.00", "£61,699.97"]
    assert row(page, "All together") == [
        "– nothing",
        "– nothing",
        "£150.00",
        "£119,549.94",  # with 39,849.98
    ]
    assert counts(owner) == before


def test_closing_is_tried_before_all_have_signed_and_nothing_kept(agreed, sign_in, owner):
    """Nobody has signed, and the deed lets one be estimated: worked out as if all three had."""
    before, client = counts(owner), sign_in("finance")
    grid_page = client.get(GRID)
    assert "See what closing would post" in text(grid_page)
    assert f'action="{CHECK}"' in grid_page.content.decode()
    client.post(CHECK)
    page = answered(client)
    assert "If February 2025 were closed today" in text(page)
    assert "Not signed yet by Ash Tree Surgery, Bryn Môr" in text(page)
    assert row(page, "All together")[2:] == ["£150.00", "£119,549.94"]
    assert f'action="{CLOSE}"' not in page.content.decode(), "it cannot be closed yet"
    assert counts(owner) == before
    assert owner.execute("SELECT count(*) FROM profits_sign_off").fetchone() == (0,)
    assert owner.execute("SELECT count(*) FROM audit_entry WHERE deed = 'profits.sign_off'").fetchone() == (
        0,
    )
    sign(agreed, ASH, BRYN, CEDAR)
    client.post(CHECK)
    signed = answered(client)
    assert "Close February 2025?" in text(signed)
    assert f'action="{CLOSE}"' in signed.content.decode()


def test_closing_is_not_tried_where_more_than_signatures_is_missing(agreed, sign_in):
    """March waits for February; this month is not over; who may not close does not try."""
    this = Month.of(timezone.localdate())
    for who, month in (("finance", MARCH), ("finance", this), ("board", FEBRUARY)):
        page = text(sign_in(who).get(f"/month-end/{month}/"))
        assert "See what closing would post" not in page, (who, month)
    client = sign_in("finance")
    client.post("/month-end/2025-03/check/")
    assert "February 2025 is still open" in text(answered(client, "/month-end/2025-03/close/"))


def test_rent_to_owners_is_in_what_closing_would_post(agreed, sign_in, owner):
    """£1,000.00 of rent in February: half is Dr Ann Ash's, half an owner's who is no partner.

    The one half, £500.00, is an expense: £17,999.99 + 1,000 − 500 = £18,499.99 to share.
    """
    file = agreed_file()
    file["surgery"][0]["property_share"] = [
        {"partner": "P2", "part": "1/2", "from": FOUNDED},
        {"owner": "Dr Alder, retired", "part": "1/2", "from": FOUNDED},
    ]
    actions.load(partnership_file.read(file), actor=PROGRAM, at=AGREED + timedelta(minutes=1))
    place = agreed.surgery(ASH).id
    lines = (Line(place, 1410, -1_000_00), Line(place, 8010, 1_000_00))
    journal = Journal(FEBRUARY.first, "Rent paid by the NHS", lines, place)
    as_program(
        agreed, ledger.post, entries=[(Document("paper", "rent", "Rent", place), [journal])], at=SIGNED
    )
    sign(agreed, ASH, BRYN, CEDAR)
    client = sign_in("finance")
    client.post(CHECK)
    page = answered(client)
    assert "Rent to owners" in text(page)
    assert row(page, "Ash Tree Surgery") == ["– nothing", "– nothing", "£50.00", "£500.00", "£18,499.99"]
    assert row(page, "Cedar House") == ["– nothing", "– nothing", "£50.00", "– nothing", "£61,699.97"]
    client.post(CLOSE)
    assert row(answered(client), "Ash Tree Surgery")[1].startswith("£500.00"), "as it was posted then"


def test_who_joined_lately_is_marked(agreed, sign_in, owner):
    """Cedar House belongs from January: marked at the end of January and February, and no longer in March."""
    owner.execute(
        "UPDATE partnership_membership SET effective = '[2025-01-15,)' WHERE surgery_id = %s",
        [agreed.surgery(CEDAR).id],
    )
    client = sign_in("finance")
    for address, there in ((GRID, True), ("/partnership/", True), ("/month-end/2025-03/", False)):
        assert ("Cedar House joined in January 2025" in text(client.get(address))) == there, address
    assert text(client.get(GRID)).count("joined in") == 1


def test_a_month_is_closed_and_shows_what_was_posted_with_the_proof(agreed, sign_in, owner):
    sign(agreed, ASH, BRYN, CEDAR)
    client = sign_in("finance")
    client.post(CHECK)
    answered(client)
    client.post(CLOSE)
    page = answered(client)
    assert page.request["PATH_INFO"] == POSTED
    assert "February 2025 is closed." in text(page)
    charges, shares = row(page, "Ash Tree Surgery")
    number = owner.execute(
        "SELECT j.id FROM ledger_journal j JOIN ledger_document d ON d.id = j.document_id"
        " WHERE d.kind = 'profit shares' AND d.home_id = %s",
        [agreed.surgery(ASH).id],
    ).fetchone()[0]
    assert (charges.split()[0], shares) == ("£50.00", f"£17,999.99 {number}")
    assert "They agree" in text(page)
    assert (
        row(page, "Partnership, from every posting")[0] == "£336,600.00"
    )  # 6 × 50,000 + 3 × 2,200 + 6 × 5,000
    closed = client.get(GRID)
    assert "Farah Finance closed it on" in text(closed)
    *_, signed, lock = row(closed, "Ash Tree Surgery")
    assert signed == "Signed 21 April 2025"  # closing has posted since, and that is no change
    assert lock == "Locked"
    assert row(closed, "All together")[-2] == "3 of 3 signed"
    assert "Posted since" not in text(client.get(sign_page(ASH)))
    assert "The page" not in text(client.get(CLOSE, follow=True))
    assert owner.execute(
        "SELECT DISTINCT actor_name, deed FROM profits_closing WHERE month = '2025-02-01'"
    ).fetchall() == [("Farah Finance", "closed")]


def test_an_estimated_surgery_is_marked(agreed, sign_in):
    sign(agreed, ASH, CEDAR)
    close(agreed)
    page = sign_in("board").get(GRID)
    assert "with 1 surgery estimated" in text(page)
    assert (
        row(page, "Bryn Môr & St Ælfgifu's Medical Practice with Upper Ottery Branch")[-1]
        == "Locked Estimated"
    )
    assert "Reopen" not in text(page)
    client = sign_in("board")
    with CaptureQueriesContext(connection) as asked:
        posted = client.get(POSTED)
    assert "Closed with an estimate, as it had not signed: Bryn Môr" in text(posted)
    assert text(posted).count("Upper Ottery Branch Estimated") == 1
    assert len(asked) <= 45


def test_a_closing_that_is_refused_says_why_and_what_to_do(agreed, sign_in, owner):
    before, client = counts(owner), sign_in("finance")
    client.post(CLOSE)
    page = answered(client)
    assert "February 2025 is not closed" in text(page)
    assert "has not been signed off by Ash Tree Surgery, Bryn Môr" in text(page)
    assert "Nothing was posted and nothing locked." in text(page)
    assert counts(owner) == before


def test_closing_again_is_refused(agreed, sign_in):
    sign(agreed, ASH, BRYN, CEDAR)
    close(agreed)
    client = sign_in("finance")
    client.post(CLOSE)
    assert "February 2025 is closed already." in text(answered(client))


def test_of_two_who_press_at_once_one_closes_and_the_other_is_told(agreed, sign_in, owner):
    sign(agreed, ASH, BRYN, CEDAR)
    first, second = sign_in("finance"), sign_in("director")
    with owner.transaction():  # whoever closes has to wait for the books
        owner.execute("SELECT FROM partnership_surgery FOR UPDATE")
        owner.execute("LOCK TABLE ledger_month IN ACCESS EXCLUSIVE MODE")
        first.post(CLOSE)
        second.post(CLOSE)
        waiting = second.get(CLOSE)
        assert waiting.headers["Refresh"] == "2"
        assert "Farah Finance began closing February 2025 before you." in text(waiting)
        assert "You began this on" in text(first.get(CLOSE))
    assert "February 2025 is closed. Farah Finance has closed it." in text(answered(second))
    assert "February 2025 is closed." in text(answered(first))
    assert owner.execute("SELECT count(*) FROM profits_closing").fetchone() == (4,)  # once for each place


def test_two_threads_that_begin_at_once_start_one_piece_of_work(agreed):
    """Ten at once, all let go at the same moment: one of them does it."""
    scope, done, told = agreed.everything, [], []
    ready = threading.Barrier(10)

    def begin() -> None:
        ready.wait()
        try:
            with tickets.acting(actor_id=0, surgeries=scope.surgeries), transaction.atomic():
                told.append(
                    work.begin(
                        work.What.CHECK, FEBRUARY, scope=scope, do=lambda: done.append(1) or {}, refusals=()
                    )
                )
        finally:
            connection.close()

    threads = [threading.Thread(target=begin) for _ in range(10)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    for each in threading.enumerate():
        if each.name.startswith("check 2025-02"):
            each.join()
    assert len(done) == told.count(None) >= 1
    assert len(told) == 10
    assert work.current(scope).state is work.State.DONE


def remember(house: House, **changed) -> None:
    began = (timezone.now() - timedelta(minutes=2)).isoformat()
    kept = {
        "what": "close",
        "month": "2025-02",
        "state": "working",
        "actor": 1,
        "by": "Dilys Director",
        "began": began,
    }
    cache.set(f"closing.{house.partnership.id}", {**kept, **changed})


def test_a_server_that_was_stopped_in_the_middle_is_no_eternal_wait(agreed, sign_in):
    remember(agreed)
    client = sign_in("finance")
    page = client.get(CLOSE)
    assert "It was broken off" in text(page)
    assert "The server was stopped while it was at work." in text(page)
    sign(agreed, ASH, BRYN, CEDAR)
    client.post(CLOSE)
    assert "February 2025 is closed." in text(answered(client))


def test_a_mistake_of_our_own_is_said_and_nothing_kept(agreed, sign_in, owner, monkeypatch, caplog):
    def break_(**_) -> None:
        post(agreed, ASH, FEBRUARY)
        raise ZeroDivisionError

    monkeypatch.setattr(profits, "close_month", break_)
    before, client = counts(owner), sign_in("finance")
    client.post(CLOSE)
    page = answered(client)
    assert "It was broken off by a mistake of the program’s own." in text(page)
    assert counts(owner) == before
    assert "was broken off" in caplog.text


def test_what_is_remembered_is_plain_json_of_the_own_partnership(agreed):
    remember(agreed, state="done", ended=timezone.now().isoformat(), found={"rows": []})
    found = work.current(agreed.everything)
    assert (found.of_month, found.state, found.what) == (FEBRUARY, work.State.DONE, work.What.CLOSE)
    assert json.loads(json.dumps(found.found)) == {"rows": []}
    assert work.current(replace(agreed.everything, partnership_id=999)) is None


# Opening again


def test_reopening_asks_for_a_reason_and_keeps_it(agreed, sign_in, owner):
    sign(agreed, ASH, BRYN, CEDAR)
    close(agreed)
    client = sign_in("finance")
    assert "Reopen February 2025" in text(client.get(GRID))
    assert errors(client.post(REOPEN, {"why": "  "})) == {
        "id_why": ["Say why it is reopened: the reason is kept"]
    }
    done = client.post(REOPEN, {"why": "A locum’s bill of £900 came late"}, follow=True)
    assert "February 2025 is open again" in text(done)
    assert "Reopened by Farah Finance" in text(done)
    assert "A locum’s bill of £900 came late" in text(done)
    assert owner.execute(
        "SELECT DISTINCT reason FROM profits_closing WHERE deed = 'reopened'"
    ).fetchall() == [("A locum’s bill of £900 came late",)]
    assert owner.execute(
        "SELECT count(*) FROM audit_entry"
        " WHERE deed = 'profits.reopened_month' AND actor_name = 'Farah Finance'"
    ).fetchone() == (1,)


def test_only_the_latest_closed_month_is_reopened(agreed, sign_in):
    for month, at in ((FEBRUARY, SIGNED), (MARCH, SIGNED + timedelta(minutes=1))):
        sign(agreed, ASH, BRYN, CEDAR, month=month)
        close(agreed, month, at)
    client = sign_in("finance")
    assert "Reopen" not in text(client.get(GRID))
    refused = client.post(REOPEN, {"why": "To put a bill right"})
    assert refused.status_code == 200
    assert "March 2025" in text(refused)
    assert fields(refused)["why"].strip() == "To put a bill right"
    assert "Reopen March 2025" in text(client.get("/month-end/2025-03/"))


def test_closing_after_reopening_posts_only_what_is_different(agreed, sign_in):
    """£10 of dressings more: £10 less to share."""
    sign(agreed, ASH, BRYN, CEDAR)
    close(agreed)
    client = sign_in("finance")
    client.post(REOPEN, {"why": "A bill"})
    post(agreed, ASH, FEBRUARY)
    sign(agreed, ASH, BRYN, CEDAR)
    client.post(CHECK)
    page = answered(client)
    assert row(page, "Ash Tree Surgery") == ["– nothing", "– nothing", "– nothing", "−£10.00"]
    assert "Cedar House" not in text(page)
