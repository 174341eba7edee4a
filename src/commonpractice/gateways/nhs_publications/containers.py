"""What a file really is, by its first bytes, not its name: plain, gzipped, zipped, a workbook, a web page.

`opened` gives the bytes inside, unpacked as they are read; damage on the way is a refusal.
"""

import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from commonpractice.gateways.nhs_publications.refusals import FileRefused

GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"
READABLE = (".csv", ".tsv", ".txt", ".xlsx")
LARGEST_WORKBOOK = 300 * 1024 * 1024  # bytes, unpacked
NOT_TABLES = {
    b"%PDF": "is a PDF document, not a data file. Download the CSV beside it.",
    b"\xd0\xcf\x11\xe0": "is an Excel workbook of the old kind (.xls). Open it and save it as CSV or .xlsx.",
    b"PAR1": "is a Parquet file. Export it as CSV.",
    b"\x89PNG": "is a picture, not a data file. Download the CSV.",
    b"PK\x05\x06": "is an empty zip file. Download it again.",
}
DAMAGE = (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, OSError, NotImplementedError)


class Unpacked(io.RawIOBase):
    """The bytes inside a file. An archive that ends too early or does not add up is a FileRefused."""

    def __init__(self, inner: BinaryIO, file_name: str) -> None:
        self._inner = inner
        self._file_name = file_name

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:  # type: ignore[override]
        try:
            chunk = self._inner.read(len(buffer))
        except EOFError:
            raise FileRefused(
                self._file_name,
                "it ends before it should: the compressed file is incomplete, as after a broken download. "
                "Download it again.",
            ) from None
        except DAMAGE as damage:
            raise FileRefused(
                self._file_name,
                f"it is damaged and cannot be unpacked ({damage}). Download it again.",
            ) from None
        buffer[: len(chunk)] = chunk
        return len(chunk)


def check_path(path: Path) -> None:
    """Refuse a path at which there is no file to read."""
    try:
        if path.is_dir():
            raise FileRefused(
                path.name, "it is a folder. Name the files in it, for example with a * at its end."
            )
        if not path.exists():
            raise FileRefused(path.name, f"there is no file at {path}.")
        if not path.is_file():
            raise FileRefused(path.name, "it is not a file that can be read twice. Save it as a file first.")
        with path.open("rb") as stream:
            empty = not stream.read(1)
    except PermissionError as trouble:
        what = (
            "read it" if trouble.filename == str(path) and _is_seen(path) else "look into the folder it is in"
        )
        raise FileRefused(
            path.name, f"you may not {what}. Ask whoever owns it to let you, or copy it to a folder of yours."
        ) from None
    except OSError as trouble:
        raise FileRefused(
            path.name, f"it cannot be opened ({trouble.strerror}). Look whether its name is right."
        ) from None
    if empty:
        raise FileRefused(path.name, "it is empty. Download it again.")


def _is_seen(path: Path) -> bool:
    """Whether the folder shows that the file is there."""
    try:
        return path.exists()
    except OSError:
        return False


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The bytes of a file, unpacked from gzip or from a zip that holds one data file."""
    with path.open("rb") as raw:
        magic = raw.read(4)
        raw.seek(0)
        if magic.startswith(GZIP):
            with gzip.GzipFile(fileobj=raw) as inner:
                yield _buffered(inner, path.name)
        elif magic == ZIP and (member := _only_member(raw, path.name)):
            raw.seek(0)
            with zipfile.ZipFile(raw) as archive, archive.open(member) as inner:
                yield _buffered(inner, path.name)  # type: ignore[arg-type]
        else:
            raw.seek(0)
            yield io.BufferedReader(Unpacked(raw, path.name), 1 << 20)


def _buffered(inner, file_name: str) -> BinaryIO:
    return io.BufferedReader(Unpacked(inner, file_name), 1 << 20)


def _only_member(raw: BinaryIO, file_name: str) -> str | None:
    """The one data file of a zip; None where the zip is itself a workbook."""
    try:
        names = zipfile.ZipFile(raw).namelist()
    except DAMAGE:
        raise FileRefused(
            file_name, "it begins like a zip file or workbook, but is incomplete. Download it again."
        ) from None
    if any(name.startswith("xl/") for name in names):
        return None
    data = [name for name in names if name.lower().endswith(READABLE)]
    if len(data) != 1:
        held = "no data file" if not data else f"{len(data)} data files"
        raise FileRefused(file_name, f"it is a zip that holds {held}. Unpack it and name the file you want.")
    return data[0]


def is_workbook(head: bytes) -> bool:
    """Whether unpacked bytes begin like an .xlsx, whatever the file is called."""
    return head.startswith(ZIP)


def check_head(head: bytes, file_name: str) -> None:
    """Refuse what is no table at all, by its first bytes."""
    for magic, sentence in NOT_TABLES.items():
        if head.startswith(magic):
            raise FileRefused(file_name, f"it {sentence}")
    if not head:
        raise FileRefused(file_name, "it is empty. Download it again.")
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:400].replace(b"\x00", b"").lower()
    if re.match(rb"<[!?a-z]", start):
        raise FileRefused(
            file_name,
            "it is a web page, not a data file: the download probably led to a page instead of the file. "
            "Open the address in a browser and save the data file itself.",
        )
    if not start.strip():
        raise FileRefused(file_name, "there is nothing in it but blanks. Download it again.")
