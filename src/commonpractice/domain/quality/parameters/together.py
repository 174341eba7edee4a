"""Whether a definition holds together."""

from collections.abc import Callable, Mapping

from commonpractice.domain.quality.facts.definitions import How, Indicator, Look, Register
from commonpractice.domain.quality.facts.expressions import (
    AllOf,
    AnyOf,
    Expression,
    Found,
    Named,
    Not,
    OnRegister,
    within,
)

Refuse = Callable[[str, str], ValueError]


def check_together(told: Indicator, refusal: Refuse) -> None:
    """Raise what `refusal` makes of a key and a sentence, for the first thing that does not hold together."""
    if any(isinstance(part, Found) for part in within(told.who)):
        raise refusal(
            "rules.who", "Whom it is about is said by registers, age and sex; make a register of it."
        )
    said = _expressions(told)
    for path, expression in said:
        for part in within(expression):
            if isinstance(part, Found):
                _check_part(path, part, told.looks, refusal)
            if part == Named("since") and not _registers(told.who):
                raise refusal(path, "“since” is since when on the register, but this is about no register.")
    for name in told.looks:
        if not _used(name, told):
            raise refusal(f"looks.{name}", f"“{name}” is looked for but nothing is said of it.")
    if told.programme == "qof" and not told.terms:
        raise refusal("years", 'Say what it is worth: [years."2026/27"] with points, lower and upper.')
    if not told.tasks:
        raise refusal("rules.not_met", "Say what would put right a patient who has not met it.")
    last = told.tasks[-1].when
    if any(isinstance(part, Found | OnRegister) for part in within(last)):
        raise refusal(
            f"rules.not_met.{len(told.tasks) - 1}",
            "The last of not_met has to be for all who are left: leave its “when” out.",
        )
    keys = [reason.key for reason in (*told.leave_out, *told.adjustments)]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice:
        raise refusal("rules.leave_out", f"Two reasons are called “{twice}”; give each a key of its own.")


def check_register(told: Register, refusal: Refuse) -> None:
    """As `check_together`, of one register."""
    for path, expression in (("rules.register", told.when), ("rules.since", told.since)):
        for part in within(expression):
            if isinstance(part, Found):
                _check_part(path, part, told.looks, refusal)
            if part == Named("since"):
                raise refusal(path, "A register says itself since when; name the day of a look.")
    if _can_hold(told.when):
        raise refusal("rules.register", "Nobody is on a register without anything in the record.")
    for name, look in told.looks.items():
        edges = [edge.day for edge in (look.lower, look.upper) if edge is not None]
        if any(isinstance(part, OnRegister) for edge in edges for part in within(edge)):
            raise refusal(f"looks.{name}", "A register's look cannot lean on a register.")


def check_registers(registers: Mapping[str, Register], refusal: Callable[[str, str], ValueError]) -> None:
    """Raise what `refusal` makes of a register's code and a sentence, where registers lean on each other."""
    for code in registers:
        seen: list[str] = []
        ahead = list(_registers(registers[code].when))
        while ahead:
            named = ahead.pop()
            if named == code:
                raise refusal(code, f"{code} leans on itself: a register can name only others.")
            if named not in seen:
                seen.append(named)
                ahead += _registers(registers[named].when)


def _can_hold(expression: Expression, wanted: bool = True) -> bool:
    """Whether a condition can be so (or not so) for somebody of whom nothing was found."""
    match expression:
        case AllOf(parts=parts):
            return (all if wanted else any)(_can_hold(part, wanted) for part in parts)
        case AnyOf(parts=parts):
            return (any if wanted else all)(_can_hold(part, wanted) for part in parts)
        case Not(part=part):
            return _can_hold(part, not wanted)
        case _:
            found = any(isinstance(part, Found | OnRegister) for part in within(expression))
            return not (found and wanted)


def _check_part(path: str, found: Found, looks: dict[str, Look], refusal: Refuse) -> None:
    how = looks[found.look].how
    if found.part == "value" and how is not How.READING:
        raise refusal(path, f"“{found.look}” has no value: only a reading has one.")
    if found.part == "count" and how is not How.COUNT:
        raise refusal(path, f"“{found.look}” is not counted: write {{ count = … }} for it.")


def _registers(expression: Expression) -> list[str]:
    return [part.register for part in within(expression) if isinstance(part, OnRegister)]


def _expressions(told: Indicator) -> list[tuple[str, Expression]]:
    """Everything that a definition says, each with the key at which it stands."""
    said = [("rules.who", told.who), ("rules.met", told.met.when)]
    said += [("rules.met", gap) for _, gap in told.met.says.gaps]
    for path, reasons in (("rules.leave_out", told.leave_out), ("rules.adjustments", told.adjustments)):
        for number, reason in enumerate(reasons):
            said.append((f"{path}.{number}", reason.when))
            said += [(f"{path}.{number}", gap) for _, gap in reason.says.gaps]
    for number, task in enumerate(told.tasks):
        said.append((f"rules.not_met.{number}", task.when))
        said += [(f"rules.not_met.{number}", gap) for _, gap in task.says.gaps]
    for name, look in told.looks.items():
        said += [(f"looks.{name}", edge.day) for edge in (look.lower, look.upper) if edge is not None]
    return said


def _used(name: str, told: Indicator) -> bool:
    return any(
        isinstance(part, Found) and part.look == name
        for _, expression in _expressions(told)
        for part in within(expression)
    )
