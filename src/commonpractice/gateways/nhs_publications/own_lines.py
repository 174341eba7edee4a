"""A file's own lines, kept as they stood so that any figure can be shown where it was published.

Lines are packed together, some hundred a block: a published file is mostly figures and commas, and so takes
about as much room as it did when it was downloaded. Each block says about whom it has lines. Within a block
lines and cells are parted by the characters that ASCII has for it, which no table holds.
"""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from commonpractice.gateways.nhs_publications import facts

ROOM = 60_000  # letters of a block, at least, before it is packed
HASTE = 4  # of zlib's 1 to 9: a tenth larger than at 6, in half the time
UNIT, RECORD = "\x1f", "\x1e"

OwnLine = tuple[int, str, list[str]]


@dataclass
class OwnLines:
    """Takes lines as they stream by, and packs them. `blocks` are whole when `close` has packed the rest."""

    room: int = ROOM
    blocks: list[facts.OwnLines] = field(default_factory=list)
    _lines: list[str] = field(default_factory=list)
    _codes: dict[str, None] = field(default_factory=dict)
    _letters: int = 0
    _first: int = 0
    _last: int = 0

    def note(self, line: int, code: str, cells: Sequence[str]) -> None:
        """Keep a line about a practice. Lines come in their order."""
        text = UNIT.join((str(line), code, *cells))
        if text.count(UNIT) > len(cells) + 1 or RECORD in text:
            text = UNIT.join((str(line), code, *map(_without_parting, cells)))
        self._lines.append(text)
        self._codes[code] = None
        self._first = self._first or line
        self._last = line
        self._letters += len(text)
        if self._letters > self.room:
            self.close()

    def close(self) -> None:
        if self._lines:
            packed = zlib.compress(RECORD.join(self._lines).encode(), HASTE)
            self.blocks.append(facts.OwnLines(self._first, self._last, list(self._codes), packed))
            self._lines, self._codes, self._letters, self._first = [], {}, 0, 0


def unpacked(packed: bytes) -> Iterator[OwnLine]:
    """The lines of a block: where each stood, about whom, and its cells."""
    for text in zlib.decompress(packed).decode().split(RECORD):
        line, code, *cells = text.split(UNIT)
        yield int(line), code, cells


def _without_parting(cell: str) -> str:
    return cell.replace(UNIT, " ").replace(RECORD, " ")
