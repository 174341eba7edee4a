"""Which runs of continuity there are."""

from collections.abc import Sequence
from datetime import date

from commonpractice.domain.continuity import models
from commonpractice.domain.continuity.facts import RunFact
from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.partnership.rules import reach


def monthly(
    *, scope: Scope, surgeries: Sequence[int] | None = None, since: date | None = None
) -> list[RunFact]:
    """Of each surgery (all in scope) and month the last run there was, in order of surgery and month.

    Raises OutOfScope.
    """
    asked = list(scope.surgeries if surgeries is None else surgeries)
    reach.check_covers(scope, asked)
    rows = models.Run.objects.filter(surgery__in=asked)
    if since is not None:
        rows = rows.filter(on__gte=since)
    return [_fact(row) for row in rows.order_by("surgery", "on", "-id").distinct("surgery", "on")]


def latest(*, scope: Scope, surgeries: Sequence[int] | None = None) -> dict[int, RunFact]:
    """The last month of each surgery, by its id; a surgery that was never measured is not there."""
    asked = list(scope.surgeries if surgeries is None else surgeries)
    reach.check_covers(scope, asked)
    rows = models.Run.objects.filter(surgery__in=asked).order_by("surgery", "-on", "-id").distinct("surgery")
    return {row.surgery_id: _fact(row) for row in rows}


def _fact(row: models.Run) -> RunFact:
    return RunFact(
        id=row.id,
        surgery_id=row.surgery_id,
        batch=row.batch,
        on=row.on,
        year_from=row.year_from,
        snapshot_id=row.snapshot_id,
        rulebook=row.rulebook,
        version=row.version,
        at=row.at,
    )
