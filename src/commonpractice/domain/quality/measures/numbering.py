"""Numbers for a run's codelists and looks; looks that ask the same have the same number."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from commonpractice.domain.quality.facts.definitions import Edge, Indicator, Look, Register
from commonpractice.domain.quality.facts.expressions import Found, OnRegister, within
from commonpractice.domain.quality.measures.looks import Numbered
from commonpractice.domain.quality.rules.about import codelists
from commonpractice.domain.quality.rules.windows import same_for_all

Definition = Indicator | Register
Leaning = tuple[Definition, str]  # a look, by the definition that has it and its name


@dataclass
class Numbering:
    """Gives numbers out; a look whose days lean on others is one definition's own."""

    codelists: Mapping[str, int]
    _numbers: dict[object, int] = field(default_factory=dict[object, int])

    @classmethod
    def of(cls, definitions: Iterable[Definition]) -> "Numbering":
        """Codelists are numbered by name: the same definitions always give the same numbers."""
        names = sorted(frozenset().union(*(codelists(told) for told in definitions)))
        return cls({name: number for number, name in enumerate(names)})

    def look(self, of: Definition, name: str) -> Numbered:
        look = of.looks[name]
        return self._numbered(look, None if same_for_all(look) else (of.code, name))

    def unbound(self, of: Definition, name: str) -> Numbered | None:
        """A look as it is for whoever lacks the day that it leans on; None where it leans on more."""
        look = of.looks[name]
        edges = [edge for edge in (look.lower, look.upper) if edge is not None]
        if len(edges) != 1 or not _may_be_missing(edges[0]):
            return None
        return self._numbered(Look(look.how, look.codelists), None)

    def _numbered(self, look: Look, own: object) -> Numbered:
        key = own or (look.how, tuple(sorted(look.codelists)), look.lower, look.upper)
        number = self._numbers.setdefault(key, len(self._numbers))
        return Numbered(number, look, tuple(sorted(self.codelists[codelist] for codelist in look.codelists)))


def _may_be_missing(edge: Edge) -> bool:
    return any(isinstance(part, Found) for part in within(edge.day))


def steps(of: Iterable[Definition]) -> list[list[Leaning]]:
    """The looks whose days lean on others, in steps: each leans only on what was found before it."""
    found: list[list[Leaning]] = []
    for told in of:
        for depth, names in enumerate(_in_steps(told)):
            if depth == len(found):
                found.append([])
            found[depth] += [(told, name) for name in names]
    return found


def _in_steps(told: Definition) -> list[list[str]]:
    done = {name for name in told.looks if same_for_all(told.looks[name])}
    left = [name for name in told.looks if name not in done]
    steps: list[list[str]] = []
    while left:
        ready = [name for name in left if _leans_on(told.looks[name]) <= done]
        if not ready:
            raise ValueError(f"The looks {', '.join(left)} of {told.code} lean on each other.")
        steps.append(ready)
        done |= set(ready)
        left = [name for name in left if name not in ready]
    return steps


def _leans_on(look: Look) -> set[str]:
    return {
        part.look
        for edge in (look.lower, look.upper)
        if edge is not None
        for part in within(edge.day)
        if isinstance(part, Found)
    }


def in_order(registers: Mapping[str, Register]) -> list[list[Register]]:
    """Registers in steps: each step names only registers of the steps before it."""
    left, done, steps = dict(registers), set[str](), []
    while left:
        ready = [told for told in left.values() if _names(told) <= done]
        if not ready:
            raise ValueError(f"The registers {', '.join(left)} lean on each other.")
        steps.append(ready)
        done |= {told.code for told in ready}
        left = {code: told for code, told in left.items() if code not in done}
    return steps


def _names(told: Register) -> set[str]:
    days = [edge.day for look in told.looks.values() for edge in (look.lower, look.upper) if edge is not None]
    return {
        part.register
        for expression in (told.when, told.since, *days)
        for part in within(expression)
        if isinstance(part, OnRegister)
    }
