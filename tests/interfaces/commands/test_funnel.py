"""`commonpractice funnel`, typed: what comes out, and what is refused whole."""

import csv
import io
from math import asin, sqrt

import pytest

from commonpractice.foundations import funnel as funnels
from tests.interfaces.commands.typing_commands import run_command

HEADINGS = "unit,numerator,denominator"
ADDED = "value,target,lower_95,upper_95,lower_998,upper_998,z"


@pytest.fixture
def funnel(tmp_path):
    """Type `funnel` on a file of these lines."""

    def typed(content: str, *options: object):
        path = tmp_path / "units.csv"
        path.write_text(content, encoding="utf-8")
        return run_command("funnel", *options, path)

    return typed


def rows(found) -> list[dict]:
    return list(csv.DictReader(io.StringIO(found.stdout)))


@pytest.mark.parametrize("overdispersion", [True, False])
def test_each_row_has_what_the_engine_says_of_it_in_full(funnel, overdispersion):
    counts = [(10, 100), (20, 130), (45, 90), (0, 0), (40, 500)]
    lines = "".join(f"S{place},n,{part},{whole}\n" for place, (part, whole) in enumerate(counts))
    options = () if overdispersion else ("--no-overdispersion",)
    found = funnel(f"unit,note,numerator,denominator\n{lines}", *options)
    assert (found.exit_code, found.stderr) == (0, "")
    assert found.stdout.splitlines()[0] == f"unit,note,numerator,denominator,{ADDED}"
    drawn = funnels.proportions(counts, by=funnels.published(), overdispersion=overdispersion)
    for row, unit in zip(rows(found), drawn.units, strict=True):
        assert float(row["target"]) == drawn.target
        names = ADDED.split(",")
        if unit.limits is None:
            assert [row[name] for name in names if name != "target"] == [""] * 6
            continue
        assert (float(row["value"]), float(row["z"])) == (unit.value, unit.z)
        for name in names[2:6]:
            assert float(row[name]) == getattr(unit.limits, name)


def test_z_is_in_standard_errors_of_chance_whether_limits_are_widened_or_not(funnel):
    lines = f"{HEADINGS}\na,10,100\nb,40,100\nc,70,100\n"
    z = (asin(sqrt(0.1)) - asin(sqrt(0.4))) * 2 * sqrt(100)
    wide, plain = rows(funnel(lines)), rows(funnel(lines, "--no-overdispersion"))
    assert float(wide[0]["z"]) == float(plain[0]["z"]) == pytest.approx(z)
    assert float(wide[0]["lower_95"]) < float(plain[0]["lower_95"])
    assert plain[1] == plain[1] | {"value": "0.4", "target": "0.4", "z": "0"}


def test_published_exact_limits_come_out_to_six_digits(funnel):
    """FunnelPlotR, tests/testthat/test-poisson_limits.R."""
    lines = f"{HEADINGS}\na,15,15\nb,20,20\nc,30,30\n"
    for kind in ("shmi", "cqc"):
        found = rows(funnel(lines, "--no-overdispersion", "--kind", kind))
        assert [round(float(row["lower_95"]), 7) for row in found] == [0.5596924, 0.6108260, 0.6746958]
        assert [round(float(row["upper_95"]), 6) for row in found] == [1.649348, 1.544419, 1.427562]
        assert [round(float(row["lower_998"]), 7) for row in found] == [0.3862650, 0.4479107, 0.5289724]
        assert [round(float(row["upper_998"]), 6) for row in found] == [2.082907, 1.902094, 1.702771]
        assert {row["target"] for row in found} == {"1"}


def test_ratios_may_be_above_one_and_expected_numbers_have_decimals(funnel):
    (row,) = rows(funnel(f"{HEADINGS}\na,31,20.123456789012345\n", "--kind", "cqc"))
    assert float(row["value"]) == 31 / 20.123456789012345


REFUSED = [
    ("b,5,4", (), "The column numerator has 5, above the denominator 4."),
    ("b,-1,4", (), "The column numerator is below nil: -1."),
    ("b,1.5,4", (), "The column numerator has 1.5, which is not a whole number of patients."),
    ("b,,4", (), "The column numerator is blank."),
    (",1,4", (), "The column unit is blank."),
    ("a,1,4", (), "The column unit has a, which is on line 2 already."),
    ("b,1,four", (), "The column denominator has “four”, which is not a number."),
    (
        "b,0,4",
        ("--kind", "shmi"),
        "The column numerator has 0, which has no logarithm: say --kind cqc instead.",
    ),
    ("b,-1,4", ("--kind", "cqc"), "The column numerator is below nil: -1."),
]


@pytest.mark.parametrize(("line", "options", "words"), REFUSED)
def test_a_row_that_cannot_be_right_is_told_and_nothing_comes_out(funnel, line, options, words):
    found = funnel(f"{HEADINGS}\na,1,4\n{line}\n", *options)
    assert (found.exit_code, found.stdout) == (1, "")
    assert found.stderr.startswith(f"units.csv, line 3: {words}")
    assert found.stderr.endswith("1 of 2 rows was refused, so nothing was reckoned.\n")


def test_a_file_of_headings_alone_and_one_of_empty_units(funnel):
    assert funnel(f"{HEADINGS}\n").stdout == f"{HEADINGS},{ADDED}\n"
    assert funnel(f"{HEADINGS}\na,0,0\n").stdout.splitlines()[1] == "a,0,0,,,,,,,"
    assert funnel("unit,numerator\n").exit_code == 1
