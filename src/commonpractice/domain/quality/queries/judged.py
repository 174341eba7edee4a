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
    register_codes,
)
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
    events = _Events.of_all(engine, records, members, [*registers.values(), *indicators], asking)
    listed = engine.keep(
        people.listed(
            records.patients, records.registrations, people.days_asked(days), [day.on for day in days]
        )
    )
    on = _registers(engine, events, listed, registers, asking)
    found: list[ir.Table] = []
    ever = engine.keep(on.select("register", "patient").distinct(), by="register")
    for family in _families(indicators):
        concerned = engine.keep(verdicts.concerned(_with(listed, on, family, asking), family, asking))
        seen = events.of(family, _perhaps(concerned, ever, family, asking))
        found.append(engine.keep(verdicts.verdicts(seen, concerned, family, asking)))
        engine.forget(concerned, *seen.kept)
    events.forget()
    return Judged(listed, on, found, codes)


@dataclass(frozen=True)
class _Events:
    """The events that any definition looks for, read once. They lie by codelist: each asks for its own."""

    engine: Engine
    kept: ir.Table
    asking: verdicts.Asking

    @classmethod
    def of_all(
        cls,
        engine: Engine,
        records: Records,
        members: Iterable[tuple[int, str]],
        definitions: Sequence[Definition],
        asking: verdicts.Asking,
    ) -> "_Events":
        numbers = asking.numbering.codelists
        wanted = [(concept, numbers[name]) for concept, name in members if name in numbers]
        tables = [records.events, _as_events(records.medications)]
        days = [day.on for day in asking.days]
        patients = people.ever_listed(records.registrations, days)
        found = looks.relevant(tables, wanted, patients, max(days))
        return cls(engine, engine.keep(found, by="codelist"), asking)

    def of(self, definitions: Sequence[Definition], patients: ir.Table | None = None) -> looks.Seen:
        """What some definitions look for in the records of some patients, or of all."""
        names = frozenset().union(*(codelists(told) for told in definitions))
        wanted = sorted(self.asking.numbering.codelists[name] for name in names)
        days = self.kept.filter(self.kept.codelist.isin(wanted))
        if patients is not None:
            days = days.semi_join(patients, "patient")
        fixed = verdicts.fixed_looks(definitions, self.asking)
        spans = looks.spans(days, fixed, self.asking.days)
        if spans is None:
            return looks.Seen(days, looks.as_spans(days))
        kept = self.engine.keep(spans)
        return looks.Seen(days, kept, (kept,))

    def forget(self) -> None:
        self.engine.forget(self.kept)


def _registers(
    engine: Engine,
    events: _Events,
    listed: ir.Table,
    registers: Mapping[str, Register],
    asking: verdicts.Asking,
) -> ir.Table:
    """Who is on which register, worked out in steps: a register may name those of the steps before it."""
    seen = events.of(list(registers.values()))
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


def _perhaps(
    concerned: ir.Table, ever: ir.Table, family: Sequence[Indicator], asking: verdicts.Asking
) -> ir.Table:
    """Those whose events are looked at: few rows a patient, and at least those whom a family concerns."""
    if not all(only_on_registers(told.who) for told in family):
        return concerned
    named = frozenset().union(*(register_codes(told.who) for told in family))
    return ever.filter(ever.register.isin([asking.registers.index(code) for code in sorted(named)]))


def _with(listed: ir.Table, on: ir.Table, family: Sequence[Indicator], asking: verdicts.Asking) -> ir.Table:
    """Who may be concerned, with the registers that a family names."""
    if not any(named_registers(told) for told in family):
        return listed
    only = all(only_on_registers(told.who) for told in family)
    return verdicts.with_registers(listed, on, family, asking, only=only)
