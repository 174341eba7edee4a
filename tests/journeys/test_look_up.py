"""Practice look-up: from an empty installation to a figure's line in its file, with and without scripts."""

import pytest
from playwright.sync_api import expect

from tests.interfaces.published import little_england
from tests.journeys.browser import NARROW, axe, wide_and_narrow


@pytest.fixture
def england(house, backstage, tmp_path):
    """Forty invented practices in the publishers' layouts."""
    backstage(little_england.put_in, tmp_path)


def test_before_anything_is_imported(page, visit):
    visit.sign_in("staff")
    page.get_by_role("link", name="Practice look-up").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Practice look-up")
    expect(page.get_by_text("commonpractice import published")).to_be_visible()
    wide_and_narrow(page, "look-up-empty")


@pytest.mark.parametrize("javascript", [True, False], indirect=True)
def test_from_a_name_to_the_line_it_was_published_on(page, visit, england, javascript):
    look = wide_and_narrow if javascript else (lambda page, name: None)  # axe itself is a script
    visit.sign_in("manager")
    page.get_by_role("link", name="Practice look-up").click()
    expect(page.get_by_text("These figures are real")).to_be_visible()
    look(page, "look-up")
    page.get_by_label("Name, postcode or practice code").fill("zebra")
    page.get_by_role("button", name="Look up").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("No practice found")
    look(page, "look-up-nothing-found")
    page.get_by_label("Name, postcode or practice code").fill("invented 0")
    page.get_by_role("button", name="Look up").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Practices found")
    look(page, "look-up-found")
    page.get_by_role("link", name="Invented Surgery 07").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("A99907")
    look(page, "look-up-practice")
    page.get_by_label("In pounds for each").select_option("registered patient")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("heading", name="Line by line beside peers, 2022/23")).to_be_in_viewport()
    page.get_by_role("region", name="Income over the years").get_by_role("link", name="£7,000.00").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Where this is from")
    marked = page.locator("tr.cp-this")
    expect(marked).to_contain_text("Total QOF Payments")
    expect(marked).to_be_in_viewport()
    look(page, "look-up-source")
    page.get_by_role("link", name="Invented Surgery 07").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("A99907")


def test_twenty_eight_together_sorted_and_back_to_each(page, visit, england):
    visit.sign_in("finance")
    visit.open("/look-up/")
    codes = ", ".join(little_england.code(number) for number in range(1, 29))
    page.get_by_label("Name, postcode or practice code").fill(codes)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("28 practices")
    wide_and_narrow(page, "look-up-together")
    first = page.locator("#practices ~ tbody th").first
    expect(first).to_have_text("Invented Surgery 01")
    page.get_by_role("link", name="QOF %").click()
    expect(first).to_have_text("Invented Surgery 28")
    expect(page.locator("th[aria-sort=descending]")).to_have_text("QOF %")
    page.get_by_role("region", name="Income over the years").get_by_role("link").first.click()
    expect(page.get_by_text("What adds up to it, practice by practice")).to_be_visible()
    wide_and_narrow(page, "look-up-sources")
    page.get_by_role("link", name="28 practices").click()
    page.get_by_text("Change which practices").click()
    page.get_by_label("Practice codes").fill("A99901\nA99902\nX99999")
    page.get_by_role("button", name="Show together").click()
    expect(page.get_by_text("No file here knows X99999")).to_be_visible()
    axe(page)


def test_the_keyboard_reaches_everything(page, visit, england):
    """On a telephone's screen, where tables scroll and must be reached to be scrolled."""
    page.set_viewport_size(NARROW)
    visit.sign_in("gp")
    visit.open("/look-up/A99907/")
    seen = []
    for _ in range(140):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                "() => { const e = document.activeElement;"
                " return [e.tagName, e.getAttribute('aria-labelledby') || e.textContent.trim()] }"
            )
        )
    kinds = {kind for kind, _ in seen}
    said = {words for _, words in seen}
    assert {"A", "SUMMARY", "SELECT", "BUTTON", "DIV"} <= kinds  # DIV: a table that scrolls
    assert {"over-the-years", "beside-peers", "Who the peers are", "Income over the years"} <= said
