"""What the NHS owed when the books began: told by a file of journals, paid by statements like any other."""

import pytest
from django.db import transaction

from commonpractice.domain.ledger import queries as books
from commonpractice.foundations.months import Month
from tests.conftest import CHECKOUT
from tests.domain.banking.papers import bank_file, stands, statement
from tests.domain.partnerships import acting, two_rivers
from tests.domain.profits.closings import APRIL, had, load

HEADER = "journal,dated,surgery,account,amount,narrative,concerns,item\n"
OPENING = """
OPEN,2025-04-01,A1,8010,"12,000.00",Balances at 31 March 2025,,
OPEN,2025-04-01,A1,8160,"18,072.72",,2025-03,drugs
OPEN,2025-04-01,A1,8160,"3,400.00",,2025-02,Drugs
OPEN,2025-04-01,A1,8160,-250.00,,2025-03,rent
OPEN,2025-04-01,A1,8160,"5,000.00",,2025-03,other_nhs
OPEN,2025-04-01,A1,8130,"1,206.00",,2025-03,childhood_vaccination
OPEN,2025-04-01,A1,8310,"-9,000.00",,,
OPEN,2025-04-01,A1,9090,"-30,428.72",,,
OPEN-B,2025-04-01,B1,8160,700.00,Balances at 31 March 2025,2025-03,drugs
OPEN-B,2025-04-01,B1,9090,-700.00,,,
"""
MARCH = statement(
    ("", "Paid by March's statement", 5_000_00, {"item": "other_nhs"}),
    month=APRIL - 1,
    reference="MARCH",
)
PAID = [
    ("", "Drugs", 18_072_72, {"item": "drugs", "concerns": "2025-03"}),
    ("", "Drugs", 3_400_00, {"item": "drugs", "concerns": "2025-02"}),
    ("", "Rent paid twice", -250_00, {"item": "rent", "concerns": "2025-03"}),
    ("", "Vaccinations", 1_206_00, {"item": "childhood_vaccination", "concerns": "2025-03"}),
]


@pytest.fixture
def rivers(typed):
    """Dr Ash at Avon and Dr Birch at Brook, with a deed; the books begin with April 2025."""
    two_rivers()
    return load(charges=[])


@pytest.fixture
def write(tmp_path):
    def written(content: str | bytes, name: str):
        file = tmp_path / name
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    return written


def opening(rows: str = OPENING) -> str:
    return HEADER + rows.strip() + "\n"


def left(typed, surgery: str) -> dict[tuple[str, str], str]:
    """What `contract show` has as the difference, by month and item."""
    shown = typed("contract", "show", surgery).output.splitlines()[1:]
    rows = [line.split("  ") for line in shown]
    parts = [[each.strip() for each in row if each.strip()] for row in rows]
    return {(row[0], row[1]): row[-2] for row in parts if row[0] != "Together"}


def test_it_is_payable_and_a_statement_pays_it_and_nobody_has_a_share_of_it(typed, rivers, write):
    done = typed("ledger", "post", write(opening(), "opening.csv"))
    assert done.output == "2 journals posted, 10 postings.\n"
    assert left(typed, "A1") == {
        ("Feb 25", "Drugs"): "£3,400.00",
        ("Mar 25", "Childhood vaccination"): "£1,206.00",  # as April's end makes it payable
        ("Mar 25", "Drugs"): "£18,072.72",
        ("Mar 25", "Notional or cost rent"): "-£250.00",
        ("Mar 25", "Other NHS payments"): "£5,000.00",
    }
    assert left(typed, "B1") == {("Mar 25", "Drugs"): "£700.00"}
    for name, content in {
        "march.csv": MARCH,
        "april.csv": statement(*PAID),
        "brook.csv": statement(("", "Drugs", 700_00, {"item": "drugs", "concerns": "2025-03"}), code="B1"),
    }.items():
        done = typed("statement", "take-in", write(content, name))
        assert done.exit_code == 0, done.output
    received = bank_file(("04-02", 5_000_00), ("04-30", 22_428_72))
    assert "2 matched to statements" in typed("receipts", "take-in", write(received, "bank.csv")).output
    typed("receipts", "take-in", write(bank_file(("04-30", 700_00), code="B1"), "brook-bank.csv"))
    for surgery in ("A1", "B1"):
        assert typed("close", "sign-off", surgery, "2025-04").exit_code == 0
    closed = typed("close", "month", "2025-04")
    assert closed.exit_code == 0, closed.output
    assert set(left(typed, "A1").values()) == set(left(typed, "B1").values()) == {"£0.00"}
    with acting(rivers.everything), transaction.atomic():
        for surgery in (rivers.a, rivers.b):
            assert [stands(rivers, account, surgery) for account in (8130, 8150, 8160)] == [0, 0, 0]
        assert stands(rivers, 8010) == 12_000_00 + 5_000_00 + 22_428_72
        assert had(rivers) == {}, "nothing was earned, so nobody has a share"
        posted = books.sums_by_item(scope=rivers.everything, surgeries=[rivers.a], accounts=[8160])
        assert posted == {}


