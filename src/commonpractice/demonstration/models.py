"""The two demonstrations, one a model: each has settings of its own; the rest of the rulebook is common."""

from typing import Any

from commonpractice.domain.partnership.facts import Model
from commonpractice.foundations import rulebook_files

FOLDER = "demonstration"
DECENTRALISED = Model.DECENTRALISED
"""The demonstration that is built where nobody asks for another."""


def toml(name: str, model: Model) -> dict[str, Any]:
    """A TOML file of a model's own settings."""
    return rulebook_files.toml(f"{FOLDER}/{model.value}/{name}")


def rows(name: str, model: Model) -> tuple[dict[str, str], ...]:
    """The rows of a CSV file of a model's own settings."""
    return rulebook_files.rows(f"{FOLDER}/{model.value}/{name}")
