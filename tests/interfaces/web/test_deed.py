"""The deed on its page: what is agreed now, what was and what is to come, and what the centre charges."""

from copy import deepcopy
from datetime import date

import pytest

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.partnership import actions
from commonpractice.domain.partnership.rules import partnership_file
from tests.interfaces.agreed import AGREED, ASH, BEGINS, CEDAR, agreed_file
from tests.interfaces.house import House
from tests.interfaces.web.test_pages import row, text

YEAR_ENDS = date(2025, 3, 31)


def load(house: House, file: dict) -> None:
    actions.load(partnership_file.read(file), actor=PROGRAM, at=AGREED)


def test_the_deed_in_force_says_how_profit_is_shared_and_who_decides(agreed, sign_in):
    page = sign_in("manager").get("/deed/")
    said = text(page)
    assert "In force from 1 February 2025" in said
    assert "The year's profit is shared by days" in said
    assert "A loss is borne as a profit would have been shared" in said
    assert "The partner alone, besides the finance team and the auditors" in said
    assert "By letters, not by name" in said
    assert "Up to 1 surgery that has not signed may be closed with an estimate" in said
    assert row(page, "Admit a surgery") == [
        "All partners of the partnership",
        "75% or more of all who may vote",
    ]
    assert row(page, "Spend above £50,000") == ["The board", "More than 50% of those who vote"]
    assert row(page, "Computers & telephones") == [
        "£600.00 a surgery a year",
        "None",
        "All surgeries",
        "from 1 February 2025",
    ]
    assert "whose code is “oaks”" in said


def test_earlier_and_later_deeds_and_charges_are_kept_with_their_days(agreed, sign_in):
    file = agreed_file()
    first = file["deed"][0]
    file["deed"] = [
        {**deepcopy(first), "from": BEGINS},
        {**deepcopy(first), "from": date(2025, 4, 1), "peers": "named", "cash_floor": 50_000},
        {**deepcopy(first), "from": date(2199, 4, 1), "profit_sharing": "month_earned"},
    ]
    base = {"from": date(2025, 4, 1)}
    file["charge"][0]["until"] = YEAR_ENDS
    file["charge"] += [
        {"code": "gov", "name": "Governance", "basis": "per_registered", "rate": 1.25, "cap": 9_000} | base,
        {"code": "ins", "name": "Insurance", "basis": "share_of_income", "percent": 0.5} | base,
        {"code": "pool", "name": "Training", "basis": "per_weighted", "pool": 12_000} | base,
        {"code": "van", "name": "The van", "basis": "usage", "rate": 12.5, "surgeries": [ASH, CEDAR]} | base,
    ]
    file["charge"].append(
        {"code": "bus", "name": "The bus", "basis": "usage", "rate": 3, "surgeries": [CEDAR]} | base
    )
    load(agreed, file)
    page = sign_in("finance").get("/deed/")
    said = text(page)
    assert "In force 1 April 2025 to 31 March 2199" in said
    assert "£50,000.00 at least" in said
    assert said.index("To come: from 1 April 2199") < said.index("Was: 1 February 2025 to 31 March 2025")
    assert row(page, "Governance")[:2] == [
        "£1.25 a registered patient a year",
        "At most £9,000.00 a surgery a year",
    ]
    assert row(page, "Insurance")[0] == "0.5% of income"
    assert row(page, "Training")[0] == "£12,000.00 a year between them, per weighted patient"
    bryn = "Bryn Môr & St Ælfgifu's Medical Practice with Upper Ottery Branch"
    assert row(page, "The van")[::2] == ["£12.50 a use", f"All surgeries but {bryn}"]  # one name, not two
    assert row(page, "The bus")[::2] == ["£3.00 a use", "Cedar House"]
    assert row(page, "Computers & telephones")[-1] == "1 February 2025 to 31 March 2025"


def test_without_a_deed_it_says_what_to_do(house, sign_in):
    said = text(sign_in("finance").get("/deed/"))
    assert "No deed is in force today" in said
    assert "adds a [[deed]] to it and loads it" in said


@pytest.mark.parametrize(
    ("who", "status"),
    [("manager", 200), ("gp", 200), ("board", 200), ("auditor", 200), ("staff", 403), ("nobody", 403)],
)
def test_it_is_for_those_who_see_accounts(agreed, sign_in, who, status):
    assert sign_in(who).get("/deed/").status_code == status
