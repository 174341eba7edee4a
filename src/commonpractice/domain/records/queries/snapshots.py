"""Ask which snapshot of a surgery's events is in use, and what its imports did."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection

from commonpractice.domain.partnership.facts import Power, Scope
from commonpractice.domain.partnership.rules import reach
from commonpractice.domain.records import models
from commonpractice.domain.records.facts import (
    Counts,
    ImportReport,
    Refusals,
    SnapshotFact,
    System,
)
from commonpractice.gateways.clinical_extracts import schema
from commonpractice.gateways.event_store.layout import TABLES
from commonpractice.gateways.event_store.reading import StoredSnapshot, open_snapshot


def records_root() -> Path:
    """The folder of all snapshots."""
    return settings.DATA / "records"


def store() -> UUID:
    """The name of this database's part of that folder."""
    return models.Store.objects.get().name


def in_use(
    *, scope: Scope, surgeries: Sequence[int] | None = None, known_at: datetime | None = None
) -> dict[int, SnapshotFact]:
    """The snapshot in use of each surgery that has one, by surgery id; as it was at a moment, where one is
    given.

    Raises OutOfScope.
    """
    wanted = list(scope.surgeries if surgeries is None else surgeries)
    reach.check_covers(scope, wanted)
    rows = models.Snapshot.objects.filter(surgery_id__in=wanted)
    if known_at is not None:
        rows = rows.filter(at__lte=known_at)
    last = rows.order_by("surgery_id", "-id").distinct("surgery_id")
    return {row.surgery_id: snapshot_fact(row) for row in last}


def stored(snapshot: SnapshotFact) -> StoredSnapshot:
    """A snapshot's files, there and as long as they should be. Raises event_store's SnapshotDamaged."""
    return open_snapshot(records_root(), snapshot.uuid, manifest_sha256=snapshot.manifest_sha256)


def named(candidates: Sequence[UUID]) -> set[UUID]:
    """Which of some snapshots this database names, whoever's they are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app.known_snapshots(%s)", [list(candidates)])
        return set(cursor.fetchone()[0])


def imports(*, scope: Scope, surgery_id: int, most: int = 50) -> list[tuple[datetime, str, ImportReport]]:
    """When, by whom and with what report the last imports of a surgery were, newest first.

    What was counted may be of one patient, and files may be called by a name. Needs a ticket for the
    patients of the surgery: with another nothing is found. Raises NotAllowed and OutOfScope.
    """
    reach.check_covers(scope, [surgery_id], Power.SEE_PATIENTS)
    rows = models.Import.objects.filter(surgery_id=surgery_id).select_related("snapshot").order_by("-id")
    return [(row.at, row.actor_name, report(row)) for row in rows[:most]]


def report(row: models.Import, *, unchanged: bool = False) -> ImportReport:
    """An import's row as the report that it gave."""
    return ImportReport(
        surgery_id=row.surgery_id,
        system=System(row.snapshot.system),
        as_at=row.snapshot.as_at,
        snapshot=row.snapshot.uuid,
        counts={
            table.name: Counts(**row.counts[table.name])
            for table in schema.TABLES
            if table.name in row.counts
        },
        reasons=tuple(Refusals(**reason) for reason in row.reasons),
        notes=tuple(row.notes),
        refused=row.refused,
        kinds=row.kinds,
        unchanged=unchanged,
    )


def snapshot_fact(row: models.Snapshot) -> SnapshotFact:
    """A snapshot's row as a fact."""
    return SnapshotFact(
        id=row.id,
        surgery_id=row.surgery_id,
        uuid=row.uuid,
        system=System(row.system),
        as_at=row.as_at,
        at=row.at,
        rows={layout.name: row.rows.get(layout.name, 0) for layout in TABLES},  # jsonb keeps no order
        manifest_sha256=row.manifest_sha256,
        key_check=row.key_check,
    )
