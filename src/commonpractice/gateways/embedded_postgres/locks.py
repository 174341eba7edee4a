"""The kernel counts who uses the server: a process that is killed gives up its place by dying.

Two files. `start.lock` is held by one process while it starts or stops the server. `users.lock` is shared
by everyone who uses it, for as long as they do; whoever can have it alone is the last.

These are flock(2) locks, which belong to an open file: a child process that inherits the descriptor keeps
the place taken, also after its parent has left.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from commonpractice.gateways.embedded_postgres.refusals import CannotRunPostgres

START, USERS = "start.lock", "users.lock"
LOOK_AGAIN = 0.02  # seconds


class StillStarting(CannotRunPostgres):
    """Another process has been starting or stopping the server for too long."""


@contextmanager
def starting(home: Path, *, patience: float) -> Iterator[int]:
    """Hold the start lock, waiting up to `patience` seconds for it. Yields its descriptor.

    Handed to a child (`commands.run(kept_open=...)`), the lock also waits for that child's end.
    Raises StillStarting.
    """
    deadline = time.monotonic() + patience
    lock = _open(home / START)
    try:
        while not _lock(lock, fcntl.LOCK_EX):
            if time.monotonic() > deadline:
                raise StillStarting(
                    f"Another program has been starting or stopping the database in {home} for "
                    f"{patience:.0f} seconds. Wait for it or end it, then try again."
                )
            time.sleep(LOOK_AGAIN)
        yield lock
        # Unlocked, not only closed: a copy in a child that another thread has just forked would hold on.
        # After a failure only closed: what that child of ours is still writing must come to its end first.
        fcntl.flock(lock, fcntl.LOCK_UN)
    finally:
        os.close(lock)


def take_place(home: Path) -> int:
    """Take a place among the users, and return its descriptor, which children inherit.

    Close it to leave; never unlock it, which would take the children's place from them too.
    """
    place = _open(home / USERS)
    fcntl.flock(place, fcntl.LOCK_SH)
    os.set_inheritable(place, True)
    return place


@contextmanager
def last_one(home: Path) -> Iterator[bool]:
    """Whether nobody uses the server any more. Ask while holding the start lock, so that it stays true."""
    # Always a fresh opening: on an inherited one the children's place would count as our own.
    users = _open(home / USERS)
    try:
        yield _lock(users, fcntl.LOCK_EX)
    finally:
        os.close(users)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)


def _lock(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
