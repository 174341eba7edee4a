"""A journal typed on a page, from the accounts to the journal's own page; and a file of them."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.interfaces.books import keep_books
from tests.journeys.browser import wide_and_narrow


def type_row(page: Page, number: int, **given: str) -> None:
    for label, value in given.items():
        page.get_by_label(f"{label.capitalize()} of row {number}", exact=True).fill(value)


def test_a_journal_is_typed_mended_checked_and_posted(page, visit, house, backstage):
    backstage(keep_books, house)
    visit.sign_in("manager")
    page.get_by_role("link", name="Accounts", exact=True).click()
    page.get_by_role("link", name="Post a journal").click()
    wide_and_narrow(page, "post-journal")
    page.get_by_label("Date").fill("2025-02-28")
    type_row(page, 1, account="3020", debit="1,234.50", description="Dr Ash, 26 February")
    type_row(page, 2, account="Accruals", credit="£1 234.05")
    type_row(page, 3, account="3999", debit="1e3")
    page.get_by_role("button", name="Add 4 more rows").click()
    expect(page.get_by_label("Account of row 8")).to_be_visible()
    expect(page.get_by_label("Account of row 1")).to_have_value("3020 Locum GPs")
    page.get_by_label("Account of row 3").press("Enter")  # checks it, as its first button does
    alert = page.get_by_role("alert")
    for sentence in ("Say what the journal is for", "There is no account 3999", "“1e3” is not an amount"):
        expect(alert).to_contain_text(sentence)
    wide_and_narrow(page, "post-journal-errors")
    alert.get_by_role("link", name="“1e3” is not an amount").click()
    expect(page.get_by_label("Debit of row 3")).to_be_focused()
    type_row(page, 3, account="", debit="")
    page.get_by_label("Narrative").fill("Locum not yet invoiced")
    page.get_by_label("Evidence").fill("Rota of February, week 4, kept in Finance/2025/rotas")
    page.get_by_label("Reverse it on the first").check()
    page.get_by_role("button", name="Check it").click()
    expect(alert).to_contain_text("its debits are £0.45 more than its credits")
    wide_and_narrow(page, "post-journal-unbalanced")
    alert.get_by_role("link").click()
    type_row(page, 2, credit="1,234.50")
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("You are about to post £1,234.50")
    wide_and_narrow(page, "check-journal")
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_label("Reverse it on the first")).to_be_checked()
    page.get_by_role("button", name="Check it").click()
    page.get_by_role("button", name="Post it").click()
    expect(page.get_by_text("Posted, as journal")).to_be_visible()
    expect(page.get_by_text("Reversed by")).to_be_visible()
    wide_and_narrow(page, "posted-journal")


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"], indirect=True)
def test_a_journal_between_two_is_posted_by_the_keyboard_alone(page, visit, house, backstage, javascript):
    look = wide_and_narrow if javascript else lambda page, name: None  # axe is a script
    backstage(keep_books, house)
    visit.sign_in("finance")
    visit.open("/accounts/ALL/income/")
    page.get_by_role("link", name="Post a journal").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Date").fill("2025-03-31")
    page.get_by_label("Narrative").focus()
    page.keyboard.type("Locum lent to Cedar House")
    page.keyboard.press("Tab")
    page.keyboard.type("Recharge agreed on 12 March")
    page.keyboard.press("Tab")  # of an earlier month: it is not
    page.keyboard.press("Tab")  # the tick box
    for surgery, account, debit, credit in [
        ("Ash", "5820", "500", ""),
        ("", "8620", "", "500"),
        ("Ced", "8620", "500", ""),
        ("", "5820", "", "500"),
    ]:
        page.keyboard.press("Tab")
        page.keyboard.type(surgery)
        for typed in (account, debit, credit, ""):
            page.keyboard.press("Tab")
            page.keyboard.type(typed)
    look(page, "post-journal-between-two")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Check it")).to_be_focused()
    page.keyboard.press("Enter")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("You are about to post £1,000.00 to Ash Tree Surgery and Cedar House")
    look(page, "check-journal-between-two")
    page.get_by_role("button", name="Post it").dblclick()  # the one thing that no keyboard does
    expect(page.get_by_text(re.compile("Posted, as journal|It was posted already"))).to_be_visible()
    page.get_by_role("link", name="5820 Recharges between surgeries").first.click()
    expect(page.locator(".cp-outcome")).to_contain_text("£500.00 debit, 1 posting,")


def test_a_file_of_journals_is_mended_checked_and_posted(page, visit, house, backstage, tmp_path):
    backstage(keep_books, house)
    visit.sign_in("finance")
    visit.open("/accounts/ALL/post/")
    page.get_by_role("link", name="send them as a file").click()
    wide_and_narrow(page, "post-journal-file")
    file = tmp_path / "march.csv"
    file.write_text(
        "journal,dated,surgery,account,amount,narrative\n"
        '1,2025-03-31,M81001,3020,"1,234.50",Locum not yet invoiced\n'
        "1,2025-03-31,M81001,8320,-1234.50,\n"
        "2,2025-03-31,M81003,4040,310,Gas of March\n"
        "2,2025-03-31,M81003,8320,-301,\n"
        "3,31/03/2025,M81003,4040,1,\n"
    )
    page.get_by_label("Choose a CSV file").set_input_files(file)
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_role("alert")).to_contain_text("Line 6: “31/03/2025” is not a date")
    expect(page.get_by_role("alert")).to_contain_text("Journal 2 (line 4)")
    wide_and_narrow(page, "post-journal-file-errors")
    box = page.get_by_label("Or paste it")
    box.fill(box.input_value().replace("-301,", "-310,").replace("3,31/03/2025,M81003,4040,1,\n", ""))
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 journals, 4 postings, £1,544.50")
    wide_and_narrow(page, "check-journal-file")
    page.get_by_role("button", name="Post it").click()
    expect(page.get_by_text("Posted: 2 journals, 4 postings.")).to_be_visible()
