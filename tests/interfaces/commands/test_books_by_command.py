"""A small partnership's books from the command line: load, open, post, lock, reverse, show, doctor."""

import pytest

from commonpractice.interfaces.commands import runtime
from tests.databases import as_owner

FILE = """
code = "two"
name = "Two Rivers Partnership"
model = "decentralised"
founded = 2015-11-01

[[surgery]]
ods_code = "A1"
name = "Avon Surgery"
from = 2015-11-01

[[surgery]]
ods_code = "B1"
name = "Brook Surgery"
from = 2015-11-01
"""
HEADER = "journal,dated,surgery,account,amount,narrative\n"


@pytest.fixture
def rivers(typed, tmp_path):
    """The partnership, loaded, with April and May 2025 open."""
    file = tmp_path / "two.toml"
    file.write_text(FILE)
    assert typed("partnership", "load", file).exit_code == 0
    assert typed("ledger", "open", "2025-04", "2025-05").output == "6 months opened.\n"
    return typed


@pytest.fixture
def journals(tmp_path):
    def write(rows: str, name: str = "journals.csv"):
        file = tmp_path / name
        file.write_text(HEADER + rows)
        return file

    return write


def test_a_partnership_file_loads_once_and_amends(typed, tmp_path):
    file = tmp_path / "two.toml"
    file.write_text(FILE)
    assert "created, 2 surgeries and the centre" in typed("partnership", "load", file).output
    assert "nothing changed" in typed("partnership", "load", file).output
    file.write_text(FILE.replace("Brook Surgery", "Brook Medical Centre"))
    assert "amended" in typed("partnership", "load", file).output
    assert "Brook Medical Centre" in typed("partnership", "show", "two").output


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (lambda text: text.replace("from = 2015-11-01", "", 1), "In surgery A1: “from” is missing."),
        (lambda text: text.replace('"B1"', '"A1"'), "The surgery code A1 stands 2 times"),
        (lambda text: text.replace("decentralised", "democratic"), "it should be one of “decentralised”"),
        (lambda text: text + "\nstraplines = 3", "is not known here. Did you mean"),
        (lambda text: text.replace("= 2015-11-01", "= then"), "is not a TOML file"),
    ],
)
def test_a_broken_partnership_file_changes_nothing_and_says_what_to_mend(typed, tmp_path, break_it, said):
    file = tmp_path / "two.toml"
    file.write_text(break_it(FILE))
    done = typed("partnership", "load", file)
    assert done.exit_code == 1
    assert said in done.output
    assert "Two Rivers" not in typed("partnership", "show").output


