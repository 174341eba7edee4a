"""What care is worth: who sees which counts, what the sums are, and what is said where nothing is."""

import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from commonpractice.domain.contracts import queries
from commonpractice.domain.contracts.rules.qof.worth import ranged
from commonpractice.domain.quality.parameters.forecasting import forecasting
from commonpractice.gateways.scoped_postgres import tickets
from commonpractice.interfaces.web.amounts import pounds, whole_pounds
from tests.interfaces.web.test_pages import row, text
from tests.interfaces.worth import ASH, AT, BRYN, DECLARED, FEW, YEAR, declare, keep_forecasts

pytestmark = pytest.mark.slow


@pytest.fixture
def forecast(house):
    assert keep_forecasts(house).without == {}
    return house


def totals(house):
    surgeries = [house.surgery(code).id for code in (ASH, BRYN)]
    with tickets.acting(actor_id=0, surgeries=surgeries), transaction.atomic():
        found = queries.forecast_totals(scope=house.everything, surgeries=surgeries, year=YEAR)
    return [found[one].of_year for one in surgeries]


def test_the_partnership_sees_sums_ranges_and_what_is_at_risk(forecast, sign_in):
    ash, bryn = totals(forecast)
    assert ash.amount > bryn.amount
    assert ash.at_risk < bryn.at_risk
    page = sign_in("board").get("/partnership/worth/")
    assert row(page, "Ash Tree Surgery")[0] == pounds(ash.amount)
    assert row(page, "Ash Tree Surgery")[2] == pounds(ash.at_risk)
    together = row(page, "Together")
    low, high = ranged([(one.amount, one.low, one.high) for one in (ash, bryn)], forecasting().together)
    assert together[:3] == [
        pounds(ash.amount + bryn.amount),
        f"{whole_pounds(low)} to {whole_pounds(high)}",
        pounds(ash.at_risk + bryn.at_risk),
    ]
    assert ash.low + bryn.low < low < ash.amount + bryn.amount < high
    assert "Not forecast: Cedar House" in text(page)
    sorted_ = text(sign_in("board").get("/partnership/worth/?sort=name"))
    assert sorted_.index("Ash Tree") < sorted_.index("Bryn")


def test_the_year_of_who_has_left_is_on_its_row_and_in_no_sum(forecast, sign_in, owner):
    """Its months since are its own: neither the year nor a part of it is the partnership's to add up."""
    bryn = forecast.surgery(BRYN)
    ash, gone = totals(forecast)
    board = sign_in("board")

    def until(end: str):
        with owner.cursor() as cursor:
            cursor.execute(
                "UPDATE partnership_membership SET effective = %s WHERE surgery_id = %s",
                [f"[2015-11-01,{end})", bryn.id],
            )
        return board.get("/partnership/worth/")

    whole = until("2026-04-01")  # it stays to the year's last day
    assert row(whole, "Together")[0] == pounds(ash.amount + gone.amount)
    assert "not in the sum" not in text(whole)
    page = until("2025-10-01")
    assert row(page, "Together")[:3] == [
        pounds(ash.amount), f"{whole_pounds(ash.low)} to {whole_pounds(ash.high)}", pounds(ash.at_risk)
    ]  # fmt: skip
    assert pounds(gone.amount) in text(page)
    assert f"{bryn.name} until 30 September 2025, not in the sum" in text(page)
    assert "Not forecast: Cedar House" in text(page)


def test_at_the_surgery_every_indicator_is_seen_and_outside_what_may_leave(forecast, sign_in):
    inside = sign_in("manager").get(f"/surgery/{ASH}/worth/")
    assert f">{FEW} " in inside.content.decode()
    assert "held at the" not in text(inside)
    assert "The next 12 would bring most if they were" in text(inside)
    outside = sign_in("finance").get(f"/surgery/{ASH}/worth/")
    page = outside.content.decode()
    assert f">{FEW} " not in page
    assert "2 indicators are not shown here" in text(outside)  # or the sum would tell the one
    assert "would bring most if they were" not in text(outside)
    shown = len(re.findall(r"indicator=[A-Z]+\d{3}#steps-of", page))
    assert shown == 42


