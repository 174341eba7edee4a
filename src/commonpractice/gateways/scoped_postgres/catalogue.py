"""What PostgreSQL itself holds us to, as lines of text: whose tables, behind which wall, guarded by what.

Two databases that the same migrations made have the same lines, on any version of PostgreSQL from 15 on, and
so has one that was restored from a dump of either. A line more, fewer or other is somebody's own doing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commonpractice.gateways.scoped_postgres import deparsed

QUERY = Path(__file__).with_name("catalogue.sql")
SEPARATOR = " | "


@dataclass(frozen=True, order=True)
class Line:
    """One thing: of which kind, its name, and how it stands; the last is empty where it says nothing more."""

    kind: str
    name: str
    state: str = ""

    def __str__(self) -> str:
        return SEPARATOR.join([self.kind, self.name, *([self.state] if self.state else [])])


@dataclass(frozen=True)
class Difference:
    """A thing as it was left and as it is now; None where there is none. One of the two there is."""

    left: Line | None
    found: Line | None

    @property
    def line(self) -> Line:
        """Either, for its kind and name."""
        line = self.left or self.found
        if line is None:
            raise ValueError("Nothing differs from nothing.")
        return line


def read(connection: Any) -> list[Line]:
    """Every line of the database that a connection is of, in order. Any role may ask.

    The connection looks for names where it was told to (base.settle): elsewhere they are written otherwise.
    """
    with connection.cursor() as cursor:
        cursor.execute(QUERY.read_text(encoding="utf-8"))
        return sorted(Line(kind, name, deparsed.stable(state)) for kind, name, state in cursor.fetchall())


def write(lines: Iterable[Line]) -> str:
    """The lines as a file, one each, so that a comparison of two files shows what changed."""
    return "".join(f"{line}\n" for line in lines)


def parse(text: str) -> list[Line]:
    """The lines of a file that `write` made."""
    return [Line(*line.split(SEPARATOR, 2)) for line in text.splitlines()]


def differences(left: Iterable[Line], found: Iterable[Line]) -> Iterator[Difference]:
    """What is no longer as it was left, by kind and name."""
    was = {(line.kind, line.name): line for line in left}
    now = {(line.kind, line.name): line for line in found}
    for key in sorted(was.keys() | now.keys()):
        if was.get(key) != now.get(key):
            yield Difference(was.get(key), now.get(key))
