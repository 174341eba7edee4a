"""`commonpractice import published` and `commonpractice practice`, as typed."""

import csv
import io
import json
from contextlib import nullcontext

import pytest

from commonpractice.interfaces.commands import runtime
from tests.gateways.nhs_publications_support import payments, write
from tests.interfaces.commands.typing_commands import run_command

COLUMNS = "file,dataset,year,rows,practices,registered_patients,total_gbp"


@pytest.fixture
def run(fresh_database, monkeypatch):
    """Type a command; it finds the test's database there, and starts none."""
    monkeypatch.setattr(runtime, "database", nullcontext)

    return run_command


@pytest.fixture
def file(tmp_path):
    return lambda rows, name="nhspaymentsgp-22-23.csv": write(tmp_path / name, rows)


def test_a_row_a_file_and_nothing_else_on_standard_output(run, file):
    qof = [["Practice code", "Achievement score (635 max)"], ["A81001", "500"]]
    ratings = [
        ["Practice.Code", "Year", "location_name", "latest_rating"],
        ["A81001", "2019", "The Densham", "Good"],
    ]
    done = run(
        *("import", "published", file(payments()), file(qof, "qof-22-23.csv")),
        *(file(ratings, "cqc.csv"), "--format", "csv"),
    )
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        COLUMNS,
        "nhspaymentsgp-22-23.csv,payments,2022/23,3,3,33382.75,3221279.14",
        "qof-22-23.csv,qof_points,2022/23,1,1,0,",
        "cqc.csv,cqc,,1,1,,",
    ]
    again = run("import", "published", file(payments()), "--format", "csv")
    assert again.stdout.splitlines()[1:] == done.stdout.splitlines()[1:2]
    assert "nothing changed" in again.stderr


def test_the_good_files_are_in_though_another_is_refused(run, file, tmp_path):
    bad = payments(A81001={"Global Sum": "lots"})
    refused = tmp_path / "to mend.csv"
    done = run(
        *("import", "published", file(bad, "bad-21-22.csv"), tmp_path / "nosuch.csv", file(payments())),
        *("--format", "csv", "--refused", refused),
    )
    assert done.exit_code == 1
    assert [row["file"] for row in csv.DictReader(io.StringIO(done.stdout))] == ["nhspaymentsgp-22-23.csv"]
    assert "bad-21-22.csv was refused: 1 row of 3 cannot be read" in done.stderr
    assert "line 2, column “Global Sum”: “lots” is not a number" in done.stderr
    with refused.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["file"], row["line"], row["column"], row["value"]) for row in rows] == [
        ("bad-21-22.csv", "2", "Global Sum", "lots"),
        ("nosuch.csv", "", "", ""),
    ]
    assert rows[0]["Practice Code"] == "A81001"
    assert rows[0]["Premises Payments"] == "135112.89"
    assert "there is no file" in rows[1]["reason"]


def test_a_table_for_people(run, file):
    done = run("import", "published", file(payments()))
    assert "£3,221,279.14" in done.stdout
    assert "33,383" in done.stdout


@pytest.mark.parametrize(
    ("year", "code", "said"),
    [
        ("2022/24", 2, "2022 is followed by 2023"),
        ("2021/22", 1, "the file's name says 2022/23"),
        ("2022/23", 0, ""),
    ],
)
def test_the_year_that_is_typed(run, file, year, code, said):
    done = run("import", "published", file(payments()), "--year", year)
    assert done.exit_code == code
    assert said in done.stderr


def test_differences_may_be_accepted(run, file):
    wrong = file(payments(A81004={"Global Sum": "400.00"}))
    assert run("import", "published", wrong).exit_code == 1
    done = run("import", "published", wrong, "--accept-differences")
    assert done.exit_code == 0
    assert "not itemised" in done.stderr


def test_one_practice(run, file):
    run("import", "published", file(payments()))
    done = run("practice", "a81001")
    assert done.exit_code == 0
    assert "A81001  THE DENSHAM SURGERY" in done.stdout
    assert "£625,391.41" in done.stdout
    assert "…" not in done.stdout
    rows = list(csv.DictReader(io.StringIO(run("practice", "A81001", "--format", "csv").stdout)))
    total = next(row for row in rows if row["key"] == "total")
    assert (total["year"], total["value"], total["per_weighted_patient"]) == (
        "2022/23",
        "625391.41",
        "136.5549",
    )
    global_sum = next(row for row in rows if row["key"] == "global_sum")
    assert (global_sum["file"], global_sum["line"], global_sum["column"]) == (
        *("nhspaymentsgp-22-23.csv", "2", "Global Sum"),
    )


ODS = """
OrgCode,Name,NationalGrouping,HighLevelHealthGeography,Address1,Postcode,OpenDate,CloseDate,StatusCode,Commissioner,TelNo,PrescrSet
A81001,THE DENSHAM SURGERY,Y63,QHM,1 HIGH ST,TS1 1AA,19740401,,A,16C,01632 960001,4
A81002,QUEENS PARK MEDICAL CENTRE,Y63,QHM,2 HIGH ST,TS1 1AB,19740401,20240331,D,16C,01632 960002,2
"""
NETWORKS = """
Partner Organisation Code,PCN Code,PCN Name,Practice to PCN Relationship Start Date,\
Practice to PCN Relationship End Date
A81001,U00001,OLD PCN,20190701,20210331
A81001,U00002,NEW PCN,20210401,
"""


