"""What a definition is about: the registers and the codelists that it names."""

from commonpractice.domain.quality.facts.definitions import Indicator, Register
from commonpractice.domain.quality.facts.expressions import (
    AgeOn,
    AllOf,
    AnyOf,
    Compare,
    Expression,
    Found,
    Named,
    OnRegister,
    Shifted,
    within,
)


def register_codes(expression: Expression) -> tuple[str, ...]:
    """The registers that an expression names, in the order in which it does."""
    return tuple(dict.fromkeys(part.register for part in within(expression) if isinstance(part, OnRegister)))


def named_registers(told: Indicator | Register) -> frozenset[str]:
    """Every register that a definition names anywhere."""
    return frozenset(code for expression in expressions(told) for code in register_codes(expression))


def dated_registers(told: Indicator | Register) -> frozenset[str]:
    """The registers of which a definition asks since when somebody is on them."""
    parts = [part for expression in expressions(told) for part in within(expression)]
    named = {part.register for part in parts if isinstance(part, OnRegister) and part.since}
    if isinstance(told, Indicator) and Named("since") in parts:
        named |= set(register_codes(told.who))
    return frozenset(named)


def expressions(told: Indicator | Register) -> list[Expression]:
    """Everything that decides a verdict by a definition; what only fills sentences is not among it."""
    edges = [
        edge.day for look in told.looks.values() for edge in (look.lower, look.upper) if edge is not None
    ]
    if isinstance(told, Register):
        return [told.when, told.since, *edges]
    reasons = [reason.when for reason in (*told.leave_out, *told.adjustments)]
    return [told.who, told.met.when, *reasons, *edges]


def codelists(told: Indicator | Register) -> frozenset[str]:
    """Every codelist that a definition looks for."""
    return frozenset(name for look in told.looks.values() for name in look.codelists)


def only_on_registers(expression: Expression) -> bool:
    """Whether a condition can only hold for somebody who is on a register."""
    match expression:
        case OnRegister(since=False):
            return True
        case AllOf(parts=parts):
            return any(only_on_registers(part) for part in parts)
        case AnyOf(parts=parts):
            return all(only_on_registers(part) for part in parts)
        case _:
            return False


def only_where_found(expression: Expression) -> bool:
    """Whether a condition can only hold for somebody of whom some look found something."""
    match expression:
        case Found(part=""):
            return True
        case Compare(left=left, right=right):
            return _missing_unless_found(left) or _missing_unless_found(right)
        case AllOf(parts=parts):
            return any(only_where_found(part) for part in parts)
        case AnyOf(parts=parts):
            return all(only_where_found(part) for part in parts)
        case _:
            return False


def _missing_unless_found(expression: Expression) -> bool:
    match expression:
        case Found(part=part):
            return part in ("day", "value")
        case Shifted(day=day) | AgeOn(day=day):
            return _missing_unless_found(day)
        case _:
            return False
