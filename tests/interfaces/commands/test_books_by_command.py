"""A small partnership's books from the command line: load, open, post, lock, reverse, show, doctor."""

import pytest

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
    assert ",Surplus,987.50,987.50" in income.output.splitlines()
    assert rivers("ledger", "lock", "2025-04").exit_code == 0
    late = rivers(
        "ledger", "post", journals("3,2025-04-30,B1,8010,1,x\n3,2025-04-30,B1,1010,-1,\n", "late.csv")
    )
    assert late.exit_code == 1
    assert "April 2025 of Brook Surgery is locked" in late.output
    assert "nothing has changed" in late.output
    again = rivers("ledger", "lock", "2025-04", "--surgery", "A1")
    assert again.exit_code == 1
    assert "cannot be locked. Nothing was locked." in again.output
    assert rivers("ledger", "reverse", 1, "--why", "twice", "--month", "2025-05").exit_code == 0
    year = rivers("ledger", "show", "consolidation", "--month", "2025-05", "--format", "csv")
    assert ",Sum of surgeries and centre,1000.00,0.00,1000.00,0.00,0.00" in year.output.splitlines()
    reopened = rivers("ledger", "reopen", "2025-04", "--surgery", "B1", "--why", "a late invoice")
    assert reopened.output == "April 2025 of B1 is open again.\n"


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
    ],
)
def test_a_journal_file_with_a_fault_posts_nothing(rivers, journals, rows, said):
    good = "9,2025-04-10,A1,2030,1,fine\n9,2025-04-10,A1,8310,-1,\n" if rows else ""
    done = rivers("ledger", "post", journals(rows + good))
    assert done.exit_code == 1
    assert said in done.output
    assert "nothing has changed" in done.output
    shown = rivers("ledger", "show", "trial-balance", "--month", "2025-04", "--format", "csv")
    assert shown.output.splitlines()[-1] == ",Total,0.00,0.00"


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
    assert rivers(*role).output == "ann@example.org is Surgery manager at A1.\n"
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
