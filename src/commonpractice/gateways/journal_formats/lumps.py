"""Long files are written a lump at a time: quick, and in little memory."""

from collections.abc import Callable, Iterable
from typing import TextIO

from commonpractice.gateways.journal_formats.records import Entry

AT_A_TIME = 2_000  # entries to one write


def write_entries(entries: Iterable[Entry], lines: Callable[[Entry], Iterable[str]], out: TextIO) -> int:
    """Write the lines of each entry. Returns the number of entries."""
    waiting: list[str] = []
    number = 0
    for number, entry in enumerate(entries, 1):
        waiting.extend(lines(entry))
        if not number % AT_A_TIME:
            out.write("\n".join(waiting) + "\n")
            waiting.clear()
    if waiting:
        out.write("\n".join(waiting) + "\n")
    return number
