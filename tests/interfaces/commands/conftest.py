"""Type commands at the test's own database."""

import pytest

from tests.interfaces.commands.typing_commands import commands_find_it_running, run_command


@pytest.fixture
def typed(fresh_database):
    """Run `commonpractice WORDS`; it finds the test's database, and starts none."""
    with commands_find_it_running():
        yield run_command
