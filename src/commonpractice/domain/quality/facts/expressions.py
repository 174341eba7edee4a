"""What a definition says about a patient, as a tree: conditions, days, numbers.

A tree is read from text by parameters/reading.py and worked out twice: for one patient (rules/judging.py) and
for a whole set (measures/conditions.py). Both keep one convention about what is missing: **a comparison with
something that is not there is false**, whichever way round it is written, and a shifted day that is not there
is not there.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What an expression is worth."""

    CONDITION = "condition"
    DAY = "day"
    NUMBER = "number"
    WORD = "word"


@dataclass(frozen=True)
class Constant:
    """A number, a word or a day of the calendar, as written."""

    value: float | str | date


@dataclass(frozen=True)
class Named:
    """Something that is known of each patient, or of the run: `age`, `sex`, `year_end`, `registered` ..."""

    name: str


@dataclass(frozen=True)
class Found:
    """What a look found: whether anything (`part` blank), its `day`, its `value` or its `count`."""

    look: str
    part: str = ""


@dataclass(frozen=True)
class OnRegister:
    """Whether a patient is on a register, or (`since`) from which day."""

    register: str
    since: bool = False


@dataclass(frozen=True)
class Shifted:
    """A day, so many months and then so many days later; fewer than nil: earlier.

    A month later is the same day of the next month, or its last where that month is shorter.
    """

    day: "Expression"
    months: int = 0
    days: int = 0


@dataclass(frozen=True)
class AgeOn:
    """Whole years between the first of the month of birth and a day."""

    day: "Expression"


@dataclass(frozen=True)
class Compare:
    """`left` against `right`, by <, <=, >, >=, == or !=; false where either is missing."""

    left: "Expression"
    by: str
    right: "Expression"


@dataclass(frozen=True)
class AllOf:
    parts: tuple["Expression", ...]


@dataclass(frozen=True)
class AnyOf:
    parts: tuple["Expression", ...]


@dataclass(frozen=True)
class Not:
    part: "Expression"


Expression = Constant | Named | Found | OnRegister | Shifted | AgeOn | Compare | AllOf | AnyOf | Not


def parts_of(expression: Expression) -> tuple[Expression, ...]:
    """The expressions of which one is made, itself not among them."""
    match expression:
        case Shifted(day=day) | AgeOn(day=day):
            return (day,)
        case Compare(left=left, right=right):
            return (left, right)
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return parts
        case Not(part=part):
            return (part,)
        case Constant() | Named() | Found() | OnRegister():
            return ()


def within(expression: Expression) -> tuple[Expression, ...]:
    """An expression and everything inside it."""
    inside = tuple(inner for part in parts_of(expression) for inner in within(part))
    return (expression, *inside)
