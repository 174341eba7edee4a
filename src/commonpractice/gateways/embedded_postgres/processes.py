"""Is a server running on this data folder? What its pid file says, checked against the processes there are.

The pid in the file is not believed by itself: after a crash, above all in a container, the number often
belongs to somebody else.
"""

import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

PID_FILE = "postmaster.pid"
BEING_WRITTEN = 2.0  # seconds for which an empty pid file may be one that its server is about to write
TIME_TO_END = 5.0  # seconds for a server that is told to end at once


@dataclass(frozen=True)
class Postmaster:
    """A running server, from its pid file. `status` is "starting", "ready" or "stopping", or yet unknown."""

    pid: int
    socket_directory: Path | None
    status: str


def serving(folder: Path) -> Postmaster | None:
    """The server that is running on this data folder, or None."""
    written = _read(folder)
    return written if written is not None and serves(written.pid, folder) else None


def _read(folder: Path) -> Postmaster | None:
    """The pid file's contents: lines of pid, folder, start, port, sockets, address, memory, status."""
    try:
        lines = (folder / PID_FILE).read_text().splitlines()
        pid = abs(int(lines[0]))  # PostgreSQL in single-user mode writes it negative
    except (OSError, IndexError, ValueError):
        return None
    sockets = lines[4].strip() if len(lines) > 4 else ""
    return Postmaster(pid, Path(sockets) if sockets else None, lines[7].strip() if len(lines) > 7 else "")


def serves(pid: int, folder: Path) -> bool:
    """Whether this process is a PostgreSQL server and works on this data folder."""
    try:
        process = psutil.Process(pid)
        words = process.cmdline()  # empty for a zombie
    except psutil.Error:
        return False
    if not words or Path(words[0]).name != "postgres":
        return False
    try:
        return Path(process.cwd()) == folder.resolve()
    except psutil.Error:
        # Root in a container may not look into another user's process, only read its command line.
        return str(folder) in words


def alive(process: psutil.Process) -> bool:
    """Whether a process still runs. A zombie, which nobody has collected yet, does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def clear_what_the_dead_left(folder: Path, socket_directory: Path) -> None:
    """Remove what PostgreSQL itself would stumble over when it starts on this data folder.

    Only for a caller that holds the start lock and has seen that no server is `serving`. A pid file whose
    process is gone is left to PostgreSQL, which reads in it which shared memory to look for.
    """
    pid_file = folder / PID_FILE
    with suppress(FileNotFoundError):
        written = _read(folder)
        if written is None and time.time() - pid_file.stat().st_mtime > BEING_WRITTEN:
            pid_file.unlink()  # empty, as a full disk or a power cut leaves it
        elif written is not None and psutil.pid_exists(written.pid):
            pid_file.unlink()
    for lock in socket_directory.glob(".s.PGSQL.*.lock"):
        with suppress(OSError, ValueError, IndexError):
            pid = int(lock.read_text().splitlines()[0])
            if psutil.pid_exists(pid) and not _server_names(pid, socket_directory):
                lock.unlink()


def end_servers_of_a_deleted_folder(folder: Path) -> None:
    """End any server whose data folder, formerly here, was deleted under it.

    PostgreSQL notices that by itself, but only after up to a minute, in which it keeps socket and shared
    memory. Only Linux tells; elsewhere we wait for that minute.
    """
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if not _server_names(process.pid, folder):
                continue
            # Not psutil's cwd(), which leaves the note off. A folder that was moved keeps its server.
            if os.readlink(f"/proc/{process.pid}/cwd").endswith(" (deleted)"):
                process.send_signal(signal.SIGQUIT)
                deadline = time.monotonic() + TIME_TO_END
                while alive(process) and time.monotonic() < deadline:
                    time.sleep(0.01)


def _server_names(pid: int, path: Path) -> bool:
    """Whether this process is a PostgreSQL server that was started with `path` among its arguments."""
    try:
        words = psutil.Process(pid).cmdline()
    except psutil.Error:
        return False
    return bool(words) and Path(words[0]).name == "postgres" and str(path) in words