def test_one_indicator_leads_from_its_count_to_its_pounds(forecast, sign_in):
    found = sign_in("manager").get(f"/surgery/{ASH}/worth/?indicator=BP002")
    assert "Patients expected to meet it" in text(found)
    assert "forecast from the patients’ records" in text(found) or "patients' records" in text(found)


def test_nobodys_name_stands_beside_pounds_and_others_are_refused_in_words(forecast, sign_in):
    for who, address, status in (
        ("gp", "/partnership/worth/", 403),
        ("manager", f"/surgery/{BRYN}/worth/", 403),
        ("staff", "/surgery/M81003/worth/", 403),
        ("finance", "/surgery/XXX/worth/", 404),
        ("finance", f"/surgery/{ASH}/worth/?year=soon", 404),
    ):
        answer = sign_in(who).get(address)
        assert (answer.status_code, "£" in answer.content.decode()) == (status, False), (who, address)


def test_where_nothing_is_forecast_the_page_says_what_to_do(house, sign_in):
    assert "quality forecast" in text(sign_in("finance").get("/partnership/worth/"))
    assert "quality forecast" in text(sign_in("manager").get(f"/surgery/{ASH}/worth/"))
    assert "has been taken in" in text(sign_in("manager").get(f"/surgery/{ASH}/worth/declared/?year=2025/26"))


def test_the_questions_asked_do_not_grow_with_the_surgeries(forecast, sign_in):
    client = sign_in("finance")
    client.get("/partnership/worth/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/partnership/worth/")
    assert len([one for one in asked if "qof_forecast" in one["sql"]]) == 2


def test_what_was_declared_stands_beside_ours_and_takes_the_forecasts_place(forecast, sign_in):
    done = declare(forecast)
    assert (done.surgeries, done.new, done.known) == (1, 44, 0)
    again = declare(forecast)
    assert (again.new, again.known) == (0, 44)
    asked = {"scope": forecast.everything, "surgery": forecast.surgery(ASH).id, "year": YEAR}
    with tickets.acting(actor_id=0, surgeries=forecast.everything.surgeries), transaction.atomic():
        assert queries.forecast_paying(**asked, known_on=AT.date()) is not None
        assert queries.forecast_paying(**asked, known_on=DECLARED.date()) is None
        paid = queries.qof_of_year(**asked, known_on=DECLARED.date())
    page = sign_in("manager").get(f"/surgery/{ASH}/worth/declared/?year=2025/26")
    assert pounds(paid.earned.amount) in text(page)
    assert "declared by the national system on 20 April 2026 (cqrs.csv)" in text(page)
    outside = sign_in("finance").get(f"/surgery/{ASH}/worth/declared/?year=2025/26")
    assert text(outside).count("held at the surgery") == 2


def test_follow_the_pound_leads_to_the_forecast_its_indicators_and_the_count(forecast, sign_in):
    """The accounts' page of the year's QOF is the forecast's until something is declared."""
    inside = sign_in("manager").get(f"/accounts/{ASH}/qof/2025/?indicator=BP002")
    ash, _ = totals(forecast)
    assert pounds(ash.amount) in text(inside)
    assert "patients had met it on 31 October 2025" in text(inside)
    outside = sign_in("finance").get(f"/accounts/{ASH}/qof/2025/?indicator={FEW}")
    assert "they are held at the surgery" in text(outside)
    assert "patients had met it on" not in text(outside)
    page = outside.content.decode()
    assert ("indicator=BP002" in page, f"indicator={FEW}#" in page) == (True, False)
    before = sign_in("manager").get(f"/accounts/{ASH}/qof/2025/?known=2025-10-01")
    assert "had been counted by" in text(before)
