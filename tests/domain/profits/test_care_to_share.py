"""A coded event, the indicator it meets, the forecast, the month's accrual, the ledger, a partner's share.

BP002 (45 or over, blood pressure in the last five years): 15 points from 50% to 90%, £227.95 a point, 8,000
of 10,295 patients. Of Avon's 100 patients 5 more were measured in each month of last year, 60 by its end, who
still count; of the others some are thought to come forward until March.

    60 measured, 70 expected  7.5000 points  £1,328.51 a year  £110.71 in April to September
    61 measured, 71 expected  7.8750 points  £1,394.93 a year  £116.25 in April to August, then £116.24

The six months are £664.26 and then £697.49: £33.23 more, in two equal shares.
"""

from copy import deepcopy
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.conf import settings
from django.db import transaction

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.contracts import actions as contracts
from commonpractice.domain.contracts import models
from commonpractice.domain.contracts import queries as contract_queries
from commonpractice.domain.contracts.facts.due import PatientList, QofCount
from commonpractice.domain.contracts.facts.indicators import Count
from commonpractice.domain.contracts.parameters import qof_indicators
from commonpractice.domain.contracts.rules.items import twelfths
from commonpractice.domain.ledger import queries as books
from commonpractice.domain.partnership import actions as partnership
from commonpractice.domain.partnership import queries as people
from commonpractice.domain.partnership.rules import partnership_file
from commonpractice.domain.profits import actions
from commonpractice.domain.quality import actions as quality
from commonpractice.domain.quality.facts.people import Event, PatientRecord, Registered
from commonpractice.domain.quality.rules.years import month_ends, towards_the_year_end
from commonpractice.domain.records import actions as records
from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import FinancialYear, Month
from commonpractice.gateways.event_engine import open_engine
from commonpractice.gateways.scoped_postgres import tickets
from tests.domain.partnerships import FILE, NOON, TwoRivers, acting, two_rivers
from tests.domain.quality.test_running import keep

pytestmark = pytest.mark.slow
YEAR = FinancialYear(2026)
APRIL, SEPTEMBER = Month(2026, 4), Month(2026, 9)
KNOWN = date(2026, 4, 2)
FIRST_RUN, CLOSED = datetime(2026, 10, 2, 12, tzinfo=UTC), datetime(2026, 10, 5, 12, tzinfo=UTC)
SECOND_RUN, AGAIN = datetime(2026, 10, 6, 12, tzinfo=UTC), datetime(2026, 10, 7, 12, tzinfo=UTC)
DECLARED, LATER = datetime(2027, 5, 4, 12, tzinfo=UTC), datetime(2027, 5, 6, 12, tzinfo=UTC)


