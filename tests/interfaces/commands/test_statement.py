"""Payment statements from the command line."""

import pytest

from tests.domain.banking.papers import MAY, statement
from tests.interfaces.commands.test_books_by_command import FILE

LINES = [
    ("", "Global sum", 40_000_00, {"item": "global_sum"}),
    ("WHATSIT", "Something new", 77_00),
    ("", "Dr Ash", -100_00, {"section": "pension_employee"}),
]
PARTNER = """
[[partner]]
code = "P1"
name = "Dr Ash"
kind = "gp"
membership = [{ surgery = "A1", from = 2015-11-01 }]
share = [{ surgery = "A1", sessions = 8, from = 2015-11-01 }]
"""


@pytest.fixture
def rivers(typed, tmp_path):
    """The partnership, loaded, with April and May 2025 open."""
    file = tmp_path / "two.toml"
    file.write_text(FILE + PARTNER)
    assert typed("partnership", "load", file).exit_code == 0
    assert typed("ledger", "open", "2025-04", "2025-05").exit_code == 0
    return typed


@pytest.fixture
def write(tmp_path):
    def written(content: bytes, name: str = "april.csv"):
        file = tmp_path / name
        file.write_bytes(content)
        return file

    return written


def test_a_statement_is_taken_in_and_shown(rivers, write):
    done = rivers("statement", "take-in", write(statement(*LINES)))
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[1].split() == ["A1", "April", "2025", "£39,977.00", "1", "2", "-£23.00"]
    shown = rivers("statement", "show", "a1", "2025-04").output
    assert "A1, April 2025, reference R-1" in shown
    assert "Dated 24 April 2025, from april.csv: £39,977.00" in shown
    assert "No rule knows the paycode WHATSIT with these words." in shown
    assert "£39,977.00 has not arrived." in shown


def test_bad_files_are_refused_and_the_others_are_taken_in(rivers, write):
    good = write(statement(*LINES))
    files = [
        write(statement(*LINES, month=MAY, reference="R-2", total=1), "wrong.csv"),
        good,
        write(statement(*LINES, code="Z9"), "theirs.csv"),
        write(statement(*LINES[:1]), "again.csv"),
        write(b"Dear Sir", "letter.txt"),
    ]
    done = rivers("statement", "take-in", *files)
    assert done.exit_code == 1
    for said in (
        "wrong.csv was not taken in; nothing has changed.\n  - Its 3 lines come to £39,977.00",
        "is of Z9, which is none of your surgeries.",
        "was taken in already",
        "It is not an NHS payment statement",
    ):
        assert said in done.output
    assert "£39,977.00" in rivers("statement", "show", "A1", "2025-04").output  # it was kept


def test_what_waits_is_said_and_named(rivers, write):
    rivers("statement", "take-in", write(statement(*LINES)))
    waits = rivers("statement", "waiting").output.splitlines()
    numbers = [row.split()[0] for row in waits[1:]]
    assert len(numbers) == 2
    assert rivers("statement", "name", "A1", "Dr Ash", "--partner", "p1").output == "1 line posted.\n"
    assert rivers("statement", "say", numbers[0], "pocket_money").exit_code == 1
    assert "Posted by journal" in rivers("statement", "say", numbers[0], "rent", "--of", "2025-05").output
    assert rivers("statement", "waiting").output == "No line waits.\n"
    shown = rivers("statement", "show", "A1", "2025-04").output
    assert "Notional or cost rent" in shown
    assert "Partners' pension, employee's part" in shown


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["show", "A1", "2025-04"], "No statement of A1 for April 2025 has been taken in."),
        (["show", "Z9", "2025-04"], "has no surgery Z9"),
        (["say", "1", "rent"], "There is no statement's line 1"),
        (["name", "A1", "Dr Ash"], "Say either which partner"),
        (["name", "A1", "Dr Ash", "--partner", "P9"], "“P9” is not the code of a partner here."),
    ],
)
def test_what_cannot_be_is_said(rivers, words, said):
    done = rivers("statement", *words)
    assert done.exit_code
    assert said in done.output


def test_the_real_statement(rivers, write, published_data):
    sample = published_data / "samples" / "pcse_statement" / "gpp_payments_expanded_2023-11_redacted.txt"
    done = rivers("statement", "take-in", write(sample.read_bytes().replace(b"X99999", b"B1"), "nov.txt"))
    row = " ".join(done.output.splitlines()[1].split())
    assert row == "B1 November 2023 £68,905.09 23 8 £5,255.31 posted to April 2025"
