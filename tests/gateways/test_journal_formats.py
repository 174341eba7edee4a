"""The files that we write for other bookkeeping programs, read back by those programs."""

import io
import re
from collections import Counter
from dataclasses import replace
from datetime import date
from textwrap import dedent

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.gateways.journal_formats import (
    Account,
    Book,
    Column,
    Entry,
    Line,
    Nature,
    Row,
    Sheet,
    Shown,
    Stress,
    beancount,
    hledger,
    workbook,
    write_beancount,
    write_hledger,
    write_workbook,
)
from tests.examples import thorough
from tests.gateways.bookkeeping_programs import (
    hledger_balances,
    ledger_balances,
    needs_hledger,
    needs_ledger,
    run,
)

COTTON = Account("Avon Surgery", "A1", Nature.EXPENSES, "Expenses", "Drugs and clinical", 2030, "Consumables")
OWED = Account("Avon Surgery", "A1", Nature.LIABILITIES, "Liabilities", "Creditors", 8310, "Trade creditors")
DRAWN = Account("Avon Surgery", "A1", Nature.EQUITY, "Partners' funds", "Partners' funds", 9040, "Drawings")


def book(*entries: Entry, accounts=(COTTON, OWED, DRAWN)) -> Book:
    return Book(
        title="Avon Surgery, April 2025",
        notes=("Amounts are in pounds, debits positive.",),
        first=date(2025, 4, 1),
        last=date(2025, 4, 30),
        accounts={account.code: account for account in accounts},
        entries=entries,
    )


INVOICE = Entry(
    number=12,
    on=date(2025, 4, 10),
    narrative="Cotton wool; 3 boxes",
    document="invoice/1",
    title="An invoice, of “Smith”",
    dated=date(2025, 3, 31),
    lines=[Line(2030, 1250), Line(8310, -1250)],
)
DRAWINGS = Entry(13, date(2025, 4, 11), "Drawings", [Line(9040, 100_000, "P1 Dr Ash"), Line(8310, -100_000)])


def hledger_text(of: Book) -> str:
    out = io.StringIO()
    write_hledger(of, out)
    return out.getvalue()


def beancount_text(of: Book) -> str:
    out = io.StringIO()
    write_beancount(of, out)
    return out.getvalue()


def test_a_journal_as_hledger_reads_it():
    assert hledger_text(book(INVOICE, DRAWINGS)) == dedent("""\
        ; Avon Surgery, April 2025
        ; Amounts are in pounds, debits positive.

        commodity GBP
            format 1000.00 GBP

        account Avon Surgery:Expenses:Drugs and clinical:2030 Consumables
            ; type: X
        account Avon Surgery:Liabilities:Creditors:8310 Trade creditors
            ; type: L
        account Avon Surgery:Partners' funds:9040 Drawings
            ; type: E

        2025-04-10 (12) Cotton wool, 3 boxes
            ; document: invoice/1
            ; title: An invoice; of “Smith”
            ; dated: 2025-03-31
            Avon Surgery:Expenses:Drugs and clinical:2030 Consumables         12.50 GBP
            Avon Surgery:Liabilities:Creditors:8310 Trade creditors          -12.50 GBP

        2025-04-11 (13) Drawings
            Avon Surgery:Partners' funds:9040 Drawings                    1000.00 GBP  ; partner: P1 Dr Ash
            Avon Surgery:Liabilities:Creditors:8310 Trade creditors      -1000.00 GBP
        """)


def test_a_journal_as_beancount_reads_it():
    assert beancount_text(book(INVOICE, DRAWINGS)) == dedent("""\
        ; Avon Surgery, April 2025
        ; Amounts are in pounds, debits positive.

        option "title" "Avon Surgery, April 2025"
        option "operating_currency" "GBP"

        2025-04-01 open Expenses:Avon-Surgery:Drugs-and-clinical:2030-Consumables GBP
        2025-04-01 open Liabilities:Avon-Surgery:Creditors:8310-Trade-creditors GBP
        2025-04-01 open Equity:Avon-Surgery:Partners-funds:9040-Drawings GBP

        2025-04-10 * "Cotton wool; 3 boxes"
          journal: 12
          document: "invoice/1"
          title: "An invoice, of “Smith”"
          dated: 2025-03-31
          Expenses:Avon-Surgery:Drugs-and-clinical:2030-Consumables         12.50 GBP
          Liabilities:Avon-Surgery:Creditors:8310-Trade-creditors          -12.50 GBP

        2025-04-11 * "Drawings"
          journal: 13
          Equity:Avon-Surgery:Partners-funds:9040-Drawings              1000.00 GBP
            partner: "P1 Dr Ash"
          Liabilities:Avon-Surgery:Creditors:8310-Trade-creditors      -1000.00 GBP
        """)


