"""Judge a whole set of patients by many indicators on many days, in one pass."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from commonpractice.domain.quality.facts.definitions import Indicator, Register
from commonpractice.domain.quality.facts.people import Asked
from commonpractice.domain.quality.measures import looks, people, verdicts
from commonpractice.domain.quality.measures.numbering import Definition, Numbering, in_order
from commonpractice.domain.quality.rules.about import (
    codelists,
    named_registers,
    only_on_registers,
)
from commonpractice.domain.quality.rules.days import year_start
from commonpractice.gateways.event_engine import Engine


@dataclass(frozen=True)
class Records:
    """The tables of the snapshots to be judged: gateways/event_store/layout.py says what is in them."""

    patients: ir.Table
    registrations: ir.Table
    events: ir.Table
    medications: ir.Table


@dataclass(frozen=True)
class Judged:
    """Kept by the engine: who was listed, who is on which register, and every verdict.

    Indicators are numbered in the verdicts' tables by their place in `indicators`, registers in the order in
    which they were given.
    """

    listed: ir.Table
    registers: ir.Table
    verdicts: Sequence[ir.Table]
    indicators: Sequence[str]


def judge_all(
    engine: Engine,
    records: Records,
    members: Iterable[tuple[int, str]],
    indicators: Sequence[Indicator],
    registers: Mapping[str, Register],
    days: Sequence[Asked],
    in_force: Mapping[str, Sequence[int]] | None = None,
) -> Judged:
    """Verdicts of every patient by every indicator on every day asked about.

    `members` are the pairs of concept (by number) and codelist in force. `in_force` has the places of the
    days on which an indicator is asked, for those that are not asked on all.
    """
    codes = [told.code for told in indicators]
    numbering = Numbering.of([*indicators, *registers.values()])
    asking = verdicts.Asking(days, numbering, list(registers), codes, in_force or {})
    events = _Events(engine, records, list(members), asking)
    asked = people.days_asked(
        [(at, day.on, year_start(day.year_end), day.year_end) for at, day in enumerate(days)]
    )
    listed = engine.keep(people.listed(records.patients, records.registrations, asked))
    on = _registers(engine, events, listed, registers, asking)
    found: list[ir.Table] = []
    for family in _families(indicators):
        concerned = engine.keep(verdicts.concerned(_with(listed, on, family, asking), family, asking))
        found.append(engine.keep(verdicts.verdicts(events.of(family, concerned), concerned, family, asking)))
    return Judged(listed, on, found, codes)


@dataclass(frozen=True)
class _Events:
    """Reads the events that some definitions look for, of the patients whom they are about."""

    engine: Engine
    records: Records
    members: Sequence[tuple[int, str]]
    asking: verdicts.Asking

    def of(
        self, definitions: Sequence[Definition], patients: ir.Table, *, one_by_one: bool = False
    ) -> looks.Seen:
        """`one_by_one`: each definition will ask for its own, so that they had better lie by codelist."""
        wanted = frozenset().union(*(codelists(told) for told in definitions))
        concepts = [(concept, name) for concept, name in self.members if name in wanted]
        numbers = self.asking.numbering.codelists
        tables = [self.records.events, _as_events(self.records.medications)]
        last = max(day.on for day in self.asking.days)
        found = looks.relevant(
            tables, [(concept, numbers[name]) for concept, name in concepts], patients, last
        )
        days = self.engine.keep(found.order_by("codelist") if one_by_one else found)
        fixed = verdicts.fixed_looks(definitions, self.asking)
        spans = looks.spans(days, fixed, self.asking.days)
        return looks.Seen(days, looks.as_spans(days) if spans is None else self.engine.keep(spans))


def _registers(
    engine: Engine,
    events: _Events,
    listed: ir.Table,
    registers: Mapping[str, Register],
    asking: verdicts.Asking,
) -> ir.Table:
    """Who is on which register, worked out in steps: a register may name those of the steps before it."""
    seen = events.of(list(registers.values()), listed, one_by_one=True)
    found: list[ir.Table] = []
    for step in in_order(registers):
        before = ibis.union(*found) if len(found) > 1 else found[0] if found else None
        found += [engine.keep(verdicts.on_register(seen, listed, before, told, asking)) for told in step]
    if not found:
        raise ValueError("There is no register to judge by.")
    return engine.keep(ibis.union(*found)) if len(found) > 1 else found[0]


def _as_events(medications: ir.Table) -> ir.Table:
    """What was prescribed, as events without a value."""
    return medications.select("concept", "patient", "day", value=ibis.null("float64"))


def _families(indicators: Sequence[Indicator]) -> list[list[Indicator]]:
    """Indicators that are judged together, because they look at the same patients and the same events."""
    families: dict[str, list[Indicator]] = {}
    for told in indicators:
        families.setdefault(told.family, []).append(told)
    return list(families.values())


def _with(listed: ir.Table, on: ir.Table, family: Sequence[Indicator], asking: verdicts.Asking) -> ir.Table:
    """Who may be concerned, with the registers that a family names."""
    named = sorted(frozenset().union(*(named_registers(told) for told in family)))
    if not named:
        return listed
    only = all(only_on_registers(told.who) for told in family)
    return verdicts.with_registers(listed, on, named, asking, only=only)
