"""`demo --check` calls well what a person would: no page that is refused, gone or asks to sign in."""

import pytest

from commonpractice.interfaces.commands import page_check
from tests.interfaces.house import PASSWORD, House


@pytest.fixture
def check(house):
    return lambda *people: list(page_check.ask_every_page(people, PASSWORD))


@pytest.mark.slow
def test_every_page_that_a_house_leads_to_is_well(check):
    asked = check(*((who, House.email(who)) for who in ("manager", "auditor")))
    assert [each for each in asked if not each.well] == []
    assert {"/surgery/", "/accounts/", "/audit/"} <= {each.path for each in asked if each.status == 200}
    assert any(each.status == 403 and not each.linked for each in asked), "another's page, refused"


def test_somebody_who_cannot_sign_in_is_told_at_once(check):
    signing_in, first, *_ = check(("stranger", "stranger@example.org"))
    assert (signing_in.status, signing_in.well) == (403, False)
    assert (first.path, first.signed_out, first.well) == ("/", True, False), (
        "it leads back to the sign-in page"
    )


@pytest.mark.parametrize(
    ("status", "linked", "signed_out", "well"),
    [
        (200, True, False, True),
        (200, True, True, False),
        (403, True, False, False),
        (404, True, False, False),
        (500, True, False, False),
        (403, False, False, True),
        (302, False, False, True),
        (302, False, True, False),
        (500, False, False, False),
    ],
)
def test_what_counts_as_well(status, linked, signed_out, well):
    assert page_check.Asked("manager", "/", status, 1.0, linked, signed_out).well is well
