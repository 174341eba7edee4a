"""What the writers write. Amounts are whole pence, debits positive, credits negative."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import NamedTuple

from commonpractice.foundations.money import Pence

CURRENCY = "GBP"


class Nature(Enum):
    """The five kinds of account that every bookkeeping program knows."""

    ASSETS = "Assets"
    LIABILITIES = "Liabilities"
    EQUITY = "Equity"
    INCOME = "Income"
    EXPENSES = "Expenses"


@dataclass(frozen=True)
class Account:
    """An account of one owner's books. `heading` is what our chart calls its kind.

    `code` is None for the one line that no chart has: results brought forward.
    """

    owner: str
    owner_code: str
    nature: Nature
    heading: str
    group: str
    code: int | None
    name: str

    @property
    def leaf(self) -> str:
        return self.name if self.code is None else f"{self.code} {self.name}"


class Line(NamedTuple):
    """One amount; `account` is a key of the book's accounts, `partner` whom it concerns, if anybody."""

    account: Hashable
    amount: Pence
    partner: str | None = None


class Entry(NamedTuple):
    """A journal as it is exported. `on` is a day of the month that it is posted to; `dated`, where it
    differs, the date on its document."""

    number: int | None
    on: date
    narrative: str
    lines: Sequence[Line]
    document: str = ""
    title: str = ""
    dated: date | None = None
    reverses: int | None = None
    other_side: str = ""


@dataclass(frozen=True)
class Book:
    """Journals of some owners over some months, in order of date; `entries` may be read once only.

    The first may bring balances forward, so that a balance sheet at the end is whole.
    """

    title: str
    notes: tuple[str, ...]
    first: date
    last: date
    accounts: Mapping[Hashable, Account]
    entries: Iterable[Entry]


class Shown(Enum):
    """How a column's cells are written."""

    TEXT = "text"
    MONEY = "money"
    """Whole pence here; pounds, as a real number, in the sheet."""
    NUMBER = "number"
    DATE = "date"


class Stress(Enum):
    """How a row stands out from the others."""

    PLAIN = "plain"
    HEADING = "heading"
    SUBTOTAL = "subtotal"
    TOTAL = "total"


@dataclass(frozen=True)
class Column:
    name: str
    shown: Shown


class Row(NamedTuple):
    """Cells, one a column; None is left blank. `level` is how many steps in its texts are set."""

    cells: Sequence[str | int | date | None]
    stress: Stress = Stress.PLAIN
    level: int = 0


@dataclass(frozen=True)
class Sheet:
    """A table with a title above it. Rows beyond what a sheet can hold go on to another of the same name."""

    name: str
    title: str
    notes: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    filtered: bool = False
    """Whether the header has Excel's filters."""
