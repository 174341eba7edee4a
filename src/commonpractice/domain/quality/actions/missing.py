"""Keep who has not met what: the recall list of each surgery, worked out anew with every run of today."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from django.db import connection

from commonpractice.domain.quality import models
from commonpractice.domain.quality.facts.definitions import Indicator
from commonpractice.domain.quality.facts.people import Asked
from commonpractice.domain.quality.measures import missing
from commonpractice.domain.quality.queries.judged import Judged, Records
from commonpractice.domain.quality.queries.lists import list_kept
from commonpractice.domain.quality.rules import recalling
from commonpractice.domain.quality.rules.asking import Plan
from commonpractice.gateways.event_engine import Engine

INSERT = """
    INSERT INTO quality_missed (surgery_id, run_id, patient, indicator, task, last_found)
    SELECT %s, %s, patient, indicator, task, last_found
    FROM unnest(%s::int[], %s::text[], %s::smallint[], %s::date[]) AS m (patient, indicator, task, last_found)
"""


@dataclass(frozen=True)
class ByTask:
    """Verdicts that say of whoever has not met an indicator which of its tasks it is."""

    verdicts: Sequence[ir.Table]
    indicators: Sequence[Indicator]
    first_tasks: Mapping[int, int]

    @classmethod
    def apart(cls, judged: Judged, told: Mapping[str, Indicator]) -> tuple[Judged, "ByTask"]:
        """What was judged by indicators with their tasks (rules.recalling), as without; and this."""
        indicators = [told[code] for code in judged.indicators]
        first = {place: recalling.first_task(each) for place, each in enumerate(indicators)}
        folded = [missing.folded(table, first) for table in judged.verdicts]
        return replace(judged, verdicts=folded), cls(judged.verdicts, indicators, first)


def keep_missed(
    engine: Engine,
    found: ByTask,
    records: Records,
    membership: pa.Table,
    planned: Plan,
    runs: Mapping[int, int],
) -> int:
    """Put what was found missing on the last day in place of each surgery's list; how many things.

    `runs` has the run of each surgery on that day. A surgery whose list is of a later day keeps it.
    """
    last = max(planned.day_of)
    places = [place for place, day in enumerate(planned.day_of) if day == last]
    everything = ibis.union(*(missing.missed(table, found.first_tasks, places) for table in found.verdicts))
    missed = engine.keep(everything)
    asked = _asked_for(found.indicators, membership)
    if asked:
        days = missing.last_found(
            missed, [records.events, records.medications], asked, planned.asked[last].on
        )
        missed = engine.keep(
            missed.left_join(days, ["patient", "indicator"]).drop("patient_right", "indicator_right")
        )
    replaced = _to_replace(runs, planned.asked[last])
    kept = 0
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM quality_missed WHERE surgery_id = ANY (%s)", [list(replaced)])
        for surgery in replaced:
            rows = engine.rows(missed.filter(missed.surgery == surgery).order_by("patient", "indicator"))
            codes = [found.indicators[row["indicator"]].code for row in rows]
            columns = [[row.get(name) for row in rows] for name in ("patient", "task", "last_found")]
            patients, tasks, days_found = columns
            cursor.execute(INSERT, [surgery, runs[surgery], patients, codes, tasks, days_found])
            kept += len(rows)
    return kept


def _asked_for(indicators: Iterable[Indicator], membership: pa.Table) -> list[tuple[int, int]]:
    """Pairs of an indicator's place and a concept that meeting it asks for."""
    concepts: dict[str, list[int]] = {}
    for cluster, concept in zip(
        membership["cluster"].to_pylist(), membership["concept"].to_pylist(), strict=True
    ):
        concepts.setdefault(cluster, []).append(concept)
    return sorted(
        {
            (place, concept)
            for place, told in enumerate(indicators)
            for name in recalling.asked_of_met(told)
            for concept in concepts.get(name, ())
        }
    )


def _to_replace(runs: Mapping[int, int], day: Asked) -> list[int]:
    """The surgeries without a list of a later day."""
    rows = models.Run.objects.filter(list_kept(), surgery__in=runs, on__gt=day.on)
    later = set(rows.values_list("surgery_id", flat=True))
    return [surgery for surgery in runs if surgery not in later]
