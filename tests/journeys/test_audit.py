"""Who saw what."""

from datetime import timedelta

from django.db import transaction
from playwright.sync_api import expect

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.gateways.scoped_postgres import tickets
from tests.interfaces.books import POSTED, keep_books
from tests.journeys.browser import go_to, wide_and_narrow


def look_often(house):
    """More looks than one page of the log shows."""
    seen = house.surgery("M81001")
    with tickets.acting(actor_id=0, surgeries=house.everything.surgeries), transaction.atomic():
        for number in range(60):
            audit.record(
                actor=PROGRAM,
                deed="ledger.see_journal",
                subject=f"journal {number}: Dr Gwen Price",
                surgery_id=seen.id,
                at=POSTED + timedelta(minutes=number),
            )


def test_the_log_looks_right_and_narrows(page, visit, house, backstage):
    backstage(keep_books, house)
    backstage(look_often, house)
    visit.sign_in("auditor")
    go_to(page, "Who saw what")
    wide_and_narrow(page, "audit")
    page.get_by_role("link", name="Older entries").click()
    page.get_by_role("link", name="Newer entries").click()
    page.get_by_label("Surgery").select_option("Cedar House")
    page.get_by_label("About").select_option("Accounts")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("row", name="Common Practice Post 24 documents (payments)")).to_be_visible()
    page.get_by_label("Surgery").select_option("All")
    page.get_by_label("About").select_option("Signing in and out")
    page.get_by_label("Who", exact=True).fill("ada")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("row", name="Ada Auditor Signed in Ada Auditor signed in")).to_be_visible()
    page.get_by_label("Who", exact=True).fill("nobody of this name")
    page.get_by_role("button", name="Show").click()
    wide_and_narrow(page, "audit-nobody")
