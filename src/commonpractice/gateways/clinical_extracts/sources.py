"""The files of an extract as they lie on the disk: whole, readable, and which record stands on which line.

What is wrong with a file as a whole refuses the whole extract, and is said with the file and the line.
"""

import codecs
import csv
import gzip
import hashlib
import io
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

AT_A_TIME = 1 << 20  # bytes
LONGEST = 10_000_000  # characters of a value: a letter that was pasted in


class ExtractRefused(ValueError):
    """An extract that cannot be taken in at all; the message names the file, the line and what to do."""


@dataclass(frozen=True)
class Source:
    """A file of an extract: `name` is what it is called, `path` where it is read (a copy, where one was
    needed).

    `lines` counts its lines, and is 0 where they were not counted.
    """

    name: str
    path: Path
    sha256: str
    size: int
    lines: int = 0

    @property
    def stem(self) -> str:
        """Its name without .gz and what a file of its kind ends with."""
        return Path(self.name.removesuffix(".gz")).stem

    @property
    def told(self) -> dict[str, str | int]:
        """What is written down of it."""
        return {"name": self.name, "sha256": self.sha256, "bytes": self.size}


def found(paths: Collection[Path], *endings: str) -> list[Path]:
    """The files named, and those in folders that were named whose names end so. Raises ExtractRefused."""
    chosen: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = [each for each in sorted(path.rglob("*")) if each.is_file() and _ends(each, endings)]
            if not inside:
                raise ExtractRefused(f"The folder {path} has no file that ends with {' or '.join(endings)}.")
            chosen += inside
        elif path.is_file():
            if not _ends(path, endings):
                raise ExtractRefused(f"{path.name} is not a file that ends with {' or '.join(endings)}.")
            chosen.append(path)
        else:
            raise ExtractRefused(f"There is no file {path}.")
    return chosen


def _ends(path: Path, endings: tuple[str, ...]) -> bool:
    return path.name.lower().endswith(endings)


def opened(path: Path) -> BinaryIO:
    """The bytes of a file, unpacked where it is gzipped."""
    return gzip.open(path, "rb") if path.name.lower().endswith(".gz") else path.open("rb")  # type: ignore[return-value]


def text_file(path: Path, *, copies: Path, other_encoding: str | None = None) -> Source:
    """A file of text, read once from end to end: whole, and all of it UTF-8. Raises ExtractRefused.

    Where a clinical system writes another encoding and the file is in it, a copy in UTF-8 is made in a
    folder.
    """
    source = Source(path.name, path, _hash(path), path.stat().st_size)
    try:
        lines, last = 0, b""
        decoder = codecs.getincrementaldecoder("utf-8")()
        for block in _blocks(path):
            try:
                decoder.decode(block)
            except UnicodeDecodeError as fault:
                lines += block[: fault.start].count(b"\n")
                if other_encoding is None:
                    raise ExtractRefused(
                        f"{path.name}, line {lines + 1:,}: it is not UTF-8. Save it as UTF-8, and send it "
                        "again."
                    ) from None
                return _in_utf8(source, copies, other_encoding)
            lines, last = lines + block.count(b"\n"), block[-1:]
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise ExtractRefused(f"{path.name} ends in the middle of a letter: it was cut short.") from None
    return replace(source, lines=lines + (last not in (b"", b"\n")))


def _in_utf8(source: Source, copies: Path, encoding: str) -> Source:
    copy = copies / f"{len(list(copies.iterdir()))}.csv"
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    lines, last = 0, b""
    with copy.open("w", encoding="utf-8", newline="") as stream:
        for block in _blocks(source.path):
            stream.write(decoder.decode(block))
            lines, last = lines + block.count(b"\n"), block[-1:]
    return replace(source, path=copy, lines=lines + (last != b"\n"))


def _blocks(path: Path) -> Iterator[bytes]:
    """What is in a file, unpacked; a byte-order mark is left out. Raises ExtractRefused."""
    first = True
    try:
        with opened(path) as stream:
            while block := stream.read(AT_A_TIME):
                yield block.removeprefix(codecs.BOM_UTF8) if first else block
                first = False
    except (EOFError, gzip.BadGzipFile, zlib.error) as fault:
        raise ExtractRefused(
            f"{path.name} is not a whole gzip file ({fault}): it was cut short or damaged on the way. "
            "Send it again."
        ) from None
    except OSError as trouble:
        raise ExtractRefused(f"{path.name} cannot be read: {trouble.strerror}.") from None


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while block := stream.read(AT_A_TIME):
                digest.update(block)
    except OSError as trouble:
        raise ExtractRefused(f"{path.name} cannot be read: {trouble.strerror}.") from None
    return digest.hexdigest()


def binary_file(path: Path) -> Source:
    """A file that is no text, as Parquet. Raises ExtractRefused."""
    return Source(path.name, path, _hash(path), path.stat().st_size)


@contextmanager
def _long_values() -> Iterator[None]:
    """Let the CSV reader take long values, for this one file: other readers of the program take none."""
    usual = csv.field_size_limit(LONGEST)
    try:
        yield
    finally:
        csv.field_size_limit(usual)


def headings(source: Source) -> list[str]:
    """The headings of a CSV file, without blanks around them. Raises ExtractRefused where it has none."""
    with opened(source.path) as stream, _long_values():
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
        try:
            first = next(csv.reader(text, strict=True), [])
        except csv.Error as fault:
            raise ExtractRefused(f"{source.name}, line 1: it is no CSV ({fault}).") from None
    if not any(heading.strip() for heading in first):
        raise ExtractRefused(f"{source.name}, line 1: it has no headings.")
    return [heading.strip() for heading in first]


def lines_of(source: Source, records: Collection[int]) -> dict[int, int]:
    """On which line some records of a CSV file begin, the first after the headings being record 1.

    Where no value runs over lines and none is blank that is known without reading it; otherwise it is read.
    """
    wanted = set(records)
    found: dict[int, int] = {}
    with opened(source.path) as stream, _long_values():
        reader = csv.reader(io.TextIOWrapper(stream, encoding="utf-8-sig", newline=""))
        number, before = -1, 0
        for row in reader:
            if row:  # a blank line is no record
                number += 1
                if number in wanted:
                    found[number] = before + 1
                    if len(found) == len(wanted):
                        break
            before = reader.line_num
    return found
