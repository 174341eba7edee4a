"""One patient more in a count, and the pennies of it reach the partners of that surgery, and nobody else.

BP002 of 2025/26: 15 points from 50% to 90%, £225.49 a point, 8,000 of 10,184 patients, not adjusted.

    700 of 1,000   7.5000 points   £1,328.50 a year   £110.71 in each of April, May and June
    701 of 1,000   7.5375 points   £1,335.14 a year   £111.27 in April and May, £111.26 in June

With a global sum of £85,253.00 a month, two partners in equal parts, an odd penny to the first:

                   profit       Dr Ash       Dr Elm
    April, then    85,363.71    42,681.86    42,681.85
    April, now     85,364.27    42,682.14    42,682.13
    June, now      85,364.26    42,682.13    42,682.13
"""

from copy import deepcopy
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import transaction

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.contracts import actions as contracts
from commonpractice.domain.contracts import queries as contract_queries
from commonpractice.domain.contracts.facts.due import PatientList, QofCount
from commonpractice.domain.contracts.facts.indicators import Count
from commonpractice.domain.ledger import queries as books
from commonpractice.domain.partnership import actions as partnership
from commonpractice.domain.partnership import queries as people
from commonpractice.domain.partnership.rules import partnership_file
from commonpractice.domain.profits import actions, queries
from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import FinancialYear, Month
from tests.domain.partnerships import FILE, NOON, TwoRivers, acting, two_rivers

APRIL, MAY, JUNE = Month(2025, 4), Month(2025, 5), Month(2025, 6)
YEAR = FinancialYear(2025)
KNOWN = date(2025, 4, 20)
POSTED, AGAIN = datetime(2025, 7, 7, 12, tzinfo=UTC), datetime(2025, 7, 9, 12, tzinfo=UTC)


def counted(numerator: int, known: date) -> QofCount:
    return QofCount(YEAR, "BP002", Count(numerator, 1000), known, "counts.csv")


def tell(rivers: TwoRivers, surgery: int, count: QofCount, at: datetime) -> None:
    with transaction.atomic():
        contracts.tell_qof_counts({surgery: [count]}, scope=rivers.everything, at=at)


def post(rivers: TwoRivers, at: datetime) -> None:
    with transaction.atomic():
        both = {"surgeries": [rivers.a, rivers.b], "month": JUNE, "scope": rivers.everything, "at": at}
        contracts.post_income(**both)
        actions.post_shares(of=rivers.partnership, first=APRIL, since=APRIL, **both)


def had(rivers: TwoRivers) -> dict[str, dict[Month, int]]:
    """What each partner's current account was credited with, by month of entitlement."""
    sums = books.sums_by_item(scope=rivers.everything, surgeries=[rivers.a, rivers.b], accounts=[9030])
    names = people.partner_names(ids={place.partner_id for place in sums})
    found: dict[str, dict[Month, int]] = {}
    for place, amount in sums.items():
        found.setdefault(names[place.partner_id], {})[place.concerns] = -amount
    return found


@pytest.fixture
def rivers(db):
    """Avon's Dr Ash and Dr Elm in equal parts, Brook's Dr Birch; both surgeries with lists and counts."""
    two_rivers()
    file = deepcopy(FILE)
    file["partner"].append(deepcopy(file["partner"][0]) | {"code": "P3", "name": "Dr Elm"})
    partnership.load(partnership_file.read(file), actor=PROGRAM, at=NOON)
    where = people.partnership(code="two")
    rivers = TwoRivers(where, people.whole(where, actor=PROGRAM))
    with acting(rivers.everything):
        patients = PatientList(Period(APRIL.first), Decimal(8000), Decimal(8400), KNOWN, "a statement")
        contracts.tell_lists({rivers.a: [patients], rivers.b: [patients]}, scope=rivers.everything, at=NOON)
        for surgery in (rivers.a, rivers.b):
            tell(rivers, surgery, counted(700, KNOWN), NOON)
        post(rivers, POSTED)
        yield rivers


def test_one_patient_more_is_worth_these_pennies_to_these_partners(rivers):
    before = had(rivers)
    tell(rivers, rivers.a, counted(701, date(2025, 7, 8)), AGAIN)
    post(rivers, AGAIN)
    moved = {
        name: {month: amount - before[name][month] for month, amount in months.items()}
        for name, months in had(rivers).items()
    }
    assert before["Dr Ash"][APRIL] == 42_681_86
    assert moved == {
        "Dr Ash": {APRIL: 28, MAY: 28, JUNE: 27},
        "Dr Elm": {APRIL: 28, MAY: 28, JUNE: 28},
        "Dr Birch": {APRIL: 0, MAY: 0, JUNE: 0},
    }


def test_from_the_share_down_to_the_count(rivers):
    """The share's steps name the profit; the month's line names the points; the points name the count."""
    tell(rivers, rivers.a, counted(701, date(2025, 7, 8)), AGAIN)
    post(rivers, AGAIN)
    asked = {"scope": rivers.everything, "surgery_id": rivers.a, "concerns": APRIL}
    share = books.followed(item="share.balance", **asked)[-1]
    assert share.told[0]["steps"][0] == {
        "words": "Profit, or loss below nil",
        "value": "85364.27",
        "unit": "£",
        "source": "",
        "trust": "found",
    }
    month = queries.month_of(scope=rivers.everything, surgery=rivers.a, month=APRIL)
    assert {(each.item, each.amount) for each in month.made_of} == {
        ("global_sum", 85_253_00),
        ("qof_achievement", 111_27),
    }
    line = books.followed(item="qof_achievement", **asked)
    assert [one.told[0]["steps"][0]["value"] for one in line] == ["7.5", "7.5375"]
    known = [
        contract_queries.qof_of_year(
            scope=rivers.everything, surgery=rivers.a, year=YEAR, known_on=journal.known_on
        )
        for journal in line
    ]
    assert [one.counts["BP002"].count.numerator for one in known] == [700, 701]
    assert [one.earned.amount for one in known] == [1_328_50, 1_335_14]


def test_from_the_line_up_to_the_partners(rivers):
    """£110.71 of April's profit is QOF: 85,363.71 less 85,253.00, an odd penny to the first."""
    (line,) = (
        journal
        for journal in books.followed(
            scope=rivers.everything, surgery_id=rivers.a, item="qof_achievement", concerns=APRIL
        )
    )
    found = queries.brought(
        scope=rivers.everything,
        of=rivers.partnership,
        surgery=rivers.a,
        month=APRIL,
        lines=[queries.OnAccount(1120, line.on(1120))],
    )
    names = people.partner_names(ids=found)
    assert {names[partner]: pence for partner, pence in found.items()} == {"Dr Ash": 55_36, "Dr Elm": 55_35}
