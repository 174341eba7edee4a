"""`commonpractice spc`, typed: what comes out, in whose order, and what is refused whole."""

import csv
import io
import os
import subprocess
import sys
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from commonpractice.interfaces.commands import whole_table
from tests.examples import thorough
from tests.foundations import charted
from tests.interfaces.commands.typing_commands import run_command

HEADINGS = "series,date,value"
PUBLISHED = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
"""NHSRplotthedots, vignettes/deviations.Rmd."""


@pytest.fixture
def spc(tmp_path):
    """Type `spc` on a file of these bytes or lines."""

    def typed(content: str | bytes, *options: object):
        path = tmp_path / "series.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return run_command("spc", *options, path)

    return typed


def daily(values, series: str = "x") -> str:
    """A file's rows of one series, a value a day."""
    return "".join(
        f"{series},{date(2025, 1, 1) + timedelta(place)},{value}\n" for place, value in enumerate(values)
    )


def rows(found) -> list[dict]:
    return list(csv.DictReader(io.StringIO(found.stdout)))


@pytest.mark.parametrize(
    ("options", "lower", "upper"), [((), -0.7156, 4.6044), (("--no-screen",), -3.0626, 6.9515)]
)
def test_the_published_example_comes_out(spc, options, lower, upper):
    found = spc(f"{HEADINGS}\n{daily(PUBLISHED)}", *options)
    assert (found.exit_code, found.stderr) == (0, "")
    assert found.stdout.splitlines()[0] == f"{HEADINGS},mean,lower_limit,upper_limit,flag"
    (only,) = {(row["mean"], row["lower_limit"], row["upper_limit"]) for row in rows(found)}
    assert [round(float(text), 4) for text in only] == [1.9444, lower, upper]
    assert [row["flag"] for row in rows(found)] == [""] * 4 + ["outside"] + [""] * 13


def test_numbers_come_out_in_full(spc):
    first = rows(spc(f"{HEADINGS}\n{daily(PUBLISHED)}"))[0]
    assert first["mean"] == "1.9444444444444444"
    assert float(first["lower_limit"]) == 35 / 18 - 2.66
    assert rows(spc(f"{HEADINGS}\nx,2025-01-01,2\nx,2025-01-02,2\n"))[0]["mean"] == "2"


def test_rows_keep_their_order_and_columns_and_are_charted_by_date(spc):
    """Two series, mixed and out of order, dates in both ways of writing, another column among them."""
    mixed = (
        "note,series,date,value,colour\n"
        '"a, b",x,2025-01-03,3,\n'
        "é,y,01/01/2025,10,red\n"
        ",x,2025-01-01,1,\n"
        ",x,02/01/2025,2,\n"
        '"two\nlines",y,2/1/2025,"1,010",\n'
    )
    found = spc(mixed)
    assert found.exit_code == 0
    assert found.stdout == (
        "note,series,date,value,colour,mean,lower_limit,upper_limit,flag\n"
        '"a, b",x,2025-01-03,3,,2,-0.6600000000000001,4.66,\n'
        "é,y,01/01/2025,10,red,510,-2150,3170,\n"
        ",x,2025-01-01,1,,2,-0.6600000000000001,4.66,\n"
        ",x,02/01/2025,2,,2,-0.6600000000000001,4.66,\n"
        '"two\nlines",y,2/1/2025,"1,010",,510,-2150,3170,\n'
    )
    assert found.stderr == "Trial limits, from fewer than 12 points: x, y.\n"


SERIES = st.lists(st.integers(-50, 50), min_size=1, max_size=30)


@thorough(100, suppress=(HealthCheck.function_scoped_fixture,))
@given(st.lists(SERIES, min_size=1, max_size=3), st.randoms(use_true_random=False), st.booleans())
def test_many_series_in_any_order_have_the_flags_that_exact_fractions_give_each(spc, parts, random, screen):
    lines = [line for name, part in enumerate(parts) for line in daily(part, f"s{name}").splitlines()]
    random.shuffle(lines)
    found = spc("\n".join([HEADINGS, *lines]), "--screen" if screen else "--no-screen")
    out = rows(found)
    assert [f"{row['series']},{row['date']},{row['value']}" for row in out] == lines
    for name, part in enumerate(parts):
        own = sorted((row for row in out if row["series"] == f"s{name}"), key=lambda row: row["date"])
        assert [row["flag"] for row in own] == charted.flags([Fraction(one) for one in part], screen=screen)


