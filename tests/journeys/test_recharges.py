"""A recharge, from the surgery that bore a cost to the other's answer and both sets of books."""

from playwright.sync_api import expect

from tests.interfaces.books import keep_books
from tests.interfaces.house import House
from tests.journeys.browser import wide_and_narrow
from tests.journeys.conftest import Visit


def in_as(visit: Visit, who: str) -> None:
    visit.page.get_by_role("button", name="Sign out").click()
    visit.sign_in(who)
    visit.page.get_by_role("link", name="Recharges", exact=True).click()


def test_a_recharge_is_raised_answered_and_posted(page, visit, house: House, backstage):
    backstage(keep_books, house)
    visit.sign_in("manager")
    page.get_by_role("link", name="Recharges", exact=True).click()
    wide_and_narrow(page, "recharges-empty")
    page.get_by_role("button", name="Raise a recharge").click()
    page.get_by_label("How much?").fill("a lot")
    page.get_by_role("button", name="Check it").click()
    for sentence in ("Choose the surgery to recharge", "“a lot” is not an amount of money", "Say what"):
        expect(page.get_by_role("alert")).to_contain_text(sentence)
    wide_and_narrow(page, "raise-recharge")
    page.get_by_label("Which surgery should bear it?").select_option("Cedar House")
    page.get_by_label("How much?").fill("1,234.50")
    page.get_by_label("What is it for?").fill("Two locum sessions of Dr Ash's at Cedar House, 3 & 4 March")
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        "You are about to ask Cedar House for £1,234.50"
    )
    wide_and_narrow(page, "check-recharge")
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_text("The recharge is sent")).to_be_visible()
    expect(page.get_by_text("Waiting for another surgery's answer")).to_be_visible()

    in_as(visit, "finance")
    wide_and_narrow(page, "recharges")
    page.get_by_role("link", name="Two locum sessions").click()
    page.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why you decline")
    wide_and_narrow(page, "recharge")
    page.get_by_label("Yes, post it").check()
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_text("Agreed, and posted to both.")).to_be_visible()
    wide_and_narrow(page, "recharge-posted")
    expect(page.get_by_role("row", name="Total £2,469.00 £2,469.00")).to_be_visible()

    in_as(visit, "manager")
    expect(page.get_by_text("Agreed and posted")).to_be_visible()
    page.get_by_role("link", name="Two locum sessions").click()
    expect(page.get_by_role("button", name="Answer")).to_have_count(0)


def test_a_recharge_is_taken_back(page, visit, house: House, backstage):
    backstage(keep_books, house)
    visit.sign_in("manager")
    visit.open("/recharges/new/")
    page.get_by_label("Which surgery should bear it?").select_option("Cedar House")
    page.get_by_label("How much?").fill("10")
    page.get_by_label("What is it for?").fill("A mistake")
    page.get_by_role("button", name="Check it").click()
    page.get_by_role("button", name="Send it").click()
    page.get_by_role("link", name="A mistake").click()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("The recharge is taken back.")).to_be_visible()
    expect(page.get_by_text("Withdrawn")).to_be_visible()
