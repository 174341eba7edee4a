"""Improvement actions on their pages: opened from what a chart shows, worked on, checked; and new limits."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commonpractice.domain.quality import actions
from commonpractice.domain.quality.facts.improving import What
from commonpractice.foundations.dated import day
from commonpractice.foundations.months import Month
from commonpractice.gateways.scoped_postgres import tickets
from tests.interfaces.house import House
from tests.interfaces.improving import ASH, BRYN, CEDAR, CODE, charted, improve  # noqa: F401 (fixture)
from tests.interfaces.web.posting import fields
from tests.interfaces.web.test_pages import text

pytestmark = pytest.mark.slow  # a house is built for each

OPEN = f"/improvement/start/?indicator={CODE}&surgery={ASH}"
LIMITS = f"/improvement/limits/?indicator={CODE}&surgery={ASH}"


def today():
    return timezone.localdate()


def test_an_action_is_opened_from_what_the_chart_shows(charted, sign_in):  # noqa: F811
    client = sign_in("manager")
    page = client.get(OPEN)
    last = (Month.of(today()) - 1).last
    said = text(page)
    assert f"40.0% over the twelve months up to {day(last)}. Below the lower limit: a concern." in said
    assert "Nobody’s name" not in said
    assert "No patient’s name" in said
    given = fields(page) | {"plan": "Call everybody overdue", "goal": "signal"}
    answer = client.post(OPEN, given, follow=True)
    said = text(answer)
    assert "is open." in said
    assert "Call everybody overdue" in said
    assert "Maya O'Neill" in said
    assert f"Done by {day(today() + timedelta(days=28))}" in said
    assert "40.0% over the twelve months" in said
    assert "A" in re.findall(r"<text[^>]*>(\w)</text>", answer.content.decode()), "the day is marked"
    again = client.post(OPEN, given)
    assert "says the same and is open already" in text(again)
    assert re.search(r'href="/improvement/\d+/">Go to action', again.content.decode())


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"plan": " "}, "Say what will be done"),
        ({"due_on": "soon"}, "Write the day like"),
        ({"due_on": "2020-01-01"}, "It cannot be due on 1 January 2020, which is past."),
        ({"goal": "percent"}, "Say which percentage it is to reach."),
        ({"goal": "percent", "percent": "30"}, "It is 40.0% already"),
        ({"goal": "percent", "percent": "many"}, "Write the percentage as a number"),
        ({"owner": "999999"}, "Choose who is to see to it"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_is_opened(charted, sign_in, owner, changed, sentence):  # noqa: F811
    client = sign_in("manager")
    given = fields(client.get(OPEN)) | {"plan": "Call them", "goal": "signal"} | changed
    page = client.post(OPEN, given)
    assert page.status_code == 200
    assert sentence in text(page)
    assert "Error: " in page.content.decode()
    assert owner.execute("SELECT count(*) FROM quality_improvement").fetchone() == (0,)


def test_without_a_surgery_it_is_about_the_whole_partnership_or_ones_own(charted, sign_in):  # noqa: F811
    whole = text(sign_in("quality").get(f"/improvement/start/?indicator={CODE}"))
    assert "The whole partnership" in whole
    assert "Ash Tree Surgery" in text(sign_in("manager").get(f"/improvement/start/?indicator={CODE}"))
    assert sign_in("quality").get("/improvement/start/?indicator=NOPE").status_code == 404


@pytest.mark.parametrize(
    ("who", "status"), [("finance", 403), ("board", 403), ("auditor", 403), ("staff", 403), ("gp", 403)]
)
def test_who_may_not_open_one_there_is_told_so(charted, sign_in, who, status):  # noqa: F811
    assert sign_in(who).get(OPEN).status_code == status
    assert sign_in(who).post(OPEN, {"plan": "x"}).status_code == status


def test_lists_have_the_overdue_first_and_each_sees_their_own(charted, sign_in):  # noqa: F811
    later = improve(charted)
    late = improve(charted, BRYN, days_ago=40)
    whole = improve(charted, "CENTRE", days_ago=35)
    page = sign_in("quality").get("/improvement/")
    said = text(page)
    assert "3 actions, 2 overdue" in said
    assert re.findall(r'href="/improvement/(\d+)/"', page.content.decode()) == [
        str(late), str(whole), str(later),
    ]  # fmt: skip
    assert "12 days overdue" in said
    assert "The whole partnership" in said
    assert [
        len(re.findall(r'href="/improvement/\d+/"', sign_in("quality").get(address).content.decode()))
        for address in (f"/improvement/?surgery={BRYN}", "/improvement/?show=due")
    ] == [1, 2]
    assert "1 action, 1 overdue" in text(sign_in("quality").get("/improvement/?show=mine"))
    assert f"Call everybody at {ASH}" in text(sign_in("manager").get("/improvement/"))
    assert f"Call everybody at {BRYN}" not in text(sign_in("manager").get("/improvement/?show=all"))
    assert f"Call everybody at {ASH}" in text(sign_in("manager").get(f"/surgery/{ASH}/improvement/"))
    assert "No improvement action has been opened yet." in text(sign_in("staff").get("/improvement/"))
    assert sign_in("manager").get(f"/surgery/{BRYN}/improvement/").status_code == 403
    assert sign_in("manager").get(f"/improvement/{late}/").status_code == 404
    assert sign_in("manager").get(f"/improvement/{whole}/").status_code == 404
    assert sign_in("nobody").get("/improvement/").status_code == 403


def test_it_is_done_commented_changed_and_checked(charted, sign_in):  # noqa: F811
    number = improve(charted, days_ago=60)
    client, address = sign_in("manager"), f"/improvement/{number}/"

    def send(deed: str, **given):
        page = client.get(address)
        sent = {f"{deed}-{name}": value for name, value in given.items()}
        kept = {name: value for name, value in fields(page).items() if name.startswith(f"{deed}-")}
        return client.post(address, {**kept, "deed": deed, **sent}, follow=True)

    assert "Write the comment" in text(send("comment", words=""))
    assert "Half are called" in text(send("comment", words="Half are called"))
    assert "It was begun on" in text(send("done", on="2020-01-01"))
    said = text(send("done", on=(today() - timedelta(days=45)).isoformat(), words="All called"))
    assert "Done, to be checked" in said
    assert "Nobody can say yet , by the figures." in said
    said = text(send("check", found="worked", words=""))
    assert "The figures say otherwise." in said
    said = text(send("check", found="worked", words="The list was halved"))
    assert "Checked: it worked" in said
    assert "What the figures said to everybody" in said
    assert "Write something down" in said, "a comment may still be added"
    assert "It is done" not in said
    assert f"first={Month.of(today() - timedelta(days=60))}" in client.get(address).content.decode()


def test_what_may_be_written_down_goes_by_role_and_ownership(charted, sign_in):  # noqa: F811
    number = improve(charted, CEDAR)  # whose staff own it
    address = f"/improvement/{number}/"
    mine = text(sign_in("staff").get(address))
    assert "It is done" in mine
    assert "It will not be done" not in mine
    assert "Change who or when" not in mine
    for who, offered in (("quality", True), ("board", False), ("auditor", False)):
        page = sign_in(who).get(address)
        assert ("Write something down" in text(page)) is offered
        sent = sign_in(who).post(address, {"deed": "withdraw", "withdraw-words": "x"})
        assert sent.status_code == (302 if offered else 200)
    assert "Withdrawn" in text(sign_in("board").get(address))


def test_a_number_that_stays_at_the_surgery_is_not_on_the_partnerships_page(charted, sign_in):  # noqa: F811
    number = improve(charted, CEDAR)
    theirs = text(sign_in("staff").get(f"/improvement/{number}/"))
    assert " 1.0%" in theirs
    page = sign_in("quality").get(f"/improvement/{number}/").content.decode()
    assert "The number stays at the surgery" in page
    assert not re.search(r"\b1\.0%", page)
    assert "The number stays at the surgery" in theirs, "what is kept is what all may read"


def test_limits_are_set_anew_with_a_reason_and_taken_back(charted, sign_in, owner):  # noqa: F811
    client = sign_in("manager")
    assert "Nobody has set them anew." in text(client.get(LIMITS))
    first = Month.of(today()) - 12
    sent = {"deed": "rebase", "rebase-first": str(first), "rebase-last": "", "rebase-reason": ""}
    assert "Say what changed, and when" in text(client.post(LIMITS, sent))
    said = text(client.post(LIMITS, {**sent, "rebase-reason": "A second nurse"}, follow=True))
    assert f"From {day(first.first)} , by the first 12 months A second nurse Maya O'Neill" in said
    assert f"New limits from {first.words}: A second nurse." in said
    (number,) = owner.execute("SELECT id FROM quality_baseline").fetchone()
    name = f"take-back-{number}"
    back = {"deed": name, f"{name}-number": number, f"{name}-why": "Wrong month"}
    said = text(client.post(LIMITS, back, follow=True))
    assert "Taken back by Maya O'Neill" in said
    assert f"New limits from {first.words}" not in said
    assert "Set them anew" not in text(sign_in("board").get(LIMITS))
    assert sign_in("gp").get(LIMITS).status_code == 403
    assert sign_in("board").post(LIMITS, sent).status_code == 200
    assert owner.execute("SELECT count(*) FROM quality_baseline").fetchone() == (2,)


def test_what_is_due_waits_on_the_home_pages(charted, sign_in):  # noqa: F811
    improve(charted, days_ago=40)
    improve(charted, "CENTRE", days_ago=40)
    improve(charted, BRYN)
    mine = sign_in("manager").get(f"/surgery/{ASH}/")
    assert "Waits for you" in text(mine)
    assert f'href="/surgery/{ASH}/improvement/?show=due">1 improvement action due' in mine.content.decode()
    assert "Waits for others: 1 improvement action due" in text(sign_in("finance").get(f"/surgery/{ASH}/"))
    assert "improvement" not in text(sign_in("finance").get(f"/surgery/{BRYN}/"))
    assert 'href="/improvement/?show=due">2 improvement actions due' in (
        sign_in("finance").get("/partnership/").content.decode()
    )


def test_questions_do_not_grow_with_the_actions(charted, sign_in):  # noqa: F811
    def asked(address: str) -> int:
        client = sign_in("quality")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    number = improve(charted)
    before = {
        address: asked(address) for address in ("/improvement/", f"/improvement/{number}/", OPEN, LIMITS)
    }
    for at in range(4):
        improve(charted, BRYN, plan=f"Plan {at}")
        _comment(charted, number)
    assert {address: asked(address) for address in before} == before
    assert max(before.values()) <= 17, before


def _comment(house: House, number: int) -> None:
    scope = house.everything
    with tickets.acting(actor_id=0, surgeries=scope.surgeries):
        actions.write_down(number=number, what=What.COMMENT, words="x", scope=scope, at=timezone.now())
