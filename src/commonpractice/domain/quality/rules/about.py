"""What a definition is about: the registers and the codelists that it names."""

from commonpractice.domain.quality.facts.definitions import Indicator, Register
from commonpractice.domain.quality.facts.expressions import AllOf, AnyOf, Expression, OnRegister, within


def register_codes(expression: Expression) -> tuple[str, ...]:
    """The registers that an expression names, in the order in which it does."""
    return tuple(dict.fromkeys(part.register for part in within(expression) if isinstance(part, OnRegister)))


def named_registers(told: Indicator | Register) -> frozenset[str]:
    """Every register that a definition names anywhere."""
    return frozenset(code for expression in expressions(told) for code in register_codes(expression))


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
