"""The month end from the command line: sign off, close, reopen; a year made final; a partner's statement."""

from datetime import date

import pytest
from django.db import transaction

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.audit.models import Entry
from commonpractice.domain.partnership import actions as partnership
from commonpractice.foundations.months import Month, months
from tests.domain.partnerships import NOON, acting, two_rivers
from tests.domain.profits.closings import APRIL, MAY, close, everybody_signs, load, made, with_elm

pytestmark = pytest.mark.slow  # together: a house is built for each

MARCH = Month(2026, 3)
BANK = {"code": "bank", "name": "Bank shifts", "basis": "usage", "rate": 12.5, "from": date(2015, 11, 1)}
LEGAL = {"code": "legal", "name": "Solicitors", "basis": "direct", "from": date(2015, 11, 1)}


@pytest.fixture
def rivers(typed):
    """Dr Ash and Dr Elm at Avon, Dr Birch at Brook; a year's months open and the one after; April's fees."""
    two_rivers(APRIL, MARCH + 1)
    rivers = load(charges=[], change=with_elm)
    with acting(rivers.everything), transaction.atomic():
        made(rivers, rivers.a, APRIL, 30_000)
        made(rivers, rivers.b, APRIL, 7_000)
    return rivers


def signed(typed, month: str = "2025-04") -> None:
    for surgery in ("A1", "b1"):
        assert typed("close", "sign-off", surgery, month).exit_code == 0


def test_what_is_in_the_way_is_shown_and_then_the_month_is_closed(typed, rivers):
    shown = typed("close", "show").output
    assert "April 2025 of Two Rivers Partnership" in shown
    assert "0 of 2 surgeries have signed it off." in shown
    assert "has not been signed off by Avon Surgery and Brook Surgery. Ask them to sign it." in shown
    refused = typed("close", "month", "2025-04")
    assert refused.exit_code == 1
    assert refused.output.startswith("Error: April 2025 has not been signed off by Avon Surgery and Brook")
    signed(typed)
    assert "It can be closed: commonpractice close month 2025-04" in typed("close", "show", "2025-04").output
    closed = typed("close", "month", "2025-04")
    assert closed.exit_code == 0, closed.output
    rows = [line.split() for line in closed.output.splitlines()]
    assert ["A1", "Avon", "Surgery", "£0.00", "£0.00", "£30,000.00"] in rows
    assert ["B1", "Brook", "Surgery", "£0.00", "£0.00", "£7,000.00"] in rows
    shown = typed("close", "show", "2025-04").output
    assert "April 2025 is closed." in shown
    assert "April 2025 closed by Common Practice" in shown
    assert "May 2025 of Two Rivers" in typed("close", "show").output


def test_a_month_is_closed_once_and_in_order_and_reopened_with_a_reason(typed, rivers):
    signed(typed)
    signed(typed, "2025-05")
    assert "April 2025 is still open: months close in order" in typed("close", "month", "2025-05").output
    assert typed("close", "month", "2025-04").exit_code == 0
    assert "Error: April 2025 is closed already." in typed("close", "month", "2025-04").output
    assert "of Avon Surgery is locked already" in typed("close", "sign-off", "A1", "2025-04").output
    assert typed("close", "reopen", "2025-04").exit_code == 2
    assert "Say why April 2025 is reopened" in typed("close", "reopen", "2025-04", "--why", " ").output
    reopened = typed("close", "reopen", "2025-04", "--why", "a late invoice")
    assert reopened.output.startswith("April 2025 of Two Rivers Partnership is open again.")
    assert ": a late invoice" in typed("close", "show").output
    assert "is not closed, so it cannot" in typed("close", "reopen", "2025-04", "--why", "again").output
    assert typed("close", "month", "2025-04").exit_code == 0, "what closing posted is nobody's to sign"


def test_a_surgery_that_is_none_and_a_month_that_is_none(typed, rivers):
    assert "has no surgery Z9" in typed("close", "sign-off", "Z9", "2025-04").output
    assert typed("close", "month", "April").exit_code == 2
    assert "2031" in typed("close", "sign-off", "A1", "2031-01").output


def test_a_year_is_made_final(typed, rivers):
    assert (
        "April 2025 is not closed yet. The final shares of 2025/26"
        in typed("close", "year", "2025/26").output
    )
    assert typed("close", "year", "2025").exit_code == 1
    with acting(rivers.everything):
        for month in months(APRIL, MARCH):
            with transaction.atomic():
                if month > APRIL:
                    made(rivers, rivers.a, month, 30_000 if month < Month(2025, 10) else 50_000)
                everybody_signs(rivers, month)
                close(rivers, month)
    final = typed("close", "year", "2025/26")
    assert final.exit_code == 0, final.output
    rows = [line.split() for line in final.output.splitlines()]
    assert ["Avon", "Surgery", "Dr", "Elm", "£30,328.77"] in rows
    assert ["Avon", "Surgery", "Dr", "Ash", "-£30,328.77"] in rows
    assert "nothing was posted" in typed("close", "year", "2025/26").output
    statement = typed("partner", "statement", "p3", "--from", "2025-09", "--to", "2026-04").output
    assert "Dr Elm (P3), Avon Surgery: September 2025 to April 2026" in statement
    assert "Final for the year: share of the balance, of March 2026" in statement
    closing = [line.split() for line in statement.splitlines() if line.strip().startswith("Closing")]
    assert closing[0] == ["Closing", "£120,328.77"]
    assert "provisional" not in statement
    assert Entry.objects.filter(deed="profits.see_statement").count() == 0, "only a ticket shows the log"
    with acting(rivers.everything), transaction.atomic():
        assert Entry.objects.filter(deed="profits.see_statement").count() == 1