def test_all_four_flags_in_one_file_and_a_shorter_trend(spc):
    rising = f"{HEADINGS}\n" + daily([10, 12] * 8 + [8, 9, 9.5, 10, 10.5, 11, 10])
    # 8 to 11 are six points: none by the rule of seven, a trend by the rule of six
    assert "trend" not in {row["flag"] for row in rows(spc(rising))}
    assert [row["flag"] for row in rows(spc(rising, "--trend", 6))][16:22] == ["trend"] * 6
    shift = f"{HEADINGS}\n" + daily([0, 2] * 10 + [1.5, 1.6] * 4 + [4.8, 4.9, 1.2, 15])
    flags = [row["flag"] for row in rows(spc(shift))]
    assert {"", "outside", "shift"} <= set(flags)
    near = f"{HEADINGS}\n" + daily([-1, 1] * 20 + [4, 1, 4.5])
    assert [row["flag"] for row in rows(spc(near))][-3:] == ["two_of_three", "", "two_of_three"]


def test_a_baseline_and_rebasing_by_a_day_go_together(spc):
    """NHSRplotthedots' issue 93, from the command line; a day between two points begins at the next."""
    lines = f"{HEADINGS}\n" + daily([10, 12] * 8 + [50, 52] * 8)
    found = spc(lines, "--baseline", 12, "--rebase", "2025-01-17")
    assert [row["mean"] for row in rows(found)] == ["11"] * 16 + ["51"] * 16
    assert found.stderr == ""
    assert [row["mean"] for row in rows(spc(lines, "--baseline", 12))] == ["11"] * 32
    early = spc(lines, "--rebase", "2024-12-01", "--rebase", "2030-01-01")  # before all, and after all
    assert {row["mean"] for row in rows(early)} == {"31"}
    short = spc(lines, "--baseline", 3)
    assert short.stderr == "Trial limits, from fewer than 12 points: x.\n"


def test_one_point_has_no_limits_and_no_point_is_an_empty_table(spc):
    assert rows(spc(f"{HEADINGS}\nx,2025-01-01,4\n")) == [
        {
            "series": "x", "date": "2025-01-01", "value": "4",
            "mean": "4", "lower_limit": "", "upper_limit": "", "flag": "",
        }
    ]  # fmt: skip
    assert spc(f"{HEADINGS}\n").stdout == f"{HEADINGS},mean,lower_limit,upper_limit,flag\n"


def test_months_hours_and_numbers_as_programs_write_them_are_read(spc):
    found = spc(
        f"{HEADINGS}\nm,2025-02,-.5\nm,2025-01,1e3\nm,2025-03-01,+2.\n"
        "h,2025-01-01 10:00,1\nh,2025-01-01T09:00:30,2\nh,01/01/2025 11:00,3\n"
    )
    assert found.exit_code == 0
    assert [row["mean"] for row in rows(found)] == ["333.8333333333333"] * 3 + ["2"] * 3


def test_a_nil_below_nil_is_written_as_nil():
    assert [whole_table.plain(one) for one in (-0.0, 0.0, -1.0, 1e-7, 12.5, None)] == [
        "0", "0", "-1", "1e-07", "12.5", "",
    ]  # fmt: skip


REFUSED = [
    ("x,2025-02-30,1", "The column date has “2025-02-30”, which is no day. Write it as 2025-04-30 or"),
    ("x,13/13/2025,1", "The column date has “13/13/2025”, which is no day."),
    ("x,20250101,1", "The column date has “20250101”, which is no day."),
    ("x,2025-01-01T10:00Z,1", "which is no day"),
    ("x,,1", "The column date is blank."),
    (",2025-01-01,1", "The column series is blank."),
    ("x,2025-01-01,", "The column value is blank. Leave out rows where nothing was measured"),
    ("x,2025-01-01,n/a", "The column value has “n/a”, which is not a number."),
    ("x,2025-01-01,nan", "The column value has “nan”, which is not a number."),
    ("x,2025-01-01,inf", "The column value has “inf”, which is not a number."),
    ("x,2025-01-01,e5", "The column value has “e5”, which is not a number."),
    ("x,2025-01-01,.", "The column value has “.”, which is not a number."),
    ("x,2025-01-01,1_000", "The column value has “1_000”, which is not a number."),
    ("x,2025-01-01,45%", "The column value has “45%”, which is not a number."),
    ("x,2025-01-01,1e16", "The column value has 1e16, too large to be right."),
    ("x,01/01/2025,1\nx,2025-01-01,2", "The column date has 2025-01-01, which x has on line 3 already."),
    ("x,2025-01-01,1,2", "It has 4 values where there are 3 headings."),
    ('x,2025-01-01,"1', "A quotation mark in it is never closed."),
]