@pytest.fixture
def register(run, file, tmp_path):
    """Payments, ODS's list of practices and its networks."""
    paths = [file(payments())]
    for name, text in (("epraccur.csv", ODS), ("epcn.csv", NETWORKS)):
        paths.append(tmp_path / name)
        paths[-1].write_text(text.lstrip(), "utf-8")
    assert run("import", "published", *paths).exit_code == 0


def test_who_a_practice_is(run, register):
    said = run("practice", "A81001").stdout.split("\n\n")[0].splitlines()
    assert said == [
        "A81001  THE DENSHAM SURGERY",
        "GP practice, active, opened 1 April 1974",
        "1 HIGH ST, TS1 1AA, 01632 960001",
        "GMS, does not dispense medicines",
        "Network: OLD PCN (U00001), until 31 March 2021",
        "Network: NEW PCN (U00002)",
        "Commissioner: 16C",
        "ICB: QHM",
        "Region: Y63",
    ]
    dormant = run("practice", "A81002").stdout.splitlines()
    assert dormant[1] == "Out-of-hours service, dormant, opened 1 April 1974, closed 31 March 2024"
    found = json.loads(run("practice", "A81002", "--format", "json").stdout)
    assert found["practices"][0]["place"]["status"] == "D"
    assert found["surroundings"]["parent"] == {"code": "16C", "name": ""}


def test_numbers_stand_under_one_another_and_their_files_below(run, file):
    qof = [["Practice code", "Achievement score (635 max)"], ["A81001", "500.25"], ["A81002", "600"]]
    run("import", "published", file(payments()), file(qof, "qof-22-23.csv"))
    said = run("practice", "A81001").stdout
    assert "2022/23  500.3    550.1" in said  # half a tenth goes up
    assert said.rstrip().endswith(
        "Published in\nnhspaymentsgp-22-23.csv  line 2\nqof-22-23.csv            line 2"
    )
    lines = [line.split("  ")[0] for line in said.splitlines()]
    assert lines.index("Deductions") + 1 == lines.index("Total after deductions")


def test_figures_of_several_practices_name_their_lines(run, file):
    qof = [["Practice code", "Achievement score (635 max)"], ["A81001", "500"], ["A81002", "600"]]
    run("import", "published", file(payments()), file(qof, "qof-22-23.csv"))
    answer = run("practice", "A81002", "A81001", "--format", "csv").stdout
    rows = {row["key"]: row for row in csv.DictReader(io.StringIO(answer))}
    points = rows["qof_points"]
    assert (points["value"], points["file"], points["line"], points["column"]) == (
        *("550", "qof-22-23.csv", "3 2"),
        "Achievement score (635 max)",
    )
    total = rows["total"]
    assert (total["file"], total["line"]) == ("nhspaymentsgp-22-23.csv", "3 2")
    (measure,) = [
        one
        for one in json.loads(run("practice", "A81002", "A81001", "--format", "json").stdout)["measures"]
        if one["key"] == "qof_points"
    ]
    assert [(part["code"], part["value"]) for part in measure["years"][0]["parts"]] == [
        ("A81002", 600.0),
        ("A81001", 500.0),
    ]


def test_several_practices_and_a_partnership(run, file, tmp_path):
    run("import", "published", file(payments()))
    partnership = tmp_path / "partnership.toml"
    partnership.write_text(
        'name = "P"\n[[surgery]]\node_code = ""\n[[surgery]]\nods_code = "A81002"\n', "utf-8"
    )
    done = run("practice", "A81001", "--partnership", partnership, "--year", "2022/23", "--format", "json")
    found = json.loads(done.stdout)
    assert [one["code"] for one in found["practices"]] == ["A81001", "A81002"]
    (year,) = found["income"]
    assert (year["year"], year["registered"], year["total"]["pence"]) == ("2022/23", 22382.75, 322027864)
    assert "2 practices" in run("practice", "A81001", "A81002").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["Z99999"], "knows Z99999"),
        (["foo"], "FOO is not the ODS code"),
        ([], "Give the ODS code"),
        (["--partnership", "nosuch.toml"], "There is no file nosuch.toml"),
    ],
)
def test_practices_that_are_not_there(run, file, words, said):
    run("import", "published", file(payments()))
    done = run("practice", *words)
    assert done.exit_code == 1
    assert said in done.stderr


def test_a_partnership_file_that_is_none(run, tmp_path):
    path = tmp_path / "p.toml"
    for content, said in (
        ("surgery = 5", "is not a partnership's TOML file"),
        ("name = 'x'", "names no surgery"),
    ):
        path.write_text(content, "utf-8")
        assert said in run("practice", "--partnership", path).stderr


def test_finding(run, file):
    run("import", "published", file(payments()))
    assert "A81002" in run("practice", "--find", "queens").stdout
    (found,) = json.loads(run("practice", "--find", "bluebell", "--format", "json").stdout)
    assert found["code"] == "A81004"
    nothing = run("practice", "--find", "nowhere")
    assert (nothing.exit_code, nothing.stdout) == (0, "")
