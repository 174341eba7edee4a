"""What a run of the indicators asks of the records."""

from commonpractice.foundations import rulebook_files


def oldest_records_days() -> int:
    """So many days before the day asked about records may end (rulebook/quality/runs.toml)."""
    return int(rulebook_files.toml("quality/runs.toml")["oldest_records_days"])
