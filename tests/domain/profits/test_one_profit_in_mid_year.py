"""Surgeries that become one practice within a financial year: each half of the year is a year of its own."""

from copy import deepcopy
from datetime import date, timedelta

import pytest

from commonpractice.domain.profits import actions
from commonpractice.foundations.months import FinancialYear, Month, months
from tests.domain.partnerships import TwoRivers, acting, two_rivers
from tests.domain.profits.closings import APRIL, after, close, everybody_signs, had, load, made

pytestmark = pytest.mark.slow  # together: months are closed for each

MARCH, OCTOBER = Month(2026, 3), Month(2025, 10)


def merges(file: dict, on: date = OCTOBER.first) -> None:
    """From a day on Dr Birch shares at Avon, where all profit is one; Brook stays, as a site of Avon's."""
    avon, _ = file["surgery"]
    before = on - timedelta(days=1)
    [first] = file["deed"]
    file["deed"] = [first, {**deepcopy(first), "from": on, "one_profit_at": avon["ods_code"]}]
    birch = file["partner"][1]
    for name in ("membership", "share"):
        [row] = birch[name]
        birch[name] = [{**row, "until": before}, {**row, "surgery": avon["ods_code"], "from": on}]


def a_year(rivers: TwoRivers) -> None:
    """£30,000 a month at Avon, £10,000 at Brook. All closed."""
    for month in months(APRIL, MARCH):
        made(rivers, rivers.a, month, 30_000)
        made(rivers, rivers.b, month, 10_000)
        everybody_signs(rivers, month)
        close(rivers, month)


def final(rivers: TwoRivers, days: int = 10) -> actions.years.YearPosted:
    return actions.post_year(
        of=rivers.partnership, year=FinancialYear(2025), scope=rivers.everything, at=after(MARCH, days)
    )


@pytest.mark.parametrize(
    ("how", "ash", "birch"),
    [
        ("time_apportioned", 317_142_86, 162_857_14),
        ("month_earned", 317_142_84, 162_857_16),
    ],
)
def test_the_year_of_a_merger_is_made_final(db, how, ash, birch):
    """
    |                   | made     | Dr Ash     | Dr Birch   |
    | Avon, Apr to Sep  | £180,000 | 180,000.00 |            |
    | Brook, Apr to Sep |  £60,000 |            |  60,000.00 |
    | both, Oct to Mar  | £240,000 | 137,142.86 | 102,857.14 | by 8 and 6 sessions
    By month the last row is six times £22,857.14 and £17,142.86.
    """
    two_rivers(APRIL, MARCH + 2)
    rivers = load(charges=[], change=merges, profit_sharing=how)
    with acting(rivers.everything):
        a_year(rivers)
        assert had(rivers) == {"Dr Ash": 317_142_84, "Dr Birch": 162_857_16}
        posted = final(rivers)
        assert had(rivers) == {"Dr Ash": ash, "Dr Birch": birch}
        assert sum(pence for theirs in posted.by_surgery.values() for pence in theirs.values()) == 0
        assert final(rivers, days=11).journals == ()


def test_what_comes_late_of_before_the_merger_is_borne_by_those_who_were_there(db):
    """£600 of May taken back at Brook in the next April: Dr Birch's alone, who shared there then."""
    two_rivers(APRIL, MARCH + 2)
    rivers = load(charges=[], change=merges)
    with acting(rivers.everything):
        a_year(rivers)
        final(rivers)
        made(rivers, rivers.b, MARCH + 1, -600, of=APRIL + 1)
        everybody_signs(rivers, MARCH + 1)
        close(rivers, MARCH + 1)
        assert had(rivers) == {"Dr Ash": 317_142_86, "Dr Birch": 162_257_14}


def test_a_leaver_before_the_merger_has_no_part_of_what_is_made_after_it(db):
    """Dr Elm, with 8 sessions at Avon as Dr Ash has, leaves the day before: half of Avon's £180,000."""

    def change(file: dict) -> None:
        elm = deepcopy(file["partner"][0]) | {"code": "P3", "name": "Dr Elm"}
        for name in ("membership", "share"):
            elm[name][0]["until"] = OCTOBER.first - timedelta(days=1)
        file["partner"].append(elm)
        merges(file)

    two_rivers(APRIL, MARCH + 2)
    rivers = load(charges=[], change=change)
    with acting(rivers.everything):
        a_year(rivers)
        final(rivers)
        assert had(rivers) == {"Dr Ash": 227_142_86, "Dr Birch": 162_857_14, "Dr Elm": 90_000_00}
