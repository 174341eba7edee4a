"""What cannot be read is refused with a sentence that says what to mend."""

import csv
import gzip
import io
import os
import random
import re
import shutil
import subprocess
import tempfile
import time
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from commonpractice.gateways import nhs_publications
from commonpractice.gateways.nhs_publications import FileRefused
from commonpractice.gateways.nhs_publications.layouts import layouts
from tests.gateways.nhs_publications_support import TODAY, payments, read, table, write


def _csv(rows) -> bytes:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue().rstrip("\n").encode()


def _zip(**members) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return stream.getvalue()


ROWS = payments()
PACKED = gzip.compress(_csv(ROWS) * 50)

FILES = {
    "empty": (b"", "it is empty"),
    "blank": (b"\n \n\t\n", "nothing in it but blanks"),
    "byte-order mark alone": (b"\xef\xbb\xbf", "nothing in it but blanks"),
    "truncated gzip": (PACKED[: len(PACKED) // 2], "it ends before it should"),
    "gzip of nothing": (gzip.compress(b""), "it is empty"),
    "damaged gzip": (PACKED[:-8] + b"\0\0\0\0" + PACKED[-4:], "it is damaged"),
    "web page": (b"\n<!DOCTYPE html><html><body>Sign in</body></html>", "it is a web page, not a data file"),
    "web page in gzip": (gzip.compress(b"<html>"), "it is a web page"),
    "half a web page": (b"<meta charset='utf-8'><title>Not found</title>", "it is a web page"),
    "table saved as a web page": (b"<table><tr><td>Practice Code</td></tr></table>", "it is a web page"),
    "answer of a server": (b"<Error><Code>NoSuchKey</Code></Error>", "it is a web page"),
    "web page in UTF-16": ("\ufeff<html><body>".encode("utf-16-le"), "it is a web page"),
    "PDF": (b"%PDF-1.7 ...", "it is a PDF document"),
    "old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "Excel workbook of the old kind"),
    "Parquet": (b"PAR1" + bytes(100), "Parquet"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "it is a picture"),
    "noise": (random.Random(1).randbytes(5000).replace(b"\x1f\x8b", b""), "it is not a table of text"),
    "zip of two": (_zip(a_csv="x", b_csv="y"), "holds 2 data files"),
    "zip of none": (_zip(a_txt2="x"), "holds no data file"),
    "cut zip": (_zip(a_csv="x" * 5000)[:60], "incomplete"),
    "headings alone": (_csv(ROWS[:1]), "it has headings, but no rows"),
    "words": (b"Dear all,\nplease find attached\n", "it is none of the published files"),
    "short row": (_csv([*ROWS, ROWS[1][:-2]]), "the row has 11 fields, but the headings are 13"),
    "long row": (_csv([*ROWS, [*ROWS[1], "x"]]), "the row has 14 fields, but the headings are 13"),
    "half a last row": (_csv(ROWS)[:-20], "line 4"),
    "a nil byte": (_csv(ROWS) + b"\nA81009,\0", "bytes that no text has"),
    "no letter at all": (_csv(ROWS).replace(b"DENSHAM", b"DEN\x81HAM"), "unknown encoding"),
    "no code": (_csv([row[1:] for row in ROWS]), "has no column headed “Practice Code”"),
    "no total": (_csv([row[:10] for row in ROWS]), "“Total NHS Payments to General Practice”"),
}


@pytest.mark.parametrize("what", FILES)
def test_a_file_that_is_no_such_thing(tmp_path, what):
    content, sentence = FILES[what]
    path = tmp_path / "nhspaymentsgp-22-23.csv"
    path.write_bytes(content)
    with pytest.raises(FileRefused) as refusal:
        read(path)
    told = " ".join([refusal.value.sentence, *(row.sentence for row in refusal.value.rows)])
    assert sentence in told
    assert refusal.value.sentence.endswith(".")
    mend = "Download|Open|Unpack|Export|Save|Look|mend|Say"
    assert re.search(mend, refusal.value.sentence), "it says what to do"
    assert str(refusal.value).startswith("nhspaymentsgp-22-23.csv: ")


@pytest.mark.parametrize(
    ("name", "sentence"), [("nosuch.csv", "there is no file at"), ("", "it is a folder")]
)
def test_a_path_without_a_file(tmp_path, name, sentence):
    with pytest.raises(FileRefused, match=sentence):
        read(tmp_path / name)


@pytest.fixture
def nobody():
    """A folder that anybody may enter, and somebody who may read only what all may."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    root = os.geteuid() == 0
    yield folder, (lambda: os.seteuid(65534) if root else None)
    if root:
        os.seteuid(0)
    subprocess.run(["chmod", "-R", "u+rwx", str(folder)], check=True)
    shutil.rmtree(folder)


@pytest.mark.parametrize("closed", ["file", "folder"])
def test_what_may_not_be_read(nobody, closed):
    folder, become_nobody = nobody
    path = folder / "mine" / "nhspaymentsgp-22-23.csv"
    path.parent.mkdir()
    path.write_bytes(_csv(ROWS))
    (path if closed == "file" else path.parent).chmod(0)
    become_nobody()
    with pytest.raises(FileRefused, match=r"you may not read it|you may not look into the folder") as refusal:
        read(path)
    assert "Ask whoever owns it" in refusal.value.sentence
    assert refusal.value.file_name == path.name


def test_a_name_that_no_file_can_have(tmp_path):
    with pytest.raises(FileRefused, match="File name too long"):
        read(tmp_path / ("x" * 300))


@pytest.mark.parametrize("name", ["\udcff-22-23.csv", "\x1b[31m-22-23.csv", "a\nb-22-23.csv"])
def test_a_name_that_no_screen_can_show_is_shown_without(tmp_path, name):
    good = read(write(tmp_path / name, ROWS))
    assert good.publication.file_name.isprintable()
    with pytest.raises(FileRefused) as refusal:
        read(write(tmp_path / name, ROWS[:1]))
    assert refusal.value.file_name.isprintable()
    assert str(refusal.value).isprintable()
    with pytest.raises(FileRefused, match="there is no file") as refusal:
        read(tmp_path / "nowhere" / name)
    assert str(refusal.value).isprintable()


KNOWN_AND_NOT_LOADED = [
    (["INDICATOR_CODE", "REGISTER_FLAG", "INDICATOR_POINT_VALUE"], "the QOF indicator reference"),
    (["PRACTICE_CODE", "REVISED_MAXIMUM_POINTS"], "greatest possible points"),
    (["PUBLICATION", "EXTRACT_DATE", "PRACTICE_CODE", "LSOA_CODE", "SEX"], "small area"),
    (["PCN Code", "PCN Name", "PCN Leadership", "PCN Workforce"], "by primary care network"),
]


@pytest.mark.parametrize(("headings", "title"), KNOWN_AND_NOT_LOADED)
def test_a_published_file_of_another_kind_is_named(tmp_path, headings, title):
    path = write(tmp_path / "file-22-23.csv", [headings, ["x"] * len(headings)])
    with pytest.raises(FileRefused, match=title) as refusal:
        read(path)
    assert "which is not loaded" in refusal.value.sentence


def test_an_unclosed_quotation_mark(tmp_path):
    path = tmp_path / "nhspaymentsgp-22-23.csv"
    path.write_bytes(_csv(ROWS) + b'\n"A81009,' + b"x," * 100_000)
    with pytest.raises(FileRefused, match="quotation mark is opened there and never closed"):
        read(path)


def test_a_sentence_never_repeats_control_characters(tmp_path):
    rows = payments(A81001={"Global Sum": "\x1b[2Jgone"})
    with pytest.raises(FileRefused) as refusal:
        read(write(tmp_path / "nhspaymentsgp-22-23.csv", rows))
    assert "\x1b" not in refusal.value.sentence


def test_many_bad_rows_are_counted_and_some_kept(tmp_path):
    rows = [ROWS[0], *([f"A8{number:04d}", *ROWS[1][1:5], "-1", *ROWS[1][6:]] for number in range(3000))]
    with pytest.raises(FileRefused, match="3,000 rows of 3,000 cannot be read") as refusal:
        read(write(tmp_path / "nhspaymentsgp-22-23.csv", rows))
    assert refusal.value.row_count == 3000
    assert len(refusal.value.rows) == 1000
    assert refusal.value.rows[0].cells[0] == "A80000"


@pytest.mark.parametrize(
    ("packed", "end"), [(False, b"\n"), (True, b"\n"), (False, b"\r")], ids=["plain", "gzip", "old Mac"]
)
def test_ten_million_rows_are_refused_at_once(tmp_path, packed, end):
    path = tmp_path / ("nhspaymentsgp-22-23.csv" + (".gz" if packed else ""))
    opener = gzip.open if packed else open
    with opener(path, "wb") as stream:
        stream.write(_csv(ROWS[:1]) + end)
        block = (b"A81001,x" + end) * 100_000
        for _ in range(100):
            stream.write(block)
    tracemalloc.start()
    began = time.perf_counter()
    with pytest.raises(FileRefused, match="more than 20,000 rows, where a file of this kind has about 7,000"):
        read(path)
    took = time.perf_counter() - began
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert took < 2
    assert peak < 20_000_000  # bytes, of a file of 90 MB


def test_the_row_limit_holds_for_rows_that_the_survey_cannot_count(tmp_path, monkeypatch):
    """An .xlsx is packed, so its rows are counted as they are read."""
    import dataclasses

    import openpyxl

    from commonpractice.gateways.nhs_publications import recognising

    few = tuple(dataclasses.replace(layout, row_limit=2) for layout in layouts())
    monkeypatch.setattr(recognising.layouts, "layouts", lambda: few)
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.save(tmp_path / "payments-22-23.xlsx")
    with pytest.raises(FileRefused, match="more than 2 rows"):
        read(tmp_path / "payments-22-23.xlsx")


@pytest.mark.slow
def test_long_lists_stream_by_in_little_memory(tmp_path):
    """100,000 rows of single ages: what is kept is a sum a practice and sex, not the rows."""
    path = tmp_path / "gp-reg-pat-prac-sing-age-male.csv"
    with path.open("w") as stream:
        stream.write("EXTRACT_DATE,ORG_CODE,SEX,AGE,NUMBER_OF_PATIENTS\n")
        for practice in range(1000):
            for age in range(100):
                stream.write(f"01APR2024,A{practice:05d},MALE,{age},{age}\n")
    tracemalloc.start()
    with nhs_publications.read(path, year=None, today=TODAY) as publication:
        seen = sum(1 for _ in publication.records())
        publication.finish()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert publication.registered == 1000 * sum(range(100))
    assert seen == 100_000 + 1000
    assert peak < 8_000_000


def test_the_same_heading_in_two_files_is_told_apart_by_the_rest():
    names = {(layout.dataset, layout.name) for layout in layouts()}
    assert len(names) == len(layouts())


def test_pieces_of_a_published_table_are_not_taken_for_another(tmp_path):
    rows = table("""
        | Practice code | Practice name |
        | A81001 | The Densham |
    """)
    with pytest.raises(FileRefused, match=r"none of the published files|looks most like"):
        read(write(tmp_path / "names-22-23.csv", rows))
