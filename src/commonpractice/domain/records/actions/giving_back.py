"""Where refused rows lie: out of sight until the import is kept, then for some months in a folder of their
own.

They may hold names and NHS numbers: only the account that runs the program can read them.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db import transaction

from commonpractice.domain.records import parameters

FOLDER = "refused"
"""Beside the folder of snapshots: the rows that were refused, by snapshot."""
WAITING = ".waiting-"
KILLED = timedelta(hours=1)  # after which what waits for an import to be kept waits for nothing


class HeldBack:
    """Where the refused rows of an import lie until it is kept, and where they will."""

    def __init__(self, root: Path, uuid: UUID) -> None:
        self.folder = root.parent / FOLDER / str(uuid)
        self.waiting = self.folder.with_name(f"{WAITING}{uuid}")

    def take(self, written: Path) -> None:
        """Move what was written here, and give it back when the transaction is kept."""
        self.waiting.parent.mkdir(mode=0o700, exist_ok=True)
        written.rename(self.waiting)
        # the import is kept then, whatever happens: where they cannot be moved the next one gives them back
        transaction.on_commit(self.give_back, robust=True)

    def give_back(self) -> None:
        """Let what was held back be found where the import says."""
        self.waiting.rename(self.folder)


@contextmanager
def held_back(root: Path, uuid: UUID) -> Iterator[HeldBack]:
    """Hold refused rows back until the import of a snapshot is kept; where it fails they are taken away."""
    held = HeldBack(root, uuid)
    try:
        yield held
    except BaseException:
        shutil.rmtree(held.waiting, ignore_errors=True)
        raise


def clear(root: Path, *, known: Callable[[Sequence[UUID]], set[UUID]], at: datetime, on: date) -> None:
    """Take away refused rows that are older than they are kept, and what killed imports left behind.

    What an import that was kept could not give back any more, because it was killed just then, is given back.
    """
    kept = at - timedelta(days=parameters.refused_kept(on=on))
    folders = [path for path in (root.parent / FOLDER).glob("*") if path.is_dir()]
    waiting = {path: UUID(path.name[len(WAITING) :]) for path in folders if path.name.startswith(WAITING)}
    good = known(list(waiting.values())) if waiting else set()
    for path in folders:
        changed = datetime.fromtimestamp(path.stat().st_mtime, tz=at.tzinfo)
        if path in waiting and waiting[path] in good:
            path.rename(path.with_name(str(waiting[path])))
        elif changed < (at - KILLED if path in waiting else kept):
            shutil.rmtree(path, ignore_errors=True)
