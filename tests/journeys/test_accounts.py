"""Accounts: from a statement down to a journal and what it was made from, and up again."""

import pytest
from playwright.sync_api import expect

from tests.interfaces.books import keep_books
from tests.journeys.browser import NARROW, axe, wide_and_narrow


def test_from_a_figure_down_to_its_source_and_up_again(page, visit, house, backstage):
    backstage(keep_books, house)
    visit.sign_in("manager")
    page.get_by_role("link", name="Accounts", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Income and expenditure")
    wide_and_narrow(page, "income")
    page.get_by_role("link", name="£52,300.00").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1010 Global sum")
    expect(page.locator(".cp-outcome")).to_contain_text("£52,300.00 credit")
    wide_and_narrow(page, "account")
    page.get_by_role("link", name="Global sum").last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Journal")
    wide_and_narrow(page, "journal")
    page.get_by_role("link", name="NHS payment statement, March 2025").last.click()
    wide_and_narrow(page, "document")
    page.get_by_role("link", name="QOF aspiration").click()
    page.get_by_role("navigation", name="Breadcrumb").get_by_role("link", name="Accounts").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Income and expenditure")


@pytest.mark.parametrize("javascript", [False], ids=["no scripts"], indirect=True)
def test_everything_is_reached_without_scripts(page, visit, house, backstage):
    backstage(keep_books, house)
    visit.sign_in("finance")
    page.set_viewport_size(NARROW)
    for room in ("Surgeries", "Partnership", "Accounts", "Recharges", "Who saw what"):
        expect(page.get_by_role("link", name=room, exact=True)).to_be_visible()
    page.get_by_role("link", name="Accounts", exact=True).click()
    page.get_by_label("Whose books").select_option("Cedar House")
    page.get_by_text("As at another day").click()
    page.get_by_label("Up to and including this day").fill("2024-06-15")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("caption")).to_have_text("1 to 15 June 2024")
    page.get_by_role("link", name="£151,400.00").click()
    expect(page.locator(".cp-outcome")).to_contain_text("£151,400.00 credit")


def test_balance_sheet_and_trial_balance_look_right(page, visit, house, backstage):
    backstage(keep_books, house)
    visit.sign_in("auditor")
    page.get_by_role("link", name="Accounts", exact=True).click()
    page.get_by_role("link", name="Balance sheet").click()
    wide_and_narrow(page, "balance-sheet")
    page.get_by_role("link", name="Trial balance").click()
    wide_and_narrow(page, "trial-balance")
    page.get_by_label("Whose books").select_option("Cedar House")
    page.get_by_label("Month", exact=True).select_option("June 2024")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("Cedar House").first).to_be_visible()
    expect(page.locator("caption")).to_have_text("At the end of 30 June 2024")


def test_the_books_as_at_another_day(page, visit, house, backstage):
    backstage(keep_books, house)
    visit.sign_in("manager")
    visit.open("/accounts/M81001/income/?at=2025-03-14")
    expect(page.locator("caption")).to_have_text("1 to 14 March 2025")
    wide_and_narrow(page, "income-as-at")
    visit.open("/accounts/M81001/income/?at=soon")
    expect(page.get_by_role("alert")).to_contain_text("like 2025-03-15")
    axe(page)


def test_a_journal_is_reversed_with_a_reason(page, visit, house, backstage):
    backstage(keep_books, house)
    visit.sign_in("finance")
    visit.open("/accounts/M81001/account/4010/?month=2025-03")
    page.get_by_role("link", name="Rent of the surgery").click()
    page.get_by_role("button", name="Reverse this journal").click()
    page.get_by_role("button", name="Reverse it").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why the journal is reversed")
    wide_and_narrow(page, "reverse")
    page.get_by_label("Why is it reversed?").fill("Paid twice")
    page.get_by_role("button", name="Reverse it").click()
    expect(page.get_by_text("is reversed by this one")).to_be_visible()
    wide_and_narrow(page, "reversed")
    page.get_by_role("link", name="Reverses").or_(page.get_by_role("link", name="Journal ")).first.click()
    expect(page.get_by_role("button", name="Reverse this journal")).to_have_count(0)


def test_a_month_is_locked_and_reopened(page, visit, house, backstage):
    backstage(keep_books, house)
    visit.sign_in("finance")
    visit.open("/accounts/months/?month=2023-04")
    page.get_by_role("button", name="Lock April 2023 for those ticked").click()
    expect(page.get_by_role("alert")).to_contain_text("Tick the surgeries")
    page.get_by_label("Lock April 2023 of Ash Tree Surgery").check()
    page.get_by_label("Lock April 2023 of Cedar House").check()
    wide_and_narrow(page, "months")
    page.get_by_role("button", name="Lock April 2023 for those ticked").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lock April 2023 for 2 surgeries?")
    wide_and_narrow(page, "lock-months")
    page.get_by_role("button", name="Lock April 2023").click()
    expect(page.get_by_text("April 2023 is locked for 2 surgeries.")).to_be_visible()
    page.get_by_role("link", name="Reopen April 2023 of Cedar House").click()
    page.get_by_role("button", name="Reopen April 2023").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why the month is reopened")
    wide_and_narrow(page, "reopen")
    page.get_by_label("Why is it reopened?").fill("A late invoice")
    page.get_by_role("button", name="Reopen April 2023").click()
    expect(page.get_by_text("is open again")).to_be_visible()


def test_the_books_are_taken_away_as_a_workbook(page, visit, house, backstage):
    backstage(keep_books, house)
    visit.sign_in("manager")
    visit.open("/accounts/")
    page.get_by_role("link", name="Download these books").click()
    wide_and_narrow(page, "export")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the file").click()
    assert download.value.suggested_filename == "m81001-2025-03-2025-03.xlsx"
