"""The text of a file: its encoding, fingerprint and length, found in one pass before any row is read."""

import codecs
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from commonpractice.gateways.nhs_publications import containers
from commonpractice.gateways.nhs_publications.refusals import FileRefused

CHUNK = 1 << 20
HEAD = 256 * 1024
SPARE_LINES = 200  # title lines above, notes below, line breaks inside headings
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


@dataclass(frozen=True)
class Survey:
    """What a first pass over the bytes found."""

    sha256: str
    encoding: str


def head(path: Path) -> bytes:
    """The first bytes inside a file, enough for its headings."""
    with containers.opened(path) as stream:
        return _read(stream, HEAD)


def survey(path: Path, beginning: bytes, *, row_limit: int, usual_rows: int, packed: bool) -> Survey:
    """Fingerprint the unpacked bytes and find their encoding; stop at once at a file with too many lines.

    The fingerprint is of what is inside, so that a file and its gzip are the same publication. A workbook is
    `packed`: its bytes are no text and its line ends say nothing.
    """
    digest = hashlib.sha256()
    wide = _wide_encoding(beginning)
    utf8 = None if wide or packed else codecs.getincrementaldecoder("utf-8")()
    lines = 0
    with containers.opened(path) as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
            if packed:
                continue
            lines += max(chunk.count(b"\n"), chunk.count(b"\r"))
            if lines > row_limit + SPARE_LINES:
                raise FileRefused(
                    path.name,
                    f"it has more than {row_limit:,} rows, where a file of this kind has about "
                    f"{usual_rows:,}. Nothing of it was read.",
                )
            if not wide and b"\x00" in chunk:
                raise FileRefused(path.name, "it holds bytes that no text has. Download it again.")
            if utf8:
                try:
                    utf8.decode(chunk)
                except UnicodeDecodeError:
                    utf8 = None
    if utf8:
        try:
            utf8.decode(b"", final=True)
        except UnicodeDecodeError:
            utf8 = None
    narrow = "utf-8-sig" if utf8 else "cp1252"
    return Survey(digest.hexdigest(), wide or narrow)


def provisional_encoding(beginning: bytes) -> str:
    """The encoding as far as the first bytes show it."""
    if wide := _wide_encoding(beginning):
        return wide
    try:
        codecs.getincrementaldecoder("utf-8")().decode(beginning)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def decoded(stream: BinaryIO, encoding: str) -> io.TextIOWrapper:
    # newline="": the csv module finds line ends itself, those inside quoted cells included
    return io.TextIOWrapper(stream, encoding=encoding, errors="strict", newline="")


def _wide_encoding(beginning: bytes) -> str | None:
    """UTF-16, with its mark or without (every other byte nil in plain English); None where it is narrow."""
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if beginning.startswith(mark):
            return None if encoding == "utf-8-sig" else encoding
    sample = beginning[:2000]
    if len(sample) < 8:
        return None
    if sample[1::2].count(0) > 0.8 * len(sample[1::2]):
        return "utf-16-le"
    if sample[0::2].count(0) > 0.8 * len(sample[0::2]):
        return "utf-16-be"
    return None


def _read(stream: BinaryIO, size: int) -> bytes:
    parts, have = [], 0
    while have < size and (chunk := stream.read(size - have)):
        parts.append(chunk)
        have += len(chunk)
    return b"".join(parts)
