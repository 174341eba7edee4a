"""A snapshot is there whole or not at all, and what is damaged is named."""

import os
import signal
import subprocess
import sys
import time
from uuid import UUID, uuid4

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from commonpractice.gateways.event_store import manifest, reading, writing
from commonpractice.gateways.event_store.layout import EVENTS, PATIENTS, PIECE, TABLES
from tests.examples import thorough
from tests.gateways.event_store.made import STORE, later, rows, write

ONE = UUID(int=1)


def none_known(_) -> set[UUID]:
    return set()


def test_what_was_written_is_read_back_in_its_layout(tmp_path):
    snapshot = write(tmp_path, ONE)
    empty = dict.fromkeys(["registrations", "medications", "consultations", "appointments"], 0)
    assert snapshot.manifest.rows == {"patients": 3, "events": 10, **empty}
    for layout in TABLES:
        assert pq.read_schema(snapshot.path(layout)).equals(reading.as_stored(layout.schema))
    assert pq.read_table(snapshot.path(EVENTS)).equals(rows(EVENTS, 10))
    assert sorted(path.name for path in snapshot.folder.iterdir()) == sorted(
        [manifest.FILE, *(layout.file_name for layout in TABLES)]
    )
    reading.prove(snapshot)


@pytest.mark.parametrize("size", [1, PIECE - 1, PIECE, writing.AT_ONCE, writing.AT_ONCE + 1])
def test_pieces_are_of_one_size_whatever_the_batches_are(tmp_path, size):
    table = rows(EVENTS, writing.AT_ONCE + PIECE + 1)
    with writing.incoming(tmp_path, ONE) as incoming:
        # one huge batch, or many of them
        batches = table.to_batches(max_chunksize=size) if size > 1 else [table]
        assert incoming.add(EVENTS, batches) == table.num_rows
        incoming.finish(store=STORE, surgery=1)
    path = reading.open_snapshot(tmp_path, ONE).path(EVENTS)
    footer = pq.read_metadata(path)
    sizes = [footer.row_group(number).num_rows for number in range(footer.num_row_groups)]
    assert sizes == [PIECE] * (table.num_rows // PIECE) + [1]
    assert pq.read_table(path).equals(table)
    assert duckdb.sql(f"SELECT max(concept) FROM '{path}'").fetchall()[0] == (table.num_rows - 1,)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda table: table.drop_columns("day"), "Rows of events have no column day."),
        (lambda table: table.set_column(1, "patient", pa.nulls(10, pa.int32())), "have a blank patient"),
        (lambda table: table.set_column(0, "concept", pa.array([2**40] * 10)), "events, column concept: "),
    ],
)
def test_rows_of_another_layout_are_refused_and_nothing_is_left(tmp_path, change, sentence):
    with pytest.raises(writing.RowsDoNotFit, match=sentence), writing.incoming(tmp_path, ONE) as incoming:
        incoming.add(EVENTS, [change(rows(EVENTS, 10))])
    assert list(tmp_path.iterdir()) == []


def test_whatever_fails_on_the_way_leaves_nothing(tmp_path, monkeypatch):
    """Each flush in turn fails, as a full disk does."""
    real, failed = os.fsync, 0
    for fails_at in range(100):
        calls = iter(range(100))

        def fsync(descriptor, fails_at=fails_at, calls=calls):
            if next(calls) == fails_at:
                raise OSError(28, "No space left on device")
            real(descriptor)

        monkeypatch.setattr(os, "fsync", fsync)
        try:
            write(tmp_path, ONE)
        except OSError:
            failed += 1
            left = [path.name for path in tmp_path.iterdir()]
            # the last flush is after the renaming: it is whole then, and waits for a row to name it
            assert left in ([], [str(ONE)])
            if left:
                reading.prove(reading.open_snapshot(tmp_path, ONE))
                assert writing.clear_away(tmp_path, store=STORE, known=none_known, now=later(hours=2)) == left
        else:
            break
    assert failed == len(TABLES) + 3  # each table, the manifest, the folder, the folder of all


WRITER = """
import sys
from pathlib import Path
from uuid import UUID
from tests.gateways.event_store.made import write
print("begins", flush=True)
write(Path(sys.argv[1]), UUID(sys.argv[2]), events=300_000)
"""


