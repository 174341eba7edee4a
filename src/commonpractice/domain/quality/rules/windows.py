"""The days between which a look counts, where they are the same for every patient."""

from datetime import date, timedelta

from commonpractice.domain.quality.facts.definitions import Look
from commonpractice.domain.quality.facts.expressions import Constant, Expression, Named, Shifted
from commonpractice.domain.quality.facts.people import Asked
from commonpractice.domain.quality.rules.days import shifted, year_start

FIXED = ("on", "year_start", "year_end")
BEGINNING = date(1850, 1, 1)


def same_for_all(look: Look) -> bool:
    """Whether a look's edges depend on the run alone, and not on the patient."""
    return all(edge is None or _is_fixed(edge.day) for edge in (look.lower, look.upper))


def window(look: Look, asked: Asked) -> tuple[date, date]:
    """The first and the last day that count, both included; the first is after the last where none does."""
    first = BEGINNING if look.lower is None else _fixed(look.lower.day, asked)
    last = asked.on if look.upper is None else _fixed(look.upper.day, asked)
    if look.lower is not None and not look.lower.included:
        first += timedelta(days=1)
    if look.upper is not None and not look.upper.included:
        last -= timedelta(days=1)
    return first, min(last, asked.on)


def _is_fixed(expression: Expression) -> bool:
    match expression:
        case Constant():
            return True
        case Named(name=name):
            return name in FIXED
        case Shifted(day=day):
            return _is_fixed(day)
        case _:
            return False


def _fixed(expression: Expression, asked: Asked) -> date:
    match expression:
        case Constant(value=date() as day):
            return day
        case Named(name="on"):
            return asked.on
        case Named(name="year_end"):
            return asked.year_end
        case Named(name="year_start"):
            return year_start(asked.year_end)
        case Shifted(day=day, months=months, days=days):
            return shifted(_fixed(day, asked), months) + timedelta(days=days)
        case _:
            raise ValueError(f"{expression} is not the same for every patient")
