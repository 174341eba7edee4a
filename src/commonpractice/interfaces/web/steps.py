"""How an amount was reckoned, step by step, as a document kept it: words, value, source, and how sure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from commonpractice.domain.contracts.facts import Trust
from commonpractice.interfaces.web.amounts import MINUS

POUNDS = "£"
MOST_PLACES = 4
"""As many as a price times a list has, or a published factor."""


@dataclass(frozen=True)
class Step:
    """A line of a reckoning. `doubt` says why its value is not to be relied on; empty where it is."""

    words: str
    value: str
    source: str
    doubt: str
    shortened: bool = False
    """Whether the value is written shorter than it goes into the sum."""


def steps(told: Iterable[Mapping[str, str]]) -> list[Step]:
    """A document's steps, ready for a page (macros/steps.jinja)."""
    return [
        Step(
            one["words"],
            value(one["value"], one["unit"]),
            one.get("source", ""),
            _doubt(one.get("trust", "")),
            _places(one["value"]) > MOST_PLACES,
        )
        for one in told
    ]


def value(number: str, unit: str) -> str:
    """A value with its unit: ("36632.14", "£ a month") → "£36,632.14 a month".

    One with more places than anybody reads is written to the penny or to hundredths, a share of a whole to
    ten-thousandths: ("564.4573388466", "points") → "564.46 points". Rules go on with all of it.
    """
    exact = Decimal(number)
    if _places(number) > MOST_PLACES:
        small = abs(exact) < 1 and not unit.startswith(POUNDS)
        exact = exact.quantize(Decimal("0.0001" if small else "0.01"), ROUND_HALF_UP)
    sign = MINUS if exact < 0 else ""
    if unit.startswith(POUNDS):
        places = max(2, -int(exact.as_tuple().exponent))
        return f"{sign}£{abs(exact):,.{places}f}{unit.removeprefix(POUNDS)}"
    return f"{sign}{abs(exact):,f} {unit}".rstrip()


def _places(number: str) -> int:
    return -int(Decimal(number).as_tuple().exponent)


def _doubt(trust: str) -> str:
    known = Trust(trust) if trust else Trust.FOUND
    return known.words if known.is_doubtful else ""
