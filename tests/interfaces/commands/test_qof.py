"""`commonpractice qof points`, typed: what comes out, what is refused, and that no database is asked for."""

import csv
import gzip
import io
import os
import subprocess
import sys
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from tests.examples import thorough
from tests.interfaces.commands.typing_commands import run_command

HEADINGS = "practice_code,indicator,numerator,denominator"


@pytest.fixture
def points(tmp_path):
    """Type `qof points` on a file of these bytes or lines."""

    def typed(content: str | bytes, year: str = "2014/15"):
        path = tmp_path / "counts.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return run_command("qof", "points", "--year", year, path)

    return typed


def test_points_are_put_on_and_everything_else_comes_out_as_it_was(points):
    found = points(
        "name,practice_code,indicator,numerator,denominator,note\n"
        '"The Surgery, High Street",A81001,AST002,52,60,\n'
        '"Two\nlines",a81002, ast003 ,100,180,"said ""so"""\n'
        "X,A81003,AST004,0,0,\n"
        "X,A81003,AST001,1,1,\n"
    )
    assert found.exit_code == 0
    assert found.stderr == ""
    assert found.stdout == (
        "name,practice_code,indicator,numerator,denominator,note,points\n"
        '"The Surgery, High Street",A81001,AST002,52,60,,15\n'
        '"Two\nlines",a81002, ast003 ,100,180,"said ""so""",8.4444444444\n'
        "X,A81003,AST004,0,0,,\n"
        "X,A81003,AST001,1,1,,4\n"
    )


def test_bad_rows_are_told_by_line_and_the_good_ones_still_come_out_in_order(points):
    found = points(
        f"{HEADINGS}\n"
        "A81001,AST002,52,60\n"
        "A81001,AST002,53,60\n"
        "\n"
        "A81002,AST002,12,9\n"
        "A81002,AST003,-1,9\n"
        "A81002,AST003,1.5,9\n"
        "A81002,AST003,some,9\n"
        "A81002,AST003,,9\n"
        "A81002,AST009,1,9\n"
        ",AST003,1,9\n"
        "A81002,AST003,1,2,3\n"
        'A81002,AST003,"1,9\n'
        "A81002,AST003\n"
        "A81002,AST003,1,99999999999999\n"
        "A81002,AST003,120,240\n"
    )
    assert found.exit_code == 1
    assert found.stdout.splitlines() == [
        f"{HEADINGS},points",
        "A81001,AST002,52,60,15",
        "A81002,AST003,120,240,4",
    ]
    assert found.stderr.splitlines() == [
        "counts.csv, line 3: AST002 of A81001 is on an earlier line already.",
        "counts.csv, line 5: The numerator 12 is above the denominator 9: no more patients can meet an "
        "indicator than are eligible for it.",
        "counts.csv, line 6: The column numerator is below nil: -1.",
        "counts.csv, line 7: The column numerator has 1.5, which is not a whole number of patients.",
        "counts.csv, line 8: The column numerator has “some”, which is not a number.",
        "counts.csv, line 9: The column numerator is blank.",
        "counts.csv, line 10: There is no indicator AST009 in 2014/15; the rulebook has AST001, AST002, "
        "AST003, AST004.",
        "counts.csv, line 11: The column practice_code is blank.",
        "counts.csv, line 12: It has 5 values where there are 4 headings. Put quotation marks round a value "
        "with a comma in it.",
        "counts.csv, line 13: A quotation mark in it is never closed.",
        "counts.csv, line 14: The column numerator is blank.",
        "counts.csv, line 15: The column denominator has 99999999999999, which is too long to be right.",
        "12 of 14 rows were refused; the others have come out.",
    ]


def test_a_refused_row_does_not_stand_in_the_way_of_the_mended_one_after_it(points):
    found = points(f"{HEADINGS}\nA81001,AST002,70,60\nA81001,AST002,52,60\n")
    assert found.stdout.splitlines()[1:] == ["A81001,AST002,52,60,15"]


@pytest.mark.parametrize(
    "content",
    [
        f"\ufeff{HEADINGS}\r\nA81001,AST002,52,60\r\n",
        f"{HEADINGS}\rA81001,AST002,52,60\r",
        f"\n\n{HEADINGS}\n\n,,,\n  \nA81001,AST002,52,60",
        " Practice_Code ,INDICATOR,Numerator,denominator\nA81001,AST002,52,60\n",
        f'{HEADINGS}\n"A81001","AST002","52","60"\n',
        f"{HEADINGS}\nA81001,AST002,52,60,,\n",
        f"{HEADINGS}\nA81001,AST002,52.0,60.00\n",
    ],
    ids=["mark and CRLF", "CR", "blank lines", "capitals", "quoted", "idle commas", "spreadsheet's decimals"],
)
def test_files_as_spreadsheets_write_them_are_read(points, content):
    found = points(content)
    assert (found.exit_code, found.stderr) == (0, "")
    (row,) = csv.DictReader(io.StringIO(found.stdout))
    assert row["points"] == "15"


def test_thousands_may_have_their_comma(points):
    assert points(f'{HEADINGS}\nA1,AST003,"1,200","2,400"\n').stdout.endswith(",4\n")


NO_TABLE = [
    ("", "counts.csv is empty."),
    ("\n\n", "counts.csv is empty."),
    (
        "practice_code,indicator\nA,B\n",
        "does not have the columns numerator, denominator. It needs practice_code",
    ),
    ("practice_code;indicator;numerator;denominator\n", "its first line is: practice_code;indicator"),
    ("<!doctype html>\n<title>Sign in</title>\n", "does not have the columns"),
    (f"{HEADINGS},numerator\n", "has the column numerator more than once"),
    (f"{HEADINGS},Points\n", "has a column points already"),
    (f"{HEADINGS}\nA81001,AST002,52,60\n".encode("utf-16"), "not a CSV file: its first line cannot be read"),
    (gzip.compress(HEADINGS.encode(), mtime=0), "not a CSV file: its first line cannot be read"),
    ('"practice_code,indicator\n', "not a CSV file"),
]


