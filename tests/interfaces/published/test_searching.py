"""Where a look-up starts: the empty page, the search, and the way to our own surgeries."""

import re

import pytest
from django.test import Client

from commonpractice.domain.partnership.facts import Role
from tests.conftest import CHECKOUT
from tests.interfaces import house as houses
from tests.interfaces.published import little_england
from tests.interfaces.published.conftest import client
from tests.interfaces.published.reading import page, table, texts

pytestmark = pytest.mark.slow  # together: a house is built for each

EVERYBODY = ("manager", "gp", "staff", "finance", "board", "auditor", "nobody")


@pytest.mark.parametrize("who", EVERYBODY)
def test_it_is_open_to_everybody_signed_in(ask, who):
    for path in ("/look-up/", "/look-up/?q=invented", "/look-up/A99920/", "/look-up/?codes=A99920+A99921"):
        assert ask(path, who).status_code == 200, path


@pytest.mark.parametrize("path", ["/look-up/", "/look-up/A99920/", "/look-up/?codes=A99920+A99921"])
def test_a_stranger_signs_in_first(england, path):
    answer = Client().get(path)
    assert answer.status_code == 302
    assert answer.url.startswith("/account/sign-in/")


@pytest.mark.slow
def test_before_anything_is_imported_it_says_what_to_do(house, sign_in):
    browser = sign_in("gp")
    for path in ("/look-up/", "/look-up/?q=wood", "/look-up/A99920/", "/look-up/?codes=A99920+A99921"):
        answer = browser.get(path)
        said = page(answer)
        assert answer.status_code == 200, path
        assert "none has been imported here yet" in said, path
    for published in ("NHS Payments to General Practice", "Quality and Outcomes Framework", "epraccur"):
        assert published in said
    command = re.search(r"commonpractice import published \S+", (CHECKOUT / "README.md").read_text("utf-8"))
    assert command
    assert command[0] in said


def test_the_start_lists_the_files_in_use(ask):
    found = table(ask("/look-up/"), "files")
    assert len(found) == len(little_england.FILES)
    payments = [[cell.text for cell in row] for row in found if row[3].text == "nhspaymentsgp-21-22.csv"]
    assert payments == [
        ["NHS Payments to General Practice", "2021/22", "39", "nhspaymentsgp-21-22.csv", "1 June 2026"]
    ]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("invented 07", ["Invented Surgery 07"]),
        ("zz7 1aa", ["Invented Surgery 07"]),
        ("INVENTED BRANCH", ["Invented Branch"]),
        ("a9990", [f"Invented Surgery {n:02d}" for n in (1, 2, 3, 4, 5, 7, 8, 9, 6)]),  # 6 has closed
    ],
)
def test_a_search_lists_what_begins_so_and_the_closed_last(ask, typed, found):
    rows = table(ask("/look-up/", data={"q": typed}), "found")
    assert [row[0].text for row in rows if row[3].text != "Branch surgery" or len(found) == 1] == found


def test_what_is_found_says_where_and_what_it_is(ask):
    rows = texts(ask("/look-up/?q=invented+0"), "found")
    assert rows["Invented Surgery 05"] == ["A99905", "ZZ5 1AA", "Practice"]
    assert rows["Invented Surgery 06"] == ["A99906", "ZZ6 1AA", "Practice Closed"]
    assert texts(ask("/look-up/?q=branch"), "found")["Invented Branch"] == [
        "A99905001",
        "ZZ5 9ZZ",
        "Branch surgery",
    ]
    assert table(ask("/look-up/?q=branch"), "found")[0][0].href == "/look-up/A99905001/"


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("a99920", "/look-up/A99920/"),
        ("A99920, A99921", "/look-up/?codes=A99920+A99921"),
        ("A99920\r\nA99921\r\n", "/look-up/?codes=A99920+A99921"),
        ("A99920A99921", "/look-up/?codes=A99920+A99921"),
    ],
)
def test_codes_go_straight_to_their_practices(ask, typed, address):
    answer = ask("/look-up/", data={"q": typed})
    assert (answer.status_code, answer.url) == (302, address)


