"""Registers and verdicts of a whole set of patients."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import ibis
import ibis.expr.types as ir

from commonpractice.domain.quality.facts.definitions import Indicator, Register
from commonpractice.domain.quality.facts.expressions import Named, within
from commonpractice.domain.quality.facts.people import Asked
from commonpractice.domain.quality.measures import looks
from commonpractice.domain.quality.measures.conditions import Columns, register_column, since_column
from commonpractice.domain.quality.measures.looks import Numbered, Seen
from commonpractice.domain.quality.measures.numbering import Definition, Leaning, Numbering, steps
from commonpractice.domain.quality.rules.about import (
    codelists,
    dated_registers,
    expressions,
    named_registers,
    only_where_found,
    register_codes,
)
from commonpractice.domain.quality.rules.numbers import ADJUSTED, LEFT_OUT, MET, NOT_MET
from commonpractice.domain.quality.rules.windows import same_for_all


@dataclass(frozen=True)
class Asking:
    """The days asked about, the numbers of what is looked for, and all registers and indicators."""

    days: Sequence[Asked]
    numbering: Numbering
    registers: Sequence[str]
    indicators: Sequence[str]
    in_force: Mapping[str, Sequence[int]] = field(default_factory=dict[str, Sequence[int]])
    """The places of the days on which an indicator is asked; all of them where it is not named."""


def on_register(
    seen: Seen, listed: ir.Table, before: ir.Table | None, told: Register, asking: Asking
) -> ir.Table:
    """A row for each patient and day on a register: patient, at, register, since.

    `before` are such rows of the registers that this one names, where it names any. `register` is its place
    in `asking.registers`.
    """
    candidates, named = listed, named_registers(told)
    found_first = only_where_found(told.when) and _all_in_the_shared_pass(told, asking)
    if not found_first:
        wanted = [asking.numbering.codelists[name] for name in codelists(told)]
        candidates = listed.semi_join(seen.days.filter(seen.days.codelist.isin(wanted)), "patient")
    if before is not None and named:
        candidates = with_registers(candidates, before, [told], asking)
    table = _looked(seen, candidates, [told], asking, only=found_first)
    worth = _columns(table, told, asking)
    on = table.mutate(since=worth.worth(told.since)).filter(worth.condition(told.when))
    place = ibis.literal(asking.registers.index(told.code), "int16")
    return on.select("patient", "at", register=place, since=on.since)


def _all_in_the_shared_pass(told: Definition, asking: Asking) -> bool:
    """Whether whoever has anything that a definition looks for has a row in the one group of its looks."""
    leaning = [name for name in told.looks if not same_for_all(told.looks[name])]
    unbound = all(asking.numbering.unbound(told, name) is not None for name in leaning)
    return unbound and len(looks.at_once(fixed_looks([told], asking))) == 1


def with_registers(
    people: ir.Table, on: ir.Table, of: Sequence[Definition], asking: Asking, *, only: bool = False
) -> ir.Table:
    """People with a column for each register that some definitions name, and since when where they ask.

    `only`: only those who are on one of them.
    """
    registers = sorted(frozenset().union(*map(named_registers, of)))
    dated = frozenset().union(*map(dated_registers, of))
    places = {code: asking.registers.index(code) for code in registers}
    mine = on.filter(on.register.isin(list(places.values())))
    columns: dict[str, ir.Value] = {}
    for code, place in places.items():
        this = mine.register == place
        columns[register_column(code)] = this.any()
        if code in dated:
            columns[since_column(code)] = mine.since.max(where=this)
    if len(places) == 1:  # nobody is on it twice
        columns = {register_column(registers[0]): ibis.literal(True)}
        columns |= {since_column(code): mine.since for code in dated}
        side_by_side = mine.select("patient", "at", **columns)
    else:
        side_by_side = mine.group_by("patient", "at").agg(**columns)
    joined = _joined(people, side_by_side, how="inner" if only else "left")
    if only and len(places) == 1:
        return joined
    # whoever is on none of them is not on each; since when may be unknown of somebody who is on one
    return joined.mutate(**{name: joined[name].fill_null(False) for name in map(register_column, registers)})


def concerned(people: ir.Table, of: Sequence[Indicator], asking: Asking) -> ir.Table:
    """Those whom any of some indicators is about, with what these ask of everybody."""
    asked = {
        part.name
        for told in of
        for expression in expressions(told)
        for part in within(expression)
        if isinstance(part, Named)
    }
    needed = {"patient", "surgery", "at", "on", "age", "born"} | asked
    needed |= {register_column(code) for told in of for code in named_registers(told)}
    needed |= {since_column(code) for told in of for code in dated_registers(told)}
    about = people.filter(ibis.or_(*(_who(people, told, asking) for told in of)))
    return about.select(*(name for name in people.columns if name in needed))


def _who(people: ir.Table, told: Indicator, asking: Asking) -> ir.BooleanValue:
    """Whom an indicator is about, on the days on which it is asked."""
    who = _columns(people, told, asking).condition(told.who)
    places = asking.in_force.get(told.code)
    return who if places is None else who & people["at"].isin(list(places))


def verdicts(seen: Seen, concerned: ir.Table, of: Sequence[Indicator], asking: Asking) -> ir.Table:
    """A row for each patient, day and indicator that is about them: patient, surgery, at, indicator, verdict.

    `concerned` have the registers that the indicators name; `indicator` is its place in `asking.indicators`.
    """
    table = _looked(seen, concerned, of, asking)
    judged = table.select(
        "patient",
        "surgery",
        "at",
        **{told.code: _verdict(table, told, asking) for told in of},
    )
    places = {told.code: asking.indicators.index(told.code) for told in of}
    long = judged.pivot_longer(
        list(places), names_to="indicator", names_transform=places.__getitem__, values_to="verdict"
    )
    return long.filter(long.verdict.notnull()).mutate(indicator=long.indicator.cast("int16"))


def _verdict(table: ir.Table, told: Indicator, asking: Asking) -> ir.IntegerValue:
    """Blank for whoever the indicator is not about; else in the order of rules/judging.py."""
    worth = _columns(table, told, asking)
    branches = [(~_who(table, told, asking), ibis.null("int16"))]
    branches += [
        (worth.condition(reason.when), ibis.literal(LEFT_OUT + place, "int16"))
        for place, reason in enumerate(told.leave_out)
    ]
    branches.append((worth.condition(told.met.when), ibis.literal(MET, "int16")))
    branches += [
        (worth.condition(reason.when), ibis.literal(ADJUSTED + place, "int16"))
        for place, reason in enumerate(told.adjustments)
    ]
    return ibis.cases(*branches, else_=ibis.literal(NOT_MET, "int16"))


def _looked(
    seen: Seen, people: ir.Table, of: Sequence[Definition], asking: Asking, *, only: bool = False
) -> ir.Table:
    """People at days with what every look of some definitions found.

    `only`: only those of whom the shared pass found something.
    """
    groups = looks.at_once(fixed_looks(of, asking))
    found = [looks.found(seen, some, asking.days) for some in groups]
    table = _joined(people, *found, how="inner" if only else "left") if found else people
    for step in steps(of):
        table = _leaning(seen.days, table, step, asking)
    return table


def _leaning(events: ir.Table, table: ir.Table, step: Sequence[Leaning], asking: Asking) -> ir.Table:
    """The table with what looks found that lean on what it has.

    Most such edges are a day that few patients have ("after the last resolution"). For whoever has none, the
    look finds what it would without the edge, which the shared pass has found already (`unbound`); only the
    others' events are looked at again.
    """
    numbered = [asking.numbering.look(told, name) for told, name in step]
    edges: dict[str, ir.Value] = {}
    for (told, _), look in zip(step, numbered, strict=True):
        edges |= looks.edges(look, _columns(table, told, asking))
    table = table.mutate(**edges)
    unbound = {
        look.number: asking.numbering.unbound(told, name)
        for (told, name), look in zip(step, numbered, strict=True)
    }
    some = (
        table.filter(ibis.or_(*(_binds(table, look) for look in numbered)))
        if all(unbound.values())
        else table
    )
    table = _joined(table, looks.leaning(events, some, numbered))
    instead = {
        column: ibis.ifelse(_binds(table, look), table[column], table[other])
        for look in numbered
        for without in [unbound[look.number]]
        if without is not None
        for column, other in zip(looks.columns_of(look), looks.columns_of(without), strict=True)
    }
    return table.mutate(**instead).drop(*edges)


def _binds(table: ir.Table, look: Numbered) -> ir.BooleanValue:
    return ibis.or_(*(table[name].notnull() for name in looks.edge_columns(look)))


def _joined(table: ir.Table, *more: ir.Table, how: str = "left") -> ir.Table:
    """A table with the columns of others for the same patient and day; blank where they have no row."""
    joined, columns = table, {name: table[name] for name in table.columns}
    for number, other in enumerate(more):
        same = [table.patient == other.patient, table["at"] == other["at"]]
        joined = joined.join(other, same, how=how, rname=f"{{name}}_{number}")
        columns |= {name: other[name] for name in other.columns if name not in ("patient", "at")}
    return joined.select(**columns)


def fixed_looks(of: Sequence[Definition], asking: Asking) -> list[Numbered]:
    """The looks that are found in the shared pass, each once."""
    found: dict[int, Numbered] = {}
    for told in of:
        for name in told.looks:
            if same_for_all(told.looks[name]):
                look = asking.numbering.look(told, name)
            else:
                look = asking.numbering.unbound(told, name)
            if look is not None:
                found[look.number] = look
    return [found[number] for number in sorted(found)]


def _columns(table: ir.Table, told: Definition, asking: Asking) -> Columns:
    about = () if isinstance(told, Register) else register_codes(told.who)
    return Columns(
        table,
        lambda name, part: looks.part(table, asking.numbering.look(told, name), part),
        about,
    )