@pytest.mark.parametrize(("lines", "words"), REFUSED)
def test_a_row_that_cannot_be_right_is_told_and_nothing_comes_out(spc, lines, words):
    found = spc(f"{HEADINGS}\ngood,2025-01-01,1\n{lines}\n")
    assert (found.exit_code, found.stdout) == (1, "")
    line = 2 + len(lines.splitlines())
    assert found.stderr.startswith(f"series.csv, line {line}: ")
    assert words in found.stderr
    assert found.stderr.endswith("rows was refused, so nothing was reckoned.\n")


def test_of_many_faults_the_first_ten_are_told_and_the_rest_counted(spc):
    found = spc(f"{HEADINGS}\n" + "x,never,1\n" * 25)
    assert len(found.stderr.splitlines()) == 12
    assert found.stderr.splitlines()[-2:] == [
        "… and 15 more rows.", "25 of 25 rows were refused, so nothing was reckoned.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        f"\ufeff{HEADINGS}\r\nx,2025-01-01,52\r\n",
        f"\n{HEADINGS}\n\n,,\n  \nx,2025-01-01,52",
        " Series ,DATE,Value\n x , 2025-01-01 , 52 \n",
        f'{HEADINGS}\n"x","2025-01-01","52.0"\n',
    ],
    ids=["mark and CRLF", "blank lines", "capitals and spaces", "quoted"],
)
def test_files_as_spreadsheets_write_them_are_read(spc, content):
    found = spc(content)
    assert found.exit_code == 0
    assert [row["mean"] for row in rows(found)] == ["52"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "series.csv is empty."),
        ("series,date\n", "does not have the column value."),
        (f"{HEADINGS},Flag\n", "has a column flag already, which this would add."),
        (f"{HEADINGS},date\n", "has the column date more than once."),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(spc, content, words):
    found = spc(content)
    assert (found.exit_code, found.stdout) == (1, "")
    assert words in found.stderr


def test_a_file_is_written_whole_or_not_at_all(spc, tmp_path):
    out = tmp_path / "out.csv"
    found = spc(f"{HEADINGS}\n{daily(PUBLISHED)}", "-o", out)
    assert (found.exit_code, found.stdout) == (0, "")
    assert len(list(csv.DictReader(out.open(encoding="utf-8")))) == 18
    kept = out.read_bytes()
    assert spc(f"{HEADINGS}\nx,never,1\n", "-o", out).exit_code == 1
    assert out.read_bytes() == kept
    nowhere = spc(f"{HEADINGS}\nx,2025-01-01,1\n", "-o", tmp_path / "none" / "out.csv")
    assert nowhere.exit_code == 1
    assert "cannot be written" in nowhere.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.csv", "series.csv"]


def test_options_that_cannot_be_are_refused(spc):
    for options in (("--trend", 1), ("--baseline", 0), ("--rebase", "soon")):
        assert spc(f"{HEADINGS}\nx,2025-01-01,1\n", *options).exit_code == 2


def test_neither_a_database_nor_its_settings_are_touched():
    """A whole program of its own, from standard input, with a database that is not there."""
    nowhere = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none", "COMMONPRACTICE_DATA": "/proc/nowhere"}
    found = subprocess.run(
        [sys.executable, "-m", "commonpractice", "spc", "-"],
        input=f"{HEADINGS}\n{daily(PUBLISHED)}",
        env={**os.environ, **nowhere},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (found.returncode, found.stderr) == (0, "")
    assert len(found.stdout.splitlines()) == 19


@pytest.mark.slow
def test_a_million_rows_are_charted(tmp_path):
    path, out = tmp_path / "long.csv", tmp_path / "out.csv"
    days = [str(date(2000, 1, 1) + timedelta(place)) for place in range(1000)]
    with path.open("w") as file:
        file.write(f"{HEADINGS}\n")
        for name in range(1000):
            file.writelines(f"s{name},{day},{(place * 7 + name) % 23}\n" for place, day in enumerate(days))
    assert run_command("spc", path, "-o", out).exit_code == 0
    with out.open() as file:
        assert sum(1 for _ in file) == 1_000_001
