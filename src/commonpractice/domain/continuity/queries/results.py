"""Ask what was found: the whole to whoever may see counts, lists to their surgery, else what may leave."""

from collections.abc import Iterable, Sequence
from datetime import date

from commonpractice.domain.continuity import models
from commonpractice.domain.continuity.facts import (
    EVERYBODY,
    ListResult,
    Means,
    OutOf,
    Result,
    RunFact,
)
from commonpractice.domain.continuity.models.runs import Measured
from commonpractice.domain.partnership.facts import Scope


def results(*, scope: Scope, runs: Iterable[RunFact]) -> dict[int, Result]:
    """Everybody's continuity at each run's surgery, by the run's id; two questions to the database at most.

    Hidden where it may not leave the surgery, or was measured for some surgeries alone, for whoever may not
    see its counts.
    """
    runs = list(runs)
    whole = {run.id: run for run in runs if run.surgery_id in scope.counts}
    rest = {run.id: run for run in runs if run.id not in whole}
    found: dict[int, Result] = {
        run.id: Result(run.on, "", EVERYBODY, None, None, None) for run in rest.values()
    }
    if whole:
        rows = models.GroupMonth.objects.filter(
            surgery__in={run.surgery_id for run in whole.values()}, run__in=whole, split=""
        )
        found |= {row.run_id: _result(row, whole[row.run_id].on) for row in rows}
    if rest:
        shown = models.Disclosed.objects.filter(
            surgery__in={run.surgery_id for run in rest.values()}, run__in=rest
        )
        found |= {row.run_id: _result(row, rest[row.run_id].on) for row in shown}
    return found


def groups(*, scope: Scope, run: RunFact) -> list[Result]:
    """The groups of each split at a run's surgery; none where the asker may not see its counts."""
    if run.surgery_id not in scope.counts:
        return []
    rows = models.GroupMonth.objects.filter(surgery=run.surgery_id, run=run.id).exclude(split="")
    return [_result(row, run.on, row.split, row.group) for row in rows.order_by("split", "group")]


def lists(*, scope: Scope, run: RunFact) -> list[ListResult]:
    """Each clinician's list at a run's surgery, by name; none where the asker may not know its patients."""
    if run.surgery_id not in scope.patients:
        return []
    rows = models.ListMonth.objects.filter(surgery=run.surgery_id, run=run.id).select_related("clinician")
    found = [
        ListResult(
            run.on,
            row.clinician.name or row.clinician.code,
            OutOf(row.own, row.contacts),
            OutOf(row.own, row.seen or 0),
            _means(row),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: one.clinician)


def totals(*, scope: Scope, runs: Sequence[RunFact]) -> dict[date, Result]:
    """The whole partnership's, by month, of the batches the runs belong to; of several, the last's."""
    rows = models.DisclosedTotal.objects.filter(
        partnership=scope.partnership_id, split="", batch__in={run.batch for run in runs}
    )
    return {row.on: _result(row, row.on) for row in rows.order_by("id")}


def groups_of_all(*, scope: Scope, run: RunFact) -> list[Result]:
    """The groups of each split in the whole partnership, of the batch and month of a run."""
    rows = models.DisclosedTotal.objects.filter(
        partnership=scope.partnership_id, batch=run.batch, on=run.on
    ).exclude(split="")
    return [_result(row, row.on, row.split, row.group) for row in rows.order_by("split", "group")]


def threshold(*, scope: Scope, run: RunFact) -> int | None:
    """Below which count figures of a batch stayed at their surgery; None where nothing of it was shown."""
    rows = models.DisclosedTotal.objects.filter(partnership=scope.partnership_id, batch=run.batch)
    return rows.values_list("threshold", flat=True).first()


def _result(row: Measured, on: date, split: str = "", group: str = EVERYBODY) -> Result:
    if row.own is None or row.contacts is None:
        return Result(on, split, group, None, None, None)
    return Result(
        on,
        split,
        group,
        OutOf(row.own, row.contacts),
        OutOf(row.own, row.seen) if row.seen else None,
        _means(row),
    )


def _means(row: Measured) -> Means | None:
    if not row.patients:
        return None
    return Means(row.patients, row.upc, row.bice_boxerman, row.herfindahl, row.secon, row.mmci)
