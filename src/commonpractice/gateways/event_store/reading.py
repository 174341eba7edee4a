"""Open a snapshot that the database names: cheaply on each use, to the last byte where it is to be proved.

What is damaged is named: which file of which snapshot, and what is wrong with it.
"""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq

from commonpractice.gateways.event_store import manifest
from commonpractice.gateways.event_store.layout import TABLES, VERSION, Layout
from commonpractice.gateways.event_store.manifest import Manifest

MEND = "Put the file back from a backup, or take the surgery's extract in again."


class SnapshotDamaged(RuntimeError):
    """A snapshot's files are not as they were written; the message names the file and what is wrong."""


@dataclass(frozen=True)
class StoredSnapshot:
    """A snapshot in its folder, found to have the files that it says, at the sizes that it says."""

    folder: Path
    manifest: Manifest

    @property
    def uuid(self) -> UUID:
        return UUID(self.folder.name)

    def path(self, layout: Layout) -> Path:
        return self.folder / layout.file_name


def open_snapshot(root: Path, uuid: UUID, *, manifest_sha256: str | None = None) -> StoredSnapshot:
    """A snapshot by its name; every file is there and as long as it should be. Raises SnapshotDamaged.

    With the manifest's hash from the database's row, the manifest is proved to be the one written then.
    Seven look-ups in a folder: quick enough for each use.
    """
    folder = root / str(uuid)
    try:
        text = (folder / manifest.FILE).read_text(encoding="utf-8")
        told = manifest.parse(text)
    except FileNotFoundError:
        what = f"it has no {manifest.FILE}" if folder.is_dir() else f"there is no such folder in {root}"
        raise _damaged(uuid, what) from None
    except (UnicodeDecodeError, manifest.NotAManifest) as fault:
        raise _damaged(uuid, str(fault)) from None
    if told.layout != VERSION:
        raise SnapshotDamaged(
            f"The snapshot {uuid} is of layout {told.layout}, and this version reads {VERSION}. Take the "
            "surgery's extract in again."
        )
    if manifest_sha256 is not None and told.sha256 != manifest_sha256:
        raise _damaged(uuid, f"its {manifest.FILE} is not the one that was written when it was taken in")
    for layout in TABLES:
        _check_size(folder, uuid, layout, told)
    return StoredSnapshot(folder, told)


def prove(snapshot: StoredSnapshot) -> None:
    """Read every file of a snapshot to its end: its hash, columns and rows. Raises SnapshotDamaged."""
    for layout in TABLES:
        told = snapshot.manifest.tables[layout.name]
        path = snapshot.path(layout)
        try:
            found = manifest.sha256_of(path)
        except OSError as trouble:
            raise _damaged(snapshot.uuid, f"{told.file} cannot be read ({trouble.strerror})") from None
        if found != told.sha256:
            raise _damaged(snapshot.uuid, f"{told.file} is not as it was written: its bytes have changed")
        footer, columns = pq.read_metadata(path), pq.read_schema(path)
        if footer.num_rows != told.rows:
            raise _damaged(snapshot.uuid, f"{told.file} has {footer.num_rows:,} rows, not {told.rows:,}")
        if not columns.equals(as_stored(layout.schema)):
            raise _damaged(snapshot.uuid, f"{told.file} has other columns than its layout")


def as_stored(schema: pa.Schema) -> pa.Schema:
    """The columns as a Parquet file holds them: it knows no time in whole seconds, and keeps milliseconds."""
    ms = pa.timestamp("ms")
    return pa.schema(
        [field.with_type(ms) if pa.types.is_timestamp(field.type) else field for field in schema]
    )


def _check_size(folder: Path, uuid: UUID, layout: Layout, told: Manifest) -> None:
    table = told.tables.get(layout.name)
    if table is None or table.file != layout.file_name:
        raise _damaged(uuid, f"its {manifest.FILE} names no {layout.file_name}")
    try:
        size = (folder / table.file).stat().st_size
    except FileNotFoundError:
        raise _damaged(uuid, f"{table.file} is missing") from None
    if size != table.bytes:
        raise _damaged(uuid, f"{table.file} has {size:,} bytes, and was written with {table.bytes:,}")


def _damaged(uuid: UUID, what: str) -> SnapshotDamaged:
    return SnapshotDamaged(f"The snapshot {uuid} is damaged: {what}. {MEND}")
