"""Ask how indicators went, day by day: a row a surgery and indicator, as fifty charts want it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from django.db import connection

from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.quality.facts.courses import Course
from commonpractice.domain.quality.facts.disclosed import Counted
from commonpractice.domain.quality.facts.results import Result
from commonpractice.domain.quality.facts.runs import RunFact
from commonpractice.domain.quality.facts.verdicts import Status
from commonpractice.domain.quality.queries.results import totals
from commonpractice.domain.quality.rules.years import LOOKED_BACK
from commonpractice.foundations.months import Month

WHOLE = """
    SELECT surgery_id, code, array_agg(run_id), array_agg(met), array_agg(not_met) FROM (
        SELECT surgery_id, indicator AS code, run_id,
            coalesce(sum(patients) FILTER (WHERE status = %(met)s), 0)::int AS met,
            coalesce(sum(patients) FILTER (WHERE status = %(not_met)s), 0)::int AS not_met
        FROM quality_verdict_count
        WHERE surgery_id = ANY (%(surgeries)s) AND run_id = ANY (%(runs)s)
            AND status IN (%(met)s, %(not_met)s)
            AND (%(codes)s::text[] IS NULL OR indicator = ANY (%(codes)s))
        GROUP BY 1, 2, 3
    ) counted GROUP BY 1, 2
"""
DISCLOSED = """
    SELECT surgery_id, code, array_agg(run_id), array_agg(met), array_agg(not_met) FROM quality_disclosed
    WHERE surgery_id = ANY (%(surgeries)s) AND run_id = ANY (%(runs)s) AND of = %(of)s
        AND (%(codes)s::text[] IS NULL OR code = ANY (%(codes)s))
    GROUP BY 1, 2
"""


def courses(
    *, scope: Scope, runs: Iterable[RunFact], codes: Collection[str] | None = None
) -> dict[int, dict[str, Course]]:
    """How indicators went over some runs that look back, by surgery and code; two questions at most.

    Whole counts to whoever may see them, else what may leave a surgery. Of several runs of a surgery on one
    day the last is taken. A surgery with runs is there, whether or not anything was counted.
    """
    runs, may_count = _last_of_each_day(runs), set(scope.counts)
    own = [run for run in runs if run.surgery_id in may_count]
    rest = [run for run in runs if run.surgery_id not in may_count]
    return {**_asked(WHOLE, own, codes), **_asked(DISCLOSED, rest, codes)}


def courses_of_all(
    *, scope: Scope, runs: Iterable[RunFact], codes: Collection[str] | None = None
) -> dict[str, Course]:
    """How indicators went in the whole partnership, by code, over the batches that some runs belong to."""
    of_days = totals(scope=scope, runs=runs, codes=codes)
    found: dict[str, list[Result]] = {}
    for day in sorted(of_days):
        for code, result in of_days[day].items():
            found.setdefault(code, []).append(result)
    return {
        code: Course(
            code,
            tuple(one.on for one in those),
            tuple(one.met for one in those),
            tuple(one.not_met for one in those),
            LOOKED_BACK,
        )
        for code, those in found.items()
    }


def month_by_month(runs: Iterable[RunFact]) -> list[RunFact]:
    """Of each surgery and month the run of the latest day: a chart of months has one point for each."""
    last: dict[tuple[int, Month], RunFact] = {}
    for run in sorted(runs, key=lambda run: (run.asked.on, run.id)):
        last[run.surgery_id, Month.of(run.asked.on)] = run
    return list(last.values())


def _last_of_each_day(runs: Iterable[RunFact]) -> list[RunFact]:
    last: dict[tuple[int, date], RunFact] = {}
    for run in sorted(runs, key=lambda run: run.id):
        last[run.surgery_id, run.asked.on] = run
    return list(last.values())


def _asked(
    question: str, runs: Sequence[RunFact], codes: Collection[str] | None
) -> dict[int, dict[str, Course]]:
    found: dict[int, dict[str, Course]] = {run.surgery_id: {} for run in runs}
    if not runs:
        return found
    days = {run.id: run.asked.on for run in runs}
    with connection.cursor() as cursor:
        cursor.execute(
            question,
            {
                "surgeries": sorted(found),
                "runs": sorted(days),
                "codes": None if codes is None else sorted(codes),
                "of": Counted.INDICATOR.value,
                "met": Status.MET.value,
                "not_met": Status.NOT_MET.value,
            },
        )
        for surgery, code, of_runs, met, not_met in cursor.fetchall():
            found[surgery][code] = _course(code, of_runs, met, not_met, days)
    return found


def _course(
    code: str,
    runs: Sequence[int],
    met: Sequence[int | None],
    not_met: Sequence[int | None],
    days: Mapping[int, date],
) -> Course:
    ordered = sorted(zip([days[run] for run in runs], met, not_met, strict=True), key=lambda one: one[0])
    return Course(code, *(tuple(part) for part in zip(*ordered, strict=True)), looks_back=LOOKED_BACK)
