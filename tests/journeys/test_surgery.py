"""My surgery: the month at a glance, as a manager and as a partner see it."""

from playwright.sync_api import expect

from tests.interfaces.books import keep_books
from tests.journeys.browser import wide_and_narrow


def test_my_surgery_looks_right(page, visit, house, backstage):
    backstage(keep_books, house)
    visit.sign_in("manager")
    expect(page.get_by_role("heading", level=1)).to_have_text("My surgery")
    expect(page.get_by_role("heading", name="March 2025 in figures")).to_be_visible()
    wide_and_narrow(page, "my-surgery")
    visit.open("/surgery/M81001/?month=2023-04")
    wide_and_narrow(page, "my-surgery-first-month")


def test_a_long_name_and_a_light_colour_look_right(page, visit, house, backstage):
    backstage(keep_books, house)
    visit.sign_in("gp")
    wide_and_narrow(page, "my-surgery-long-name")


def test_a_surgery_without_books_looks_right(page, visit):
    visit.sign_in("manager")
    wide_and_narrow(page, "my-surgery-empty")


def test_the_list_of_surgeries_looks_right(page, visit):
    visit.sign_in("finance")
    visit.open("/surgery/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Surgeries")
    wide_and_narrow(page, "which-surgery")
    page.get_by_label("Practice code, or part of a name").fill("m81003")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("The surgery")