@pytest.mark.parametrize(("content", "sentence"), NO_TABLE)
def test_a_file_that_is_no_such_table_is_refused_whole(points, content, sentence):
    found = points(content)
    assert (found.exit_code, found.stdout) == (1, "")
    assert sentence in found.stderr
    assert len(found.stderr.strip().splitlines()) == 1


def test_a_row_that_is_not_utf_8_is_refused_and_the_next_one_is_not(points):
    found = points(f"{HEADINGS},name\nA1,AST002,52,60,Caf".encode() + b"\xe9\nA2,AST002,52,60,Caf\xc3\xa9\n")
    assert found.exit_code == 1
    assert found.stdout.splitlines()[1:] == ["A2,AST002,52,60,Café,15"]
    assert "line 2: It has characters that are not UTF-8 text" in found.stderr


def test_a_line_longer_than_any_row_costs_itself_alone(points):
    found = points(f"{HEADINGS},note\nA1,AST002,52,60,{'x' * 2_500_000}\nA2,AST002,52,60,\n")
    assert found.stdout.splitlines()[1:] == ["A2,AST002,52,60,,15"]
    assert "line 2: It is longer than 1,000,000 characters" in found.stderr


@pytest.mark.parametrize("name", ["nowhere.csv", "."])
def test_a_file_that_is_not_there_is_told(name, tmp_path):
    found = run_command("qof", "points", "--year", "2014/15", tmp_path / name)
    assert found.exit_code == 1
    assert found.stderr.startswith("Error: ")


def test_a_year_that_the_rulebook_does_not_have_is_one_sentence(points):
    found = points(f"{HEADINGS}\n", year="2019/20")
    assert (found.exit_code, found.stdout) == (1, "")
    assert found.stderr.startswith("Error: The rulebook does not have the QOF indicators of 2019/20; it has ")
    assert points(f"{HEADINGS}\n", year="2019").exit_code == 2


def test_what_is_from_memory_says_so_beside_the_points(points):
    found = points(f"{HEADINGS}\nA81001,AST008,80,100\nA81001,AF006,65,100\n", year="2022/23")
    assert found.exit_code == 0
    assert [row["points"] for row in csv.DictReader(io.StringIO(found.stdout))] == ["6", "6"]
    assert "points or thresholds of AST008 in 2022/23 are from memory or second hand" in found.stderr


VALUE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


@thorough(suppress=(HealthCheck.function_scoped_fixture,))
@given(st.lists(VALUE, min_size=1, max_size=20), st.sampled_from(["\n", "\r\n"]))
def test_whatever_stands_in_other_columns_comes_out_as_it_came_in(points, notes, ends):
    """Commas, quotation marks and line breaks among them, however the file was written."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator=ends, quoting=csv.QUOTE_ALL)
    writer.writerow(["note", *HEADINGS.split(",")])
    writer.writerows([note, f"A{place}", "AST002", "52", "60"] for place, note in enumerate(notes))
    found = points(written.getvalue().encode())
    assert found.exit_code == 0
    out = list(csv.DictReader(io.StringIO(found.stdout_bytes.decode(), newline="")))
    assert [(row["note"], row["practice_code"], row["points"]) for row in out] == [
        (note, f"A{place}", "15") for place, note in enumerate(notes)
    ]


def test_neither_a_database_nor_its_settings_are_touched(tmp_path):
    """A whole program of its own, with a database that is not there and a data folder that cannot be made."""
    path = tmp_path / "counts.csv"
    path.write_text(f"{HEADINGS}\nA81001,AST002,52,60\n")
    nowhere = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none", "COMMONPRACTICE_DATA": "/proc/nowhere"}
    found = subprocess.run(
        [sys.executable, "-m", "commonpractice", "qof", "points", "--year", "2014/15", "-"],
        stdin=path.open(),
        env={**os.environ, **nowhere},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout.splitlines()[1:] == ["A81001,AST002,52,60,15"]


def test_every_published_asthma_score_of_2014_15_comes_out_to_two_decimals(points, published_data):
    path = published_data / "qof_indicator_achievement" / "qof_1415_asthma_practice_indicator.csv.gz"
    lines, published = [HEADINGS], {}
    with gzip.open(path, "rt", encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            for code, most in (("AST002", 15), ("AST003", 20), ("AST004", 6)):
                counts = row[f"{code}_numerator"], row[f"{code}_denominator"]
                lines.append(",".join([row["practice_code"], code, *counts]))
                published[row["practice_code"], code] = (
                    "" if counts[1] == "0" else Decimal(row[f"{code}_points_max{most}"])
                )
    found = points("\n".join(lines))
    assert len(published) == 3 * 3842
    for row in csv.DictReader(io.StringIO(found.stdout)):
        got = row["points"] and Decimal(row["points"]).quantize(Decimal("0.01"), ROUND_HALF_UP)
        assert got == published.pop((row["practice_code"], row["indicator"])), row
    assert list(published) == [("Y00486", "AST003")]  # published as 238 patients of 132, which cannot be
    assert "The numerator 238 is above the denominator 132" in found.stderr
    assert found.stderr.splitlines()[-1] == "1 of 11,526 rows was refused; the others have come out."
