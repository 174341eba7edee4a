"""What a text may not hold if it is to be kept: PostgreSQL keeps no U+0000, and nothing half a character."""

import re

UNKEPT = re.compile(r"[\x00\ud800-\udfff]")


def unkept_in(text: str) -> str | None:
    """The first character that cannot be kept, by its number, as U+0000; None where all can."""
    found = UNKEPT.search(text)
    return f"U+{ord(found[0]):04X}" if found else None


def readable(text: str) -> str:
    """A text fit for a sentence about it: what cannot be kept stands as a replacement character."""
    return UNKEPT.sub("\N{REPLACEMENT CHARACTER}", text)
