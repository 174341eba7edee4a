"""Who saw what: who signed in is there for those who answer for them, and a busy log can be searched."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections, transaction
from django.test import Client

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.audit import queries
from commonpractice.domain.audit.facts import PROGRAM, Actor, at_the_bidding_of
from commonpractice.domain.partnership import actions as partnership
from commonpractice.domain.partnership.facts import Role
from commonpractice.gateways.scoped_postgres import tickets
from tests.interfaces.house import FOUNDED, NOON, PASSWORD, SURGERIES, build

pytestmark = pytest.mark.slow  # together: a house is built for each

SIGN_IN = "/account/sign-in/"
BRYN_MOR = SURGERIES[1][1]


def rows(answer) -> list[tuple[str, ...]]:
    """The log as the page shows it: who, deed, about, surgery (where there are several)."""
    assert answer.status_code == 200
    body = answer.content.decode().partition("<tbody")[2].partition("</tbody>")[0]
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in body.split("</tr>")]
    said = [[html.unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in row] for row in cells]
    return [tuple(row[1:]) for row in said if row]


def signing_in(who: str, password: str = PASSWORD) -> Client:
    client = Client()
    client.post(SIGN_IN, {"login": f"{who}@example.nhs.uk", "password": password})
    return client


def give(house, who: str, role: Role, code: str) -> None:
    with tickets.acting(actor_id=0, surgeries=house.everything.surgeries):
        partnership.give_role(
            email=house.email(who),
            role=role,
            surgery_id=house.surgery(code).id,
            start=FOUNDED,
            last_day=None,
            actor=PROGRAM,
            at=NOON,
        )


def about_signing_in(client: Client, **more: str) -> list[tuple[str, ...]]:
    found = []
    for kind in ("sign_in", "refusal"):
        found += rows(client.get("/audit/", {"kind": kind, **more}))
    return found


def test_a_manager_sees_her_own_peoples_signing_in_and_nobody_elses(house, sign_in):
    give(house, "staff", Role.STAFF, "M81001")  # Sam works at two surgeries
    signing_in("staff").post("/account/sign-out/")
    signing_in("staff", "wrong")
    signing_in("gp")  # of another surgery
    signing_in("finance")  # of the centre
    signing_in("who", "wrong")  # of nowhere
    assert about_signing_in(sign_in("manager")) == [
        ("Maya O'Neill", "Signed in", "Maya O'Neill signed in"),
        ("Sam Staff", "Signed out", "Sam Staff signed out"),
        ("Sam Staff", "Signed in", "Sam Staff signed in"),
        ("Nobody signed in", "Sign in refused", "a sign-in as staff@example.nhs.uk was refused"),
    ]


def test_an_auditor_sees_everybodys_and_strangers(house, sign_in):
    signing_in("gp")
    signing_in("finance")
    signing_in("nobody")
    signing_in("who", "wrong")
    assert about_signing_in(sign_in("auditor")) == [
        ("Ada Auditor", "Signed in", "Ada Auditor signed in", "Seven Oaks centre"),
        ("Nils Nemo", "Signed in", "Nils Nemo signed in", "Seven Oaks centre"),
        ("Farah Finance", "Signed in", "Farah Finance signed in", "Seven Oaks centre"),
        ("Dr Gwen Price", "Signed in", "Dr Gwen Price signed in", BRYN_MOR),
        (
            "Nobody signed in",
            "Sign in refused",
            "a sign-in as who@example.nhs.uk was refused",
            "Seven Oaks centre",
        ),
    ]


def test_the_wall_holds_for_sql_too(house, raw):
    from tests import databases

    signing_in("gp")
    signing_in("staff")
    signing_in("finance")
    query = "SELECT actor_name FROM audit_entry WHERE room = 'sign_in'"
    for code, names in [("M81001", []), ("M81002", ["Dr Gwen Price"]), ("M81003", ["Sam Staff"])]:
        databases.show(raw, house.surgery(code).id)
        assert [row[0] for row in raw.execute(query)] == names
    databases.show(raw)
    assert raw.execute(query).fetchall() == []


def test_who_has_left_is_seen_where_they_were_last(house, sign_in):
    with tickets.acting(actor_id=0, surgeries=house.everything.surgeries):
        partnership.end_role(
            email=house.email("staff"),
            role=Role.STAFF,
            surgery_id=house.surgery("M81003").id,
            last_day=FOUNDED + timedelta(days=30),
            actor=PROGRAM,
            at=NOON,
        )
    signing_in("staff")
    give(house, "manager", Role.SURGERY_MANAGER, "M81003")
    assert ("Sam Staff", "Signed in", "Sam Staff signed in", "Cedar House") in about_signing_in(
        sign_in("manager")
    )


def test_a_stranger_is_written_down_for_every_partnership_and_a_colleague_for_their_own(house, owner):
    other = build(code="pines", name="Two Pines Partnership")
    signing_in("who", "wrong")
    signing_in("gp")
    query = "SELECT surgery_id FROM audit_entry WHERE room = %s ORDER BY 1"
    centres = sorted([house.partnership.centre.id, other.partnership.centre.id])
    assert [row[0] for row in owner.execute(query, ["refusal"])] == centres
    assert [row[0] for row in owner.execute(query, ["sign_in"])] == [house.surgery("M81002").id]


def test_who_signed_in_is_in_the_chain_with_where_they_came_from(house, owner):
    Client(REMOTE_ADDR="10.1.2.3").post(SIGN_IN, {"login": house.email("gp"), "password": PASSWORD})
    (details,) = owner.execute("SELECT details FROM audit_entry WHERE deed = 'sign_in.signed_in'").fetchone()
    assert details == {"from": "10.1.2.3"}
    assert queries.chain(connections["owner"]).well


@pytest.mark.parametrize(("proxies", "kept"), [(0, "10.0.0.1"), (1, "203.0.113.7"), (2, "198.51.100.9")])
def test_behind_proxies_it_is_the_address_that_the_outermost_was_asked_from(
    house, owner, settings, proxies, kept
):
    """What is further to the left in the header, whoever asks has made up."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    client = Client(REMOTE_ADDR="10.0.0.1", headers={"x-forwarded-for": "1.1.1.1, 198.51.100.9, 203.0.113.7"})
    client.post(SIGN_IN, {"login": house.email("gp"), "password": PASSWORD})
    (details,) = owner.execute("SELECT details FROM audit_entry WHERE deed = 'sign_in.signed_in'").fetchone()
    assert details == {"from": kept}


