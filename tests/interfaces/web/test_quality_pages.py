"""The pages of care: who sees what, figures worked out by hand (tests/interfaces/counted.py), what stays."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.interfaces.counted import ASH, BRYN, CEDAR, counted  # noqa: F401 (fixture)
from tests.interfaces.web.test_pages import row, text

pytestmark = pytest.mark.slow  # a house is built and counted for each

ALL, DM006, CSN003 = "/partnership/quality/", "/partnership/quality/DM006/", "/partnership/quality/CSN003/"
AT_ASH, AT_CEDAR = f"/surgery/{ASH}/quality/", f"/surgery/{CEDAR}/quality/"
TITLE = "ACE inhibitor or angiotensin receptor blocker in diabetes with protein in the urine"
FEW = "High bowel test results that were referred within two weeks"
HIDDEN = "Stays at the surgery"
PAGES = {
    ALL: {"manager", "gp", "staff", "finance", "board", "auditor", "quality"},
    DM006: {"manager", "gp", "staff", "finance", "board", "auditor", "quality"},
    AT_ASH: {"manager", "finance", "board", "auditor", "quality"},
    AT_CEDAR: {"staff", "finance", "board", "auditor", "quality"},
    f"{AT_ASH}DM006/": {"manager", "finance", "board", "auditor", "quality"},
    f"/surgery/{ASH}/records/": {"manager"},
    f"/surgery/{CEDAR}/records/": {"staff"},
}
EVERYBODY = ("manager", "gp", "staff", "finance", "board", "auditor", "quality", "nobody")


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_page_is_shown_to_those_whose_role_it_is(counted, sign_in, who):  # noqa: F811
    client = sign_in(who)
    for address, those in PAGES.items():
        answer = client.get(address)
        assert answer.status_code == (200 if who in those else 403), (who, address)
        if who not in those:
            assert "You cannot" in text(answer) or "not one of yours" in text(answer)


@pytest.mark.parametrize("address", [f"{ALL}NONE1/", f"{AT_ASH}NONE1/", "/surgery/CENTRE/quality/"])
def test_what_is_not_there_is_not_found(counted, sign_in, address):  # noqa: F811
    assert sign_in("finance").get(address).status_code == 404


@pytest.mark.parametrize(
    ("who", "first"), [("manager", AT_ASH), ("staff", AT_CEDAR), ("finance", ALL), ("quality", ALL)]
)
def test_the_menu_leads_to_ones_own(counted, sign_in, who, first):  # noqa: F811
    assert sign_in(who).get("/quality/").url == first


# Every indicator


def test_what_needs_looking_at_comes_first(counted, sign_in):  # noqa: F811
    said = text(sign_in("finance").get(ALL))
    assert "As at 31 October 2026, towards 31 March 2027." in said
    first = said[said.index("What needs looking at first") : said.index("Every indicator")]
    assert TITLE in first
    assert "Charts that signal a change for the worse: Ash Tree Surgery" in first
    assert "Stomach protected with an anti-inflammatory painkiller, from 65" not in first


def test_every_indicator_has_its_row(counted, sign_in):  # noqa: F811
    page = sign_in("finance").get(ALL)
    # (80 + 160 + 40) / 360 = 77.8% in the first month
    assert row(page, f"{TITLE} DM006")[:4] == ["Diabetes", "QOF", "72.2%", "−5.6"]
    assert row(page, f"{FEW} CSN003")[:3] == ["Cancer safety-netting", "Own", "68.3%"]  # 82 of 120
    assert row(page, "Lithium: level checked in three months MON002")[:3] == [
        "Monitoring of medicines", "Own", "Not counted",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("q=protein+urine", [TITLE]),
        ("q=dm006", [TITLE]),
        ("condition=CSN", ["Urgent cancer referrals", "Bowel test kits", FEW]),
        ("condition=DM&programme=own", []),
        ("programme=own&q=bowel", ["Bowel test kits", FEW]),
        ("condition=NONE", None),
    ],
)
def test_indicators_are_found_by_words_condition_and_programme(counted, sign_in, asked, shown):  # noqa: F811
    page = sign_in("finance").get(f"{ALL}?{asked}")
    table = page.content.decode().partition('id="every-indicator"')[2]
    names = re.findall(r'<th scope="row"[^>]*><a[^>]*>(.*?)</a>', table)
    if shown is None:  # what is not understood narrows nothing, and is said
        assert len(names) > 60
        return
    assert len(names) == len(shown)
    assert all(name.startswith(start) for name, start in zip(names, shown, strict=True))
    if not shown:
        assert "No indicator fits all of that." in text(page)


def test_the_headings_sort_and_keep_what_was_asked(counted, sign_in):  # noqa: F811
    client = sign_in("finance")

    def codes(asked: str) -> list[str]:
        table = client.get(f"{ALL}?{asked}").content.decode().partition('id="every-indicator"')[2]
        return re.findall(r'cp-nowrap">(\w+)</span></th>', table)

    # 68.3%, 72.2%, 90%; what was not counted comes last, whichever way
    assert codes("sort=percent")[:3] == ["CSN003", "DM006", "SAF001"]
    assert codes("sort=-percent")[:3] == ["SAF001", "DM006", "CSN003"]
    assert codes("sort=change")[0] == "DM006"
    assert codes("condition=CSN&sort=-name")[0] == "CSN001"
    assert "condition=CSN&amp;sort=name" in client.get(f"{ALL}?condition=CSN").content.decode()
    assert codes("sort=nonsense") == codes("")


def test_as_at_another_day(counted, sign_in):  # noqa: F811
    client = sign_in("finance")
    page = client.get(f"{ALL}?at=2026-09-30")
    assert "As at 30 September 2026. Charts" in text(page)
    # September has the number 11: 81 + 161 + 40 of 360
    assert row(page, f"{TITLE} DM006")[2] == "78.3%"
    assert "Nothing was counted" in text(client.get(f"{ALL}?at=2020-01-01"))
    assert "Enter a day of the calendar" in text(client.get(f"{ALL}?at=soon"))


def test_a_surgery_sees_itself_and_the_whole(counted, sign_in):  # noqa: F811
    page = sign_in("manager").get(ALL)
    assert "You see Ash Tree Surgery and the partnership as a whole." in text(page)
    assert row(page, f"{TITLE} DM006")[2] == "72.2%"
    assert "Far worse" not in text(page)
    assert "Cedar" not in text(page)


# One indicator at every surgery


def test_the_worst_stand_first_with_their_numbers(counted, sign_in):  # noqa: F811
    page = sign_in("finance").get(DM006)
    table = page.content.decode().partition('id="each"')[2].partition("</table>")[0]
    names = re.findall(r'<th scope="row"[^>]*><a[^>]*>(.*?)</a>', table)
    assert names[0] == "Ash Tree Surgery"
    in_table = [
        ("Ash Tree Surgery", ["60", "100", "60.0%", "7"]),
        ("Cedar House", ["40", "60", "66.7%", "0"]),
    ]
    for name, cells in in_table:
        assert row(page, name, -1)[:4] == cells
    assert "Below the lower limit: a concern (its own chart)" in row(page, "Ash Tree Surgery", -1)[4]
    said = text(page)
    assert "260 of 360 patients" in said
    assert "19 left out by a personalised care adjustment" in said


def test_a_few_stay_at_their_surgery_and_which_are_few_is_not_told(counted, sign_in):  # noqa: F811
    page = sign_in("finance").get(CSN003)
    said = text(page)
    assert "82 of 120 patients" in said
    for name in ("Ash Tree Surgery", "Cedar House"):
        assert row(page, name, -1)[0] == HIDDEN
    assert (
        "a number is below 5, or would give such a number away by subtraction. Which of the two is not"
        in said
    )
    shown = page.content.decode()
    assert not re.search(r"\b(30|40|50|70|2|8) of\b|>(30|50|70|75\.0%|71\.4%|20\.0%)<", shown)
    assert "No figures yet" not in shown


@pytest.mark.parametrize(
    ("who", "told", "not_told"),
    [
        ("staff", "2 of 10 patients", HIDDEN),
        ("finance", HIDDEN, "2 of 10 patients"),
        ("quality", HIDDEN, "2 of 10 patients"),
    ],
)
def test_own_people_see_their_few(counted, sign_in, who, told, not_told):  # noqa: F811
    said = text(sign_in(who).get(f"{AT_CEDAR}CSN003/"))
    assert told in said
    assert not_told not in said


def test_the_quality_lead_sees_few_where_the_deed_says_so(counted, sign_in):  # noqa: F811
    let_the_quality_lead_see(counted)
    page = sign_in("quality").get(CSN003)
    assert row(page, "Cedar House", -1)[:3] == ["2", "10", "20.0%"]
    assert HIDDEN not in text(page)
    assert "2 of 10 patients" in text(sign_in("quality").get(f"{AT_CEDAR}CSN003/"))


def test_groups_of_the_whole_partnership_and_the_gap(counted, sign_in):  # noqa: F811
    page = sign_in("finance").get(DM006)
    # women 30 + 80 + 20 of 50 + 100 + 30, men the same
    assert row(page, "Female")[:3] == ["130", "180", "72.2%"]
    assert row(page, "Male")[:3] == ["130", "180", "72.2%"]
    assert "No gap between groups of 20 patients or more." in text(page)


def test_the_definition_says_what_is_not_verified(counted, sign_in):  # noqa: F811
    said = text(sign_in("finance").get(DM006))
    assert "currently treated with an ACE-I (or ARBs)" in said
    assert "No protein in the urine has been coded" in said
    assert "3 points in 2026/27 Not verified" in said
    assert "Points rise from 57% to 97%" in said
    assert "{" not in said


# How much it costs


@pytest.mark.parametrize(
    ("who", "address", "most"),
    [
        ("finance", ALL, 22),
        ("finance", DM006, 23),
        ("manager", AT_ASH, 25),
        ("manager", f"{AT_ASH}DM006/", 25),
        ("manager", f"/surgery/{ASH}/records/", 14),
    ],
)
def test_a_page_asks_the_database_little(counted, sign_in, who, address, most):  # noqa: F811
    client = sign_in(who)
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    assert len(queries) <= most, [query["sql"][:120] for query in queries]


# Where nothing was counted


def test_a_house_where_nothing_was_counted_says_what_to_do(house, sign_in):
    for who, address in (
        ("finance", ALL),
        ("finance", DM006),
        ("manager", AT_ASH),
        ("manager", f"{AT_ASH}DM006/"),
    ):
        said = text(sign_in(who).get(address))
        assert "Nothing has been counted at" in said, address
        assert "commonpractice quality run" in said


def let_the_quality_lead_see(house) -> None:
    """A deed that names the quality lead."""
    from commonpractice.domain.audit.facts import PROGRAM
    from commonpractice.domain.partnership import actions
    from commonpractice.domain.partnership.rules import partnership_file
    from tests.interfaces.agreed import AGREED, agreed_file

    actions.load(
        partnership_file.read(agreed_file(small_numbers_to="quality_lead")), actor=PROGRAM, at=AGREED
    )


def test_which_surgeries_stand_out_and_where_that_leads(counted, sign_in):  # noqa: F811
    page = sign_in("finance").get(ALL)
    assert row(page, "Ash Tree Surgery") == ["0", "1", "0"], "of three, none is far from the others"
    assert f'href="{AT_ASH}"' in page.content.decode()
    assert "Which surgeries stand out" in text(page)
    assert "Which surgeries stand out" not in text(sign_in("manager").get(ALL)), "of one there is no most"
