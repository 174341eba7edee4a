"""What a chart shows is acted on: an action is opened, done, checked, and the chart's limits are set anew."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from commonpractice.domain.partnership.facts import Role
from commonpractice.foundations.months import Month
from tests.interfaces.house import House, welcome
from tests.interfaces.improving import ASH, BRYN, CODE, improve, keep_courses
from tests.journeys.browser import wide_and_narrow
from tests.journeys.conftest import Visit


def furnish(house: House) -> int:
    """The house with its courses, an action overdue, and one that was done a year ago."""
    welcome(house, {"quality": ("Quinn Quality", Role.QUALITY_LEAD, "CENTRE")})
    keep_courses(house)
    improve(house, BRYN, days_ago=40)
    return improve(house, days_ago=400)


@pytest.mark.parametrize("javascript", [True, False], indirect=True)
def test_a_signal_is_acted_on_and_checked(page, visit: Visit, house: House, backstage, javascript):
    looked = wide_and_narrow if javascript else lambda *_: None
    year_ago = backstage(furnish, house)
    visit.sign_in("quality")
    visit.open(f"/improvement/start/?indicator={CODE}&surgery={ASH}")
    expect(page.get_by_text("Below the lower limit: a concern.").first).to_be_visible()
    page.get_by_label("What will be done?").fill(
        "Ring everybody whose blood test is overdue, by name of nurse"
    )
    looked(page, "improving-open")
    page.get_by_role("button", name="Start this action").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Improvement action")
    looked(page, "improving-action-open")
    page.get_by_text("Add a comment").click()
    page.get_by_label("Comment", exact=True).fill("The list is drawn up")
    page.get_by_role("button", name="Add the comment").click()
    expect(page.get_by_text("The list is drawn up")).to_be_visible()

    page.get_by_role("link", name="Improvement actions").first.click()
    expect(page.get_by_text("2 overdue")).to_be_visible()
    looked(page, "improving-list")

    visit.open(f"/improvement/{year_ago}/")
    page.get_by_text("It is done", exact=True).click()
    day = timezone.localdate() - timedelta(days=360)
    page.get_by_label("On which day was it done?").fill(day.isoformat())
    page.get_by_role("button", name="Write it down as done").click()
    expect(page.get_by_text("The chart signals a concern")).to_be_visible()
    expect(page.get_by_label("No, it did not work")).to_be_checked()
    looked(page, "improving-action-check")
    page.get_by_label("Yes, it worked").check()
    page.get_by_role("button", name="Confirm it").click()
    expect(page.get_by_role("alert")).to_contain_text("The figures say otherwise.")
    looked(page, "improving-action-refused")
    page.get_by_label("Why do you find so?").fill("Half the list moved away in the last month")
    page.get_by_role("button", name="Confirm it").click()
    expect(page.get_by_text("It worked", exact=True)).to_be_visible()
    looked(page, "improving-action-worked")

    page.get_by_role("link", name="set them from when it began").click()
    page.get_by_label("New limits from").select_option(str(Month.of(timezone.localdate()) - 12))
    page.get_by_label("Why are the limits new?").fill("A second nurse since then")
    page.get_by_role("button", name="Set new limits").click()
    expect(page.get_by_text("A second nurse since then").first).to_be_visible()
    looked(page, "improving-limits")


def test_where_nothing_was_counted_it_says_so(page, visit: Visit, house: House):
    visit.sign_in("manager")
    visit.open("/improvement/")
    expect(page.get_by_text("No improvement action has been opened yet.")).to_be_visible()
    wide_and_narrow(page, "improving-none")
    visit.open(f"/improvement/start/?indicator={CODE}&surgery={ASH}")
    expect(page.get_by_text("Nothing had been counted yet.")).to_be_visible()
    wide_and_narrow(page, "improving-open-nothing")
    visit.open(f"/improvement/limits/?indicator={CODE}&surgery={ASH}")
    wide_and_narrow(page, "improving-limits-nothing")