def test_whoever_is_signed_in_and_enters_a_wrong_password_again_is_named(house, sign_in, owner):
    sign_in("gp").post("/account/confirm/", {"password": "wrong"})
    refused = "SELECT actor_name, subject FROM audit_entry WHERE room = 'refusal'"
    assert owner.execute(refused).fetchall() == [
        ("Dr Gwen Price", "a sign-in as gp@example.nhs.uk was refused")
    ]


def test_nothing_is_lost_where_no_partnership_has_been_loaded(fresh_database, static_files, owner):
    signing_in("who", "wrong")
    kept = owner.execute("SELECT surgery_id, subject FROM audit_entry").fetchall()
    assert kept == [(None, "a sign-in as who@example.nhs.uk was refused")]


def test_an_auditor_sees_what_concerns_no_surgery(house, sign_in):
    with tickets.acting(actor_id=0, surgeries=()), transaction.atomic():
        audit.record(
            actor=PROGRAM, deed="published.import_file", subject="nhspayments-2023.csv: payments", at=NOON
        )
    imported = ("Common Practice", "Import file", "nhspayments-2023.csv: payments", "No surgery")
    assert rows(sign_in("auditor").get("/audit/?kind=published")) == [imported]
    assert rows(sign_in("manager").get("/audit/?kind=published")) == []


# A busy log.


BUSY = datetime(2025, 3, 29, 23, 59, tzinfo=UTC)  # clocks go forward on the 30th


@pytest.fixture
def busy(house):
    """130 looks at Ash Tree's books over two days, by two people, every twentieth about its people."""
    surgery = house.surgery("M81001").id
    people = [Actor(1001, "Zoë Zander"), Actor(1002, "Yan Young")]
    for person in people:
        with tickets.acting(actor_id=person.id, surgeries=[surgery]), transaction.atomic():
            for number in range(130):
                if number % 2 == person.id % 2:
                    audit.record(
                        actor=person,
                        deed="partnership.see_person" if number % 20 == 0 else "ledger.see_journal",
                        subject=f"number {number}",
                        surgery_id=surgery,
                        at=BUSY + timedelta(minutes=number),
                    )
    return house


def pages(client: Client, way: str, address: str) -> list[list[str]]:
    """What is shown page by page, following the links that go one way."""
    found = []
    while address:
        answer = client.get(address)
        found.append([about for _, _, about, *_ in rows(answer)])
        link = re.search(rf'<a rel="{way}" href="([^"]*)"', answer.content.decode())
        address = html.unescape(link[1]) if link else ""
    return found


def numbers(*ranges: range) -> list[str]:
    return [f"number {number}" for each in ranges for number in each]


