"""A month closed by three people, as in a partnership: two managers sign, the finance director closes. Then a
partner looks at what it brought. With and without scripts."""

import pytest
from playwright.sync_api import expect

from tests.interfaces.agreed import agree
from tests.interfaces.books import keep_books
from tests.interfaces.house import House
from tests.journeys.browser import go_to, wide_and_narrow
from tests.journeys.conftest import Visit


def in_as(visit: Visit, who: str) -> None:
    visit.page.get_by_role("button", name="Sign out").click()
    visit.sign_in(who)


@pytest.mark.parametrize("javascript", [True, False], indirect=True)
def test_three_people_close_a_month_and_a_partner_sees_it(page, visit, house: House, backstage, javascript):
    def look(name: str) -> None:
        if javascript:  # axe is a script itself
            wide_and_narrow(page, name)

    backstage(keep_books, house)
    backstage(agree, house)
    visit.sign_in("manager")
    go_to(page, "Month end")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sign off February 2025")
    look("sign-off")
    page.get_by_label("Anything to say about this month?").fill("All bills are in.")
    page.get_by_role("button", name="Sign off February 2025").click()
    expect(page.get_by_text("You have signed off February 2025 of Ash Tree Surgery.")).to_be_visible()
    look("signed-off")

    in_as(visit, "finance")
    go_to(page, "Month end")
    expect(page.get_by_role("heading", name="What stands in the way")).to_be_visible()
    expect(page.get_by_text("1 of 3 have signed")).to_be_visible()
    look("closing-grid-not-yet")
    expect(page.get_by_text("Still to sign: 2 surgeries")).to_be_visible()
    page.get_by_role("list").get_by_role("link", name="Cedar House").click()
    expect(page.get_by_text("The surgery’s manager does it.")).to_be_visible()

    in_as(visit, "cedarmanager")
    go_to(page, "Month end")
    page.get_by_role("button", name="Sign off February 2025").click()
    expect(page.get_by_text("You have signed off February 2025 of Cedar House.")).to_be_visible()

    in_as(visit, "finance")
    go_to(page, "Month end")
    expect(page.get_by_text("lets February 2025 be closed with Bryn Môr")).to_be_visible()
    look("closing-grid")
    page.get_by_role("button", name="Close February 2025").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Close February 2025?")
    expect(page.get_by_role("row", name="Ash Tree Surgery nothing nothing £50.00 £17,999.99")).to_be_visible()
    look("close-month")
    page.get_by_role("button", name="Close February 2025").click()
    expect(page.get_by_text("February 2025 is closed.")).to_be_visible()
    expect(page.get_by_text("They agree", exact=True)).to_be_visible()
    look("closed-posted")
    page.get_by_role("link", name="Month end").last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("February 2025 is closed")
    expect(page.get_by_text("Estimated", exact=True)).to_be_visible()
    look("closed-grid")
    page.get_by_role("link", name="Reopen February 2025").click()
    page.get_by_role("button", name="Reopen February 2025").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why it is reopened")
    look("reopen-month")

    in_as(visit, "gp")
    go_to(page, "Partners")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Dr Gwen Price")
    expect(page.get_by_role("row", name="Together £0.00 £19,924.99 £19,924.99")).to_be_visible()
    page.get_by_text("How it was reckoned").click()
    expect(page.get_by_text("Shared: 8 of 16")).to_be_visible()
    look("partner-statement")
    page.get_by_role("link", name="What Bryn Môr & St Ælfgifu's").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("February 2025")

    visit.open("/deed/")
    expect(page.get_by_text("The year's profit is shared by days")).to_be_visible()
    look("deed")

    in_as(visit, "finance")
    go_to(page, "Partners")
    look("partners")
    page.get_by_role("link", name="Dr Cy Cedar").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Dr Cy Cedar")
