"""`commonpractice continuity`, typed: patients, lists and clinicians, and what is refused whole."""

import csv
import io

import pytest

from tests.domain.continuity.test_rules import ROWS
from tests.interfaces.commands.typing_commands import run_command

HEADINGS = "patient,date,clinician"
MEASURES = ("upc", "bice_boxerman", "herfindahl", "secon", "mmci")
PUBLISHED = f"{HEADINGS},list_clinician\n" + "".join(
    f"{patient},2025-01-{place + 1:02},{clinician},{own}\n"
    for patient, own, sequence, *_ in ROWS
    for place, clinician in enumerate(sequence)
)


@pytest.fixture
def continuity(tmp_path):
    """Type `continuity` on a file of these lines."""

    def typed(content: str, *options: object):
        path = tmp_path / "contacts.csv"
        path.write_text(content, encoding="utf-8")
        return run_command("continuity", *options, path)

    return typed


def rows(found) -> list[dict]:
    return list(csv.DictReader(io.StringIO(found.stdout)))


def test_the_published_patients_come_out_to_their_last_digit(continuity):
    found = continuity(PUBLISHED)
    assert (found.exit_code, found.stderr) == (0, "")
    assert found.stdout.splitlines()[0] == "patient,contacts,upc,bice_boxerman,herfindahl,secon,mmci"
    for row, (patient, _, sequence, *printed) in zip(rows(found), ROWS, strict=True):
        assert (row["patient"], row["contacts"]) == (patient, str(len(sequence)))
        printed = ["0.67" if text == "0.66" else text for text in printed]  # printing errors: 2 of 3
        for measure, text in zip(MEASURES, printed, strict=True):
            got = row[measure]
            assert (got and round(float(got), len(text.partition(".")[2]))) == (text and float(text))


def test_lists_and_clinicians_come_out_with_the_surgery_s_own_on_standard_error(continuity):
    lists = continuity(PUBLISHED, "--by", "list")
    assert lists.stdout == (
        f"list_clinician,contacts,with_own_clinician,slicc\nA,41,22,{22 / 41!r}\nB,41,17,{17 / 41!r}\n"
    )
    assert lists.stderr == "All lists: 39 of 82 contacts, 47.6%.\n"
    clinicians = continuity(PUBLISHED, "--by", "clinician")
    assert clinicians.stdout == (
        f"clinician,contacts,with_own_patients,own_patient_ratio\nA,35,22,{22 / 35!r}\nB,31,17,{17 / 31!r}\n"
    )
    assert clinicians.stderr == "All clinicians: 39 of 66 contacts, 59.1%.\n"
    without = continuity(f"{HEADINGS}\n1,2025-01-01,A\n", "--by", "list")
    assert (without.exit_code, without.stdout) == (1, "")
    assert "does not have the column list_clinician" in without.stderr
    nobody = continuity(f"{HEADINGS},list_clinician\n1,2025-01-01,A,\n", "--by", "clinician")
    assert (nobody.stdout.count("\n"), nobody.stderr) == (1, "")


def test_contacts_are_put_in_order_by_date_and_those_of_one_day_keep_the_file_s(continuity):
    """By date: A A B B (secon 2 of 3); the two of 2 January stand in the file as A, then B."""
    found = continuity(
        f"{HEADINGS}\nP,03/01/2025,B\nQ,2025-01-01,A\nP,2025-01-02,A\nP,2025-01-02,B\nP,2025-01-01,A\n"
    )
    assert [(row["patient"], row["secon"]) for row in rows(found)] == [("P", str(2 / 3)), ("Q", "")]
    timed = continuity(f"{HEADINGS}\nP,2025-01-02 15:00,A\nP,2025-01-02 09:00,B\nP,2025-01-02 10:30,A\n")
    assert rows(timed)[0]["secon"] == "0.5"


def test_the_minimum_blanks_what_says_little(continuity):
    lines = f"{HEADINGS}\n1,2025-01-01,A\n1,2025-01-02,A\n2,2025-01-02,A\n"
    assert [row["upc"] for row in rows(continuity(lines))] == ["1", ""]
    three = rows(continuity(lines, "--minimum", 3))
    assert [[row[measure] for measure in MEASURES] for row in three] == [["", "", "1", "", ""]] * 2
    assert continuity(lines, "--minimum", 1).exit_code == 2


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("1,2025-13-01,A", "The column date has “2025-13-01”, which is no day."),
        ("1,2025-01,A", "The column date has “2025-01”, which is no day."),
        ("1,2025-01-01,", "The column clinician is blank."),
        (",2025-01-01,A", "The column patient is blank."),
    ],
)
def test_a_row_that_cannot_be_right_is_told_and_nothing_comes_out(continuity, line, words):
    found = continuity(f"{HEADINGS}\n9,2025-01-01,A\n{line}\n")
    assert (found.exit_code, found.stdout) == (1, "")
    assert found.stderr.startswith(f"contacts.csv, line 3: {words}")


def test_a_file_is_written_where_it_is_asked(continuity, tmp_path):
    assert continuity(PUBLISHED, "-o", tmp_path / "out.csv").stdout == ""
    assert (tmp_path / "out.csv").read_text().count("\n") == 21


def test_a_file_need_not_be_named_and_the_commands_are_found(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "run").write_text(f"{HEADINGS}\nP1,2025-04-01,Dr A\n", encoding="utf-8")
    without = run_command("continuity", "./run")
    assert without.stdout == run_command("continuity", "file", "run").stdout
    assert "P1,1" in without.stdout
    told = run_command("continuity", "--help").stdout
    assert "file" in told and "run" in told  # noqa: PT018 (both are in the one list)
    assert "Whose list a patient is on" in run_command("continuity", "run", "--help").stdout
    assert run_command("continuity").exit_code != 1
