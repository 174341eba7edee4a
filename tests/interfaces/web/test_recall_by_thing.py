"""Recall lists on their pages go by each thing that is missing: letters, marks, codes that came back."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.interfaces.recalled import (  # noqa: F401 (fixtures)
    AT,
    BRYN,
    PATIENTS,
    recalled,
    recalled_to_clone,
    take_in,
)
from tests.interfaces.web.test_pages import text
from tests.interfaces.web.test_recalls import INVITE, LATER, LIST, order, table

pytestmark = pytest.mark.slow  # a house is built and measured for each


def what_for(response) -> dict[str, str]:
    return {row["To"]: row["What for"] for row in table(response)}


def test_a_letter_speaks_of_what_was_not_answered_alone(sign_in, recalled):  # noqa: F811
    client = sign_in("gp")
    before = what_for(client.post(f"{LIST}take-out/letters/"))
    assert "foot" in before["Dilys =Sugden"]
    assert "a blood test" in before["Dilys =Sugden"]
    given = {"on": LATER.isoformat(), "about": ["DM012"]}
    client.post(f"{LIST}{recalled['=Sugden']}/", {**given, "what": "declined"})
    client.post(f"{LIST}{recalled['Pressure']}/", {**given, "what": "invited", "by": "text"})
    after = what_for(client.post(f"{LIST}take-out/letters/"))
    assert after["Parveen Pressure"] == before["Parveen Pressure"]
    assert "a blood test" in after["Dilys =Sugden"]
    assert "foot" not in after["Dilys =Sugden"]
    declined = what_for(client.post(f"{LIST}take-out/letters/?showing=declined"))
    assert declined == {"Dilys =Sugden": "a foot check"}
    not_invited = what_for(client.post(f"{LIST}take-out/letters/?showing=nothing_done"))
    assert "foot" not in not_invited["Parveen Pressure"]


def test_whoever_declined_one_thing_stays_among_those_not_invited_for_the_others(sign_in, recalled, owner):  # noqa: F811
    client = sign_in("gp")
    given = {"what": "declined", "on": LATER.isoformat(), "about": ["DM012"]}
    client.post(f"{LIST}{recalled['=Sugden']}/", given)
    for showing in ("nothing_done", "declined"):
        page = client.get(f"{LIST}?showing={showing}")
        assert "=Sugden" in order(page.content.decode())
        assert "Declined on 5 November 2025 : " in text(page), "and what of"
    client.post(f"{LIST}invited/", {**INVITE, "patient": [recalled["=Sugden"]]})
    ((about,),) = owner.execute(
        "SELECT indicators FROM quality_recall_event WHERE what = 'invited'"
    ).fetchall()
    assert "DM020" in about
    assert "DM012" not in about, "marked as invited is what a letter would speak of"
    assert "=Sugden" not in order(client.get(f"{LIST}?showing=nothing_done").content.decode())


def test_of_two_invitations_with_one_code_the_other_waits(sign_in, recalled, house):  # noqa: F811
    client, later = sign_in("gp"), LATER + timedelta(days=19)
    for on in (LATER, later):
        client.post(
            f"{LIST}invited/", {"by": "letter", "on": on.isoformat(), "patient": [recalled["=Sugden"]]}
        )
    waiting = {row["Date"] for row in table(client.post(f"{LIST}take-out/codes/"))}
    assert waiting == {LATER.isoformat(), later.isoformat()}
    sugden = PATIENTS[0]
    coded = tuple((name, later, None) for name in ("dminvite_cod", "hypinvite_cod", "smokinvite_cod"))
    some = [replace(sugden, events=(*sugden.events, *coded)), *PATIENTS[1:]]
    take_in(house.surgery(BRYN).id, some, as_at=date(2025, 11, 25), at=AT)
    waiting = {row["Date"] for row in table(client.post(f"{LIST}take-out/codes/"))}
    assert waiting == {LATER.isoformat()}


@pytest.mark.parametrize(
    "number", ["9" * 10, "9" * 20, "9" * 5000, "-1", "x", "٣", ""], ids=lambda each: each[:20]
)
def test_what_is_no_patients_number_is_refused_in_a_sentence(sign_in, recalled, owner, number):  # noqa: F811
    client = sign_in("gp")
    done = client.post(f"{LIST}invited/", {**INVITE, "patient": [recalled["Pressure"], number]})
    assert done.status_code == 200
    assert "Those chosen are not patients of this list. Open the list again." in text(done)
    assert owner.execute("SELECT count(*) FROM quality_recall_event").fetchone() == (0,)


@pytest.mark.parametrize("number", ["9" * 10, "9" * 20, "9" * 5000], ids=lambda each: str(len(each)))
def test_no_page_is_of_a_number_that_no_patient_can_have(sign_in, recalled, number):  # noqa: F811
    client = sign_in("gp")
    assert client.get(f"{LIST}{number}/").status_code == 404
    mine = f"{LIST}{recalled['Pressure']}/mistake"
    assert client.post(f"{mine}/{number}/").status_code in (302, 404)
    assert client.get(f"{LIST}?page={number}").status_code == 200