def patients(measured_since: date | None = None) -> list[PatientRecord]:
    """100 patients of 50: five of them measured in each month of last year; one more on a day of this."""
    found: list[PatientRecord] = []
    for number in range(100):
        days = [(Month(2025, 4) + number // 5).first] if number < 60 else []
        if number == 99 and measured_since:
            days.append(measured_since)
        found.append(
            PatientRecord(
                date(1974, 1, 1),
                "male",
                (Registered(date(2010, 1, 1)),),
                {"bp_cod": tuple(Event(on) for on in days)},
            )
        )
    return found


def run(rivers: TwoRivers, months: int, at: datetime) -> None:
    """Judge month-ends up to September, and forecast from them."""
    days = towards_the_year_end(month_ends(date(2026, 9, 30), months))
    with open_engine() as engine:
        quality.run_indicators(days=days, scope=rivers.everything, engine=engine, at=at, surgeries=[rivers.a])
    done = contracts.forecast_year(scope=rivers.everything, on=date(2026, 9, 30), at=at)
    assert [*done.surgeries] == [rivers.a], done


def post(rivers: TwoRivers, at: datetime) -> None:
    with transaction.atomic():
        both = {"surgeries": [rivers.a, rivers.b], "month": SEPTEMBER, "scope": rivers.everything, "at": at}
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


def achieved(rivers: TwoRivers) -> dict[Month, int]:
    (found,) = contract_queries.posted(scope=rivers.everything, surgeries=[rivers.a]).values()
    return {month: one.earned for (item, month), one in found.items() if item == "qof_achievement"}


@pytest.fixture
def rivers(db, tmp_path, monkeypatch):
    """Avon's Dr Ash and Dr Elm in equal parts, Brook's Dr Birch; Avon has patients' records."""
    monkeypatch.setattr(settings, "DATA", tmp_path)
    two_rivers(APRIL, YEAR.last)
    file = deepcopy(FILE)
    file["partner"].append(deepcopy(file["partner"][0]) | {"code": "P3", "name": "Dr Elm"})
    partnership.load(partnership_file.read(file), actor=PROGRAM, at=NOON)
    where = people.partnership(code="two")
    rivers = TwoRivers(where, people.whole(where, actor=PROGRAM))
    with acting(rivers.everything):
        records.load_starter(actor=PROGRAM, at=NOON)
        of_list = PatientList(Period(APRIL.first), Decimal(8000), Decimal(8400), KNOWN, "a statement")
        by = {"scope": rivers.everything, "at": FIRST_RUN}
        contracts.tell_lists({rivers.a: [of_list], rivers.b: [of_list]}, **by)
        keep(rivers.a, patients(), 1)
        run(rivers, 18, FIRST_RUN)
        post(rivers, CLOSED)
        yield rivers


def test_one_coded_event_is_worth_these_pennies_to_these_partners(rivers):
    before, posted = had(rivers), achieved(rivers)
    (total,) = contract_queries.forecast_totals(
        scope=rivers.everything, surgeries=[rivers.a], year=YEAR
    ).values()
    assert posted == dict(zip(sorted(posted), twelfths(total.of_year.amount), strict=False))
    keep(rivers.a, patients(measured_since=date(2026, 9, 28)), 1)
    run(rivers, 1, SECOND_RUN)
    post(rivers, AGAIN)
    after = achieved(rivers)
    (now,) = contract_queries.forecast_totals(
        scope=rivers.everything, surgeries=[rivers.a], year=YEAR
    ).values()
    assert (total.of_year.amount, now.of_year.amount) == (1_328_51, 1_394_93)
    assert (posted[APRIL], after[APRIL], after[SEPTEMBER]) == (110_71, 116_25, 116_24)
    moved = {
        name: sum(amount - before[name][month] for month, amount in months.items())
        for name, months in had(rivers).items()
    }
    assert sum(after.values()) - sum(posted.values()) == 33_23
    assert moved["Dr Ash"] + moved["Dr Elm"] == 33_23
    assert abs(moved["Dr Ash"] - moved["Dr Elm"]) <= len(after)
    assert moved["Dr Birch"] == 0


def test_the_share_leads_to_the_forecast_and_the_forecast_to_the_count(rivers):
    (journal,) = books.followed(
        scope=rivers.everything, surgery_id=rivers.a, item="qof_achievement", concerns=APRIL
    )
    steps = journal.told[0]["steps"]
    assert (steps[0]["value"], steps[1]["value"]) == ("7.5", "1328.51")
    assert steps[0]["words"] == "Points, as forecast on 30 September 2026 for the year's end"
    assert "patients' records" in steps[0]["source"]
    (total,) = contract_queries.forecast_totals(
        scope=rivers.everything, surgeries=[rivers.a], year=YEAR, known_on=journal.known_on
    ).values()
    parts = contract_queries.forecast_parts(
        scope=rivers.everything, surgery=rivers.a, forecast=total.of_year.id
    )
    (pressure,) = (one for one in parts if one.indicator.code == "BP002")
    assert (pressure.met, pressure.ends.eligible, pressure.ends.expected) == (60, 100, 70)
    assert pressure.amount == total.of_year.amount == 1_328_51
    met = [step for step in pressure.steps if step["words"] == "Patients expected to meet it by 31 March"]
    assert met[0]["value"] == "70"


def test_a_run_is_forecast_once_and_a_count_told_within_the_year_does_not_take_its_place(rivers):
    again = contracts.forecast_year(scope=rivers.everything, on=date(2026, 9, 30), at=SECOND_RUN)
    assert (again.surgeries, again.known_already) == ({}, (rivers.a,))
    posted = achieved(rivers)
    one = QofCount(YEAR, "BP002", Count(90, 100), SECOND_RUN.date(), "hearsay", declared=True)
    contracts.tell_qof_counts({rivers.a: [one]}, scope=rivers.everything, at=SECOND_RUN)
    post(rivers, AGAIN)
    assert achieved(rivers) == posted
    asked = {"scope": rivers.everything, "surgery": rivers.a, "year": YEAR}
    assert contract_queries.forecast_paying(**asked, known_on=AGAIN.date()) is not None


def test_what_is_declared_pays_from_then_on(rivers):
    known = [
        QofCount(YEAR, code, Count(90, 100) if code == "BP002" else Count(0, 0), DECLARED.date(), "declared")
        for code in qof_indicators(YEAR)
    ]
    in_part = [one for one in known if one.indicator == "BP002"]
    asked = {"scope": rivers.everything, "surgery": rivers.a, "year": YEAR, "known_on": DECLARED.date()}
    posted = achieved(rivers)
    contracts.tell_qof_counts({rivers.a: in_part}, scope=rivers.everything, at=DECLARED)
    post(rivers, DECLARED)
    assert achieved(rivers) == posted
    assert contract_queries.forecast_paying(**asked) is not None
    contracts.tell_qof_counts({rivers.a: known}, scope=rivers.everything, at=DECLARED)
    post(rivers, DECLARED)
    # 15 points, £2,657.01 a year; 265701 = 12 x 22141 + 9
    assert achieved(rivers)[APRIL] == 221_42
    assert contract_queries.forecast_paying(**asked) is None
    guess = QofCount(YEAR, "BP002", Count(50, 100), LATER.date(), "a search", declared=False)
    contracts.tell_qof_counts({rivers.a: [guess]}, scope=rivers.everything, at=LATER)
    post(rivers, LATER)
    assert achieved(rivers)[APRIL] == 221_42


def test_counts_are_seen_at_the_surgery_and_the_total_by_whoever_sees_its_money(rivers):
    """As no program and with no patients, what may not leave is not there, and nobody else writes."""
    (total,) = contract_queries.forecast_totals(
        scope=rivers.everything, surgeries=[rivers.a], year=YEAR
    ).values()
    asked = {"scope": rivers.everything, "surgery": rivers.a, "forecast": total.of_year.id}
    rows = models.QofForecast.objects.all()
    shown = set(rows.filter(disclosed=True).values_list("indicator", flat=True))
    assert rows.count() == 43 > len(shown)
    with tickets.acting(actor_id=77, surgeries=[rivers.a], counts=[rivers.a]), transaction.atomic():
        assert len(contract_queries.forecast_parts(**asked)) == 43
    with tickets.acting(actor_id=77, surgeries=[rivers.a]), transaction.atomic():
        assert {one.indicator.code for one in contract_queries.forecast_parts(**asked)} == shown
        assert models.QofForecastTotal.objects.count() == 1
    with tickets.acting(actor_id=77, surgeries=[rivers.b]), transaction.atomic():
        assert models.QofForecastTotal.objects.count() == models.QofForecast.objects.count() == 0
