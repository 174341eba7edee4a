"""Recall lists on their pages: the surgery's own patients, what is written down, and what is taken away."""

import csv
import io
import re
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonpractice.domain.contracts import queries as contracts
from commonpractice.domain.quality.facts.people import Asked
from commonpractice.domain.quality.facts.recalls import ListFact
from commonpractice.interfaces.web.recalls import presenters
from commonpractice.interfaces.web.recalls.files import guarded
from tests.interfaces.recalled import (  # noqa: F401 (fixtures)
    AT,
    BRYN,
    DAY,
    PATIENTS,
    recalled,
    recalled_to_clone,
    take_in,
)
from tests.interfaces.web.test_pages import text

pytestmark = pytest.mark.slow  # a house is built and measured for each

LIST = f"/recalls/{BRYN}/"
LATER = date(2025, 11, 5)
INVITE = {"by": "letter", "on": LATER.isoformat()}


def table(response) -> list[dict[str, str]]:
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def order(page: str) -> list[str]:
    return re.findall(r"Choose </span>\S+ ([^<]+)</label>", page)


def test_the_most_urgent_is_called_first_and_says_why(sign_in, recalled):  # noqa: F811
    page = sign_in("gp").get(LIST)
    assert set(order(page.content.decode())[:2]) == {"O’Shot", "Painkiller"}
    said = text(page)
    assert "HbA1c 64 on 3 June 2025, above 58" in said
    assert "takes an anti-inflammatory painkiller at" in said
    assert "Cedar" not in said


@pytest.mark.parametrize("who", ["manager", "finance", "board", "auditor", "nobody"])
def test_nobody_else_gets_in(sign_in, recalled, owner, who):  # noqa: F811
    client, number = sign_in(who), recalled["Pressure"]
    for address in (LIST, f"{LIST}{number}/"):
        assert client.get(address).status_code == 403
    for address in (f"{LIST}invited/", f"{LIST}take-out/list/", f"{LIST}{number}/"):
        assert client.post(address, {**INVITE, "patient": number}).status_code == 403
    assert owner.execute("SELECT count(*) FROM quality_recall_event").fetchone() == (0,)


def test_a_patient_of_another_surgery_is_not_found_here(sign_in, recalled):  # noqa: F811
    assert sign_in("gp").get(f"{LIST}{recalled['Cedar']}/").status_code == 404
    assert sign_in("gp").get(f"{LIST}999999/").status_code == 404


def test_every_look_is_written_down_with_who_was_seen(sign_in, recalled, owner):  # noqa: F811
    sign_in("gp").get(f"{LIST}{recalled['Pressure']}/")
    deed, subject, details = owner.execute(
        "SELECT deed, subject, details FROM audit_entry ORDER BY id DESC LIMIT 1"
    ).fetchone()
    assert (deed, subject) == ("records.see_patients", "Recall of a patient")
    assert details == {"patients": [recalled["Pressure"]]}


def test_marking_a_page_as_invited(sign_in, recalled, owner):  # noqa: F811
    client = sign_in("gp")
    numbers = [recalled["Pressure"], recalled["=Sugden"]]
    done = client.post(f"{LIST}invited/", {**INVITE, "patient": numbers}, follow=True)
    assert "2 patients are marked as invited." in text(done)
    again = client.post(f"{LIST}invited/", {**INVITE, "patient": numbers}, follow=True)
    assert "2 patients are marked so already." in text(again)
    assert owner.execute("SELECT count(*), min(actor_name) FROM quality_recall_event").fetchone() == (
        2, "Dr Gwen Price",
    )  # fmt: skip
    shown = text(client.get(f"{LIST}?showing=invited"))
    assert "2 patients" in shown
    assert "One more counts from" in shown
    assert "Pressure" not in text(client.get(f"{LIST}?showing=nothing_done"))
    assert "Nobody on the list is of that kind" in text(client.get(f"{LIST}?showing=declined"))


