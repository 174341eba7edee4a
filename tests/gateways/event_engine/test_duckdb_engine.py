"""DuckDB inside the program: what it leaves on the disk, and what it says of a file that it cannot read."""

import time

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


def test_what_is_kept_is_there_when_it_is_asked_for_and_gone_when_let_go():
    with open_engine() as engine:
        numbers = engine.keep(ibis.memtable([{"a": n} for n in range(1_000)]), by="a")
        few = engine.keep(numbers.filter(numbers.a < 3))
        engine.forget(numbers)
        assert sorted(row["a"] for row in engine.rows(few)) == [0, 1, 2]
        with pytest.raises(EngineFailed, match=numbers.get_name().rpartition(".")[2]):
            engine.rows(numbers)


def test_what_cannot_be_worked_out_is_said_when_it_is_asked_for():
    with open_engine() as engine:
        words = ibis.memtable([{"a": "12"}, {"a": "twelve"}])
        kept = engine.keep(words.select(a=words.a.cast("int32")))
        then = engine.keep(kept.filter(kept.a > 1))
        with pytest.raises(EngineFailed, match=r"could not be read: .*twelve"):
            engine.rows(then)


def test_an_engine_closed_in_the_middle_of_its_work_ends_at_once(tmp_path):
    some = ibis.memtable([{"a": n} for n in range(100_000)])
    more = ibis.memtable([{"b": n} for n in range(100_000)])
    pairs = some.cross_join(more)
    with open_engine(limits=Limits(threads=1, spill=tmp_path)) as engine:
        engine.keep(pairs.aggregate(most=(pairs.a * pairs.b % 7919).max()))
        engine.keep(some)
        began = time.monotonic()
    assert time.monotonic() - began < 8  # all pairs would take minutes
    assert list(tmp_path.iterdir()) == []
