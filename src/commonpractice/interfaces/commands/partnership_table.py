"""One table of a partnership, with its title, as the terminal shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from commonpractice.interfaces.commands import text_tables


@dataclass(frozen=True)
class Table:
    """A table with its title; the columns in `left` are text."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    left: Sequence[int]


def show(tables: Sequence[Table]) -> None:
    """Print tables one below the other, each with its title; one without rows not at all."""
    for table in tables:
        if table.rows:
            text_tables.title(table.title)
            text_tables.show(table.rows, headings=table.headings, left=table.left)
