"""Cash beside the deed's floor.

Avon banks £10,000 in April and spends £3,650 of it in all of the year before: £10 a day where the twelve
months have 365 days. A floor of 18 days is £180.00.
"""

from copy import deepcopy
from datetime import UTC, date, datetime

import pytest

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.domain.partnership import actions as partnership
from commonpractice.domain.partnership import queries as people
from commonpractice.domain.partnership.rules import partnership_file
from commonpractice.domain.profits import queries
from commonpractice.domain.profits.rules.cash_floor import cash_floor
from commonpractice.foundations.months import Month, months
from tests.domain.filled import deed
from tests.domain.partnerships import APRIL, FILE, NOON, TwoRivers, acting, two_rivers

ON = date(2026, 4, 15)


@pytest.mark.parametrize(
    ("of_deed", "spent", "days", "least"),
    [
        ({"cash_floor": 30_000}, 0, 0, 30_000_00),  # a sum, whatever is spent
        ({"cash_floor_days": 18}, 3_650_00, 365, 180_00),
        ({"cash_floor_days": 18}, 1, 365, 0),  # to the nearest penny
        ({"cash_floor_days": 18}, -500, 365, 0),  # more came back than went out
        ({"cash_floor_days": 18}, 500, 0, None),  # nothing to go by
        ({}, 3_650_00, 365, None),
    ],
)
def test_the_floor(of_deed, spent, days, least):
    file = deepcopy(FILE)
    file["deed"] = [deed() | of_deed]
    (agreed,) = partnership_file.read(file).deeds
    assert cash_floor(agreed, spent=spent, days=days) == least


def load(**of_deed) -> TwoRivers:
    file = deepcopy(FILE)
    file["deed"] = [deed() | of_deed] if of_deed else []
    partnership.load(partnership_file.read(file), actor=PROGRAM, at=NOON)
    where = people.partnership(code="two")
    return TwoRivers(where, people.whole(where, actor=PROGRAM))


@pytest.fixture
def rivers(db):
    rivers = two_rivers()
    with acting(rivers.everything):
        spend = 3_650_00 // 5
        for month in months(APRIL, Month(2025, 8)):
            lines = [(8010, -spend), (2030, spend)]
            if month == APRIL:
                lines += [(8010, 10_000_00), (9090, -10_000_00), (8030, 7_00), (8360, -7_00)]
            post(rivers, month, lines)
        yield rivers


def post(rivers: TwoRivers, month: Month, lines: list) -> None:
    journal = Journal(
        month.first, "Cash", tuple(Line(rivers.a, *line) for line in lines), rivers.a, month=month
    )
    document = Document("paper", str(month), "A paper", rivers.a)
    ledger.post([(document, [journal])], scope=rivers.everything, at=datetime(2026, 4, 1, tzinfo=UTC))


def test_cash_is_what_is_in_the_surgerys_own_accounts(rivers):
    rivers = load(cash_floor_days=18)
    both = [rivers.a, rivers.b]
    avon, brook = queries.cash(scope=rivers.everything, surgeries=both, on=ON)
    assert avon.cash == 10_000_00 - 3_650_00  # the network's £7 is not its own
    assert avon.floor == round(3_650_00 * 18 / (30 + 31 + 30 + 31 + 31))
    assert avon.short == 0
    assert (brook.cash, brook.floor, brook.short) == (0, None, 0)


def test_a_surgery_below_the_floor_is_short_of_it(rivers):
    rivers = load(cash_floor=30_000)
    avon, brook = queries.cash(scope=rivers.everything, surgeries=[rivers.a, rivers.b], on=ON)
    assert (avon.short, brook.short) == (30_000_00 - 6_350_00, 30_000_00)


def test_without_a_deed_there_is_no_floor(rivers):
    rivers = load()
    avon, _ = queries.cash(scope=rivers.everything, surgeries=[rivers.a, rivers.b], on=ON)
    assert (avon.cash, avon.floor) == (6_350_00, None)