def test_nobody_is_marked_whom_nothing_is_asked_of_or_who_is_not_on_the_list(sign_in, recalled, owner):  # noqa: F811
    client = sign_in("gp")
    said = text(
        client.post(f"{LIST}invited/", {**INVITE, "patient": [recalled["Cedar"], recalled["Enough"]]})
    )
    assert "Choose at least one patient." in said
    assert "is still to come" in text(
        client.post(
            f"{LIST}invited/",
            {
                "by": "text",
                "on": (date.today() + timedelta(days=2)).isoformat(),
                "patient": [recalled["Pressure"]],
            },
        )
    )
    assert "Choose how they were invited" in text(client.post(f"{LIST}invited/", {"on": LATER.isoformat()}))
    assert owner.execute("SELECT count(*) FROM quality_recall_event").fetchone() == (0,)


def test_a_patient_declines_and_it_was_a_mistake(sign_in, recalled, owner):  # noqa: F811
    client, address = sign_in("gp"), f"{LIST}{recalled['=Sugden']}/"
    given = {"what": "declined", "on": LATER.isoformat(), "about": ["DM020"], "words": "Not this year"}
    said = text(client.post(address, given, follow=True))
    assert "Written down." in said
    assert "Waiting for the code Enter" in said
    (event,) = owner.execute("SELECT id FROM quality_recall_event").fetchone()
    assert "Taken back: declined on" in text(client.post(f"{address}mistake/{event}/", follow=True))
    assert "Written down by mistake, says Dr Gwen Price." in text(client.get(address))
    assert "taken back already" in text(client.post(f"{address}mistake/{event}/", follow=True))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Choose what was done"),
        ({"what": "invited", "about": ["DM020"]}, "Say how the patient was invited"),
        ({"what": "booked"}, "Choose at least one thing that it is about"),
        ({"what": "booked", "about": ["DM020"], "on": "2010-01-01"}, "does not count for this list any more"),
        ({"what": "booked", "about": ["HYP008"]}, "Choose one from the list"),
    ],
    ids=["nothing", "how", "what about", "long ago", "not missing"],
)
def test_what_is_not_said_whole_is_refused_with_what_to_mend(sign_in, recalled, given, sentence):  # noqa: F811
    address = f"{LIST}{recalled['=Sugden']}/"
    assert sentence in text(sign_in("gp").post(address, {"on": LATER.isoformat(), **given}))


def test_files_hold_what_they_say_and_are_written_down(sign_in, recalled, owner):  # noqa: F811
    client = sign_in("gp")
    client.post(f"{LIST}invited/", {**INVITE, "patient": [recalled["=Sugden"]]})
    rows = table(client.post(f"{LIST}take-out/list/"))
    assert len(rows) == len(order(client.get(LIST).content.decode()))
    sugden = next(row for row in rows if "Sugden" in row["Name"])
    assert sugden["NHS number"] == "9434765919"
    assert "above 58" in sugden["What is missing"]
    assert sugden["As at"]
    codes = table(client.post(f"{LIST}take-out/codes/"))
    assert {row["NHS number"] for row in codes} == {"9434765919"}
    assert all(row["SNOMED code"].isdigit() and row["Date"] == LATER.isoformat() for row in codes)
    assert "Diabetes monitoring first letter" in {row["Term"] for row in codes}
    letters = {row["To"]: row for row in table(client.post(f"{LIST}take-out/letters/"))}
    assert "a vaccination" in letters["The parent or guardian of Baby O’Shot"]["What for"]
    told = owner.execute(
        "SELECT subject, details FROM audit_entry WHERE deed = 'quality.export_recalls' ORDER BY id"
    ).fetchall()
    assert [subject for subject, _ in told] == [
        f"{what} taken out as a file"
        for what in ("Recall list", "Codes to enter", "Letters of a recall list")
    ]
    assert told[1][1] == {"patients": [recalled["=Sugden"]]}
    assert client.post(f"{LIST}take-out/everything/").status_code == 404


def test_no_value_is_a_formula(sign_in, recalled):  # noqa: F811
    for value in ("=1+1", "+44", "-1", "@A1", "\t=1", "\r=1"):
        assert guarded(value) == f"'{value}"
    assert guarded("01632 960001") == "01632 960001"