@pytest.mark.parametrize("path", ["/look-up/a99920/", "/look-up/?codes=A99920", "/look-up/?codes=a99920"])
def test_a_practice_has_one_address(ask, path):
    assert ask(path).url == "/look-up/A99920/"


def test_nothing_found_says_what_to_try(ask):
    answer = ask("/look-up/", data={"q": "zebra <b>crossing</b>"})
    said = page(answer)
    assert "No practice matches zebra <b>crossing</b>" in said
    assert "What to try" in said
    assert "<b>crossing" not in answer.content.decode()


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/look-up/X99999/", "None of the files imported knows X99999"),
        ("/look-up/NOWHERE/", "NOWHERE is not the ODS code of a practice"),
        ("/look-up/?codes=X99999+X99998", "None of the files imported knows X99999, X99998"),
        (
            "/look-up/?codes=" + "+".join(f"X{n:05d}" for n in range(201)),
            "201 practices are too many for one page",
        ),
    ],
)
def test_unknown_codes_are_said_to_be(ask, path, why):
    answer = ask(path)
    assert answer.status_code == 404
    assert why in page(answer)
    assert "What to try" in page(answer)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "Type a practice's name, postcode or code"),
        ("   ", "Type a practice's name, postcode or code"),
        ("x" * 4001, "That is too long to search for"),
        ("wood\x00lane", "something unreadable is in it"),
    ],
)
def test_what_cannot_be_searched_for_is_refused_in_words(ask, typed, why):
    answer = ask("/look-up/", data={"q": typed})
    assert "There is a problem" in page(answer)
    assert why in page(answer)


def test_a_demonstration_says_that_these_figures_are_real(ask):
    for path in ("/look-up/", "/look-up/A99920/", "/look-up/?codes=A99920+A99921"):
        answer = ask(path)
        assert "These figures are real." in page(answer), path
        assert "Open Government Licence v3.0" in answer.content.decode(), path
        assert "invented, the figures on this page are real" in answer.content.decode(), path


def test_a_demonstrations_surgeries_are_never_taken_for_real_ones(house, sign_in, tmp_path):
    """Ash Tree Surgery is M81001 in the demonstration, and somebody else is in England."""
    rows = list(little_england.epraccur())
    rows[1][0] = "M81001"
    little_england.bring(little_england.write(tmp_path / "epraccur.csv", rows))
    assert "surgeries of Seven Oaks" not in page(sign_in("finance").get("/look-up/"))


@pytest.fixture
def ours(fresh_database, static_files, tmp_path):
    """A partnership that is no demonstration, two of whose three surgeries England knows."""
    from commonpractice.domain.audit.facts import PROGRAM
    from commonpractice.domain.partnership import actions, queries
    from commonpractice.domain.partnership.rules import partnership_file
    from commonpractice.gateways.scoped_postgres import tickets

    surgeries = [
        {"ods_code": code, "name": code, "from": houses.FOUNDED} for code in ("A99901", "A99902", "SITE3")
    ]
    file = {
        "code": "real", "name": "Real Partnership", "model": "decentralised", "founded": houses.FOUNDED,
        "centre": {"name": "Real centre"}, "surgery": surgeries,
    }  # fmt: skip
    loaded = actions.load(partnership_file.read(file), actor=PROGRAM, at=houses.NOON).partnership
    house = houses.House(loaded, queries.whole(loaded, actor=PROGRAM))
    with tickets.acting(actor_id=0, surgeries=house.everything.surgeries):
        houses.welcome(house, {"board": ("Bo Board", Role.BOARD_MEMBER, "CENTRE")})
    little_england.put_in(tmp_path)
    return house


def test_our_own_surgeries_are_one_click_away(ours):
    answer = client("board").get("/look-up/")
    said = page(answer)
    assert "The 2 surgeries of Real Partnership" in said
    assert "Without SITE3: no file here knows it." in said
    assert "These figures are real" not in said
    assert 'href="/look-up/?codes=A99901+A99902"' in answer.content.decode()
