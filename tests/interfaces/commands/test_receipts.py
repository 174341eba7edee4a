"""Bank receipts from the command line."""

from tests.domain.banking.papers import bank_file, statement
from tests.interfaces.commands.test_statement import LINES, rivers, write  # noqa: F401 (fixtures)


def test_a_receipt_is_taken_in_and_matched(rivers, write):  # noqa: F811
    rivers("statement", "take-in", write(statement(*LINES)))
    done = rivers("receipts", "take-in", write(bank_file(("04-30", 39_977_00)), "bank.csv"))
    assert done.output == "1 bank line taken in, £39,977.00; 1 matched to statements.\n"
    assert "All of it has arrived." in rivers("statement", "show", "A1", "2025-04").output
    again = rivers("receipts", "take-in", write(bank_file(("04-30", 39_977_00)), "bank.csv"))
    assert again.exit_code == 0
    assert "0 bank lines taken in" in again.output
    assert "Line 2, £39,977.00 of 30 April 2025, is here already" in again.output


def test_a_file_with_a_fault_is_refused_whole(rivers, write):  # noqa: F811
    done = rivers("receipts", "take-in", write(bank_file(("04-30", 1_00), ("04-31", 1_00)), "bank.csv"))
    assert done.exit_code == 1
    assert "was not taken in; nothing has changed.\n  - Line 3: “2025-04-31” is not a date" in done.output


def test_whose_it_is_may_be_said_of_the_file(rivers, write):  # noqa: F811
    file = write(b"dated,amount,words\n2025-04-30,12.00,NHS ENGLAND\n", "bank.csv")
    assert "Line 2 does not say whose it is" in rivers("receipts", "take-in", file).output
    assert rivers("receipts", "take-in", file, "--practice", "B1").exit_code == 0


def test_what_waits_is_told_and_matched_by_hand(rivers, write):  # noqa: F811
    """The line that nobody recognised, the pension of nobody, and a payment in two parts."""
    rivers("statement", "take-in", write(statement(*LINES)))
    rivers("receipts", "take-in", write(bank_file(("04-30", 30_000_00), ("05-06", 9_977_00)), "bank.csv"))
    rows = [row.split() for row in rivers("receipts", "waiting").output.splitlines()[1:]]
    paper, first, second = rows[0][2], rows[1][2], rows[2][2]
    assert [row[-1] for row in rows] == ["£39,977.00", "-£30,000.00", "-£9,977.00", "£23.00", "£23.00"]
    for receipt in (first, second):
        assert rivers("receipts", "match", receipt, paper).exit_code == 0
    rows = [row.split() for row in rivers("receipts", "waiting").output.splitlines()[1:]]
    assert [row[-1] for row in rows] == ["£23.00", "£23.00"]
    assert rivers("receipts", "match", first, paper).output == (
        "Error: The receipt is matched already: unmatch it first.\n"
    )
    assert rivers("receipts", "unmatch", first, "--why", "of May").exit_code == 0
    assert "£30,000.00 has not arrived." in rivers("statement", "show", "A1", "2025-04").output
    assert "is matched to nothing" in rivers("receipts", "unmatch", first, "--why", "again").output


def test_when_nothing_waits_it_says_so(rivers, write):  # noqa: F811
    assert rivers("receipts", "waiting").output.startswith("Nothing waits")
    rivers("receipts", "take-in", write(bank_file(("04-30", 1_00, "a"), ("05-01", 1_00, "b")), "in.csv"))
    rivers("receipts", "take-in", write(bank_file(("05-02", -1_00)), "out.csv"))
    numbers = [row.split()[2] for row in rivers("receipts", "waiting").output.splitlines()[1:4]]
    assert rivers("receipts", "match", numbers[2], "--takes-back", numbers[1]).exit_code == 0
    assert len(rivers("receipts", "waiting").output.splitlines()) == 3  # the heading, one, and the account
    assert rivers("receipts", "match", numbers[2]).exit_code == 2
