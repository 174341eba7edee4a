"""Care: what needs looking at first, an indicator at every surgery, a surgery's own page, its records."""

import pytest
from playwright.sync_api import expect

from commonpractice.domain.partnership.facts import Role
from tests.interfaces.counted import ASH, count
from tests.interfaces.house import welcome
from tests.journeys.browser import go_to, wide_and_narrow

TITLE = "ACE inhibitor or angiotensin receptor blocker in diabetes with protein in the urine"
FEW = "High bowel test results that were referred within two weeks"


def test_from_what_stands_out_to_a_surgerys_chart(page, visit, house, backstage):
    backstage(count, house)
    backstage(welcome, house, {"quality": ("Quinn Quality", Role.QUALITY_LEAD, "CENTRE")})
    visit.sign_in("quality")
    go_to(page, "Quality")
    expect(page.get_by_role("heading", level=1)).to_have_text("How care is measured")
    wide_and_narrow(page, "quality")
    page.locator(".cp-first").get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)
    expect(page.locator(".cp-small__cell--concern")).to_contain_text("Ash Tree Surgery")
    wide_and_narrow(page, "quality-indicator")
    for unfold in page.get_by_text("Show these figures as a table").all():
        unfold.click()
    wide_and_narrow(page, "quality-indicator-tables")
    page.locator(".cp-small__cell--concern").get_by_role("link").click()
    expect(page.locator(".cp-brand")).to_contain_text("Ash Tree Surgery")
    wide_and_narrow(page, "quality-at-surgery")
    page.get_by_role("link", name="XmR chart of every move").click()
    expect(page.get_by_text("Limits are those of an XmR chart of every move")).to_be_visible()
    page.get_by_role("button", name="Start an improvement action").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("improvement")


@pytest.mark.parametrize("javascript", [True, False], indirect=True)
def test_an_indicator_is_found_by_keyboard(page, visit, house, backstage, javascript):
    backstage(count, house)
    visit.sign_in("finance")
    visit.open("/partnership/quality/")
    page.get_by_label("Words").focus()
    page.keyboard.type("bowel")
    page.keyboard.press("Tab")
    page.get_by_label("Condition").select_option("Cancer safety-netting")
    page.get_by_label("Words").press("Enter")
    rows = page.locator("#every-indicator ~ tbody tr")
    expect(rows).to_have_count(2)
    page.get_by_role("link", name="Indicator", exact=True).focus()
    page.keyboard.press("Enter")
    expect(rows).to_have_count(2)
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Indicator")
    link = page.get_by_role("link", name=FEW)
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#hidden")).to_contain_text("Which of the two is not said.")
    if javascript:
        wide_and_narrow(page, "quality-hidden")
    page.get_by_text("As at another day").click()
    page.get_by_label("Up to and including this day").fill("2026-03-31")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("As at 31 March 2026.")).to_be_visible()


def test_a_surgerys_own_pages_look_right(page, visit, house, backstage):
    backstage(count, house)
    visit.sign_in("manager")
    go_to(page, "Quality")
    expect(page.get_by_role("heading", name="The one thing to do next")).to_be_visible()
    wide_and_narrow(page, "quality-surgery")
    page.get_by_role("link", name="Patients’ records").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Patients’ records")
    page.get_by_text("Every row counted").click()
    wide_and_narrow(page, "records")


def test_where_nothing_was_counted_the_pages_look_right(page, visit):
    visit.sign_in("board")
    for name, path in (
        ("all", "/partnership/quality/"),
        ("one", "/partnership/quality/DM020/"),
        ("surgery", f"/surgery/{ASH}/quality/"),
        ("measured", f"/surgery/{ASH}/quality/DM020/"),
    ):
        visit.open(path)
        expect(page.get_by_text("Nothing has been counted at")).to_be_visible()
        wide_and_narrow(page, f"quality-empty-{name}")
    visit.open("/account/")
