"""The web application at its end: nothing is said to have leaked."""

import os
import subprocess
import sys

ENDS = """
import duckdb
from commonpractice.config import wsgi
duckdb.connect().execute("SELECT 1").fetchall()
print("begun")
"""


def test_nothing_is_called_leaked_when_the_server_ends(server):
    """What was frozen stays beyond Python's end, and DuckDB's binding would call all of it leaked."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    ended = subprocess.run(
        [sys.executable, "-c", ENDS], env=environment, capture_output=True, text=True, check=True, timeout=120
    )
    assert ended.stdout == "begun\n"
    assert "leaked" not in ended.stderr
