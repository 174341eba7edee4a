"""The pages of continuity: what they say of which month, to whom, and what stays at a surgery."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.interfaces.continuity import ASH, BRYN, CEDAR, last_month, measured  # noqa: F401 (fixture)
from tests.interfaces.web.test_pages import row, text

pytestmark = pytest.mark.slow  # a house is built for each


def of(code: str) -> str:
    return f"/surgery/{code}/continuity/"


ALL = "/partnership/continuity/"


def test_a_surgerys_own_people_see_its_months_groups_and_lists(measured, sign_in):  # noqa: F811
    answer = sign_in("manager").get(of(ASH))
    said = text(answer)
    month = last_month().words
    assert f"90 of 100 contacts in {month}" in said
    assert "57.1%" in said, "with the doctor seen most"
    assert "50 patients with 2 contacts or more in the year" in said
    assert "Above the upper limit: an improvement" in said
    assert row(answer, month, table=1) == [
        "90.0%", "100", "75.0%", "57.1%", "32.1%", "48.0%", "0.41", "0.62", "50"
    ]  # fmt: skip
    assert row(answer, "Dr Ada Archer") == ["90.0%", "50", "45.0%", "100", "60.0%", "25"]
    assert row(answer, "80 or over") == ["90.0%", "50", "57.1%", "48.0%", "25"]
    assert row(answer, "Four or more") == ["90.0%", "100", "57.1%", "48.0%", "50"]
    assert "PMC10229170" in said


def test_each_sees_what_is_theirs(measured, sign_in):  # noqa: F811
    for who, theirs in (("manager", ASH), ("gp", BRYN), ("staff", CEDAR)):
        client = sign_in(who)
        for code in (ASH, BRYN, CEDAR):
            assert client.get(of(code)).status_code == (200 if code == theirs else 403), (who, code)
        assert "Dr Ada Archer" in text(client.get(of(theirs)))
    for who in ("finance", "board", "auditor", "quality"):
        client = sign_in(who)
        for code in (ASH, BRYN, CEDAR):
            answer = client.get(of(code))
            assert answer.status_code == 200
            assert "Dr Ada Archer" not in answer.content.decode(), "one clinician's figures stay there"
            assert "seen by the surgery’s own people" in text(answer)
    assert sign_in("nobody").get(ALL).status_code == 403
    assert sign_in("board").get(of("CENTRE")).status_code == 404
    assert sign_in("board").get(of("M99999")).status_code == 404


def test_a_small_surgery_is_hidden_and_another_so_that_it_cannot_be_taken_away(measured, sign_in):  # noqa: F811
    answer = sign_in("board").get(ALL)
    said = text(answer)
    for name in ("Ash Tree Surgery", "Cedar House"):
        assert row(answer, name, -1) == ["Stays at the surgery"], name
    assert "241 of 403 contacts" in said, "the whole, of which nothing can be taken away"
    assert "fewer than 5 contacts or patients are behind a figure" in said
    alone = text(sign_in("board").get(of(CEDAR)))
    assert "Stays at the surgery" in alone
    assert "of 3 contacts" not in alone
    assert "1 of 3 contacts" in text(sign_in("staff").get(of(CEDAR))), "its own people see it"


def test_the_page_of_all_leads_to_each_and_asks_few_questions(measured, sign_in):  # noqa: F811
    client = sign_in("board")
    client.get(ALL)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = client.get(ALL)
    assert f'href="{of(BRYN)}"' in answer.content.decode()
    about = [one["sql"] for one in asked if "continuity_" in one["sql"]]
    assert len(about) <= 6, about
    with CaptureQueriesContext(connection) as asked:
        sign_in("manager").get(of(ASH))
    assert len([one for one in asked if "continuity_" in one["sql"]]) <= 7


def test_where_nothing_was_measured_the_page_says_what_to_do(house, sign_in):
    for who, address in (("manager", of(ASH)), ("board", ALL)):
        said = text(sign_in(who).get(address))
        assert "Nothing has been measured at" in said
        assert "commonpractice continuity run --months 24" in said


def test_the_pages_stand_in_the_room_of_quality(measured, sign_in):  # noqa: F811
    for address in (of(ASH), ALL):
        page = sign_in("board").get(address).content.decode()
        current, *_ = re.findall(r'<a[^>]*aria-current="(?:page|true)"[^>]*>(.*?)</a>', page, re.DOTALL)
        assert re.sub("<.*?>", "", current).strip() == "Quality"
