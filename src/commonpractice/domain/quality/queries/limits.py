"""Ask by which months the limits of charts are fixed, and how an indicator went at one place."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db.models import Q

from commonpractice.domain.partnership.facts import Power, Scope, SurgerySummary
from commonpractice.domain.partnership.rules import reach
from commonpractice.domain.quality import models
from commonpractice.domain.quality.facts.courses import Course
from commonpractice.domain.quality.facts.improving import Baseline
from commonpractice.domain.quality.queries.courses import courses, courses_of_all, month_by_month
from commonpractice.domain.quality.queries.runs import monthly

WHOLE_COUNTS = {Power.SEE_PATIENTS, Power.SEE_SMALL_NUMBERS}


def baselines(
    *,
    scope: Scope,
    surgeries: Sequence[int],
    codes: Collection[str] | None = None,
    known_at: datetime | None = None,
) -> dict[tuple[int | None, str], tuple[Baseline, ...]]:
    """From when charts of some indicators (all) have new limits, by surgery and code: one question.

    Those of the partnership's own charts are under None. What was taken back is not there; with `known_at`,
    as it was known then. For rules.charting.chart. Raises OutOfScope.
    """
    found: dict[tuple[int | None, str], list[Baseline]] = defaultdict(list)
    for one in _asked(scope, surgeries, codes, known_at):
        if one.taken_back_at is None:
            found[one.surgery_id, one.indicator].append(one)
    return {chart: tuple(those) for chart, those in found.items()}


def rebased(*, scope: Scope, surgery: SurgerySummary, code: str) -> list[Baseline]:
    """Everything that was ever said of the limits of one chart, the newest first. Raises OutOfScope."""
    mine = None if surgery.is_centre else surgery.id
    every = _asked(scope, [surgery.id], [code], None)
    return [one for one in reversed(every) if one.surgery_id == mine]


def course(*, scope: Scope, surgery: SurgerySummary, code: str) -> tuple[Course, dict[date, int]]:
    """How an indicator went month by month at a surgery, or (the centre's) in the whole partnership.

    As whoever asks may see it, with the runs that counted by day: none of the partnership, which has none of
    its own. Raises OutOfScope.
    """
    surgeries = scope.surgeries if surgery.is_centre else [surgery.id]
    runs = month_by_month(monthly(scope=scope, surgeries=surgeries))
    nothing = Course(code, (), (), ())
    if surgery.is_centre:
        return courses_of_all(scope=scope, runs=runs, codes=[code]).get(code, nothing), {}
    found = courses(scope=scope, runs=runs, codes=[code]).get(surgery.id, {})
    return found.get(code, nothing), {run.asked.on: run.id for run in runs}


def as_it_may_leave(scope: Scope) -> Scope:
    """The same reach without whole counts: what is written where all of the partnership may read it."""
    return replace(scope, powers=scope.powers - WHOLE_COUNTS)


def _asked(
    scope: Scope, surgeries: Sequence[int], codes: Collection[str] | None, known_at: datetime | None
) -> list[Baseline]:
    reach.check_covers(scope, surgeries)
    rows = models.Baseline.objects.filter(
        Q(surgery__in=list(surgeries)) | Q(surgery=None), partnership=scope.partnership_id
    )
    if codes is not None:
        rows = rows.filter(indicator__in=codes)
    if known_at is not None:
        rows = rows.filter(at__lte=known_at)
    every = list(rows.order_by("first", "at", "id"))
    taken = {row.takes_back_id: row for row in every if row.takes_back_id}
    return [_fact(row, taken.get(row.pk)) for row in every if row.takes_back_id is None]


def _fact(row: models.Baseline, taken: models.Baseline | None) -> Baseline:
    return Baseline(
        id=row.pk,
        surgery_id=row.surgery_id,
        indicator=row.indicator,
        first=row.first,
        last=row.last,
        reason=row.reason,
        at=row.at,
        by=row.actor_name,
        taken_back_at=taken.at if taken else None,
        taken_back_by=taken.actor_name if taken else "",
        why_taken_back=taken.reason if taken else "",
    )
