"""Which database a folder of snapshots is used by: only that one knows which of them nobody needs any more.

A copy of a database that was restored beside it has the same store and the same rows, up to the day of the
copy; what was taken in since is to the copy what a killed import left behind. So the folder has a marker
that names its database, by what PostgreSQL itself tells one from another by, and another takes nothing
away.
"""

import contextlib
import json
import os
import tempfile
from pathlib import Path

from commonpractice.gateways.event_store.writing import make_private

FILE = ".database"


class UnreadableMarker(RuntimeError):
    """The marker of a folder of snapshots cannot be read; the message names it and says what to do."""


def claim(root: Path, database: str) -> bool:
    """Whether a folder of snapshots is used by a database, which it is where nobody said otherwise yet.

    The folder is made where it is missing. Of two that claim it at once one has it. Raises UnreadableMarker.
    """
    make_private(root)
    marker = root / FILE
    if not marker.exists():
        with tempfile.NamedTemporaryFile("w", dir=root, prefix=f"{FILE}.", encoding="utf-8") as ours:
            ours.write(json.dumps({"database": database}) + "\n")
            ours.flush()
            with contextlib.suppress(FileExistsError):  # somebody else was first
                os.link(ours.name, marker)
    try:
        return json.loads(marker.read_text(encoding="utf-8"))["database"] == database
    except (OSError, ValueError, TypeError, KeyError):
        raise UnreadableMarker(
            f"{marker}, which says which database uses the folder, cannot be read. Delete it where no other "
            "database does: the next import writes it anew."
        ) from None
