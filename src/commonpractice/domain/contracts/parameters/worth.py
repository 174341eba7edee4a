"""How many more patients a page values (rulebook/contracts/worth.toml)."""

from commonpractice.foundations import rulebook_files


def next_patients() -> int:
    """So many as "the next twelve patients are worth" speaks of."""
    return rulebook_files.toml("contracts/worth.toml")["next"]["patients"]
