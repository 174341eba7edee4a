"""DuckDB inside the program: what it leaves on the disk, and what it says of a file that it cannot read."""

import ibis
import pytest

from commonpractice.gateways.event_engine import EngineFailed, Limits, open_engine


def test_what_does_not_fit_is_for_our_eyes_alone_and_gone_afterwards(tmp_path):
    spill = tmp_path / "spill"
    with open_engine(limits=Limits(threads=1, spill=spill)) as engine:
        assert engine.rows(ibis.memtable([{"a": 1}])) == [{"a": 1}]
        (mine,) = spill.iterdir()
        assert (spill.stat().st_mode & 0o777, mine.stat().st_mode & 0o777) == (0o700, 0o700)
    assert list(spill.iterdir()) == []


def test_a_file_that_is_no_parquet_is_named(tmp_path):
    broken = tmp_path / "events.parquet"
    broken.write_bytes(b"PAR1 and no more")
    with open_engine() as engine, pytest.raises(EngineFailed, match=r"events\.parquet cannot be read"):
        engine.read([broken])