def test_journals_are_posted_locked_reversed_and_shown(rivers, journals):
    """
    2025-04-10 Cotton wool      Avon  2030 Clinical consumables £12.50, 8310 Trade creditors -£12.50
    2025-04-30 Global sum       Avon  8010 Bank £1,000.00, 1010 Global sum -£1,000.00
    """
    file = journals(
        "1,2025-04-10,A1,2030,12.50,Cotton wool\n1,2025-04-10,A1,8310,-12.50,\n"
        '2,2025-04-30,A1,8010,"1,000.00",Global sum\n2,2025-04-30,A1,1010,-1000,\n'
    )
    assert rivers("ledger", "post", file).output == "2 journals posted, 4 postings.\n"
    assert "posted already" in rivers("ledger", "post", file).output
    income = rivers("ledger", "show", "income", "--month", "2025-04", "--surgery", "A1", "--format", "csv")
    assert ",Surplus,987.50,0.00,987.50,0.00" in income.output.splitlines()
    assert rivers("ledger", "lock", "2025-04").exit_code == 0
    late = rivers(
        "ledger", "post", journals("3,2025-04-30,B1,8010,1,x\n3,2025-04-30,B1,1010,-1,\n", "late.csv")
    )
    assert late.exit_code == 1
    assert "April 2025 of Brook Surgery is locked" in late.output
    assert "nothing has changed" in late.output
    again = rivers("ledger", "lock", "2025-04", "--surgery", "A1")
    assert again.exit_code == 1
    assert "April 2025 of Avon Surgery is locked already. Nothing was locked." in again.output
    assert rivers("ledger", "reverse", 1, "--why", "twice", "--month", "2025-05").exit_code == 0
    year = rivers("ledger", "show", "consolidation", "--month", "2025-05", "--format", "csv")
    assert ",Surgeries and centre,1000.00,0.00,1000.00,0.00,0.00,0.00" in year.output.splitlines()
    reopened = rivers("ledger", "reopen", "2025-04", "--surgery", "B1", "--why", "a late invoice")
    assert reopened.output == "April 2025 of B1 is open again.\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("open", "0205-04"), "the partnership's first financial year began in April 2015. Check the year."),
        (("open", "2025-06", "2052-08"), "Check the year. Nothing was opened."),
        (("open", "2025-06", "2025-04"), "April 2025 is before June 2025: name the earlier month first."),
        (("lock", "2025-05"), "cannot be locked while April 2025 is open: months lock in order."),
        (("lock", "2025-07"), "July 2025 of Avon Surgery has never been opened, so it cannot be locked."),
        (("reopen", "2025-04", "--surgery", "A1", "--why", "x"), "is not locked, so it cannot be reopened"),
        (("reverse", "--why", "x", "--month", "2025-05"), "Name one journal by its number, or one document"),
        (("reverse", "1", "--document", "1", "--why", "x", "--month", "2025-05"), "Name one journal"),
        (("reverse", "--document", "1", "--why", "x", "--month", "2025-05"), "There is no document 1 among"),
    ],
)
def test_what_cannot_be_done_with_months_and_journals_is_said(rivers, words, said):
    refused = rivers("ledger", *words)
    assert refused.exit_code in (1, 2)
    assert said in " ".join(refused.output.split())
    assert "2025-06" not in rivers("ledger", "open", "2025-06").output
    assert rivers("ledger", "open", "2025-04", "2025-06").output == (
        "Nothing was opened: each of these months is open or locked already.\n"
    )


def test_a_reversal_is_dated_today_or_the_day_that_is_given(rivers, journals, fresh_database):
    """Of what is posted to May: the day on which it is written, not the month's last."""
    rows = "1,2025-04-10,A1,2030,5,x\n1,2025-04-10,A1,8310,-5,\n"
    rows += "2,2025-04-10,A1,2030,7,y\n2,2025-04-10,A1,8310,-7,\n"
    assert rivers("ledger", "post", journals(rows)).exit_code == 0
    given = ("--why", "x", "--month", "2025-05")
    assert rivers("ledger", "reverse", 1, *given, "--dated", "2025-05-07").exit_code == 0
    assert rivers("ledger", "reverse", 2, *given).exit_code == 0
    slip = rivers("ledger", "reverse", 2, *given, "--dated", "2099-05-07")
    assert "Check the year" in slip.output
    with as_owner(fresh_database) as owner:
        dates = owner.execute("SELECT dated FROM ledger_journal WHERE reverses_id IS NOT NULL ORDER BY id")
        assert [str(dated) for (dated,) in dates] == ["2025-05-07", str(runtime.today())]


