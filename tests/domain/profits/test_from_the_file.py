"""From a partnership file through the database to charges and shares: what closing a month asks for."""

from copy import deepcopy
from datetime import date

import pytest

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.partnership import actions, queries
from commonpractice.domain.partnership.facts import ProfitSharing, Scope
from commonpractice.domain.partnership.rules import partnership_file
from commonpractice.domain.profits.facts import Agreement, Member, MonthResult, ShareStep
from commonpractice.domain.profits.rules import centre, charges, drivers, property_shares, sharing
from commonpractice.foundations.months import FinancialYear, Month
from tests.domain.filled import BEGAN, charge, deed
from tests.domain.partnerships import FILE, NOON, acting

pytestmark = pytest.mark.django_db
YEAR, MAY = FinancialYear(2025), Month(2025, 5)
SIZE = {"registered": 8000, "weighted": 8400, "staff": 20, "source": "test", "from": date(2024, 4, 1)}


@pytest.fixture
def scope() -> Scope:
    """Avon (8,000 patients) and Brook (4,000); Dr Ash leads Avon and owns half of it with one who retired."""
    data = deepcopy(FILE)
    avon, brook = data["surgery"]
    brook["size"] = [{**SIZE, "registered": 4000}]
    avon["property_share"] = [
        {"partner": "P1", "part": "1/2", "from": BEGAN},
        {"owner": "Dr Alder, retired", "part": "1/2", "from": BEGAN},
    ]
    data["partner"][0]["prior_share"] = [
        {"surgery": "A1", "name": "Lead", "pounds_a_year": 3650, "from": BEGAN}
    ]
    data["deed"] = [{**deed(), "centre_result": "per_registered"}]
    levy = {"code": "levy", "name": "Levy", "basis": "per_registered", "rate": 3, "from": BEGAN}
    data["charge"] = [charge("membership"), levy]
    report = actions.load(partnership_file.read(data), actor=PROGRAM, at=NOON)
    return queries.whole(report.partnership, actor=PROGRAM)


def members(scope: Scope) -> list[Member]:
    spells = queries.memberships(scope=scope)
    where = queries.partnership(partnership_id=scope.partnership_id)
    return [Member(each.id, each.name, spells[each.id]) for each in where.surgeries if not each.is_centre]


def test_charges_of_a_month_and_what_the_centre_has_left(scope):
    with acting(scope):
        there = members(scope)
        by = drivers.of_sizes(queries.sizes_over_time(scope=scope))
        rows = queries.charges(scope=scope)
        agreed = queries.deed(scope=scope, on=MAY.last)
    avon, brook = (each.surgery for each in there)
    found = charges.of_month(rows, members=there, drivers=by, month=MAY, year=YEAR)
    assert [(row.charge, row.surgery, row.pence) for row in found] == [
        ("levy", avon, 2_000_00),  # 8,000 x £3 / 12
        ("levy", brook, 1_000_00),
        ("membership", avon, 50_00),  # £600 / 12
        ("membership", brook, 50_00),
    ]
    left = sum(row.pence for row in found) - 3_400_00  # what the centre spent
    parts = centre.passed_on(left, agreed.centre_result, members=there, drivers=by, months=[MAY])
    assert [(row.surgery, row.pence) for row in parts] == [(avon, -200_00), (brook, -100_00)]


def test_shares_of_a_month(scope):
    with acting(scope):
        avon, *_ = members(scope)
        agreed = Agreement(
            avon.surgery,
            avon.name,
            avon.memberships,
            queries.partners_over_time(scope=scope)[avon.surgery],
            queries.owners_over_time(scope=scope)[avon.surgery],
        )
        [ash] = agreed.partners
        how = queries.deed(scope=scope, on=YEAR.last.last).profit_sharing
    result = MonthResult(avon.surgery, MAY, 9_000_00, rent=1_000_00)
    [due] = property_shares.due_to_others(result, agreed)
    assert (due.owner, due.pence) == ("Dr Alder, retired", 500_00)
    shares = sharing.share_month(result, agreed, year=YEAR)
    assert [(row.partner, row.step, row.pence) for row in shares] == [
        (ash.id, ShareStep.PRIOR, 310_00),  # £3,650 x 31/365
        (ash.id, ShareStep.PROPERTY, 500_00),
        (ash.id, ShareStep.BALANCE, 8_190_00),
    ]
    assert how is ProfitSharing.TIME_APPORTIONED
