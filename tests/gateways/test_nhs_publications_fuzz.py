"""However a file is spoilt, it is read or refused in a sentence; nothing else ever comes of it."""

import contextlib
import gzip
import io
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from commonpractice.gateways.nhs_publications import FileRefused
from tests.examples import thorough
from tests.gateways.nhs_publications_support import payments, read
from tests.gateways.test_nhs_publications_refusals import _csv


def _workbook() -> bytes:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    for row in payments():
        book.active.append(row)
    book.save(stream)
    return stream.getvalue()


WHOLE = {"csv": _csv(payments()), "gzip": gzip.compress(_csv(payments()), mtime=0), "xlsx": _workbook()}
SPOILT = st.lists(
    st.tuples(
        st.sampled_from(["cut", "put", "drop", "double"]),
        st.floats(0, 1),
        st.binary(min_size=1, max_size=6)
        | st.sampled_from([b",", b'"', b"\n", b"\0", b":", b"-1", b"\xff\xfe", b"1E+99", b"NaN", b"A81001"]),
    ),
    min_size=1,
    max_size=4,
)


def spoil(content: bytes, how) -> bytes:
    for deed, where, what in how:
        at = int(where * len(content))
        if deed == "cut":
            content = content[:at]
        elif deed == "put":
            content = content[:at] + what + content[at:]
        elif deed == "drop":
            content = content[:at] + content[at + len(what) :]
        else:
            content = content + content[at:]
    return content


@pytest.mark.parametrize("kind", WHOLE)
@given(how=SPOILT)
@thorough(300, suppress=(HealthCheck.function_scoped_fixture,))
def test_it_is_read_or_refused(tmp_path: Path, kind, how):
    path = tmp_path / "nhspaymentsgp-22-23.csv"
    path.write_bytes(spoil(WHOLE[kind], how))
    with contextlib.suppress(FileRefused):
        found = read(path)
        assert found.total_pence is not None
        assert all(len(record.amounts) == len(found.columns) for record in found.records)


def test_whole_files_are_read(tmp_path):
    for kind, content in WHOLE.items():
        path = tmp_path / f"{kind}-22-23.csv"
        path.write_bytes(content)
        assert read(path).total_pence == 322127914