@pytest.mark.slow
def test_a_writer_killed_at_any_moment_leaves_the_others_whole_and_its_own_is_cleared_away(tmp_path):
    before = write(tmp_path, ONE)
    outcomes = set()
    for number in range(24):
        uuid = uuid4()
        command = [sys.executable, "-c", WRITER, str(tmp_path), str(uuid)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout.readline() == "begins\n"
            time.sleep(number * 0.012)
            process.send_signal(signal.SIGKILL)
        half = (tmp_path / f"{writing.INCOMING}{uuid}").is_dir()
        whole = (tmp_path / str(uuid)).is_dir()
        outcomes.add("whole" if whole else "half" if half else "nothing")
        assert not (half and whole)
        if whole:
            reading.prove(reading.open_snapshot(tmp_path, uuid))
        with pytest.raises(reading.SnapshotDamaged) if not whole else _nothing():
            reading.open_snapshot(tmp_path, uuid)
        reading.prove(before)
    assert "half" in outcomes
    cleared = writing.clear_away(tmp_path, store=STORE, known=lambda _: {ONE}, now=later(hours=2))
    assert str(ONE) not in cleared
    assert [path.name for path in tmp_path.iterdir()] == [str(ONE)]
    reading.prove(before)


def _nothing():
    from contextlib import nullcontext

    return nullcontext()


def test_what_is_being_written_is_not_cleared_away(tmp_path):
    with writing.incoming(tmp_path, ONE) as incoming:
        assert writing.clear_away(tmp_path, store=STORE, known=none_known, now=later(days=2)) == []
        incoming.finish(store=STORE, surgery=1)
        # finished, and its row not committed yet
        assert writing.clear_away(tmp_path, store=STORE, known=none_known, now=later(minutes=59)) == []
    assert reading.open_snapshot(tmp_path, ONE)


def test_only_what_no_row_names_is_cleared_away_and_only_our_own(tmp_path):
    kept, unnamed, others = (UUID(int=number) for number in (1, 2, 3))
    for uuid, store in ((kept, STORE), (unnamed, STORE), (others, UUID(int=8))):
        write(tmp_path, uuid, store=store)
    (tmp_path / "something else").mkdir()
    asked = []

    def known(candidates):
        asked.extend(candidates)
        return {kept}

    assert writing.clear_away(tmp_path, store=STORE, known=known, now=later(hours=2)) == [str(unnamed)]
    assert asked == [kept, unnamed]
    assert {path.name for path in tmp_path.iterdir()} == {str(kept), str(others), "something else"}


def test_where_there_is_no_folder_there_is_nothing_to_clear(tmp_path):
    assert writing.clear_away(tmp_path / "none", store=STORE, known=none_known, now=later()) == []


def damage(path, how: str) -> None:
    content = path.read_bytes()
    if how == "missing":
        path.unlink()
    elif how == "cut short":
        path.write_bytes(content[:-7])
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "a bit turned":
        middle = len(content) // 2
        path.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
    elif how == "text":
        path.write_bytes(b"x" * len(content))


@pytest.mark.parametrize("layout", TABLES, ids=lambda layout: layout.name)
@pytest.mark.parametrize(
    ("how", "sentence"),
    [("missing", "is missing"), ("cut short", "bytes, and was written with"), ("empty", "has 0 bytes")],
)
def test_a_damaged_file_is_named_on_use(tmp_path, layout, how, sentence):
    damage(write(tmp_path, ONE).path(layout), how)
    with pytest.raises(reading.SnapshotDamaged, match=rf"{ONE} is damaged: {layout.file_name}.*{sentence}"):
        reading.open_snapshot(tmp_path, ONE)


@pytest.mark.parametrize("layout", TABLES, ids=lambda layout: layout.name)
@pytest.mark.parametrize("how", ["a bit turned", "text"])
def test_what_is_damaged_at_its_full_size_is_named_by_the_proof(tmp_path, layout, how):
    damage(write(tmp_path, ONE).path(layout), how)
    snapshot = reading.open_snapshot(tmp_path, ONE)
    with pytest.raises(reading.SnapshotDamaged, match=f"{layout.file_name} is not as it was written"):
        reading.prove(snapshot)


@thorough(suppress=(HealthCheck.function_scoped_fixture,))
@given(data=st.data())
def test_any_byte_changed_anywhere_is_found(tmp_path, data):
    uuid = uuid4()
    snapshot = write(tmp_path, uuid)
    layout = data.draw(st.sampled_from(TABLES))
    path = snapshot.path(layout)
    content = bytearray(path.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    path.write_bytes(content)
    with pytest.raises(reading.SnapshotDamaged, match=layout.file_name):
        reading.prove(snapshot)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda text: "", "cannot be read"),
        (lambda text: "[]", "cannot be read"),
        (lambda text: text.replace('"rows"', '"lines"'), "cannot be read"),
        (
            lambda text: text.replace('"layout": 1', '"layout": 99'),
            "is of layout 99, and this version reads 1",
        ),
        (lambda text: text.replace('"surgery": 1', '"surgery": 2'), "not the one that was written when"),
    ],
)
def test_a_manifest_that_is_not_its_own_is_told(tmp_path, change, sentence):
    snapshot = write(tmp_path, ONE)
    path = snapshot.folder / manifest.FILE
    path.write_text(change(path.read_text()))
    with pytest.raises(reading.SnapshotDamaged, match=sentence):
        reading.open_snapshot(tmp_path, ONE, manifest_sha256=snapshot.manifest.sha256)


def test_a_snapshot_that_is_not_there_is_told(tmp_path):
    with pytest.raises(reading.SnapshotDamaged, match="there is no such folder"):
        reading.open_snapshot(tmp_path, ONE)


def test_a_manifest_reads_back_as_it_was_written(tmp_path):
    told = write(tmp_path, ONE).manifest
    assert manifest.parse(told.text()) == told
    assert PATIENTS.name in told.tables
    assert told.store == STORE
