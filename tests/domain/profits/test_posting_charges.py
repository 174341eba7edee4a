"""The centre's charges in the books: by the month, and caught up when what they go by changes."""

from copy import deepcopy
from datetime import UTC, date, datetime

import pytest
from django.db import connection, transaction

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.ledger import queries as books
from commonpractice.domain.ledger.queries import Span
from commonpractice.domain.partnership import actions as partnership
from commonpractice.domain.partnership import queries as people
from commonpractice.domain.partnership.rules import partnership_file
from commonpractice.domain.profits import actions
from commonpractice.foundations.months import Month
from tests.domain.partnerships import FILE, NOON, TwoRivers, acting, two_rivers

APRIL, MAY, JUNE = Month(2025, 4), Month(2025, 5), Month(2025, 6)
SINCE = date(2025, 4, 1)
GOVERNANCE = {
    "code": "governance",
    "name": "Governance",
    "basis": "per_registered",
    "rate": "1.20",
    "from": SINCE,
}
POOL = {"code": "it", "name": "IT", "basis": "per_weighted", "pool": 12_000, "from": SINCE}


def noon(on: date, seconds: int = 0) -> datetime:
    return datetime(on.year, on.month, on.day, 12, 0, seconds, tzinfo=UTC)


def load(*charges: dict, a: int = 8000, b: int = 4000, at: datetime = NOON) -> TwoRivers:
    file = deepcopy(FILE)
    for surgery, registered in zip(file["surgery"], (a, b), strict=True):
        size = {"registered": registered, "weighted": 8400 if registered == a else 4200, "staff": 20}
        surgery["size"] = [{**size, "source": "test", "from": date(2024, 4, 1)}]
    file["charge"] = list(charges)
    partnership.load(partnership_file.read(file), actor=PROGRAM, at=at)
    where = people.partnership(code="two")
    return TwoRivers(where, people.whole(where, actor=PROGRAM))


@pytest.fixture
def rivers(db):
    rivers = two_rivers()
    with acting(rivers.everything):
        yield rivers
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def close(rivers: TwoRivers, month: Month, *, seconds: int = 0) -> dict[int, int]:
    with transaction.atomic():
        return actions.post_charges(
            of=rivers.partnership,
            first=APRIL,
            month=month,
            scope=rivers.everything,
            at=noon(month.last, seconds),
        ).by_surgery


def charged(rivers: TwoRivers) -> dict[tuple[str, str, Month], int]:
    names = {rivers.a: "a", rivers.b: "b"}
    sums = books.sums_by_item(scope=rivers.everything, surgeries=[rivers.a, rivers.b], accounts=[5810])
    return {(names[place.surgery_id], place.item, place.concerns): amount for place, amount in sums.items()}


def test_a_rate_is_charged_by_the_month_once_and_is_the_centres(rivers):
    """8,000 and 4,000 patients at £1.20 a year: £800 and £400 a month."""
    rivers = load(GOVERNANCE)
    assert close(rivers, APRIL) == {rivers.a: 800_00, rivers.b: 400_00}
    assert close(rivers, APRIL, seconds=1) == {}
    spans = [Span.of_month(APRIL)]
    by = books.by_surgery(scope=rivers.everything, surgeries=rivers.everything.surgeries, spans=spans)
    assert by[rivers.centre] == {5810: (-1200_00,), 8610: (1200_00,)}
    assert by[rivers.a] == {5810: (800_00,), 8610: (-800_00,)}
    whole = books.movements(scope=rivers.everything, surgeries=rivers.everything.surgeries, spans=spans)
    assert {account: amounts for account, amounts in whole.items() if any(amounts)} == {}


def test_a_list_that_is_corrected_is_caught_up_by_month(rivers):
    rivers = load(GOVERNANCE)
    close(rivers, APRIL)
    close(rivers, MAY)
    rivers = load(GOVERNANCE, a=8100, at=noon(date(2025, 6, 3)))
    assert close(rivers, JUNE) == {rivers.a: 810_00 + 10_00 + 10_00, rivers.b: 400_00}
    assert charged(rivers) == {
        ("a", "charge.governance", APRIL): 810_00,
        ("a", "charge.governance", MAY): 810_00,
        ("a", "charge.governance", JUNE): 810_00,
        ("b", "charge.governance", APRIL): 400_00,
        ("b", "charge.governance", MAY): 400_00,
        ("b", "charge.governance", JUNE): 400_00,
    }
    span = Span.of_month(JUNE)
    asked = {"scope": rivers.everything, "surgeries": [rivers.a]}
    journal = books.postings(**asked, account=5810, span=span).rows[0].journal_id
    told = books.journal(scope=rivers.everything, journal_id=journal).document_details["charges"]
    assert {one["month"] for one in told} == {"2025-04", "2025-05", "2025-06"}
    assert any("8100" in step["value"] for one in told for step in one["steps"])


def test_a_pool_is_charged_whole(rivers):
    """£12,000 a year by weighted patients, 8,400 and 4,200: £666.67 and £333.33 of £1,000 a month."""
    rivers = load(POOL)
    assert close(rivers, APRIL) == {rivers.a: 666_67, rivers.b: 333_33}


def test_a_charge_that_is_no_longer_agreed_is_taken_back(rivers):
    rivers = load(GOVERNANCE)
    close(rivers, APRIL)
    rivers = load(at=noon(date(2025, 5, 3)))
    assert close(rivers, MAY) == {rivers.a: -800_00, rivers.b: -400_00}
    assert charged(rivers) == {}


def test_a_surgery_that_is_not_counted_is_said_and_nothing_is_posted(rivers):
    file = deepcopy(FILE)
    file["charge"] = [GOVERNANCE]
    partnership.load(partnership_file.read(file), actor=PROGRAM, at=NOON)
    with pytest.raises(actions.NotCounted, match="how many registered patients Brook Surgery has"):
        close(rivers, APRIL)
    assert charged(rivers) == {}


@pytest.mark.parametrize(
    ("basis", "words"), [("usage", "by use"), ("direct", "what was spent for the surgery")]
)
def test_a_charge_by_what_nobody_counts_is_refused_and_not_left_at_nothing(rivers, basis, words):
    row = {"code": "pool", "name": "Locum pool", "basis": basis, "from": SINCE}
    rivers = load({**row, "rate": "2.50"} if basis == "usage" else row)
    with pytest.raises(actions.CannotCharge, match=f"is charged {words}, and nobody has told"):
        close(rivers, APRIL)
    assert charged(rivers) == {}
