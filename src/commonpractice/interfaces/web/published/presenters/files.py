"""A published file as the pages that lead to it show it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from commonpractice.domain.published import queries
from commonpractice.interfaces.web.published.presenters.start import of_when, title_of


class NoSuchLine(LookupError):
    """No file here has that number, or the file has nothing about the practice."""


@dataclass(frozen=True)
class PublishedFile:
    """A file that was imported; `superseded_by` is the number of the one that took its place."""

    number: int
    dataset: str
    title: str
    of: str
    name: str
    sha256: str
    rows: int
    imported_at: datetime
    superseded_by: int | None


def file_of(number: int) -> Any:
    """A file that was imported, in use or not. Raises NoSuchLine."""
    found = next((file for file in queries.publications(current=False) if file.id == number), None)
    if found is None:
        raise NoSuchLine(f"No file that was imported here has the number {number}.")
    return found


def published(file: Any) -> PublishedFile:
    kind = (file.layout, file.year, file.as_at)
    in_use = queries.publications(file.dataset) if file.superseded else []
    return PublishedFile(
        number=file.id,
        dataset=file.dataset,
        title=title_of(file),
        of=of_when(file),
        name=file.file_name,
        sha256=file.sha256,
        rows=file.rows,
        imported_at=file.imported_at,
        superseded_by=next((one.id for one in in_use if (one.layout, one.year, one.as_at) == kind), None),
    )
