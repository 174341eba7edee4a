"""`commonpractice global-sum`, typed: the sums that come out, and the rows and years that are refused."""

import csv
import io

import pytest

from tests.interfaces.commands.typing_commands import run_command

HEADINGS = "practice_code,registered,weighted"


@pytest.fixture
def sums(tmp_path):
    """Type `global-sum` on a file of these lines."""

    def typed(content: str, *options: str, year: str = "2022/23"):
        path = tmp_path / "lists.csv"
        path.write_text(content)
        return run_command("global-sum", "--year", year, path, *options)

    return typed


def rows(found) -> list[dict]:
    return list(csv.DictReader(io.StringIO(found.stdout)))


# year | registered | weighted | london | out_of_hours | a year | a month; the sum beside it
SUMS = """
2022/23 | 900  | 1000       |     |     |  94,964.25 |  7,913.69  # 99,700 less 4.75%
2022/23 | 900  | 1000       | no  | no  |  94,964.25 |  7,913.69
2022/23 | 900  | 1000       | yes | no  |  96,926.25 |  8,077.19  # and 2.18 × 900 = 1,962
2022/23 | 900  | 1000       | no  | yes |  99,700.00 |  8,308.33  # provides out-of-hours care itself
2022/23 | 900  | 1000       | TRUE | 1  | 101,662.00 |  8,471.83
2023/24 | 4190 | 4089.98071 | y   | y   | 437,477.88 | 36,456.49  # a real statement's, no temporary residents
2025/26 | 9960 | 10267.40   |     |     | 1,206,228.01 | 100,519.00  # 1,266,381.116 less 60,153.103
2025/26 | 9960 | 10267.40   | 0   | true | 1,266,381.12 | 105,531.76 # 10,267.40 × 123.34 = 1,266,381.116
2022/23 | 0    | 0          | n   | f   |  refused   |
2022/23 | 4029.25 | 4579.78 |     |     | 434,915.37 | 36,242.95  # published averages have decimals
"""


@pytest.mark.parametrize("line", SUMS.strip().splitlines())
def test_sums_worked_by_hand(sums, line):
    year, registered, weighted, london, hours, annual, monthly = (
        text.strip() for text in line.partition("#")[0].split("|")
    )
    found = sums(
        f"{HEADINGS},london,out_of_hours\nA81001,{registered},{weighted},{london},{hours}\n", year=year
    )
    if annual == "refused":
        assert (found.exit_code, rows(found)) == (1, [])
        assert "The column out_of_hours has “f”, which is neither yes nor no." in found.stderr
        return
    (row,) = rows(found)
    assert (row["annual_gbp"], row["monthly_gbp"]) == (annual.replace(",", ""), monthly.replace(",", ""))


def test_without_its_columns_a_practice_is_outside_london_and_has_opted_out(sums):
    (row,) = rows(sums(f"{HEADINGS}\nA81001,900,1000\n"))
    assert row == {
        "practice_code": "A81001",
        "registered": "900",
        "weighted": "1000",
        "annual_gbp": "94964.25",
        "monthly_gbp": "7913.69",
    }


def test_a_year_with_two_prices_takes_the_final_one_unless_asked_as_of_a_day(sums):
    lists = f"{HEADINGS},out_of_hours\nA1,1,1000,yes\n"
    assert rows(sums(lists, year="2025/26"))[0]["annual_gbp"] == "123340.00"
    in_july = sums(lists, "--known-on", "2025-07-31", year="2025/26")
    assert rows(in_july)[0]["annual_gbp"] == "121790.00"
    assert rows(sums(lists, year="2015/16"))[0]["annual_gbp"] == "76510.00"
    assert rows(sums(lists, "--on", "2015-09-30", year="2015/16"))[0]["annual_gbp"] == "75770.00"


def test_bad_rows_are_told_by_line_and_the_others_come_out(sums):
    found = sums(
        f"{HEADINGS},london,out_of_hours,name\n"
        'A1,900,1000,,,"One, of many"\n'
        "a1,900,1000,,,again\n"
        "A2,-900,1000,,,\n"
        "A3,900,,,,\n"
        "A4,900,1e3,,,\n"
        "A5,900,1000,maybe,,\n"
        "A6,900,-0.01,,,\n"
        "A7,900,1000,,,Last\n"
    )
    assert found.exit_code == 1
    assert [(row["practice_code"], row["name"], row["annual_gbp"]) for row in rows(found)] == [
        ("A1", "One, of many", "94964.25"),
        ("A7", "Last", "94964.25"),
    ]
    assert found.stderr.splitlines()[1:] == [
        "lists.csv, line 3: A1 is on an earlier line already.",
        "lists.csv, line 4: The column registered is below nil: -900.",
        "lists.csv, line 5: The column weighted is blank.",
        "lists.csv, line 6: The column weighted has “1e3”, which is not a number.",
        "lists.csv, line 7: The column london has “maybe”, which is neither yes nor no.",
        "lists.csv, line 8: The column weighted is below nil: -0.01.",
        "6 of 8 rows were refused; the others have come out.",
    ]


def test_a_rate_that_is_from_memory_says_so(sums):
    assert (
        "the out-of-hours percentage 4.75 of 1 April 2022 to 31 March 2023 is from memory"
        in sums(f"{HEADINGS}\n").stderr
    )
    assert sums(f"{HEADINGS}\n", year="2025/26").stderr == ""


REFUSED = [
    ((), "2012/13", "The rulebook does not have a price of the global sum for 2012/13."),
    (("--known-on", "2025-04-01"), "2025/26", "was not known: it was on 14 April 2025."),
    (("--on", "2024-03-31"), "2024/25", "31 March 2024 is not in 2024/25."),
]


@pytest.mark.parametrize(("options", "year", "sentence"), REFUSED)
def test_a_year_or_day_without_a_price_is_one_sentence(sums, options, year, sentence):
    found = sums(f"{HEADINGS}\nA1,900,1000\n", *options, year=year)
    assert (found.exit_code, found.stdout) == (1, "")
    assert found.stderr.startswith("Error: ")
    assert found.stderr.strip().endswith(sentence)


def test_columns_that_are_missing_or_would_be_added_refuse_the_file(sums):
    assert "does not have the column weighted. It needs" in sums("practice_code,registered\nA1,900\n").stderr
    assert "has a column monthly_gbp already" in sums(f"{HEADINGS},monthly_gbp\n").stderr


def test_what_was_opted_out_of_before_its_percentage_is_known_is_refused_row_by_row(sums):
    found = sums(f"{HEADINGS},out_of_hours\nA1,900,1000,\nA2,900,1000,yes\n", year="2010/11")
    assert [row["annual_gbp"] for row in rows(found)] == ["64590.00"]
    assert "line 2: The rulebook does not have the out-of-hours deduction of that day" in found.stderr
