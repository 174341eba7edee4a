"""Where a published figure stands: files, their lines and their columns."""

from dataclasses import dataclass
from decimal import Decimal

from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import FinancialYear


@dataclass(frozen=True)
class ImportReport:
    """What an import did. Figures that a dataset does not have are None.

    `unchanged`: the very file was here already. `superseded`: names of the files whose place it took.
    """

    file_name: str
    dataset: str
    layout: str
    year: FinancialYear | None
    rows: int
    practices: int
    registered: Decimal | None
    total: Pence | None
    publication_id: int
    unchanged: bool = False
    superseded: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """Where a published figure stands: a line and a column of a file."""

    publication_id: int
    file_name: str
    sha256: str
    line: int
    heading: str = ""

    def __str__(self) -> str:
        if not self.heading:
            return f"line {self.line} of {self.file_name}"
        return f"line {self.line}, column “{self.heading}” of {self.file_name}"


@dataclass(frozen=True)
class OwnCell:
    """What stands in one column of a line: `place` from 1, the file's own heading ("" where it has none),
    and the field that is read from it ("" where none is)."""

    place: int
    heading: str
    field: str
    value: str


@dataclass(frozen=True)
class OwnLine:
    """A line of a published file as it stood there, about one practice."""

    publication_id: int
    line: int
    code: str
    cells: tuple[OwnCell, ...]
