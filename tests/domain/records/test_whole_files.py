"""Files that are unfit as a whole, and where in those that are fit a row stands."""

# ruff: noqa: E501 drawn tables are as wide as they are

from datetime import date

import pytest

from commonpractice.domain.records import queries
from commonpractice.domain.records.facts import Counts
from commonpractice.gateways.clinical_extracts import plain, staging
from commonpractice.gateways.clinical_extracts.sources import ExtractRefused
from tests.domain.records.extracts import PATIENTS, T2, events, files, kept, refused, rows, take_in


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("events.csv", b"", "events.csv, line 1: it has no headings"),
        ("events.csv", b"patient,code\np1,44054006\n", "events.csv, line 1: it has no column day"),
        ("events.csv", b"patient,code,day,shoe\n", "line 1: nothing is known of its column shoe"),
        ("events.csv", b"patient,code,day,day\n", "line 1: it has two columns called day"),
        ("events.csv", b"patient,code,day\np1,44054006\n", "events.csv, line 2: it has 2 values under 3 headings"),
        ("events.csv", b"patient,code,day\np1,x,2020-01-01\np1,x,2020-01-01,4\n",
         "events.csv, line 3: it has 4 values under 3 headings"),
        ("events.csv", b'patient,code,day\np1,"x,2020-01-01\n', "a quotation mark is opened and never closed"),
        ("events.csv", b"patient,code,day\np1,x,2020-01-01\np1,caf\xe9,x\n", "events.csv, line 3: it is not UTF-8"),
        ("events.csv", b"patient,code,day\np1,caf\xc3", "ends in the middle of a letter: it was cut short"),
        ("events.csv.gz", b"no gzip at all", "events.csv.gz is not a whole gzip file"),
        ("events.parquet", b"PAR1 and not much else PAR1", "events.parquet is not a whole Parquet file"),
        ("shoes.csv", b"patient,code,day\n", "does not say in its name which table it is of"),
        ("events.doc", b"", "is not a file that ends with .csv or .csv.gz or .parquet"),
    ],
)  # fmt: skip
def test_a_file_that_is_unfit_is_refused_with_its_line(tmp_path, name, content, sentence):
    (tmp_path / name).write_bytes(content)
    with staging.staged(tmp_path) as into, pytest.raises(ExtractRefused) as refusal:
        plain.read(into, [tmp_path / name])
    assert sentence in str(refusal.value)


def test_a_file_that_is_unfit_refuses_the_whole_extract(rivers, tmp_path):
    before = take_in(rivers, files(tmp_path / "in", patients=PATIENTS))
    paths = files(tmp_path / "in", patients=PATIENTS, events="patient | code | day\np1 | 44054006")
    with pytest.raises(ExtractRefused, match=r"events\.csv, line 2: it has 2 values under 3 headings"):
        take_in(rivers, paths, as_at=date(2026, 4, 30))
    assert kept(queries.records_root()) == [str(before.snapshot)]
    assert len(rows(rivers, "patients")) == 2


def test_a_gzip_file_cut_short_is_named(rivers, tmp_path):
    import gzip

    whole = gzip.compress(b"patient,code,day\n" + b"p1,44054006,2020-01-01\n" * 10_000)
    paths = files(tmp_path / "in", patients=PATIENTS)
    bad = tmp_path / "in" / "events.csv.gz"
    bad.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(
        ExtractRefused, match=r"events.csv.gz is not a whole gzip file .* cut short or damaged"
    ):
        take_in(rivers, [*paths, bad])
    bad.write_bytes(whole)
    assert take_in(rivers, [*paths, bad]).counts["events"] == Counts(10_000, 1, 0, 9_999)


def test_there_must_be_something_to_take_in(rivers, tmp_path):
    with pytest.raises(ExtractRefused, match="There is no file"):
        take_in(rivers, [tmp_path / "patients.csv"])
    with pytest.raises(ExtractRefused, match="There is not one row"):
        take_in(rivers, files(tmp_path / "in", patients="patient | born | sex"))
    with pytest.raises(ExtractRefused, match="has no patients, and takes the place of all that is in use"):
        take_in(rivers, files(tmp_path / "in", events=events(f"p1 | {T2} | | 2019-05-03 | | ")))
    (tmp_path / "empty").mkdir()
    with pytest.raises(ExtractRefused, match="has no file that ends with"):
        take_in(rivers, [tmp_path / "empty"])


def test_lines_are_right_where_values_run_over_them_and_others_are_blank(rivers, tmp_path):
    text = (
        'id,patient,code,term,day\n1,p1,44054006,"one\ntwo",2020-01-01\n\n'
        '2,p1,44054006,x,2020-01-32\n3,p1,44054006,"\n",2020-01-32'
    )
    paths = files(tmp_path / "in", patients=PATIENTS)
    (tmp_path / "in" / "events.csv").write_text(text)
    report = take_in(rivers, [*paths, tmp_path / "in" / "events.csv"])
    assert [row["refused_line"] for row in refused(report, "events")] == ["5", "6"]


def test_parquet_files_are_as_good_as_csv(rivers, tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    paths = files(tmp_path / "in", patients=PATIENTS)
    table = pa.table(
        {
            "patient": ["p1", "p1", "p9"],
            "code": pa.array([44054006, 44054006, 44054006], pa.int64()),
            "day": pa.array([date(2020, 1, 1), date(2020, 1, 2), date(2020, 1, 3)]),
            "value": [1.5, None, None],
        }
    )
    pq.write_table(table, tmp_path / "in" / "events.parquet")
    report = take_in(rivers, [*paths, tmp_path / "in" / "events.parquet"])
    assert rows(rivers, "events", "day, value") == [(date(2020, 1, 1), 1.5), (date(2020, 1, 2), None)]
    assert [row["refused_line"] for row in refused(report, "events")] == ["3"]
