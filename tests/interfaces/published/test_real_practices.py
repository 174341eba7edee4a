"""The published files themselves: what the pages show of real practices is what the files say."""

import csv
import gzip
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import databases
from tests.interfaces import house as houses
from tests.interfaces.published import little_england
from tests.interfaces.published.conftest import client
from tests.interfaces.published.reading import page, table, texts

pytestmark = pytest.mark.slow

FOLDERS = ("payments", "qof_points", "cqc", "workforce", "imd_practice")
ALONE = ("list_size/gp-reg-pat-prac-all_bristol.csv.gz", "ods/epraccur_2023_trud_format.csv.gz")
MMP = "M85063"


@pytest.fixture(scope="module")
def real(django_db_setup, template, django_db_blocker, static_files, published_data):
    with databases.cloned(template, django_db_blocker):
        houses.welcome(houses.build(demonstration=False))
        files = [path for folder in FOLDERS for path in sorted((published_data / folder).iterdir())]
        for path in [*files, *(published_data / name for name in ALONE)]:
            little_england.bring(path)
        yield client("finance")


@pytest.fixture(scope="module")
def ohp(published_data) -> str:
    """The codes of Our Health Partnership, as somebody pastes them."""
    with (published_data / "partnerships/ohp_mmp_practices.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["organisation"] == "OHP"]
    return "\n".join(row["ods_code"] for row in rows if row["role"] == "practice")


def test_a_partnership_of_28_practices_to_the_penny(real, ohp):
    answer = real.get("/look-up/", {"q": ohp}, follow=True)
    rows = texts(answer, "practices")
    assert len(rows) == 28 + 1
    assert rows["Together"][:3] == ["", "258,770", "£155.19"]  # £42,150,389.05 over 271,604.84
    income = {name: amounts[-1] for name, amounts in texts(answer, "over-the-years").items()}
    assert income["Total NHS payments"] == "£42,150,389.05"
    assert income["Global sum"] == "£26,203,293.37"
    assert income["Quality and Outcomes Framework"] == "£3,167,751.14"
    assert income["Premises"] == "£3,648,392.98"
    assert income["Drugs reimbursed"] == "£2,024,486.54"
    assert income["Deductions"] == "−£4,576,830.59"
    assert income["Registered"] == "258,770"
    assert income["Weighted"] == "271,604.84"


def test_every_column_of_a_line_is_as_it_was_published(real, published_data):
    """The csv module's reading of the file beside the page that an amount leads to."""
    packed = published_data / "payments" / "nhspaymentsgp-22-23-prac-csv.csv.gz"
    rows = csv.DictReader(io.StringIO(gzip.decompress(packed.read_bytes()).decode("utf-8-sig"), newline=""))
    published = {" ".join(name.split()): value for name, value in next(
        row for row in rows if row["Practice Code"] == MMP
    ).items()}  # fmt: skip
    amounts = table(real.get(f"/look-up/{MMP}/"), "over-the-years")
    href = next(row[-1].href for row in amounts if row[0].text == "Total NHS payments")
    shown = table(real.get(href), "line")
    assert [(row[0].text.removesuffix(" (the figure you came from)"), row[1].text) for row in shown] == [
        (name, " ".join(value.split()) or "blank") for name, value in published.items()
    ]
    assert len(shown) == 75


def test_a_practice_as_the_readme_shows_it(real):
    said = page(real.get(f"/look-up/{MMP}/"))
    assert "M85063 Midlands Medical Partnership" in said
    assert "GMS practices that do not dispense, with 15,852 to 109,484 patients" in said
    assert re.search(r"Total NHS payments £9,522,833\.17 £9,716,876\.36 £9,572,211\.23", said)


@pytest.mark.slow
@pytest.mark.parametrize("practice", [MMP, "B82028", "A81001"])
def test_england_and_the_peers_follow_from_every_practice(real, practice):
    """What stands beside a line is what the page of all practices works out anew."""
    answer = real.get(f"/look-up/{practice}/")
    rows = [row for row in table(answer, "beside-peers") if len(row) > 5 and row[3].href]
    measures = [row for row in table(answer, "measures-beside") if len(row) > 5 and row[3].href]
    assert len([*rows, *measures]) > 10
    for row in [*rows[::3], *measures]:
        _, _, england, lower, median, upper, *_ = row
        said = page(real.get(england.href))
        assert f" {england.text} for " in said or f"practices is {england.text}." in said, row[0].text
        quartiles = f"Lower quarter {lower.text}, median {median.text}, upper quarter {upper.text} of "
        assert quartiles in page(real.get(lower.href)), row[0].text


@pytest.mark.parametrize("typed", ["wood lane", "B24 0SY", "MIDLANDS MED", "St Margaret's"])
def test_real_practices_are_found(real, typed):
    assert table(real.get("/look-up/", {"q": typed}), "found")


def test_28_practices_cost_no_more_queries_than_two(real, ohp):
    with CaptureQueriesContext(connection) as asked:
        assert real.get("/look-up/", {"codes": ohp}).status_code == 200
    assert len(asked) <= 36
