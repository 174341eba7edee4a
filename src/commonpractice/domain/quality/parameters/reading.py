"""Read what a definition says, from text to a tree.

The text is written as Python writes expressions, and read by Python's own parser, but nothing is ever run:
only the few shapes below are known, and all else is refused with its place.

    age >= 17 and diagnosed
    hba1c.value <= 58 and not frailty
    registered > year_end - months(3)
    DM.since >= year_start - days(90)
    diagnosed.day >= date(2023, 4, 1)
"""

import ast
from collections.abc import Collection
from datetime import date

from commonpractice.domain.quality.facts.expressions import (
    AgeOn,
    AllOf,
    AnyOf,
    Compare,
    Constant,
    Expression,
    Found,
    Kind,
    Named,
    Not,
    OnRegister,
    Shifted,
)

# What is known of every patient and every run without looking for events.
KNOWN = {
    "on": Kind.DAY,  # the day as at which is asked
    "year_start": Kind.DAY,
    "year_end": Kind.DAY,
    "born": Kind.DAY,  # the first of the month of birth
    "registered": Kind.DAY,  # since when on this surgery's list
    "since": Kind.DAY,  # since when on the register that the indicator is about; of several, the earliest
    "age": Kind.NUMBER,  # on the year end
    "sex": Kind.WORD,
    "care_home": Kind.CONDITION,
}
PARTS = {"": Kind.CONDITION, "day": Kind.DAY, "value": Kind.NUMBER, "count": Kind.NUMBER}
UNITS = {"days": (0, 1), "weeks": (0, 7), "months": (1, 0), "years": (12, 0)}
EARLIEST = date(1900, 1, 1)  # of a day that is named; no older patient is anywhere
SIGNS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}


class NotUnderstood(ValueError):
    """Text that says nothing which can be judged; `column` is where, counted from 1."""

    def __init__(self, sentence: str, column: int) -> None:
        super().__init__(sentence)
        self.column = column


def condition(text: str, looks: Collection[str], registers: Collection[str]) -> Expression:
    """Read a condition, in which some looks and registers may be named. Raises NotUnderstood."""
    return _Reader(text, looks, registers).read(Kind.CONDITION)


def day(text: str, looks: Collection[str], registers: Collection[str]) -> Expression:
    """Read a day: `year_end - months(15)`, `resolved.day`. Raises NotUnderstood."""
    return _Reader(text, looks, registers).read(Kind.DAY)


def anything(text: str, looks: Collection[str], registers: Collection[str]) -> Expression:
    """Read a day, a number, a word or a condition, as the gap of a sentence. Raises NotUnderstood."""
    return _Reader(text, looks, registers).read(None)


def kind_of(expression: Expression) -> Kind:
    """What an expression is worth."""
    match expression:
        case Constant(value=value):
            return Kind.DAY if isinstance(value, date) else _kind_as_written(value)
        case Named(name=name):
            return KNOWN[name]
        case Found(part=part):
            return PARTS[part]
        case OnRegister(since=since):
            return Kind.DAY if since else Kind.CONDITION
        case Shifted():
            return Kind.DAY
        case AgeOn():
            return Kind.NUMBER
        case Compare() | AllOf() | AnyOf() | Not():
            return Kind.CONDITION


def _kind_as_written(value: float | str) -> Kind:
    return Kind.WORD if isinstance(value, str) else Kind.NUMBER