def test_a_partners_statement(typed, rivers):
    signed(typed)
    assert typed("close", "month", "2025-04").exit_code == 0
    shown = typed("partner", "statement", "P1", "--from", "2025-04", "--to", "2025-04").output
    assert "Share of the balance" in shown
    assert "£15,000.00  provisional" in shown
    assert "The other partners of Avon Surgery, April 2025" in shown
    assert "Dr Elm" not in shown, "the deed has them lettered"
    assert "“P9” is not the code of a partner here" in typed("partner", "statement", "P9").output
    asked = ("partner", "statement", "P1", "--from", "2025-05", "--to", "2025-04")
    assert "May 2025 is after April 2025" in typed(*asked).output
    assert "Dr Ash (P1)" in typed("partner", "statement", "P1", "--surgery", "A1").output


def test_a_user_is_a_partner_until_no_longer(typed, rivers):
    partnership.add_user(email="ash@example.org", name="Dr Ash", password=None, actor=PROGRAM, at=NOON)
    done = typed("user", "is-partner", "ash@example.org", "p1")
    assert (done.exit_code, done.output) == (0, "ash@example.org is partner P1.\n")
    assert "is Dr Ash (P1) already" in typed("user", "is-partner", "ash@example.org", "P1").output
    assert "Nobody signs in as elm@example.org" in typed("user", "is-partner", "elm@example.org", "P3").output
    assert "is not the code of a partner" in typed("user", "is-partner", "ash@example.org", "P7").output
    done = typed("user", "is-partner", "ash@example.org", "P1", "--no-longer")
    assert done.output == "ash@example.org is not partner P1.\n"


@pytest.fixture
def told(typed, tmp_path):
    """Tell a file of charges by use, as CSV."""
    two_rivers(APRIL, MAY)
    load(charges=[BANK, LEGAL])

    def tell(*rows: str, headings: str = "charge,surgery,month,count,pounds"):
        file = tmp_path / "told.csv"
        file.write_text("\n".join([headings, *rows]) + "\n")
        return typed("charge", "use", file)

    return tell


def test_use_is_told_and_charged(typed, told):
    done = told("bank,A1,2025-04,4,", 'legal,b1,2025-04,,"1,300.00"')
    assert (done.exit_code, done.output) == (0, "2 rows written down.\n")
    again = told("bank,A1,2025-04,5,", "legal,B1,2025-04,,1300")
    assert again.output == "1 row written down; 1 known already.\n"
    signed(typed)
    rows = [line.split() for line in typed("close", "month", "2025-04").output.splitlines()]
    assert ["A1", "Avon", "Surgery", "£62.50", "£0.00", "-£62.50"] in rows
    assert ["B1", "Brook", "Surgery", "£1,300.00", "£0.00", "-£1,300.00"] in rows


def test_a_month_of_which_nobody_told_is_not_closed(typed, told):
    told("legal,B1,2025-04,,0")
    signed(typed)
    refused = typed("close", "month", "2025-04")
    assert refused.exit_code == 1
    assert "Bank shifts (bank) is charged by use, and nobody has told how often it was" in refused.output


def test_every_bad_row_is_named_and_nothing_is_written_down(told):
    done = told(
        "bank,A1,2025-04,4,",
        "bank,Z9,2025-04,4,",
        "bnak,A1,2025-04,4,",
        "bank,A1,April,4,",
        "bank,B1,2025-04,four,",
        "bank,B1,2025-04,,",
        "bank,B1,2025-04,1,2.00",
        "legal,B1,2025-04,,2.005",
        "legal,B1,2025-04,3,",
        "bank,A1,2025-04,5,",
        ",A1,2025-04,5,",
    )
    assert done.exit_code == 1
    lines = done.output.splitlines()
    assert lines[0] == "Error: Nothing was written down."
    assert [line.split(":")[0] for line in lines[1:]] == [f"told.csv, line {n}" for n in range(3, 13)]
    for said in (
        "Two Rivers Partnership has no surgery Z9.",
        "“bnak” is not the code of a charge that this surgery pays.",
        "“April” is not a month.",
        "“four”, which is not a number",
        "Fill either count or pounds",
        "has a fraction of a penny",
        "it goes by pounds.",
        "Line 2 tells the same charge, surgery and month.",
        "The column charge is blank.",
    ):
        assert said in done.output
    assert told("bank,A1,2025-04,4,").output == "1 row written down.\n"


def test_a_file_that_is_no_such_table(told):
    assert "does not have the column month" in told(headings="charge,surgery,count").output
    assert "told.csv has no rows below its headings." in told().output