def test_every_entry_is_on_one_page_and_newest_first(busy, sign_in):
    client = sign_in("manager")
    older = pages(client, "next", "/audit/?who=z")
    assert older == [numbers(range(129, 29, -2)), numbers(range(29, 0, -2))]
    assert [len(page) for page in pages(client, "next", "/audit/?kind=ledger")] == [
        50,
        50,
        24,
    ]  # 123, and 1: months opened


def test_one_goes_back_to_what_is_newer_and_what_is_written_meanwhile_moves_nothing(busy, sign_in):
    client = sign_in("manager")
    first = client.get("/audit/?kind=ledger")
    second = html.unescape(re.search(r'rel="next" href="([^"]*)"', first.content.decode())[1])
    before = rows(client.get(second))
    surgery = busy.surgery("M81001").id
    with tickets.acting(actor_id=0, surgeries=[surgery]), transaction.atomic():
        audit.record(
            actor=PROGRAM,
            deed="ledger.post",
            subject="late",
            surgery_id=surgery,
            at=BUSY + timedelta(days=90),
        )
    assert rows(client.get(second)) == before
    newer = pages(client, "prev", second)
    assert newer[0] == [about for _, _, about in before]
    assert newer[1] == [about for _, _, about in rows(first)]
    assert newer[2:] == [["late"]]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        # half past midnight in summer time is half past eleven the day before in universal time
        ({"day": "2025-03-29"}, numbers(range(0, -1, -1))),
        ({"day": "2025-03-30", "who": "yan"}, numbers(range(128, 28, -2))),
        ({"day": "2025-03-31"}, []),
        ({"who": "ZOË"}, numbers(range(129, 29, -2))),
        ({"who": "young y"}, numbers(range(128, 28, -2))),
        ({"kind": "partnership", "who": "yan"}, numbers(range(120, -1, -20))),
        ({"kind": "partnership", "who": "zoë"}, []),
        ({"kind": "partnership", "who": "yan", "day": "2025-03-30"}, numbers(range(120, 19, -20))),
        ({"kind": "published"}, []),
        ({"before": "999999999"}, "as without"),
        ({"before": "x", "after": "-1"}, "as without"),
    ],
)
def test_it_is_narrowed(busy, sign_in, asked, shown):
    client = sign_in("manager")
    found = [about for _, _, about, *_ in rows(client.get("/audit/", asked))]
    assert found == (
        [about for _, _, about in rows(client.get("/audit/"))] if shown == "as without" else shown
    )


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"who": "xavier"}, "Nobody in this log has that name"),
        ({"who": "gwen"}, "Nobody in this log has that name"),
        ({"day": "2025-02-30"}, "Enter a day of the calendar, like 31/3/2025"),
        ({"kind": "secret"}, "Choose from the list"),
    ],
)
def test_what_cannot_be_found_is_said(busy, sign_in, asked, told):
    signing_in("gp")  # of another surgery: that there is a Gwen is not for this manager to learn
    page = sign_in("manager").get("/audit/", asked).content.decode()
    assert "There is a problem" in page
    assert told in page


def test_the_names_offered_are_those_in_the_log_within_reach(busy, sign_in):
    signing_in("gp")
    page = sign_in("manager").get("/audit/").content.decode()
    offered = [html.unescape(name) for name in re.findall(r'<option value="([^"]*)"></option>', page)]
    assert offered == ["Common Practice", "Maya O'Neill", "Yan Young", "Zoë Zander"]


def test_an_entry_of_another_surgery_is_no_edge(busy, sign_in, owner):
    signing_in("gp")
    theirs = owner.execute("SELECT id FROM audit_entry WHERE deed = 'sign_in.signed_in'").fetchone()[0]
    client = sign_in("manager")
    assert rows(client.get("/audit/", {"before": theirs})) == rows(client.get("/audit/"))


def test_commands_are_found_together_and_each_says_who_typed_it(busy, sign_in):
    surgery = busy.surgery("M81001").id
    for who in ("alice", "bob"):
        with tickets.acting(actor_id=PROGRAM.id, surgeries=[surgery]), transaction.atomic():
            audit.record(
                actor=at_the_bidding_of(who, "books-1"),
                deed="ledger.export",
                subject="the books",
                surgery_id=surgery,
                at=BUSY,
            )
    found = rows(sign_in("manager").get("/audit/", {"who": "common practice", "kind": "ledger"}))
    by = [who for who, *_ in found]
    assert {"Common Practice (alice on books-1)", "Common Practice (bob on books-1)"} <= set(by)
    assert all(who.startswith("Common Practice") for who in by)
    page = sign_in("manager").get("/audit/", {"who": "alice"}).content.decode()
    assert "What a command did is found under Common Practice" in page
