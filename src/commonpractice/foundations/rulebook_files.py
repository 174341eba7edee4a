"""Read the rulebook's files, wherever the package is installed."""

import csv
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def toml(path: str) -> dict[str, Any]:
    """A TOML file of the rulebook, as "partnership/roles.toml"."""
    return tomllib.loads(files("commonpractice.rulebook").joinpath(path).read_text(encoding="utf-8"))


@cache
def rows(path: str) -> tuple[dict[str, str], ...]:
    """The rows of a CSV file of the rulebook, by column name; lines that begin with # are comments."""
    text = files("commonpractice.rulebook").joinpath(path).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return tuple(csv.DictReader(lines))
