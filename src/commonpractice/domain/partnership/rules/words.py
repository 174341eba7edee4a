"""Words of the room's sentences, and what text may hold."""

import unicodedata

LINE_BREAKS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"


def counted(number: int, one: str, more: str | None = None) -> str:
    """A number with its noun: 1 fact, 2 facts, 0 facts, 1 surgery, 1,200 surgeries."""
    return f"{number:,} {one if number == 1 else more or one + 's'}"


def not_text(value: str) -> str | None:
    """Why a name or the like is no plain line of text; None where it is.

    Line breaks, control characters and what turns a line's direction would be names that are not what they
    look like, in a list or in the audit log.
    """
    if any(character in LINE_BREAKS for character in value):
        return "has a line break in it: write it on one line."
    if any(unicodedata.category(character).startswith("C") for character in value):
        return "has a character in it that cannot be seen: type it again."
    return None
