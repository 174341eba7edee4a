"""DATABASE_URL, as somebody with a server of their own writes it."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from commonpractice.config import proxies
from commonpractice.config.database import parse


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("postgresql://cp_app@db/books", ("books", "cp_app", "", "db", "", None)),
        ("postgres://cp_app:p%40ss@db:5433/books", ("books", "cp_app", "p@ss", "db", "5433", None)),
        ("postgresql://cp_app@/books?host=/run/pg", ("books", "cp_app", "", "/run/pg", "", None)),
        (
            "postgresql://cp_app@db/books?sslmode=verify-full",
            ("books", "cp_app", "", "db", "", {"sslmode": "verify-full"}),
        ),
    ],
)
def test_what_is_read(url, read):
    found = parse(url)
    assert tuple(found.get(key) for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")) == read


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://cp_app@db/books", "OWNER_URL must look like postgresql://user:password@host:5432/name"),
        ("postgresql://cp_app@db", "OWNER_URL must look like"),
        ("postgresql://cp_app@db:many/books", "OWNER_URL must look like"),
        ("postgresql://cp_app@[db/books", "OWNER_URL must look like"),
        (
            "postgresql://cp_app@db/books?ssl=yes",
            "asks PostgreSQL for what it does not know: “ssl”",
        ),
        ("postgresql://cp_app@db/books?conninfo=x", "does not know: “conninfo”"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(url, said):
    with pytest.raises(ImproperlyConfigured, match=said):
        parse(url, "DATABASE_OWNER_URL")


@pytest.mark.parametrize(("number", "read"), [(None, 0), ("", 0), ("0", 0), ("2", 2)])
def test_proxies_in_front_are_counted(number, read):
    assert proxies.read(number) == read


@pytest.mark.parametrize("number", ["two", "-1", "1.5", "²"])
def test_a_number_of_proxies_that_is_none_is_refused(number):
    with pytest.raises(ImproperlyConfigured, match="must be how many proxies stand in front, like 1"):
        proxies.read(number)


@pytest.mark.slow
@pytest.mark.parametrize("command", [["migrate"], ["doctor"], ["user", "list"]])
def test_a_server_that_is_not_there_is_said_to_be(command):
    nowhere = "postgresql://cp_app@127.0.0.1:1/books"
    typed = subprocess.run(
        [sys.executable, "-m", "commonpractice", *command],
        env={**os.environ, "DATABASE_URL": nowhere, "DATABASE_OWNER_URL": nowhere},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert typed.returncode == 1
    assert "cannot be reached" in typed.stdout + typed.stderr
    assert "Traceback" not in typed.stderr
