"""Type `commonpractice …` within the tests' own process, at the tests' own database."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import pytest
from click.testing import CliRunner, Result

from commonpractice.interfaces.commands import runtime
from commonpractice.interfaces.commands.main import main


def run_command(*words: object) -> Result:
    """Run `commonpractice WORDS`; what it raises is raised here."""
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


@contextmanager
def commands_find_it_running() -> Iterator[None]:
    """Let commands use the database that the tests are connected to, and start none."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runtime, "database", lambda **_: nullcontext())
        yield