@needs_hledger
def test_hledger_finds_our_tags_and_our_kinds_of_account():
    text = hledger_text(book(INVOICE, DRAWINGS))
    run("hledger", "-f", "-", "check", "--strict", text=text)
    drawn = run("hledger", "-f", "-", "register", "tag:partner=P1 Dr Ash", "-O", "csv", text=text)
    assert '"1000.00 GBP"' in drawn
    titled = run("hledger", "-f", "-", "register", "tag:title=An invoice; of “Smith”", "-O", "csv", text=text)
    assert '"12.50 GBP"' in titled
    spent = run("hledger", "-f", "-", "incomestatement", "-O", "csv", text=text)
    assert '"Net:","-12.50 GBP"' in spent


# Whatever people type: controls, spaces of every width, brackets, marks that mean something in a journal.
AWKWARD = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
        st.sampled_from(list(" \t\n\r;:|()[]<>{}*!=@#%&~\"'\\,.-+£“”0123456789é\u00a0\u2003\u200b")),
    ),
    max_size=20,
)
ON = st.dates(date(2025, 4, 1), date(2025, 4, 30))


@st.composite
def books(draw) -> Book:
    """Two owners with names as awkward as can be, and journals that balance."""
    accounts = {
        (owner, code): replace(
            account,
            owner=name,
            owner_code=f"Z{owner}",
            name=draw(AWKWARD) if code == 2030 else account.name,
        )
        for owner, name in enumerate([draw(AWKWARD), draw(AWKWARD)])
        for code, account in ((2030, COTTON), (8310, OWED), (9040, DRAWN))
    }
    entries = []
    for number in range(draw(st.integers(1, 4))):
        amount = draw(st.integers(1, 10**12) | st.integers(-(10**6), -1))
        owner = draw(st.sampled_from([0, 1]))
        entries.append(
            Entry(
                number=number,
                on=draw(ON),
                narrative=draw(AWKWARD),
                lines=[
                    Line((owner, draw(st.sampled_from([2030, 9040]))), amount, draw(st.none() | AWKWARD)),
                    Line((owner, 8310), -amount),
                ],
                document=draw(AWKWARD),
                title=draw(AWKWARD),
                dated=draw(st.none() | ON),
                reverses=draw(st.none() | st.integers(1, 99)),
                other_side=draw(AWKWARD),
            )
        )
    return Book(draw(AWKWARD), (draw(AWKWARD),), date(2025, 4, 1), date(2025, 4, 30), accounts, entries)


def expected(of: Book, called: dict) -> dict[str, int]:
    """The balances of a book by the names that it was exported under, nil ones left out."""
    sums: Counter = Counter()
    for entry in of.entries:
        for line in entry.lines:
            sums[called[line.account]] += line.amount
    return {name: amount for name, amount in sums.items() if amount}


@needs_hledger
@thorough(60)
@given(books())
def test_hledger_reads_every_balance_whatever_the_names(of: Book):
    assert hledger_balances(hledger_text(of)) == expected(of, hledger.account_names(of.accounts))


@needs_ledger
@thorough(60)
@given(books())
def test_ledger_reads_every_balance_whatever_the_names(of: Book):
    assert ledger_balances(hledger_text(of)) == expected(of, hledger.account_names(of.accounts))


@thorough(300)
@given(books())
def test_no_two_accounts_are_exported_under_one_name(of: Book):
    for names in (hledger.account_names(of.accounts), beancount.account_names(of.accounts)):
        assert len(set(names.values())) == len(of.accounts)


PART = "[A-Z0-9][A-Za-z0-9-]*"  # an ASCII part of an account, as beancount's own lexer has it
TEXT = r'"(?:[^"\\\n]|\\["\\])*"'
GRAMMAR = re.compile(
    rf"""
    | ;.*
    | option\ {TEXT}\ {TEXT}
    | \d{{4}}-\d\d-\d\d\ open\ \w+(?::{PART}){{2,}}\ GBP
    | \d{{4}}-\d\d-\d\d\ \*\ {TEXT}
    | \ \ (?P<account>(?:Assets|Liabilities|Equity|Income|Expenses)(?::{PART}){{2,}})
      \ +(?P<pounds>-?\d+)\.(?P<pence>\d\d)\ GBP
    | \ \ (?:journal|reverses):\ \d+
    | \ \ dated:\ \d{{4}}-\d\d-\d\d
    | \ \ (?:document|title|with|\ \ partner):\ {TEXT}
    """,
    re.VERBOSE,
)


@thorough(200)
@given(books())
def test_each_line_is_what_beancount_takes_and_the_balances_are_ours(of: Book):
    sums: Counter = Counter()
    for line in beancount_text(of).split("\n"):
        match = GRAMMAR.fullmatch(line)
        assert match, line
        if match["account"]:
            sums[match["account"]] += int(match["pounds"] + match["pence"])
    assert {name: amount for name, amount in sums.items() if amount} == expected(
        of, beancount.account_names(of.accounts)
    )


def test_two_surgeries_of_one_name_stay_apart():
    twins = {code: replace(COTTON, owner_code=code) for code in ("A1", "B1")}
    assert hledger.account_names(twins) == {
        "A1": "Avon Surgery A1:Expenses:Drugs and clinical:2030 Consumables",
        "B1": "Avon Surgery B1:Expenses:Drugs and clinical:2030 Consumables",
    }


