"""How an amount was reckoned, step by step, as a document kept it: words, value, source, and how sure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from commonpractice.domain.contracts.facts import Trust
from commonpractice.interfaces.web.amounts import MINUS

POUNDS = "£"


@dataclass(frozen=True)
class Step:
    """A line of a reckoning. `doubt` says why its value is not to be relied on; empty where it is."""

    words: str
    value: str
    source: str
    doubt: str


def steps(told: Iterable[Mapping[str, str]]) -> list[Step]:
    """A document's steps, ready for a page (macros/steps.jinja)."""
    return [
        Step(
            one["words"],
            value(one["value"], one["unit"]),
            one.get("source", ""),
            _doubt(one.get("trust", "")),
        )
        for one in told
    ]


def value(number: str, unit: str) -> str:
    """An exact value with its unit: ("36632.14", "£ a month") → "£36,632.14 a month"; no digit is lost."""
    exact = Decimal(number)
    sign = MINUS if exact < 0 else ""
    if unit.startswith(POUNDS):
        places = max(2, -int(exact.as_tuple().exponent))
        return f"{sign}£{abs(exact):,.{places}f}{unit.removeprefix(POUNDS)}"
    return f"{sign}{abs(exact):,f} {unit}".rstrip()


def _doubt(trust: str) -> str:
    known = Trust(trust) if trust else Trust.FOUND
    return known.words if known.is_doubtful else ""
