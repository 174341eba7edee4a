"""A person at a keyboard signs in, finds their way about, and signs out."""

import pytest
from playwright.sync_api import expect

from tests.interfaces.house import PASSWORD
from tests.journeys.browser import axe, wide_and_narrow

EITHER_WAY = pytest.mark.parametrize(
    "javascript", [True, False], ids=["scripts", "no scripts"], indirect=True
)


@EITHER_WAY
def test_sign_in_and_out_with_the_keyboard_alone(page, visit):
    visit.open("/account/")
    expect(page).to_have_title("Sign in – Common Practice")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.get_by_label("Email address").focus()
    page.keyboard.type("manager@example.nhs.uk")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")
    page.get_by_role("button", name="Sign out").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_the_sign_in_page_looks_right(page, visit, settings):
    settings.DEMONSTRATION_PASSWORD = PASSWORD
    visit.open("/account/sign-in/")
    wide_and_narrow(page, "sign-in")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    wide_and_narrow(page, "sign-in-errors")
    page.get_by_role("link", name="Enter your password").click()
    expect(page.get_by_label("Password", exact=True)).to_be_focused()


def test_a_password_can_be_shown(page, visit):
    visit.open("/account/sign-in/")
    page.get_by_label("Password", exact=True).fill("see me")
    page.get_by_role("button", name="Show password").click()
    assert page.get_by_label("Password", exact=True).get_attribute("type") == "text"


def test_your_account_looks_right(page, visit):
    visit.sign_in("gp")
    visit.open("/account/")
    wide_and_narrow(page, "your-account")


def test_turning_on_two_steps_looks_right(page, visit):
    visit.sign_in("gp")
    visit.open("/account/second-step/")
    wide_and_narrow(page, "two-step-off")
    page.get_by_role("button", name="Turn it on").click()
    axe(page)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Turn on two-step sign-in")
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_role("alert")).to_contain_text("That code is not right")
    wide_and_narrow(page, "two-step-set-up")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/account/password/", "change-password"),
        ("/nothing/here/", "not-found"),
        ("/account/sign-out/", "sign-out"),
    ],
)
def test_small_pages_look_right(page, visit, path, name):
    visit.sign_in("manager")
    visit.open(path)
    wide_and_narrow(page, name)


def test_a_stranger_may_ask_for_a_new_password(page, visit):
    visit.open("/account/sign-in/")
    page.get_by_role("link", name="I have forgotten my password").click()
    wide_and_narrow(page, "forgotten-password")
    page.get_by_label("Email address").fill("who@example.nhs.uk")
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look at your email")
    axe(page)
