"""The rulebook's word on continuity (rulebook/continuity)."""

from commonpractice.foundations import rulebook_files


def minimum_contacts() -> int:
    """The contacts that a patient has to have for measures of who was seen again."""
    return rulebook_files.toml("continuity/measures.toml")["minimum_contacts"]["value"]