def test_the_page_asks_as_much_of_one_as_of_three(sign_in, recalled):  # noqa: F811
    client = sign_in("gp")
    client.get(LIST)
    asked = []
    for part, patients in (("vaccination", 1), ("blood_pressure", 3)):
        address = f"{LIST}?kind={part}"
        assert len(order(client.get(address).content.decode())) == patients
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 21, [query["sql"][:120] for query in queries]


def test_a_code_that_came_back_is_told_and_newer_records_are_named(sign_in, recalled, house):  # noqa: F811
    client, address = sign_in("gp"), f"{LIST}{recalled['=Sugden']}/"
    client.post(address, {"what": "declined", "on": LATER.isoformat(), "about": ["DM020"]})
    sugden = PATIENTS[0]
    with_code = replace(sugden, events=(*sugden.events, ("bldtestdec_cod", date(2025, 11, 7), None)))
    take_in(house.surgery(BRYN).id, [with_code, *PATIENTS[1:]], as_at=date(2025, 11, 10), at=AT)
    said = text(client.get(address))
    assert "Came back Blood test declined" in said
    assert "coded on 7 November 2025" in said
    assert "Waiting for the code" not in said
    assert "The records of 10 November 2025 have been taken in since." in said
    assert "HbA1c 64 on 3 June 2025, above 58" in said, "as the run read it"
    assert table(client.post(f"{LIST}take-out/codes/")) == []


def test_damaged_records_are_named_and_the_list_is_still_worked(sign_in, recalled, tmp_path, monkeypatch):  # noqa: F811
    monkeypatch.setattr(settings, "DATA", tmp_path)
    client = sign_in("gp")
    said = text(client.get(LIST))
    assert "Why each patient is on the list cannot be said now." in said
    assert "is damaged" in said
    assert "HbA1c of 58 or less" in said
    done = client.post(f"{LIST}invited/", {**INVITE, "patient": [recalled["Pressure"]]}, follow=True)
    assert "1 patient is marked as invited." in text(done)


def test_before_anything_is_measured_the_page_says_what_is_to_come(house, sign_in):
    assert "There is no list yet." in text(sign_in("gp").get(LIST))
    assert sign_in("gp").post(f"{LIST}take-out/list/").status_code == 404


@pytest.mark.parametrize(("who", "goes"), [("gp", LIST), ("staff", "/recalls/M81003/")])
def test_whoever_works_at_one_surgery_goes_straight_to_its_list(house, sign_in, who, goes):
    assert sign_in(who).get("/recalls/").url == goes


@pytest.mark.parametrize(
    ("today", "left"),
    [
        (date(2025, 12, 30), None), (date(2025, 12, 31), 12), (date(2026, 3, 25), 0), (date(2026, 3, 31), 0),
        (date(2026, 4, 1), None),
    ],
    ids=str,
)  # fmt: skip
def test_near_the_year_end_the_weeks_are_counted(today, left):
    of = ListFact(1, 1, Asked(DAY, date(2026, 3, 31)), AT, DAY, None, definitions_changed=False)
    assert presenters.weeks_left(of, today) == left
    assert presenters.last_first_invitation(of) == date(2026, 3, 24)


def test_pounds_are_a_total_for_whoever_may_see_the_surgerys_money(sign_in, recalled, house, monkeypatch):  # noqa: F811
    """£12,345.67 to be earned in all, less £10,000.00 expected: £2,346 to the pound."""
    asked = []

    def forecast_totals(*, scope, surgeries, year):
        asked.append((list(surgeries), str(year)))
        at_risk = SimpleNamespace(at_risk=12_345_67 - 10_000_00)
        return {surgery: SimpleNamespace(of_year=at_risk) for surgery in surgeries}

    monkeypatch.setattr(contracts, "forecast_totals", forecast_totals)
    assert "this year would bring about £2,346 more" in text(sign_in("gp").get(LIST))
    assert asked == [([house.surgery(BRYN).id], "2025/26")]
    assert "£" not in text(sign_in("gp").get(f"{LIST}?kind=foot_check")), (
        "of a part it would be of a few patients"
    )
    staff = text(sign_in("staff").get("/recalls/M81003/"))
    assert "Elsewhere Cedar" in staff
    assert "£" not in staff