# Workbooks

COLUMNS = (
    Column("Account", Shown.NUMBER),
    Column("Name", Shown.TEXT),
    Column("Date", Shown.DATE),
    Column("Amount", Shown.MONEY),
)


def sheet(rows, name="Trial balance", **more) -> Sheet:
    return Sheet(name, "Trial balance of Avon Surgery", ("Amounts are in pounds.",), COLUMNS, rows, **more)


def read(path, name=None):
    read_book = openpyxl.load_workbook(path)
    return read_book[name] if name else read_book


def test_a_sheet_has_a_title_a_frozen_header_and_real_numbers_and_dates(tmp_path):
    path = tmp_path / "book.xlsx"
    rows = [
        Row([2030, "Consumables", date(2025, 4, 10), 1250]),
        Row([None, "=1+1", None, -9_007_199_254_740_991]),
        Row([None, "Total", None, 1250], Stress.TOTAL),
    ]
    assert write_workbook([sheet(rows, filtered=True)], path, title="Avon Surgery") == 3
    page = read(path, "Trial balance")
    assert page["A1"].value == "Trial balance of Avon Surgery"
    assert page["A2"].value == "Amounts are in pounds."
    assert [cell.value for cell in page[4]] == ["Account", "Name", "Date", "Amount"]
    assert page.freeze_panes == "A5"
    assert page.auto_filter.ref == "A4:D7"
    assert page["A5"].value == 2030
    assert page["C5"].value.date() == date(2025, 4, 10)
    assert page["D5"].value == 12.5
    assert page["B6"].value == "=1+1"
    assert page["B6"].data_type != "f"  # text, not a formula
    assert round(page["D6"].value * 100) == -9_007_199_254_740_991
    assert page["D7"].font.bold


def test_rows_stand_out_and_are_set_in_and_columns_are_as_wide_as_what_is_in_them(tmp_path):
    path = tmp_path / "book.xlsx"
    rows = [
        Row([None, "Spending"], Stress.HEADING),
        Row([None, "Drugs and clinical"], Stress.HEADING, level=1),
        Row([2030, "Consumables", None, 123_456_789_01], level=2),
        Row([2031, "x" * 300, None, None], level=2),
        Row([None, "Total spending", None, 123_456_789_01], Stress.SUBTOTAL),
        Row([None, "Surplus", None, 0], Stress.TOTAL),
    ]
    write_workbook([sheet(rows)], path, title="Avon Surgery")
    page = read(path, "Trial balance")
    names = [page.cell(line, 2) for line in range(5, 11)]
    assert [bool(cell.font.bold) for cell in names] == [True, True, False, False, True, True]
    assert [int(cell.alignment.indent) for cell in names] == [0, 1, 2, 2, 0, 0]
    # the line above a sum runs right across, over its empty cells too
    assert [page.cell(9, place).border.top.style for place in range(1, 5)] == ["thin"] * 4
    assert [page.cell(10, place).border.bottom.style for place in range(1, 5)] == ["double"] * 4
    widths = {name: column.width for name, column in page.column_dimensions.items()}
    assert widths["B"] == pytest.approx(60, abs=1)  # never wider than a screen has room for
    assert widths["D"] == pytest.approx(len("123,456,789.01") + 2, abs=1)


@thorough(50)
@given(st.integers(-(10**15), 10**15))
def test_an_amount_in_a_sheet_is_exact_to_the_penny(amount):
    path = io.BytesIO()
    write_workbook([sheet([Row([None, None, None, amount])])], path, title="")
    assert round(read(path)["Trial balance"]["D5"].value * 100) == amount


@pytest.mark.parametrize(
    ("rows", "pages"),
    [(0, [0]), (5, [5]), (6, [6]), (7, [6, 1]), (12, [6, 6]), (13, [6, 6, 1])],
)
def test_rows_beyond_a_sheet_go_on_to_another(tmp_path, monkeypatch, rows, pages):
    """A sheet of ten lines: title, note, a blank, header, and six rows."""
    monkeypatch.setattr(workbook, "ROWS", 10)
    path = tmp_path / "book.xlsx"
    many = (Row([number, None, None, number]) for number in range(rows))
    assert write_workbook([sheet(many)], path, title="") == rows
    written = [[cell.value for cell in page["A"][4:]] for page in read(path).worksheets]
    assert [len(page) for page in written] == pages
    assert [number for page in written for number in page] == list(range(rows))


def test_names_that_excel_refuses_are_mended(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "ROWS", 5)
    path = tmp_path / "book.xlsx"
    long = "'Postings [2024/25]: a name that is far too long for Excel'"
    write_workbook([sheet([Row([1]), Row([2])], name=long), sheet([], name="?*")], path, title="")
    assert read(path).sheetnames == [
        "Postings -2024-25-- a name that",
        "Postings -2024-25-- a name th 2",
        "--",
    ]
