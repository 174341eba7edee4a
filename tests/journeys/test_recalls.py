"""A recall list: some are marked as invited, one declines, and a mistake is taken back."""

import re

import pytest
from playwright.sync_api import expect

from tests.interfaces.recalled import BRYN, recalled, recalled_to_clone  # noqa: F401 (fixtures)
from tests.journeys.browser import go_to, wide_and_narrow

pytestmark = pytest.mark.parametrize(
    "javascript", [True, False], indirect=True, ids=["scripts", "no scripts"]
)


def test_patients_are_called_and_what_was_done_is_written_down(page, visit, recalled, javascript):  # noqa: F811
    visit.sign_in("gp")
    if javascript:
        go_to(page, "Recall lists")
    else:
        visit.open("/recalls/")
    expect(page).to_have_url(f"{visit.address}/recalls/{BRYN}/")
    expect(page.get_by_role("row", name="Nesta Painkiller")).to_contain_text("stomach protection")
    if javascript:
        wide_and_narrow(page, "recall-list")
    page.get_by_role("button", name="Mark those chosen").click()
    expect(page.get_by_text("Choose how they were invited").first).to_be_visible()
    page.get_by_label("Choose Parveen Pressure").check()
    page.get_by_label("by letter").check()
    page.get_by_label("On which day?").fill("2025-11-05")
    page.get_by_role("button", name="Mark those chosen").click()
    expect(page.get_by_text("1 patient is marked as invited.")).to_be_visible()
    page.get_by_label("Show", exact=True).select_option(label="Invited (1)")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_text("One more counts from 12 November 2025")).to_be_visible()
    if javascript:
        wide_and_narrow(page, "recall-list-invited")

    page.get_by_role("link", name="Open Parveen Pressure").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Parveen Pressure")
    page.get_by_label("Declined").check()
    page.get_by_label("On which day?").fill("2025-11-06")
    page.get_by_label("Anything to add").fill("Going abroad until spring")
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_text("Written down.", exact=True)).to_be_visible()
    expect(page.get_by_text("Waiting for the code").first).to_be_visible()
    if javascript:
        wide_and_narrow(page, "recall-patient")
    page.get_by_role("button", name=re.compile("It was a mistake.*declined on 6 November 2025")).click()
    expect(page.get_by_text("Taken back: declined on 6 November 2025.")).to_be_visible()
    expect(page.get_by_text("Written down by mistake, says Dr Gwen Price.")).to_be_visible()
