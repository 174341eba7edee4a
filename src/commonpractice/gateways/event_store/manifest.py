"""What a snapshot says of itself: which files it has, how many rows and bytes, and their hashes.

The manifest is a small JSON file in the snapshot's folder; its own hash is in the database's row of the
snapshot, so that a folder and a row that do not belong together are told apart.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import UUID

from commonpractice.gateways.event_store.layout import VERSION

FILE = "manifest.json"
AT_A_TIME = 1 << 20


class NotAManifest(ValueError):
    """A manifest that cannot be read; the message says why."""


@dataclass(frozen=True)
class TableFile:
    """One file of a snapshot: its name, rows, size in bytes and SHA-256 (64 hexadecimal digits)."""

    file: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """Of which database's store and which surgery (its id) a snapshot is, and its files by table."""

    store: UUID
    surgery: int
    tables: dict[str, TableFile]
    layout: int = VERSION

    @property
    def rows(self) -> dict[str, int]:
        return {name: table.rows for name, table in self.tables.items()}

    def text(self) -> str:
        tables = {name: asdict(table) for name, table in self.tables.items()}
        told = {"layout": self.layout, "store": str(self.store), "surgery": self.surgery, "tables": tables}
        return json.dumps(told, indent=1, sort_keys=True) + "\n"

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text().encode()).hexdigest()


def parse(text: str) -> Manifest:
    """The manifest of a text that `Manifest.text` wrote. Raises NotAManifest."""
    try:
        told = json.loads(text)
        return Manifest(
            store=UUID(told["store"]),
            surgery=int(told["surgery"]),
            tables={name: TableFile(**table) for name, table in told["tables"].items()},
            layout=int(told["layout"]),
        )
    except (ValueError, TypeError, KeyError, AttributeError) as fault:
        raise NotAManifest(f"its {FILE} cannot be read ({type(fault).__name__}: {fault})") from None


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(AT_A_TIME):
            digest.update(block)
    return digest.hexdigest()
