"""From what all care is worth to one surgery's indicators, and to how one's pounds came about."""

from playwright.sync_api import expect

from tests.interfaces.house import House
from tests.interfaces.worth import FEW, declare, keep_forecasts
from tests.journeys.browser import wide_and_narrow
from tests.journeys.conftest import Visit


def test_from_the_sum_to_a_surgerys_indicators(page, visit: Visit, house: House, backstage):
    backstage(keep_forecasts, house)
    visit.sign_in("finance")
    visit.open("/partnership/worth/")
    expect(page.get_by_role("heading", level=1)).to_have_text("What care is worth, 2025/26")
    wide_and_narrow(page, "worth")
    page.get_by_role("link", name="Bryn Môr").click()
    expect(page.get_by_text("they are held at the surgery")).to_be_visible()
    wide_and_narrow(page, "worth-outside")
    expect(page.get_by_role("link", name=f"{FEW} ")).to_have_count(0)


def test_a_manager_sees_every_indicator_and_how_its_pounds_came_about(
    page, visit: Visit, house: House, backstage
):
    backstage(keep_forecasts, house)
    visit.sign_in("manager")
    visit.open("/surgery/M81001/worth/")
    wide_and_narrow(page, "worth-surgery")
    page.get_by_role("link", name=f"{FEW} ").click()
    steps = page.get_by_role("table", name="How the points and pounds that are expected were reckoned")
    expect(steps.get_by_role("row", name="Patients expected to meet it")).to_be_visible()
    wide_and_narrow(page, "worth-steps")
    page.get_by_role("link", name="What the national system declared, beside ours").click()
    expect(page.get_by_text("has been taken in")).to_be_visible()
    wide_and_narrow(page, "worth-declared")


def test_the_accounts_lead_to_the_forecast_and_what_is_declared_takes_its_place(
    page, visit: Visit, house: House, backstage
):
    backstage(keep_forecasts, house)
    visit.sign_in("finance")
    visit.open("/accounts/M81001/qof/2025/?indicator=BP002")
    expect(page.get_by_text("they are held at the surgery")).to_be_visible()
    wide_and_narrow(page, "follow-forecast")
    backstage(declare, house)
    page.get_by_role("link", name="What care is worth, and what is at risk").click()
    visit.open("/surgery/M81001/worth/declared/?year=2025/26")
    expect(page.get_by_text("What is declared is what pays.")).to_be_visible()
    wide_and_narrow(page, "worth-beside")
