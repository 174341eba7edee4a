"""What was paid wrong is queried in two clicks, and what waits is cleared one after the other."""

import pytest
from playwright.sync_api import expect

from tests.interfaces.house import House
from tests.interfaces.nhs_money import keep_nhs_money
from tests.journeys.browser import wide_and_narrow
from tests.journeys.conftest import Visit


def test_a_query_is_raised_in_two_clicks(page, visit: Visit, house: House, backstage):
    backstage(keep_nhs_money, house)
    visit.sign_in("finance")
    page.get_by_role("link", name="NHS income").click()
    wide_and_narrow(page, "differences")
    worst = page.get_by_role("row").nth(1)
    expect(worst).to_contain_text("Local schemes, February 2025")
    expect(worst).to_contain_text("£75,000.00 too much")

    worst.get_by_role("link", name="Raise a query").click()  # one
    wide_and_narrow(page, "raise-query")
    page.get_by_role("button", name="Raise this query").click()  # two
    expect(page.get_by_text("is raised. Its letter is below")).to_be_visible()
    expect(page.get_by_role("region", name="The letter")).to_contain_text("Paid too much: £75,000.00")
    wide_and_narrow(page, "query")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Take it away as a text file").click()
    assert taken.value.suggested_filename.endswith("-M81001-2025-02.txt")

    page.get_by_label("The payer accepts it").check()
    page.get_by_label("What was said?").fill("They take it back in May")
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_text("It is written down.")).to_be_visible()
    page.get_by_role("link", name="Queries to the payer").click()
    expect(page.get_by_role("row", name="Ash Tree Surgery")).to_contain_text("Accepted")
    wide_and_narrow(page, "queries")

    page.get_by_role("link", name="Local schemes, February 2025").click()
    page.get_by_role("link", name="What is payable and paid by now").click()
    wide_and_narrow(page, "income-item")
    visit.open("/income/M81001/?month=2025-02")
    expect(page.get_by_role("row", name="Local schemes")).to_contain_text("accepted by the payer")
    wide_and_narrow(page, "income-month")


@pytest.mark.parametrize("javascript", [True, False], indirect=True)
def test_what_waits_is_cleared_and_the_next_loads(page, visit: Visit, house: House, backstage, javascript):
    backstage(keep_nhs_money, house)
    visit.sign_in("manager")
    visit.open("/payments/")
    expect(page.get_by_text("3 payment lines and 1 receipt")).to_be_visible()
    if javascript:
        wide_and_narrow(page, "payments")
    page.get_by_role("button", name="Clear them one by one").or_(
        page.get_by_role("link", name="Clear them one by one")
    ).click()
    expect(page.get_by_text("4 of 4 left")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Wound care dressings scheme")
    expect(page.get_by_label("Local schemes")).to_be_checked()
    if javascript:
        wide_and_narrow(page, "waiting-line")
    page.get_by_role("button", name="Save, and go to the next").click()

    expect(page.get_by_text("3 of 4 left")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Extra winter resilience")
    page.get_by_role("button", name="Save, and go to the next").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose what the line is for")
    page.get_by_label("What is it for?").select_option("Other NHS payments")
    page.get_by_role("button", name="Save, and go to the next").click()

    expect(page.get_by_text("2 of 4 left")).to_be_visible()
    page.get_by_role("link", name="Leave this line for now").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("£78,380.50 of 26 March 2025")
    if javascript:
        wide_and_narrow(page, "waiting-receipt")
    page.get_by_role("button", name="Yes, it pays that").first.click()
    expect(page.get_by_text("The receipt is matched.")).to_be_visible()
    visit.open("/payments/statements/")
    page.get_by_role("link", name="March 2025").click()
    expect(page.get_by_text("4 lines come to £78,385.50, the net that is printed.")).to_be_visible()
    if javascript:
        wide_and_narrow(page, "nhs-statement")
        visit.open("/payments/take-in/")
        wide_and_narrow(page, "take-in-payments")
