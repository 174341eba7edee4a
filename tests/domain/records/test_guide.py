"""What the guide to extracts says is so: the columns of the plain schema, and its example."""

import re
from pathlib import Path

from commonpractice.domain.records import parameters
from commonpractice.domain.records.measures import checks
from commonpractice.gateways.clinical_extracts import schema
from tests.domain.records.extracts import MARCH, rows, take_in

GUIDE = Path(__file__).resolve().parents[3] / "docs/guides/clinical-extracts.md"


def sections() -> dict[str, str]:
    text = GUIDE.read_text(encoding="utf-8")
    return dict(re.findall(r"^### (\w+)\n(.*?)(?=^##|^An example)", text, re.M | re.S))


def test_the_guide_names_every_column_and_which_must_be_there():
    for table in schema.TABLES:
        told = re.findall(r"^\| (\**)`(\w+)`", sections()[table.name], re.M)
        assert tuple(name for _, name in told) == table.columns, table.name
        assert {name for bold, name in told if bold} == set(table.needed), table.name


def test_the_guide_names_every_word_that_a_column_may_have():
    for table, column, words in [
        ("patients", "sex", checks.SEXES),
        ("patients", "ethnicity", checks.ETHNICITIES),
        ("clinicians", "role", checks.ROLES),
        ("consultations", "mode", checks.MODES),
        ("appointments", "status", checks.STATUSES),
    ]:
        told = re.search(rf"`{column}`\** \| (.*) \|", sections()[table])[1]
        assert tuple(told.split(", ")) == words


def test_the_example_of_the_guide_is_taken_in(rivers, tmp_path):
    text = GUIDE.read_text(encoding="utf-8")
    example = text[text.index("An example, two files:") :]
    patients, events = re.findall(r"(?:^    .+\n)+", example, re.M)[:2]
    for name, drawn in (("patients", patients), ("events", events)):
        (tmp_path / f"{name}.csv").write_text(re.sub("^    ", "", drawn, flags=re.M))
    report = take_in(rivers, [tmp_path / "patients.csv", tmp_path / "events.csv"])
    assert report.reasons == ()
    assert [row[0] for row in rows(rivers, "events", "value")] == [None, 58.0]


def test_the_guide_says_how_long_refused_rows_are_kept():
    days = parameters.refused_kept(on=MARCH)
    assert f"as many days as `rulebook/records/imports.toml` says\n  ({days})" in GUIDE.read_text(
        encoding="utf-8"
    )
