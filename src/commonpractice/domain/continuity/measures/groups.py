"""Continuity by group of patients: by age, and by need, which is how many long-term conditions they have."""

from collections.abc import Sequence
from datetime import date

import ibis
import ibis.expr.types as ir

from commonpractice.domain.continuity.facts import Band, Split

MEASURES = ("upc", "bice_boxerman", "herfindahl", "secon", "mmci")


def since(contacts: ir.Table, firsts: Sequence[date]) -> ir.Table:
    """The contacts of each time from a day on: of a year, those of its last month."""
    starts = ibis.memtable(
        [{"at": at, "from_day": first} for at, first in enumerate(firsts)],
        schema={"at": "int16", "from_day": "date"},
    )
    joined = contacts.join(starts, "at")
    return joined.filter(joined.day >= joined.from_day).drop("from_day")


def conditions(members: Sequence[tuple[int, int, bool]]) -> ir.Table:
    """Which concepts say that somebody has a condition, or (`ends`) no more: concept, condition, ends."""
    return ibis.memtable(
        [{"concept": concept, "condition": condition, "ends": ends} for concept, condition, ends in members],
        schema={"concept": "int32", "condition": "int16", "ends": "boolean"},
    )


def needs(events: ir.Table, conditions: ir.Table, concepts: Sequence[int], between: ir.Table) -> ir.Table:
    """How many conditions each patient has on the last day of each time: at, patient, need.

    A condition is there from its diagnosis until a later day on which it is resolved. Patients without any
    have no row. `concepts` are those of `conditions`, so that only the pieces of files with them are read.
    """
    told = events.filter(events.concept.isin(list(concepts))).select("concept", "patient", "day")
    told = told.join(conditions, "concept").select("patient", "day", "condition", "ends")
    by_then = told.join(between.select("at", "last_day"), [told.day <= between.last_day])
    last = by_then.group_by("at", "patient", "condition").agg(
        diagnosed=by_then.day.max(where=~by_then.ends), resolved=by_then.day.max(where=by_then.ends)
    )
    there = last.filter(
        last.diagnosed.notnull() & (last.resolved.isnull() | (last.diagnosed >= last.resolved))
    )
    return there.group_by("at", "patient").agg(need=there.count())


def groups(
    seen: ir.Table,
    patients: ir.Table,
    needs: ir.Table,
    between: ir.Table,
    bands: dict[Split, Sequence[Band]],
) -> ir.Table:
    """In which group of each split each patient is at each time: at, patient, and a column for each split.

    `seen` (at, patient) are those wanted. Ages are those of the last day, from the first of the month of
    birth on.
    """
    born = patients.select("patient", "born")
    known = seen.select("at", "patient").join(born, "patient").join(between.select("at", "last_day"), "at")
    counted = known.left_join(needs, ["at", "patient"]).select(
        "at", "patient", "born", "last_day", need=ibis.coalesce(needs.need, 0)
    )
    born_later_in_year = (counted.last_day.month() < counted.born.month()).cast("int32")
    values = {
        Split.AGE: counted.last_day.year() - counted.born.year() - born_later_in_year,
        Split.NEED: counted.need,
    }
    return counted.select(
        "at", "patient", **{split.value: _band(values[split], of) for split, of in bands.items()}
    )


def slicc(contacts: ir.Table, by: Sequence[str]) -> ir.Table:
    """Of contacts of patients on a list, those with their own clinician (own, contacts), by some columns."""
    listed = contacts.filter(contacts.list_clinician.notnull())
    return listed.group_by(*by).agg(
        own=(listed.clinician == listed.list_clinician).sum(), contacts=listed.count()
    )


def means(of_patients: ir.Table, by: Sequence[str]) -> ir.Table:
    """How many patients can be measured, and the means of their measures, by some columns."""
    measured = of_patients.filter(of_patients.upc.notnull())
    return measured.group_by(*by).agg(
        patients=measured.count(), **{name: measured[name].mean() for name in MEASURES}
    )


def _band(value: ir.IntegerValue, bands: Sequence[Band]) -> ir.StringValue:
    branches = [(value < band.below, band.key) for band in bands if band.below is not None]
    return ibis.cases(*branches, else_=bands[-1].key)
