"""Write a snapshot whole or not at all, and clear away what was left by whoever did not get so far.

A snapshot is written to `.incoming-<uuid>` beside the others, every file and folder is flushed to the disk,
and the folder then gets its name. Whoever asks for it does so by a row of the database that is committed
after that. What was killed on the way leaves a folder that no row names.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq

from commonpractice.gateways.event_store import manifest
from commonpractice.gateways.event_store.layout import PIECE, TABLES, Layout
from commonpractice.gateways.event_store.manifest import Manifest, TableFile

INCOMING = ".incoming-"
AT_ONCE = 8 * PIECE  # rows held in memory before they are written
BEGINNING = 60  # seconds in which a folder may have been made and not yet locked
UNNAMED = 60 * 60  # seconds for which a finished folder may wait for its row to be committed


class RowsDoNotFit(ValueError):
    """Rows that are not of a table's layout; the message says which table and column."""


class Incoming:
    """A snapshot being written: `work` is a folder for whatever is needed until it is finished."""

    def __init__(self, root: Path, uuid: UUID) -> None:
        self._root, self.uuid = root, uuid
        self._folder = root / f"{INCOMING}{uuid}"
        self._tables: dict[str, TableFile] = {}
        self.work = self._folder / "work"

    def add(self, layout: Layout, batches: Iterable[pa.RecordBatch | pa.Table]) -> int:
        """Write one table, whose rows come in its order, and say how many there were. Raises RowsDoNotFit.

        Whatever the size of the batches, only some pieces of the file are in memory at once.
        """
        path = self._folder / layout.file_name
        with pq.ParquetWriter(
            path, layout.schema, compression="zstd", sorting_columns=_sorting(layout)
        ) as writer:
            for rows in _gathered(batches, layout):
                writer.write_table(rows, row_group_size=PIECE)
        _flush(path)
        rows = pq.read_metadata(path).num_rows
        told = TableFile(layout.file_name, rows, path.stat().st_size, manifest.sha256_of(path))
        self._tables[layout.name] = told
        return rows

    def finish(self, *, store: UUID, surgery: int) -> Manifest:
        """Give the snapshot its name. Tables that were not added are written empty."""
        for layout in TABLES:
            if layout.name not in self._tables:
                self.add(layout, ())
        shutil.rmtree(self.work, ignore_errors=True)
        told = Manifest(store, surgery, {layout.name: self._tables[layout.name] for layout in TABLES})
        path = self._folder / manifest.FILE
        path.write_text(told.text(), encoding="utf-8")
        _flush(path)
        _flush(self._folder)
        self._folder.rename(self._root / str(self.uuid))
        _flush(self._root)
        return told


@contextmanager
def incoming(root: Path, uuid: UUID) -> Iterator[Incoming]:
    """Write a snapshot in the folder of all snapshots, which is made if it is missing.

    What is not finished inside is taken away. While inside, nobody clears the folder away.
    """
    make_private(root)
    folder = root / f"{INCOMING}{uuid}"
    folder.mkdir(mode=0o700)
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        (folder / "work").mkdir()
        yield Incoming(root, uuid)
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # it is there still where it was not finished
        os.close(lock)


def make_private(folder: Path) -> None:
    """Make a folder that nobody else may enter, and those above it that are missing."""
    for missing in [path for path in [*reversed(folder.parents), folder] if not path.exists()]:
        missing.mkdir(mode=0o700, exist_ok=True)


def clear_away(
    root: Path, *, store: UUID, known: Callable[[Sequence[UUID]], set[UUID]], now: datetime
) -> list[str]:
    """Take away what killed imports left behind, and name it: halves at once, wholes after an hour.

    `known` says which snapshots some row of the database names, whoever's. Folders of another database's
    store are left alone, as is whatever is being written at this moment.
    """
    cleared = [path for path in _folders(root, INCOMING) if _left_behind(path, now)]
    waited = [
        path
        for path in _folders(root, "")
        if _uuid(path.name) and _of_store(path, store) and _age(path / manifest.FILE, now) > UNNAMED
    ]
    named = known([UUID(path.name) for path in waited]) if waited else set()
    cleared += [path for path in waited if UUID(path.name) not in named]
    for path in cleared:
        shutil.rmtree(path, ignore_errors=True)
    return [path.name for path in cleared]


def _folders(root: Path, prefix: str) -> list[Path]:
    return sorted(path for path in root.glob(f"{prefix}*") if path.is_dir())


def _uuid(name: str) -> UUID | None:
    try:
        return UUID(name)
    except ValueError:
        return None


def _of_store(folder: Path, store: UUID) -> bool:
    try:
        return manifest.parse((folder / manifest.FILE).read_text(encoding="utf-8")).store == store
    except (OSError, manifest.NotAManifest):
        return False  # damaged, or nothing of ours: doctor tells of it where a row names it


def _age(path: Path, now: datetime) -> float:
    try:
        return now.timestamp() - path.stat().st_mtime
    except FileNotFoundError:
        return 0


def _left_behind(folder: Path, now: datetime) -> bool:
    """Whether nobody holds the folder any more: the lock of a process that was killed is free."""
    if _age(folder, now) < BEGINNING:
        return False
    try:
        lock = os.open(folder, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        return True
    finally:
        os.close(lock)


def _gathered(batches: Iterable[pa.RecordBatch | pa.Table], layout: Layout) -> Iterator[pa.Table]:
    """The rows in tables of so many that each but the last fills whole pieces of the file."""
    held: list[pa.Table] = []
    count = 0
    for batch in batches:
        table = pa.Table.from_batches([batch]) if isinstance(batch, pa.RecordBatch) else batch
        table = _fitted(table, layout)
        held.append(table)
        count += table.num_rows
        while count >= AT_ONCE:
            rows = pa.concat_tables(held)
            yield rows.slice(0, AT_ONCE)
            held, count = [rows.slice(AT_ONCE)], count - AT_ONCE
    if count:
        yield pa.concat_tables(held)


def _fitted(table: pa.Table, layout: Layout) -> pa.Table:
    """The same rows in the layout's columns and types."""
    missing = [name for name in layout.schema.names if name not in table.column_names]
    if missing:
        raise RowsDoNotFit(f"Rows of {layout.name} have no column {', '.join(missing)}.")
    columns = []
    for field in layout.schema:
        column = table.column(field.name)
        if column.null_count and not field.nullable:
            raise RowsDoNotFit(f"Rows of {layout.name} have a blank {field.name}.")
        try:
            columns.append(column.cast(field.type))
        except pa.ArrowInvalid as fault:
            raise RowsDoNotFit(f"Rows of {layout.name}, column {field.name}: {fault}.") from None
    return pa.Table.from_arrays(columns, schema=layout.schema)


def _sorting(layout: Layout) -> list[pq.SortingColumn]:
    return [pq.SortingColumn(layout.schema.get_field_index(name)) for name in layout.order]


def _flush(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
