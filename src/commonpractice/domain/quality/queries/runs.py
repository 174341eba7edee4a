"""Which runs there are, and which counts."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import F, Q

from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.partnership.rules import reach
from commonpractice.domain.quality import models
from commonpractice.domain.quality.facts.people import Asked
from commonpractice.domain.quality.facts.runs import RunFact


def latest(
    *,
    scope: Scope,
    surgeries: Sequence[int] | None = None,
    looking_back: bool = False,
    by: date | None = None,
) -> dict[int, RunFact]:
    """The last run of each surgery (all in scope), by its id, up to a day where one is given.

    Those that count towards the NHS's year end, or that look back on twelve months. A surgery that was never
    run is not there. Raises OutOfScope.
    """
    rows = _of(scope, surgeries, looking_back)
    if by is not None:
        rows = rows.filter(on__lte=by)
    found = rows.order_by("surgery", "-on", "-id").distinct("surgery")
    return {row.surgery_id: _fact(row) for row in found}


def monthly(
    *,
    scope: Scope,
    surgeries: Sequence[int] | None = None,
    looking_back: bool = True,
    since: date | None = None,
) -> list[RunFact]:
    """Of each surgery and day the last run there was, in order of surgery and day. Raises OutOfScope."""
    rows = _of(scope, surgeries, looking_back)
    if since is not None:
        rows = rows.filter(on__gte=since)
    return [_fact(row) for row in rows.order_by("surgery", "on", "-id").distinct("surgery", "on")]


def _of(scope: Scope, surgeries: Iterable[int] | None, looking_back: bool):
    asked = list(scope.surgeries if surgeries is None else surgeries)
    reach.check_covers(scope, asked)
    kind = Q(year_end=F("on")) if looking_back else Q(year_end__gt=F("on")) | Q(on__month=3, on__day=31)
    return models.Run.objects.filter(kind, surgery__in=asked)


def _fact(row: models.Run) -> RunFact:
    return RunFact(
        id=row.id,
        surgery_id=row.surgery_id,
        batch=row.batch,
        asked=Asked(row.on, row.year_end),
        snapshot_id=row.snapshot_id,
        rulebook=row.rulebook,
        codelists=row.codelists,
        version=row.version,
        listed=row.listed,
        at=row.at,
    )
