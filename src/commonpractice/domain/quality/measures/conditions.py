"""What a definition says, worked out for a whole table: rules/judging.py's other self."""

import operator
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

import ibis
import ibis.expr.types as ir

from commonpractice.domain.quality.facts.expressions import (
    AgeOn,
    AllOf,
    AnyOf,
    Compare,
    Constant,
    Expression,
    Found,
    Named,
    Not,
    OnRegister,
    Shifted,
)
from commonpractice.domain.quality.rules.judging import COMPARISONS

Worth = Any


@dataclass(frozen=True)
class Columns:
    """Works expressions out over a table of patients at days.

    `found` gives the column of a look of the definition in hand: its name and what is asked of it. The table
    has the columns of measures/people.py, and those of the registers that are named.
    """

    table: ir.Table
    found: Callable[[str, str], Worth]
    registers: tuple[str, ...] = field(default=())  # those that the definition is about, for `since`

    def condition(self, expression: Expression) -> ir.BooleanValue:
        """Never null: what cannot be known is false."""
        return self.worth(expression)

    def worth(self, expression: Expression) -> Worth:
        match expression:
            case Constant(value=value):
                return ibis.literal(value)
            case Named(name="since"):
                return since(self.table, self.registers)
            case Named(name=name):
                return self.table[name]
            case Found(look=look, part=""):
                return self.found(look, "day").notnull()
            case Found(look=look, part="count"):
                return self.found(look, "count").fill_null(0)
            case Found(look=look, part=part):
                return self.found(look, part)
            case OnRegister(register=register, since=True):
                return self.table[since_column(register)]
            case OnRegister(register=register):
                return self.table[register_column(register)]
            case Shifted(day=day, months=months, days=days):
                return shifted(self.worth(day), months, days)
            case AgeOn(day=day):
                return age_on(self.table["born"], self.worth(day))
            case Compare(left=left, by=by, right=right):
                return COMPARISONS[by](self.worth(left), self.worth(right)).fill_null(False)
            case AllOf(parts=parts):
                return reduce(operator.and_, [self.condition(part) for part in parts])
            case AnyOf(parts=parts):
                return reduce(operator.or_, [self.condition(part) for part in parts])
            case Not(part=part):
                return ~self.condition(part)


def register_column(code: str) -> str:
    return f"on_{code.lower()}"


def since_column(code: str) -> str:
    return f"since_{code.lower()}"


def since(table: ir.Table, registers: tuple[str, ...]) -> Worth:
    """The earliest day since which on any of some registers."""
    days = [table[since_column(code)] for code in registers]
    return days[0] if len(days) == 1 else ibis.least(*days)


def shifted(day: Worth, months: int, days: int) -> Worth:
    if months:
        day = (day + ibis.interval(months=months)).cast("date")
    if days:
        day = (day + ibis.interval(days=days)).cast("date")
    return day


def age_on(born: Worth, day: Worth) -> Worth:
    """Whole years since the first of the month of birth."""
    return day.year() - born.year() - (day.month() < born.month()).cast("int32")