class _Reader:
    def __init__(self, text: str, looks: Collection[str], registers: Collection[str]) -> None:
        self.text = text
        self.looks = looks
        self.registers = registers

    def read(self, wanted: Kind | None) -> Expression:
        try:
            tree = ast.parse(self.text.strip(), mode="eval").body
        except SyntaxError as problem:
            raise NotUnderstood(
                f"“{self.text}” cannot be read: {problem.msg}.", problem.offset or 1
            ) from None
        found = self._expression(tree)
        if wanted is not None:
            self._must_be(found, wanted, tree)
        return found

    def _expression(self, node: ast.expr) -> Expression:
        match node:
            case ast.BoolOp(op=op, values=values):
                parts = tuple(self._condition(value) for value in values)
                return AllOf(parts) if isinstance(op, ast.And) else AnyOf(parts)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Not(self._condition(operand))
            case ast.Compare(left=left, ops=ops, comparators=comparators):
                return self._comparison(left, ops, comparators)
            case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as op, right=right):
                return self._shifted(left, right, -1 if isinstance(op, ast.Sub) else 1)
            case ast.Attribute(value=ast.Name(id=name), attr=part):
                return self._part(name, part, node)
            case ast.Name(id=name):
                return self._name(name, node)
            case ast.Call(func=ast.Name(id="age_on"), args=[at], keywords=[]):
                at_day = self._expression(at)
                self._must_be(at_day, Kind.DAY, at)
                return AgeOn(at_day)
            case ast.Call(func=ast.Name(id="date")):
                return Constant(self._calendar_day(node))
            case ast.Constant(value=bool()):
                raise self._refusal(node, f"“{self._words(node)}” is always so or never so; say when it is.")
            case ast.Constant(value=int() | float() | str() as value):
                return Constant(value)
            case _:
                raise self._refusal(
                    node, f"“{self._words(node)}” is not something that a definition can say."
                )

    def _calendar_day(self, node: ast.Call) -> date:
        match node:
            case ast.Call(
                args=[
                    ast.Constant(value=int() as year),
                    ast.Constant(value=int() as month),
                    ast.Constant(value=int() as day),
                ],
                keywords=[],
            ):
                try:
                    found = date(year, month, day)
                except ValueError:
                    raise self._refusal(node, f"“{self._words(node)}” is no day of the calendar.") from None
                if found < EARLIEST:
                    raise self._refusal(node, f"“{self._words(node)}” is before any record begins.")
                return found
            case _:
                raise self._refusal(node, "A day of the calendar is written as date(2025, 4, 1).")

    def _condition(self, node: ast.expr) -> Expression:
        found = self._expression(node)
        self._must_be(found, Kind.CONDITION, node)
        return found

    def _comparison(self, left: ast.expr, ops: list[ast.cmpop], rights: list[ast.expr]) -> Expression:
        compared: list[Expression] = []
        for op, right in zip(ops, rights, strict=True):
            if type(op) not in SIGNS:
                raise self._refusal(right, "Compare by <, <=, >, >=, == or !=.")
            one, other = self._expression(left), self._expression(right)
            if kind_of(one) is not kind_of(other) or kind_of(one) is Kind.CONDITION:
                raise self._refusal(
                    left,
                    f"“{self._words(left)}” is a {kind_of(one)}, “{self._words(right)}” a {kind_of(other)}; "
                    "only days, numbers or words can be compared, each with its own kind.",
                )
            compared.append(Compare(one, SIGNS[type(op)], other))
            left = right
        return compared[0] if len(compared) == 1 else AllOf(tuple(compared))

    def _shifted(self, left: ast.expr, right: ast.expr, sign: int) -> Expression:
        day = self._expression(left)
        self._must_be(day, Kind.DAY, left)
        match right:
            case ast.Call(
                func=ast.Name(id=unit), args=[ast.Constant(value=int() as number)], keywords=[]
            ) if unit in UNITS and not isinstance(number, bool):
                months, days = UNITS[unit]
                return Shifted(day, sign * number * months, sign * number * days)
            case _:
                raise self._refusal(right, "A day is shifted by days(…), weeks(…), months(…) or years(…).")

    def _part(self, name: str, part: str, node: ast.Attribute) -> Expression:
        if name in self.registers and part == "since":
            return OnRegister(name, since=True)
        if name in self.looks and part in ("day", "value", "count"):
            return Found(name, part)
        if name in self.looks:
            raise self._refusal(node, f"A look has a day, a value and a count, but no “{part}”.")
        raise self._unknown(name, node)

    def _name(self, name: str, node: ast.Name) -> Expression:
        if name in KNOWN:
            return Named(name)
        if name in self.looks:
            return Found(name)
        if name in self.registers:
            return OnRegister(name)
        raise self._unknown(name, node)

    def _unknown(self, name: str, node: ast.expr) -> NotUnderstood:
        known = ", ".join([*sorted(self.looks), *sorted(self.registers), *KNOWN])
        return self._refusal(node, f"“{name}” is not known here. Known are: {known}.")

    def _must_be(self, found: Expression, wanted: Kind, node: ast.expr) -> None:
        if kind_of(found) is not wanted:
            raise self._refusal(
                node, f"“{self._words(node)}” is a {kind_of(found)}; a {wanted} is wanted here."
            )

    def _words(self, node: ast.expr) -> str:
        return ast.get_source_segment(self.text.strip(), node) or self.text

    def _refusal(self, node: ast.expr, sentence: str) -> NotUnderstood:
        return NotUnderstood(sentence, node.col_offset + 1)