def test_a_document_is_reversed_whole_and_posted_anew(rivers, journals):
    file = journals("1,2025-04-10,A1,2030,5,x\n1,2025-04-10,A1,8310,-5,\n")
    assert rivers("ledger", "post", file).exit_code == 0
    done = rivers("ledger", "reverse", "--document", 1, "--why", "the wrong month", "--month", "2025-05")
    assert done.output == "Document 1 is reversed: 1 journal posted.\n"
    again = rivers("ledger", "reverse", "--document", 1, "--why", "x", "--month", "2025-05")
    assert "Every journal of this document has been reversed already." in again.output
    assert rivers("ledger", "post", file).output == "1 journal posted, 2 postings.\n"
    assert "posted already" in rivers("ledger", "post", file).output


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            "1,2025-04-10,A1,2030,12.50,x\n1,2025-04-10,A1,8310,-12.00,\n",
            "Journal 1 (line 2): The journal “x”",
        ),
        ("1,2025-04-10,Z9,2030,12.50,x\n", "Line 2: “Z9” is not a surgery of this partnership."),
        ("1,10/04/2025,A1,2030,12.50,x\n", "Line 2: “10/04/2025” is not a date"),
        ("1,2025-04-10,A1,cash,12.50,x\n", "Line 2: “cash” is not an account"),
        ("1,2025-04-10,A1,2030,12.505,x\n", "Line 2: “12.505” has a fraction of a penny."),
        ("1,2025-04-10,A1,2031,1,x\n1,2025-04-10,A1,8310,-1,\n", "There is no account 2031"),
        ("", "no rows below its header"),
        ("1,2025-04-10,A1,2030,1,200.00,x\n", "Line 2: it has more values than the header has columns."),
        ("\n\n1,2025-04-10,Z9,2030,1,x\n", "Line 4: “Z9” is not a surgery of this partnership."),
        ("1,2025-04-10,A1,2030,1," + "x" * 140_000 + "\n", "Line 2: it cannot be read."),
        ("1,2025-04-10,A1,2030,1,x\0\n", "This is not a CSV file."),
        ("1,2025-04-10,A1,9040,1,x\n", "Line 2: 9040 Drawings is kept by partner"),
    ],
)
def test_a_journal_file_with_a_fault_posts_nothing(rivers, journals, rows, said):
    good = "9,2025-04-10,A1,2030,1,fine\n9,2025-04-10,A1,8310,-1,\n" if rows else ""
    done = rivers("ledger", "post", journals(rows + good))
    assert done.exit_code == 1
    assert said in done.output
    assert "nothing has changed" in done.output
    shown = rivers("ledger", "show", "trial-balance", "--month", "2025-04", "--format", "csv")
    assert set(shown.output.splitlines()[-1].split(",")[2:]) == {"0.00"}


def test_doctor_finds_what_was_changed_behind_its_back(rivers, journals, fresh_database):
    assert rivers("ledger", "post", journals("1,2025-04-10,A1,2030,5,x\n1,2025-04-10,A1,8310,-5,\n"))
    well = rivers("doctor")
    assert well.exit_code == 0
    assert "WRONG" not in well.output
    with as_owner(fresh_database) as owner:
        owner.execute("ALTER TABLE ledger_posting DISABLE TRIGGER USER")
        owner.execute("UPDATE ledger_posting SET amount = amount * 2")
        owner.execute("ALTER TABLE ledger_posting ENABLE TRIGGER USER")
    ill = rivers("doctor")
    assert ill.exit_code == 1
    assert "kept balances differ from their postings" in ill.output
    assert "What was posted to Avon Surgery has been changed" in ill.output


def test_people_and_their_roles(rivers):
    add = ("user", "add", "ann@example.org", "--name", "Ann", "--password", "long enough to be safe")
    assert rivers(*add).exit_code == 0
    assert "is here already" in rivers(*add).output
    weak = rivers("user", "add", "bob@example.org", "--name", "Bob", "--password", "12345")
    assert weak.exit_code == 1
    role = ("user", "role", "ann@example.org", "surgery_manager", "--at", "A1", "--from", "2025-04-01")
    assert rivers(*role).output == "ann@example.org is Surgery manager at A1, from 1 April 2025.\n"
    assert "on some of those days already" in rivers(*role).output
    assert "has no surgery Z9" in rivers("user", "role", "ann@example.org", "auditor", "--at", "Z9").output
    ended = rivers(
        "user", "end-role", "ann@example.org", "surgery_manager", "--at", "A1", "--last-day", "2025-06-30"
    )
    assert ended.exit_code == 0


def test_help_names_every_command_and_is_quick_to_teach(typed):
    shown = typed("--help").output
    for command in ("demo", "import", "practice", "ledger", "partnership", "user", "doctor"):
        assert command in shown
