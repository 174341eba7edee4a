"""Running PostgreSQL's programs: from a known folder, as the right user, without the caller's settings."""

import os
import subprocess
from collections.abc import Collection
from pathlib import Path

from commonpractice.gateways.embedded_postgres.accounts import Account

# Nothing of the caller's environment but these: PGDATA, PGPORT, PGOPTIONS and their kin would steer the
# programs elsewhere, and secrets have no business in a server's environment.
HANDED_ON = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR")


def environment() -> dict[str, str]:
    """The environment of each program: messages in English, and few variables."""
    kept = {name: os.environ[name] for name in HANDED_ON if name in os.environ}
    # On macOS a server without LC_ALL refuses to start ("became multithreaded during startup").
    return {**kept, "PATH": os.defpath, "LC_ALL": "C"}


def run(
    program: Path, *arguments: str | Path, account: Account, kept_open: Collection[int] = ()
) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs to its end and return what it said (both streams in `stdout`).

    `kept_open` are file descriptors that the program inherits: a lock among them stays taken until the
    program ends, even where this process is killed meanwhile. Raises OSError where it cannot be run.
    """
    return subprocess.run(
        [str(program), *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
        cwd="/",  # the caller's folder may be closed to the account
        env=environment(),
        pass_fds=tuple(kept_open),
        start_new_session=True,  # Ctrl-C in the terminal is for the caller, who stops the server in order
        **account.identity(),
    )
