"""What is found in the record by many looks at once: one shared pass over the events, however many there are.

Looks whose days are the same for every patient are rows of a table (which look, which codelist, which day
asked about, from when until when), so that one join and one grouping finds them all. The few whose days
differ from patient to patient ("after the last resolution", "before the age of eight months") are found after
those that they lean on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir

from commonpractice.domain.quality.facts.definitions import How, Look
from commonpractice.domain.quality.facts.people import Asked
from commonpractice.domain.quality.measures.conditions import Columns, shifted
from commonpractice.domain.quality.rules.judging import BEYOND
from commonpractice.domain.quality.rules.windows import BEGINNING, window

# A day and a value in one whole number, so that "the last day, and of its values the lowest" is one maximum:
# days since EPOCH in the bits above BITS, MIDDLE − value in thousandths in those below. Values reach to
# ±499,999.999; what is beyond is no measurement, and counts as none. No event is before EPOCH, for engines do
# not agree on what becomes of the bits of a number below nil.
BITS, MIDDLE, THOUSANDTHS = 30, 1 << 29, 1_000
EPOCH = date(1850, 1, 1)
ONE_DAY = timedelta(days=1)
# Looks found by one grouping: each is asked of every row of all, so that few at once are quick.
AT_ONCE = 8


@dataclass(frozen=True)
class Numbered:
    """A look, with the number that it and its codelists have in a run."""

    number: int
    look: Look
    codelists: tuple[int, ...]


def relevant(
    records: Iterable[ir.Table], members: Sequence[tuple[int, int]], patients: ir.Table, last: date
) -> ir.Table:
    """The events of some concepts until a day: patient, codelist, day, packed (blank without a value).

    `records` are tables with concept, patient, day and value; `members` are pairs of a concept and a codelist
    that it is in; `patients` has those who are asked about.
    """
    concepts = sorted({concept for concept, _ in members})
    lists = ibis.memtable(
        [{"concept": concept, "codelist": codelist} for concept, codelist in members],
        schema={"concept": "int32", "codelist": "int16"},
    )
    parts: list[ir.Table] = []
    for record in records:
        # named one by one, so that pieces of the files in which none of them lies are not read
        mine = record.filter(record.concept.isin(concepts) & (record.day <= last))
        mine = mine.semi_join(patients, "patient")
        parts.append(mine.join(lists, "concept").select("patient", "codelist", "day", packed=_packed(mine)))
    return ibis.union(*parts) if len(parts) > 1 else parts[0]


def _packed(record: ir.Table) -> ir.IntegerValue:
    day = record.day.delta(ibis.literal(EPOCH), unit="day").cast("int64")
    believed = record.value.abs() < BEYOND
    value = believed.ifelse(record.value, ibis.null("float64"))
    return day * (1 << BITS) + MIDDLE - (value * THOUSANDTHS).round().cast("int64")


@dataclass(frozen=True)
class Seen:
    """The events that some definitions look for: day by day, and as few rows as their windows allow.

    `days`: patient, codelist, day, packed. `spans`: patient, codelist, span (the first day of the span),
    first, last, packed; every window takes a span in whole or not at all. `kept` are those of them that an
    engine keeps for these definitions alone.
    """

    days: ir.Table
    spans: ir.Table
    kept: tuple[ir.Table, ...] = ()


def spans(events: ir.Table, looks: Iterable[Numbered], asked: Sequence[Asked]) -> ir.Table | None:
    """Events of one patient and codelist taken together by months, and in one before any window begins.

    None where some window begins or ends within a month, or nothing is won because one day alone is asked
    about.
    """
    between = [(numbered.codelists, *window(numbered.look, day)) for numbered in looks for day in asked]
    within_a_month = any(
        first.day != 1 or (last + ONE_DAY).day != 1 for _, first, last in between if first <= last
    )
    if len(asked) == 1 or within_a_month or not between:
        return None
    begins: dict[int, date] = {}
    for codelists, first, last in between:
        edge = (last + ONE_DAY) if first == BEGINNING else first
        for codelist in codelists:
            begins[codelist] = min(begins.get(codelist, edge), edge, last + ONE_DAY)
    starts = ibis.memtable(
        [{"codelist": codelist, "begins": day} for codelist, day in begins.items()],
        schema={"codelist": "int16", "begins": "date"},
    )
    dated = events.join(starts, "codelist")
    dated = dated.mutate(
        span=(dated.day < dated.begins).ifelse(ibis.literal(BEGINNING), dated.day.truncate("M").cast("date"))
    )
    return dated.group_by("patient", "codelist", "span").agg(
        first=dated.day.min(), last=dated.day.max(), packed=dated.packed.max()
    )


def as_spans(events: ir.Table) -> ir.Table:
    """Each event as a span of its own."""
    return events.select("patient", "codelist", "packed", span="day", first="day", last="day")


def windows(looks: Iterable[Numbered], asked: Sequence[Asked]) -> ir.Table:
    """A row for each look, codelist and day asked about: from when until when it counts."""
    rows = [
        {"look": numbered.number, "codelist": codelist, "at": at, "first_day": first, "last_day": last}
        for numbered in looks
        for at, day in enumerate(asked)
        for first, last in [window(numbered.look, day)]
        if first <= last
        for codelist in numbered.codelists
    ]
    kinds = {"look": "int16", "codelist": "int16", "at": "int16", "first_day": "date", "last_day": "date"}
    return ibis.memtable(rows, schema=kinds)


def found(seen: Seen, looks: Sequence[Numbered], asked: Sequence[Asked]) -> ir.Table:
    """What some looks find: a row for each patient and day of whom anything is, and columns for each look.

    All of them count days, or none does.
    """
    counting = looks[0].look.how is How.COUNT
    events = as_spans(seen.days) if counting else seen.spans
    between = windows(looks, asked)
    wanted = sorted({codelist for numbered in looks for codelist in numbered.codelists})
    events = events.filter(events.codelist.isin(wanted))
    inside = events.join(
        between,
        [
            events.codelist == between.codelist,
            events.span >= between.first_day,
            events.span <= between.last_day,
        ],
    )
    columns: dict[str, ir.Value] = {}
    for numbered in looks:
        mine = inside.look == numbered.number
        columns |= _asked_of(numbered, mine, first=inside["first"], last=inside["last"], packed=inside.packed)
    return _unpacked(inside.group_by("patient", "at").agg(**columns), looks)


def at_once(looks: Sequence[Numbered]) -> list[Sequence[Numbered]]:
    """Looks in the groups in which they are found: few at once, those that count apart."""
    found: list[Sequence[Numbered]] = []
    for counting in (False, True):
        some = [numbered for numbered in looks if (numbered.look.how is How.COUNT) is counting]
        found += [some[start : start + AT_ONCE] for start in range(0, len(some), AT_ONCE)]
    return found


def day_column(number: int) -> str:
    return f"day_{number}"


def value_column(number: int) -> str:
    return f"value_{number}"


def count_column(number: int) -> str:
    return f"count_{number}"


def columns_of(numbered: Numbered) -> tuple[str, ...]:
    """The columns that a look fills."""
    match numbered.look.how:
        case How.FIRST | How.LATEST:
            return (day_column(numbered.number),)
        case How.COUNT:
            return day_column(numbered.number), count_column(numbered.number)
        case How.READING:
            return day_column(numbered.number), value_column(numbered.number)


def part(table: ir.Table, numbered: Numbered, part: str) -> ir.Value:
    """The day, value or count that a look found, from a table with its column."""
    columns = {"day": day_column, "value": value_column, "count": count_column}
    return table[columns[part](numbered.number)]


def leaning(events: ir.Table, people: ir.Table, looks: Sequence[Numbered]) -> ir.Table:
    """What looks find whose days differ from patient to patient: a row a patient and day, as `found`.

    `people` has the first and the last day that count in the columns that `edge_columns` names, blank where
    none binds.
    """
    codelists = sorted({codelist for numbered in looks for codelist in numbered.codelists})
    edges = [name for numbered in looks for name in edge_columns(numbered)]
    within = events.filter(events.codelist.isin(codelists)).join(
        people.select("patient", "at", "on", *edges), "patient"
    )
    within = within.filter(within.day <= within.on)
    found: dict[str, ir.Value] = {}
    for numbered in looks:
        mine = within.codelist.isin(numbered.codelists)
        for name in edge_columns(numbered):
            inside = within.day >= within[name] if name.startswith("first_") else within.day <= within[name]
            mine &= within[name].isnull() | inside
        found |= _asked_of(numbered, mine, first=within.day, last=within.day, packed=within.packed)
    return _unpacked(within.group_by("patient", "at").agg(**found), looks)


def _asked_of(
    numbered: Numbered, mine: ir.BooleanValue, *, first: ir.Value, last: ir.Value, packed: ir.Value
) -> dict[str, ir.Value]:
    """What a look asks of the rows that are its own; a row stands for the days from `first` to `last`."""
    number = numbered.number
    match numbered.look.how:
        case How.FIRST:
            return {day_column(number): first.min(where=mine)}
        case How.LATEST:
            return {day_column(number): last.max(where=mine)}
        case How.COUNT:
            return {day_column(number): last.max(where=mine), count_column(number): last.nunique(where=mine)}
        case How.READING:
            return {_packed_column(number): packed.max(where=mine)}


def _unpacked(found: ir.Table, looks: Iterable[Numbered]) -> ir.Table:
    """With the day and the value of each reading, worked out once, in place of both in one number."""
    readings = [numbered.number for numbered in looks if numbered.look.how is How.READING]
    columns: dict[str, ir.Value] = {}
    for number in readings:
        packed = found[_packed_column(number)]
        day = ibis.literal(EPOCH) + (packed >> BITS).cast("int32").as_interval("D")
        columns[day_column(number)] = day.cast("date")
        columns[value_column(number)] = (MIDDLE - (packed & ((1 << BITS) - 1))) / THOUSANDTHS
    return found.mutate(**columns).drop(*map(_packed_column, readings)) if readings else found


def _packed_column(number: int) -> str:
    return f"packed_{number}"


def edge_columns(numbered: Numbered) -> list[str]:
    """The columns of the first and the last day that count, of those that a look has."""
    look, number = numbered.look, numbered.number
    return [f"first_{number}"] * (look.lower is not None) + [f"last_{number}"] * (look.upper is not None)


def edges(numbered: Numbered, columns: Columns) -> dict[str, ir.Value]:
    """The first and the last day that count for each patient, both included; blank where none binds."""
    days: dict[str, ir.Value] = {}
    look = numbered.look
    if look.lower is not None:
        day = columns.worth(look.lower.day)
        days[f"first_{numbered.number}"] = day if look.lower.included else shifted(day, 0, 1)
    if look.upper is not None:
        day = columns.worth(look.upper.day)
        days[f"last_{numbered.number}"] = day if look.upper.included else shifted(day, 0, -1)
    return days
