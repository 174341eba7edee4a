"""Run the indicators: judge everybody on the lists, count, and keep what was counted."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pyarrow as pa
from django.db import connection, transaction

from commonpractice import __version__
from commonpractice.domain.audit import actions as audit
from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.quality import models
from commonpractice.domain.quality.actions import disclosing, missing
from commonpractice.domain.quality.facts.definitions import Indicator
from commonpractice.domain.quality.facts.people import Asked
from commonpractice.domain.quality.facts.runs import Batch
from commonpractice.domain.quality.facts.splits import Split
from commonpractice.domain.quality.measures import tallies
from commonpractice.domain.quality.parameters.definitions import Definitions, definitions
from commonpractice.domain.quality.parameters.runs import oldest_records_days
from commonpractice.domain.quality.queries.judged import Judged, Records, judge_all
from commonpractice.domain.quality.rules import numbers, recalling
from commonpractice.domain.quality.rules.asking import Plan, plan
from commonpractice.domain.quality.rules.years import year_of
from commonpractice.domain.records import queries as records
from commonpractice.domain.records.facts import SnapshotFact
from commonpractice.domain.records.measures import values
from commonpractice.domain.records.queries.snapshots import stored
from commonpractice.foundations.days import local_day
from commonpractice.gateways.event_engine import Engine
from commonpractice.gateways.event_store import layout


class CannotRun(Exception):
    """The indicators cannot be run, with a sentence that says why."""


@transaction.atomic
def run_indicators(
    *,
    days: Sequence[Asked],
    scope: Scope,
    engine: Engine,
    at: datetime,
    surgeries: Sequence[int] | None = None,
) -> Batch:
    """Judge everybody on the lists of some surgeries (all in scope) as at some days; keep what was counted.

    Each surgery's snapshot in use is read; those without one, and those whose records are too old to judge
    the last day by (rulebook/quality/runs.toml), are named in what is returned and left out. A day's
    indicators are those of its year end; codelists are those in force on the last day, so that all days
    of a chart count alike. Groups are counted on the last day alone. One transaction.

    Raises CannotRun where no surgery has records that will do, and OutOfScope.
    """
    _one_at_a_time(scope)
    wanted = list(scope.surgeries if surgeries is None else surgeries)
    there = records.in_use(scope=scope, surgeries=wanted)
    if not there:
        raise CannotRun("No records have been taken in yet. Run: commonpractice records import")
    last = max(day.on for day in days)
    snapshots = _new_enough(there, last)
    told = definitions()
    membership = records.membership(on=last)
    of_days = [told.of_year(year_of(day.year_end)) for day in days]
    planned = plan(days, of_days)
    judged, tables = _judge(engine, snapshots.values(), membership, told, planned, last)
    judged, by_task = missing.ByTask.apart(judged, told.indicators)
    batch = uuid4()
    runs = _keep_runs(batch, snapshots, judged, engine, told.hash, _sha256(membership), days, scope, at)
    verdicts = _keep_verdicts(engine, judged, told, planned, runs)
    _keep_registers(engine, judged, told, runs)
    _keep_groups(engine, judged, tables.patients, planned, runs)
    if recalling.of_today(days[-1], local_day(at)):
        of_last = {surgery: run for (surgery, place), (run, _) in runs.items() if place == len(days) - 1}
        missing.keep_missed(engine, by_task, tables, membership, planned, of_last)
    if set(wanted) == set(scope.surgeries):  # of some alone nothing leaves: two sums would tell who differs
        _disclose(batch, days, of_days, runs, scope, at)
    for surgery in snapshots:
        audit.record(
            actor=scope.actor,
            deed="quality.run_indicators",
            subject=f"Indicators as at {', '.join(str(day.on) for day in days[-3:])}",
            surgery_id=surgery,
            details={"batch": str(batch), "days": len(days)},
            at=at,
        )
    return Batch(
        batch=batch,
        days=tuple(days),
        surgeries=len(snapshots),
        without_snapshot=tuple(surgery for surgery in wanted if surgery not in there),
        too_old=tuple(surgery for surgery in there if surgery not in snapshots),
        listed=sum(listed for (_, place), (_, listed) in runs.items() if place == len(days) - 1),
        verdicts=verdicts,
    )


def _one_at_a_time(scope: Scope) -> None:
    """Wait for a run that is under way: two at once would not know what the other hid, or listed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('quality_run'), %s)", [scope.partnership_id])


def _new_enough(there: Mapping[int, SnapshotFact], last: date) -> dict[int, SnapshotFact]:
    oldest = last - timedelta(days=oldest_records_days())
    found = {surgery: snapshot for surgery, snapshot in there.items() if snapshot.as_at >= oldest}
    if not found:
        newest = max(snapshot.as_at for snapshot in there.values())
        raise CannotRun(
            f"The newest records are of {newest:%-d %B %Y}, too old to say how things stood on "
            f"{last:%-d %B %Y}. Take in a newer extract, or ask as at an earlier day with --on."
        )
    return found


Runs = Mapping[tuple[int, int], tuple[int, int]]
"""Of a surgery and the place of a day: the run's id, and how many were on the list."""


