"""Rows and cells as the look-up's tables show them, and how its figures are written."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.safestring import SafeString

from commonpractice.interfaces.web import amounts

Write = Callable[[Decimal | None], str | None]


@dataclass(frozen=True)
class Cell:
    """A figure as it is written, and the address of the line it was published on. No text: no figure."""

    text: str | None
    href: str | None = None


@dataclass(frozen=True)
class Row:
    """A row of a table. `kind`: "line", "part" (of the line above), "heading", "sum" or "total".

    `drawn` is where the practice lies among its peers, as a small drawing.
    """

    name: str
    cells: tuple[Cell, ...] = ()
    kind: str = "line"
    drawn: SafeString | str = ""


def rate(pence: Decimal | None) -> str | None:
    """Pounds and pennies for a patient, from pence: 15018.4021 → "£150.18"."""
    return None if pence is None else amounts.pounds(int(pence.quantize(Decimal(1), ROUND_HALF_UP)))


def whole(number: Decimal | None) -> str | None:
    """A number of people to the nearest one: "59,769"."""
    return None if number is None else amounts.count(number.quantize(Decimal(1), ROUND_HALF_UP))


def decimals(places: int, after: str = "") -> Write:
    """A way to write numbers: decimals(1, "%") writes 90.6552 as "90.7%"."""
    step = Decimal(1).scaleb(-places)

    def write(number: Decimal | None) -> str | None:
        if number is None:
            return None
        rounded = number.quantize(step, ROUND_HALF_UP)
        return f"{rounded:,}".replace("-", amounts.MINUS) + after

    return write


def money(pence: int | None) -> str | None:
    """Pounds to the penny."""
    return None if pence is None else amounts.pounds(pence)
