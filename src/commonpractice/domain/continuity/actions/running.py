"""Measure continuity month by month, and keep what was found."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pyarrow as pa
from django.db import connection, transaction

from commonpractice import __version__
from commonpractice.domain.audit import actions as audit
from commonpractice.domain.continuity import models, parameters
from commonpractice.domain.continuity.actions.disclosing import disclose
from commonpractice.domain.continuity.facts import Batch, Time
from commonpractice.domain.continuity.queries.measured import Found, Measured, Records, measure_all
from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.records import queries as records
from commonpractice.domain.records.facts import SnapshotFact
from commonpractice.domain.records.queries.snapshots import stored
from commonpractice.foundations.dated import day
from commonpractice.gateways.event_engine import Engine
from commonpractice.gateways.event_store import layout

Members = Sequence[tuple[int, int, bool]]
Runs = Mapping[tuple[int, int], int]
"""The run's id by surgery and the place of the month."""


class CannotRun(Exception):
    """Continuity cannot be measured, with a sentence that says why."""


@transaction.atomic
def run_continuity(
    *,
    times: Sequence[Time],
    scope: Scope,
    engine: Engine,
    at: datetime,
    surgeries: Sequence[int] | None = None,
) -> Batch:
    """Measure continuity at some surgeries (all in scope) in some months; keep what was found.

    Each surgery's snapshot in use is read: whose list a patient is on is as it was on the snapshot's day, in
    earlier months too. A month that it does not reach to the end of is not measured there. Those without a
    snapshot are named in what is returned. Of some surgeries of the partnership alone nothing leaves them.
    One transaction.

    Raises CannotRun where no surgery has a snapshot that reaches to the end of a month, and OutOfScope.
    """
    with connection.cursor() as cursor:  # two at once would not know what the other hid
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('continuity_run'), %s)", [scope.partnership_id])
    wanted = list(scope.surgeries if surgeries is None else surgeries)
    there = records.in_use(scope=scope, surgeries=wanted)
    snapshots = _reaching(there, times)
    members = _members(records.membership(on=max(time.on for time in times)))
    measured = measure_all(
        engine,
        _tables(engine, snapshots.values()),
        members,
        times,
        minimum=parameters.minimum_contacts(),
        bands=parameters.bands(),
    )
    batch = uuid4()
    runs = _keep_runs(batch, snapshots, times, members, engine, scope, at)
    _keep(measured, runs)
    if set(wanted) == set(scope.surgeries):
        for place, time in enumerate(times):
            of_surgery = {surgery: run for (surgery, month), run in runs.items() if month == place}
            disclose(batch=batch, on=time.on, runs=of_surgery, scope=scope, at=at)
    for surgery in snapshots:
        audit.record(
            actor=scope.actor,
            deed="continuity.run_continuity",
            subject=f"Continuity as at {', '.join(str(time.on) for time in times[-3:])}",
            surgery_id=surgery,
            details={"batch": str(batch), "months": len(times)},
            at=at,
        )
    last = [
        found
        for (month, surgery, split, _), found in measured.groups.items()
        if month == len(times) - 1 and not split and (surgery, month) in runs
    ]
    return Batch(
        batch=batch,
        times=tuple(times),
        surgeries=len(snapshots),
        without_snapshot=tuple(surgery for surgery in wanted if surgery not in there),
        too_old=tuple(one for one, snapshot in there.items() if snapshot.as_at < times[-1].on),
        contacts=sum(found.of_lists.of for found in last),
        patients=sum(found.means.patients for found in last if found.means),
    )


def _reaching(there: Mapping[int, SnapshotFact], times: Sequence[Time]) -> dict[int, SnapshotFact]:
    """The snapshots that reach to the end of a month."""
    if not there:
        raise CannotRun("No records have been taken in yet. Run: commonpractice records import")
    found = {one: snapshot for one, snapshot in there.items() if snapshot.as_at >= times[0].on}
    if not found:
        newest = max(snapshot.as_at for snapshot in there.values())
        raise CannotRun(
            f"The newest records are of {day(newest)}, and {day(times[0].on)} is the first month's end. "
            "Take newer ones in, or ask for earlier months with --on or --months."
        )
    return found


def _tables(engine: Engine, snapshots: Iterable[SnapshotFact]) -> Records:
    folders = [stored(snapshot) for snapshot in snapshots]

    def table(of: layout.Layout) -> Any:
        return engine.read([folder.path(of) for folder in folders])

    return Records(table(layout.PATIENTS), table(layout.CONSULTATIONS), table(layout.EVENTS))


def _members(membership: pa.Table) -> Members:
    """Which concepts say that somebody has a condition (by its place in the rulebook), or no more."""
    of: dict[str, list[int]] = {}
    for row in membership.to_pylist():
        of.setdefault(row["cluster"], []).append(row["concept"])
    return [
        (concept, number, ends)
        for number, told in enumerate(parameters.conditions())
        for ends, lists in ((False, told.diagnosed), (True, told.resolved))
        for concept in sorted({one for name in lists for one in of.get(name, ())})
    ]


def _keep_runs(
    batch: UUID,
    snapshots: Mapping[int, SnapshotFact],
    times: Sequence[Time],
    members: Members,
    engine: Engine,
    scope: Scope,
    at: datetime,
) -> dict[tuple[int, int], int]:
    codelists = hashlib.sha256("\n".join(map(str, members)).encode()).hexdigest()
    rows = [
        models.Run(
            surgery_id=surgery, batch=batch, on=time.on, year_from=time.year_from, snapshot_id=snapshot.id,
            rulebook=parameters.fingerprint(), codelists=codelists, version=__version__, engine=engine.name,
            at=at, actor_id=scope.actor.id, actor_name=scope.actor.name,
        )
        for surgery, snapshot in snapshots.items()
        for time in times
        if snapshot.as_at >= time.on
    ]  # fmt: skip
    kept = models.Run.objects.bulk_create(rows)
    places = [
        (surgery, place)
        for surgery, snapshot in snapshots.items()
        for place, time in enumerate(times)
        if snapshot.as_at >= time.on
    ]
    return {place: row.id for place, row in zip(places, kept, strict=True)}


def _keep(measured: Measured, runs: Runs) -> None:
    models.GroupMonth.objects.bulk_create(
        [
            models.GroupMonth(
                run_id=runs[surgery, month], surgery_id=surgery, split=split, group=group,
                seen=None if split else found.of_clinicians.of, **_figures(found),
            )
            for (month, surgery, split, group), found in measured.groups.items()
            if (surgery, month) in runs
        ],
        batch_size=5_000,
    )  # fmt: skip
    models.ListMonth.objects.bulk_create(
        [
            models.ListMonth(
                run_id=runs[surgery, month], surgery_id=surgery, clinician_id=clinician,
                seen=found.of_clinicians.of, **_figures(found),
            )
            for (month, surgery, clinician), found in measured.lists.items()
            if (surgery, month) in runs
        ],
        batch_size=5_000,
    )  # fmt: skip


def _figures(found: Found) -> dict[str, Any]:
    means = found.means
    return {
        "own": found.of_lists.count,
        "contacts": found.of_lists.of,
        "patients": means.patients if means else 0,
        "upc": means and means.upc,
        "bice_boxerman": means and means.bice_boxerman,
        "herfindahl": means and means.herfindahl,
        "secon": means and means.secon,
        "mmci": means and means.mmci,
    }