def test_it_is_owed_whatever_else_stands_in_the_same_journal(typed, rivers, write):
    """A surgery's balances in one journal, its control account among them; a reversal takes it all back."""
    rows = """
OPEN,2025-04-01,A1,8160,900.00,Balances,2025-03,drugs
OPEN,2025-04-01,A1,8150,100.00,,,
OPEN,2025-04-01,A1,9090,-1000.00,,,
"""
    assert typed("ledger", "post", write(opening(rows), "opening.csv")).exit_code == 0
    shown = typed("contract", "show", "A1").output.splitlines()[1].split()
    assert shown[-6:] == ["£0.00", "£900.00", "£0.00", "£0.00", "£900.00", "£0.00"]
    reversed_ = typed("ledger", "reverse", 1, "--why", "of another surgery", "--month", "2025-04")
    assert reversed_.exit_code == 0, reversed_.output
    assert typed("contract", "show", "A1").output == "Nothing is known of A1.\n"


# account, month, item; and what is said of the row
REFUSED = """
8160 2025-03 drug      | Line 2: “drug” is no item of NHS money. Did you mean drugs?
8160 2025-03 xxxxxxxxx | Line 2: “xxxxxxxxx” is no item of NHS money. Write a key such as global_sum, rent or drugs.
8160 2025-03 statutory_levy | Line 2: “statutory_levy” is taken off by the NHS and never owed by it
8160 -       drugs     | Line 2: It says what is owed, Drugs, and not of which month: write the month before the books
8130 2025-03 -         | Line 2: 8130 Accrued income is of a month only where the NHS owed it before the books
8160 2025-05 drugs     | Line 2: It is posted to April 2025, and May 2025 is after that.
8110 2025-03 drugs     | Line 2: 8110 Debtors takes no item: leave the column item empty. Only 8130 Accrued income and 8160
1510 2025-03 drugs     | Line 2: 1510 Drugs reimbursement takes no item
8150 2025-03 drugs     | Line 2: 8150 NHS payments control takes no item
8110 2025-03 -         | Line 2: 8110 Debtors is on the balance sheet, which is of no month
8160 2025-13 drugs     | Line 2: There is no month 13.
"""  # noqa: E501 (a sentence a row)


@pytest.mark.parametrize("row", REFUSED.strip().splitlines())
def test_what_cannot_be_is_refused_by_its_line_and_nothing_is_posted(typed, rivers, write, row):
    told, said = row.split(" | ")
    account, month, item = (part.replace("-", "") if part == "-" else part for part in told.split())
    bad = f"X,2025-04-10,A1,{account},1.00,Owed,{month},{item}\nX,2025-04-10,A1,9090,-1.00,,,\n"
    done = typed("ledger", "post", write(HEADER + bad + opening()[len(HEADER) :], "opening.csv"))
    assert done.exit_code == 1
    assert f"- {said}" in done.output
    assert "nothing has changed" in done.output
    assert done.output.count("  - ") == 1, "and nothing else is wrong with it"
    assert typed("contract", "show", "A1").output == "Nothing is known of A1.\n"


def test_what_is_of_the_books_own_months_is_reckoned_and_not_told(typed, rivers, write):
    """Posted to May, of April: that is the books'."""
    rows = "X,2025-05-10,A1,8160,1.00,Owed,2025-04,drugs\nX,2025-05-10,A1,9090,-1.00,,,\n"
    done = typed("ledger", "post", write(HEADER + rows, "late.csv"))
    assert done.exit_code == 1
    assert "Line 2: April 2025 is within the books, which begin with April 2025" in done.output


def test_without_an_item_the_account_is_what_it_was(typed, rivers, write):
    rows = "X,2025-04-10,A1,8160,1.00,Rounding,,\nX,2025-04-10,A1,9090,-1.00,,,\n"
    assert typed("ledger", "post", write(HEADER + rows, "plain.csv")).exit_code == 0
    assert typed("contract", "show", "A1", str(Month(2025, 4))).output.startswith("Nothing is known of A1")


def test_the_example_of_the_guide_is_posted(typed, rivers, write):
    guide = (CHECKOUT / "docs" / "guides" / "journal-file.md").read_text("utf-8")
    rows = [line.strip() for line in guide.splitlines() if line.startswith("    OPENING,")]
    file = HEADER + "\n".join(rows).replace("A81001", "A1") + "\n"
    assert f"    {HEADER}" in guide
    assert typed("ledger", "post", write(file, "guide.csv")).output == "1 journal posted, 5 postings.\n"
    assert left(typed, "A1")["Mar 25", "Drugs"] == "£18,072.72"
