"""Seen by their own doctor: a surgery's own page, and every surgery side by side."""

from playwright.sync_api import expect

from tests.interfaces.continuity import ASH, measure
from tests.journeys.browser import wide_and_narrow


def test_a_surgery_sees_its_own(page, visit, house, backstage):
    backstage(measure, house)
    visit.sign_in("manager")
    visit.open(f"/surgery/{ASH}/quality/")
    page.get_by_role("link", name="Seen by their own doctor").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Seen by their own doctor")
    expect(page.get_by_role("heading", name="Each doctor’s list")).to_be_visible()
    page.get_by_text("Show these figures as a table").first.click()
    expect(page.get_by_role("cell", name="Above the upper limit: an improvement")).to_be_visible()
    wide_and_narrow(page, "continuity-surgery")


def test_every_surgery_is_seen_side_by_side(page, visit, house, backstage):
    backstage(measure, house)
    visit.sign_in("board")
    visit.open("/partnership/quality/")
    page.get_by_role("link", name="Seen by their own doctor").click()
    expect(page.get_by_role("heading", name="Each surgery, the lowest first")).to_be_visible()
    wide_and_narrow(page, "continuity-partnership")
    page.get_by_role("link", name="Cedar House").first.click()
    expect(page.get_by_text("Each doctor’s list is seen by the surgery’s own people.")).to_be_visible()
    wide_and_narrow(page, "continuity-hidden")


def test_before_anything_was_measured_the_page_says_what_to_do(page, visit):
    visit.sign_in("manager")
    visit.open(f"/surgery/{ASH}/continuity/")
    expect(page.get_by_text("Nothing has been measured at Ash Tree Surgery yet.")).to_be_visible()
    wide_and_narrow(page, "continuity-empty")
