"""Who has not met what, of everybody at once: for recall lists."""

from collections.abc import Iterable, Mapping, Sequence

import ibis
import ibis.expr.types as ir

from commonpractice.domain.quality.rules.numbers import NOT_MET


def folded(verdicts: ir.Table, first_tasks: Mapping[int, int]) -> ir.Table:
    """Verdicts by indicators that had their tasks asked, as without: whoever has a task has not met it.

    `first_tasks` has the number of the first task of each indicator, by the indicator's number.
    """
    return verdicts.mutate(
        verdict=_is_task(verdicts, first_tasks).ifelse(NOT_MET, verdicts.verdict).cast("int16")
    )


def missed(verdicts: ir.Table, first_tasks: Mapping[int, int], places: Sequence[int]) -> ir.Table:
    """Who has not met what at some places among the days asked: surgery, patient, indicator, task.

    `task` is the place of the one that fits, blank where none does.
    """
    task = _is_task(verdicts, first_tasks)
    lately = verdicts.mutate(
        task=task.ifelse(verdicts.verdict - _first(verdicts, first_tasks), ibis.null("int16"))
    )
    lately = lately.filter(
        lately["at"].isin(list(places)) & (lately.task.notnull() | (lately.verdict == NOT_MET))
    )
    return lately.select("surgery", "patient", "indicator", task=lately.task.cast("int16"))


def last_found(
    missed: ir.Table, records: Iterable[ir.Table], asked: Sequence[tuple[int, int]], until: object
) -> ir.Table:
    """When what good care asks for was last coded, of whoever missed it: patient, indicator, last_found.

    `asked` are pairs of an indicator and a concept that it asks for; `records` are tables with concept,
    patient and day. Whoever was never coded with any has no row.
    """
    wanted = ibis.memtable(
        [{"indicator": indicator, "concept": concept} for indicator, concept in asked],
        schema={"indicator": "int16", "concept": "int32"},
    )
    concepts = sorted({concept for _, concept in asked})
    found: list[ir.Table] = []
    for record in records:
        mine = record.filter(record.concept.isin(concepts) & (record.day <= until))
        found.append(mine.group_by("patient", "concept").agg(day=mine.day.max()))
    days = ibis.union(*found) if len(found) > 1 else found[0]
    told = days.join(wanted, "concept").semi_join(missed, ["patient", "indicator"])
    return told.group_by("patient", "indicator").agg(last_found=told.day.max())


def _is_task(verdicts: ir.Table, first_tasks: Mapping[int, int]) -> ir.BooleanValue:
    return verdicts.verdict >= _first(verdicts, first_tasks)


def _first(verdicts: ir.Table, first_tasks: Mapping[int, int]) -> ir.IntegerValue:
    """The number of the first task, by the indicator: those with the same are asked together."""
    alike: dict[int, list[int]] = {}
    for indicator, first in first_tasks.items():
        alike.setdefault(first, []).append(indicator)
    branches = [
        (verdicts.indicator.isin(indicators), ibis.literal(first, "int16"))
        for first, indicators in alike.items()
    ]
    return ibis.cases(*branches)