def _judge(
    engine: Engine,
    snapshots: Iterable[SnapshotFact],
    membership: pa.Table,
    told: Definitions,
    planned: Plan,
    last: date,
) -> tuple[Judged, Records]:
    folders = [stored(snapshot) for snapshot in snapshots]

    def table(of: layout.Layout) -> Any:
        return engine.read([folder.path(of) for folder in folders])

    tables = Records(
        patients=table(layout.PATIENTS),
        registrations=table(layout.REGISTRATIONS),
        events=values.comparable(table(layout.EVENTS), records.units(on=last)),
        medications=table(layout.MEDICATIONS),
    )
    members = zip(membership["concept"].to_pylist(), membership["cluster"].to_pylist(), strict=True)
    wanted = [recalling.with_tasks(told.indicators[code]) for code in planned.in_force]
    judged = judge_all(
        engine, tables, members, wanted, told.registers, planned.asked, in_force=planned.in_force
    )
    return judged, tables


def _keep_runs(
    batch: UUID,
    snapshots: Mapping[int, SnapshotFact],
    judged: Judged,
    engine: Engine,
    rulebook: str,
    codelists: str,
    days: Sequence[Asked],
    scope: Scope,
    at: datetime,
) -> dict[tuple[int, int], tuple[int, int]]:
    listed = {
        (row["surgery"], row["at"]): row["listed"]
        for row in engine.rows(judged.listed.group_by("surgery", "at").agg(listed=judged.listed.count()))
    }
    rows = [
        models.Run(
            surgery_id=surgery, batch=batch, on=day.on, year_end=day.year_end, snapshot_id=snapshot.id,
            rulebook=rulebook, codelists=codelists, version=__version__, engine=engine.name,
            listed=listed.get((surgery, place), 0), at=at,
            actor_id=scope.actor.id, actor_name=scope.actor.name,
        )
        for surgery, snapshot in snapshots.items()
        for place, day in enumerate(days)
    ]  # fmt: skip
    kept = models.Run.objects.bulk_create(rows)
    places = [(surgery, place) for surgery in snapshots for place in range(len(days))]
    return {place: (row.id, row.listed) for place, row in zip(places, kept, strict=True)}


def _keep_verdicts(engine: Engine, judged: Judged, told: Definitions, planned: Plan, runs: Runs) -> int:
    rows: list[models.VerdictCount] = []
    for table in judged.verdicts:
        for row in engine.rows(tallies.by_verdict(table)):
            indicator = told.indicators[judged.indicators[row["indicator"]]]
            status, reason = numbers.read(row["verdict"], indicator)
            rows.append(
                models.VerdictCount(
                    run_id=runs[row["surgery"], planned.day_of[row["at"]]][0], surgery_id=row["surgery"],
                    indicator=indicator.code, status=status.value, reason=reason, patients=row["patients"],
                )
            )  # fmt: skip
    models.VerdictCount.objects.bulk_create(rows, batch_size=5_000)
    return sum(row.patients for row in rows)


def _keep_registers(engine: Engine, judged: Judged, told: Definitions, runs: Runs) -> None:
    on, compared = tallies.by_register(judged.listed, judged.registers, told.registers)
    codes = list(told.registers)
    patients = {
        (row["surgery"], row["at"], codes[row["register"]]): row["patients"] for row in engine.rows(on)
    }
    lists = {(row["surgery"], row["at"]): row for row in engine.rows(compared)}
    models.RegisterCount.objects.bulk_create(
        [
            models.RegisterCount(
                run_id=run, surgery_id=surgery, register=code,
                patients=patients.get((surgery, place, code), 0),
                listed=lists.get((surgery, place), {}).get(code) or 0,
            )
            for (surgery, place), (run, _) in runs.items()
            for code in codes
        ],
        batch_size=5_000,
    )  # fmt: skip


def _keep_groups(engine: Engine, judged: Judged, patients: Any, planned: Plan, runs: Runs) -> None:
    last = max(planned.day_of)
    lately_asked = [place for place, day in enumerate(planned.day_of) if day == last]
    for table in judged.verdicts:
        lately = table.filter(table["at"].isin(lately_asked))
        rows = [
            models.GroupCount(
                run_id=runs[row["surgery"], last][0], surgery_id=row["surgery"],
                indicator=judged.indicators[row["indicator"]], split=split.value, group=row["group"],
                met=row["met"], not_met=row["not_met"],
            )
            for split in Split
            for row in engine.rows(tallies.by_group(lately, judged.listed, patients, split))
        ]  # fmt: skip
        models.GroupCount.objects.bulk_create(rows, batch_size=5_000)


def _disclose(
    batch: UUID,
    days: Sequence[Asked],
    of_days: Sequence[Mapping[str, Indicator]],
    runs: Runs,
    scope: Scope,
    at: datetime,
) -> None:
    for place, (day, of_day) in enumerate(zip(days, of_days, strict=True)):
        of_surgery = {surgery: run for (surgery, of), (run, _) in runs.items() if of == place}
        paid = [code for code, told in of_day.items() if told.terms]
        disclosing.disclose(batch=batch, day=day, runs=of_surgery, paid=paid, scope=scope, at=at)


def _sha256(membership: pa.Table) -> str:
    told = "\n".join(
        f"{cluster} {concept}"
        for cluster, concept in zip(
            membership["cluster"].to_pylist(), membership["concept"].to_pylist(), strict=True
        )
    )
    return hashlib.sha256(told.encode()).hexdigest()
