"""Below which count numbers of patients stay at their surgery where no deed says."""

from commonpractice.foundations import rulebook_files


def small_numbers() -> int:
    """The threshold of rulebook/quality/disclosure.toml."""
    return int(rulebook_files.toml("quality/disclosure.toml")["small_numbers"])
