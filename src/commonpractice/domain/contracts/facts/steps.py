"""A step of a reckoning, as it is shown to whoever follows the pound."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from commonpractice.domain.contracts.facts.trust import Trust
from commonpractice.foundations.money import Pence

PLACES = 10  # of a value that does not end; more than any rule here could tell apart

Exact = int | Decimal | Fraction


@dataclass(frozen=True)
class Step:
    """One line of a reckoning: what it is in plain words, its exact value, the unit, and where it is from.

    `source` is blank for what was only worked out from the steps above it.
    """

    words: str
    value: Fraction
    unit: str
    source: str = ""
    trust: Trust = Trust.FOUND

    def details(self) -> dict[str, str]:
        """As a journal's document keeps it: text alone, to read in years to come as it does today."""
        return {
            "words": self.words,
            "value": plain(self.value),
            "unit": self.unit,
            "source": self.source,
            "trust": self.trust.value,
        }


def rounded(value: Exact, places: int = 2) -> Decimal:
    """Half up, away from nil, to so many places: how statements of payment round."""
    exact = Fraction(value)
    size = Decimal(int(abs(exact) * 10**places + Fraction(1, 2))).scaleb(-places)
    return -size if exact < 0 and size else size


def plain(value: Exact, places: int = PLACES) -> str:
    """A number without exponent or idle zeros, half up to so many places: 100/7 → "14.2857142857"."""
    text = f"{rounded(value, places):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


Telling = tuple[Step, ...] | Callable[[], tuple[Step, ...]]
"""Steps, or what tells them once somebody asks: most months that are reckoned again come to what was posted,
and nobody does."""


def steps_of(telling: Telling) -> tuple[Step, ...]:
    return telling() if callable(telling) else telling


@dataclass(frozen=True)
class Reckoned:
    """An amount in whole pence, and the steps by which it was reckoned."""

    amount: Pence
    telling: Telling

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        return steps_of(self.telling)
