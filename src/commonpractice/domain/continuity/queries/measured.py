"""Measure a whole set of patients in many months, in one pass."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis.expr.types as ir

from commonpractice.domain.continuity import measures
from commonpractice.domain.continuity.facts import EVERYBODY, NO_CONTACTS, Band, Means, OutOf, Split, Time
from commonpractice.gateways.event_engine import Engine

Row = dict[str, Any]


@dataclass(frozen=True)
class Records:
    """The tables of the snapshots to be measured: gateways/event_store/layout.py says what is in them."""

    patients: ir.Table
    consultations: ir.Table
    events: ir.Table


@dataclass(frozen=True)
class Found:
    """What was found of one group of a surgery, or of one clinician's list, in one month.

    Of a group `of_clinicians` is known of everybody alone, as 0 of 0 elsewhere.
    """

    of_lists: OutOf = NO_CONTACTS
    of_clinicians: OutOf = NO_CONTACTS
    means: Means | None = None


@dataclass(frozen=True)
class Measured:
    """By month (its place), surgery, and then split and group, or the clinician whose list it is."""

    groups: Mapping[tuple[int, int, str, str], Found]
    lists: Mapping[tuple[int, int, int], Found]


def measure_all(
    engine: Engine,
    records: Records,
    members: Sequence[tuple[int, int, bool]],
    times: Sequence[Time],
    *,
    minimum: int,
    bands: Mapping[Split, Sequence[Band]],
) -> Measured:
    """Continuity of all surgeries of some records in some months.

    `members` are the concepts that say a condition is there: (concept, condition, whether it ends it).
    """
    between = measures.windows([(time.year_from, time.on) for time in times])
    asked = (min(time.year_from for time in times), max(time.on for time in times))
    consultations = records.consultations.filter(records.consultations.day.between(*asked))
    year = engine.keep(measures.contacts(consultations, records.patients, between))
    month = engine.keep(measures.since(year, [time.month_from for time in times]))
    patients = engine.keep(measures.of_patients(year, minimum))
    needs = measures.needs(
        records.events, measures.conditions(members), sorted({one for one, _, _ in members}), between
    )
    groups = measures.groups(patients, records.patients, engine.keep(needs), between, dict(bands))
    of = ["at", "patient"]
    grouped = engine.keep(patients.join(groups, of))
    splits = [split.value for split in bands]
    month_grouped = engine.keep(month.join(grouped.select(*of, *splits), of))
    lists = _lists(engine, month, patients)
    return Measured(_groups(engine, month_grouped, grouped, splits, lists), lists)


def _lists(engine: Engine, month: ir.Table, patients: ir.Table) -> dict[tuple[int, int, int], Found]:
    def whose(row: Row, column: str) -> tuple[int, int, int]:
        return row["at"], row["surgery"], row[column]

    of_lists = {
        whose(row, "list_clinician"): OutOf(row["own"], row["contacts"])
        for row in engine.rows(measures.by_list(month))
    }
    of_clinicians = {
        whose(row, "clinician"): OutOf(row["own"], row["contacts"])
        for row in engine.rows(measures.by_clinician(month))
    }
    listed = patients.filter(patients.list_clinician.notnull())
    means = {
        whose(row, "list_clinician"): _means(row)
        for row in engine.rows(measures.means(listed, ("at", "surgery", "list_clinician")))
    }
    return {
        one: Found(of_lists.get(one, NO_CONTACTS), of_clinicians.get(one, NO_CONTACTS), means.get(one))
        for one in sorted(of_lists.keys() | of_clinicians.keys() | means.keys())
    }


def _groups(
    engine: Engine,
    month: ir.Table,
    patients: ir.Table,
    splits: Sequence[str],
    lists: Mapping[tuple[int, int, int], Found],
) -> dict[tuple[int, int, str, str], Found]:
    of_lists: dict[tuple[int, int, str, str], OutOf] = {}
    means: dict[tuple[int, int, str, str], Means] = {}
    for split in ("", *splits):
        by = ("at", "surgery", split) if split else ("at", "surgery")
        for row in engine.rows(measures.slicc(month, by)):
            whose = (row["at"], row["surgery"], split, row.get(split, EVERYBODY))
            of_lists[whose] = OutOf(row["own"], row["contacts"])
        for row in engine.rows(measures.means(patients, by)):
            means[row["at"], row["surgery"], split, row.get(split, EVERYBODY)] = _means(row)
    seen: dict[tuple[int, int, str, str], OutOf] = {}
    for (at, surgery, _), found in lists.items():
        whole = (at, surgery, "", EVERYBODY)
        before = seen.get(whole, NO_CONTACTS)
        seen[whole] = OutOf(before.count + found.of_clinicians.count, before.of + found.of_clinicians.of)
    return {
        one: Found(of_lists.get(one, NO_CONTACTS), seen.get(one, NO_CONTACTS), means.get(one))
        for one in sorted(of_lists.keys() | means.keys() | seen.keys())
    }


def _means(row: Row) -> Means:
    return Means(
        row["patients"], row["upc"], row["bice_boxerman"], row["herfindahl"], row["secon"], row["mmci"]
    )
