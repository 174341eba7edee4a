"""Partnership: the desk, every surgery side by side, sorted, and the proof that they make the whole."""

from playwright.sync_api import expect

from tests.interfaces.books import keep_books
from tests.journeys.browser import wide_and_narrow


def test_the_partnership_looks_right_and_sorts(page, visit, house, backstage):
    backstage(keep_books, house)
    visit.sign_in("finance")
    expect(page.get_by_role("heading", level=1)).to_have_text("Partnership")
    wide_and_narrow(page, "partnership")
    page.get_by_role("link", name="Income, spending and surplus side by side").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Side by side, March 2025")
    wide_and_narrow(page, "side-by-side")
    first = page.locator("#surgeries ~ tbody th").first
    expect(first).to_have_text("Ash Tree Surgery")
    page.get_by_role("link", name="Surplus", exact=True).click()
    expect(first).to_have_text("Cedar House")
    expect(page.locator("th[aria-sort=descending]")).to_have_text("Surplus")
    page.get_by_label("Figures of").select_option("The year so far")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Side by side, 2024/25")
    expect(page.get_by_text("They agree", exact=True)).to_be_visible()


def test_a_partnership_without_books_looks_right(page, visit):
    visit.sign_in("board")
    wide_and_narrow(page, "partnership-empty")
