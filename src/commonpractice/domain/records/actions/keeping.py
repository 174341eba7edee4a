"""Keep a snapshot that has been written: the row that puts it in use, and the one that says how it came."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

import pyarrow as pa
from django.conf import settings
from django.db import connection, transaction

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.partnership.facts import Power, Scope
from commonpractice.domain.partnership.rules import reach
from commonpractice.domain.records import models, queries
from commonpractice.domain.records.actions import bound, clearing
from commonpractice.domain.records.facts import Counts, Refusals, SnapshotFact, System
from commonpractice.domain.records.queries.snapshots import snapshot_fact
from commonpractice.domain.records.rules import pseudonyms
from commonpractice.foundations.dated import day
from commonpractice.gateways.event_store import writing
from commonpractice.gateways.event_store.layout import TABLES
from commonpractice.gateways.event_store.manifest import Manifest


class CannotImport(ValueError):
    """Something stands in the way of taking an extract in; the message says what to do."""


@dataclass(frozen=True)
class Taken:
    """How a snapshot came about: whose it is, of which system and day, what became of its files' rows."""

    surgery_id: int
    system: System
    as_at: date
    key_check: str
    counts: Mapping[str, Counts]
    follows_id: int | None = None
    files: Sequence[Mapping] = ()
    kinds: Mapping[str, int] = field(default_factory=dict)
    rules: str = ""
    reasons: Sequence[Refusals] = ()
    notes: Sequence[str] = ()
    refused: str = ""


def keep(written: Manifest, uuid: UUID, taken: Taken, *, scope: Scope, at: datetime) -> models.Import:
    """Put a written snapshot in use, when the transaction ends."""
    by = {"at": at, "actor_id": scope.actor.id, "actor_name": scope.actor.name}
    (snapshot,) = models.Snapshot.objects.bulk_create(
        [
            models.Snapshot(
                surgery_id=taken.surgery_id,
                uuid=uuid,
                system=taken.system.value,
                as_at=taken.as_at,
                rows=written.rows,
                manifest_sha256=written.sha256,
                key_check=taken.key_check,
                **by,
            )
        ]
    )
    row = models.Import(
        surgery_id=taken.surgery_id,
        snapshot=snapshot,
        follows_id=taken.follows_id,
        files=list(taken.files),
        kinds=dict(taken.kinds),
        rules=taken.rules,
        counts={table: asdict(count) for table, count in taken.counts.items()},
        reasons=[asdict(reason) for reason in taken.reasons],
        notes=list(taken.notes),
        refused=taken.refused,
        **by,
    )
    bound.insert(row)  # files are called anything, a patient's name too
    return row


def put_in_use(
    tables: Mapping[str, Iterable[pa.RecordBatch | pa.Table]],
    *,
    surgery_id: int,
    as_at: date,
    notes: Sequence[str] = (),
    scope: Scope,
    at: datetime,
) -> SnapshotFact:
    """Put rows in use that were made here and read from no file, as the demonstration's are.

    `tables` are by the name of their layout, in its columns and order; their patients, clinicians and
    concepts have the numbers that the database gave out. Needs a ticket for the patients of the surgery.
    Raises CannotImport, over a real surgery's records too, event_store's RowsDoNotFit, NotAllowed and
    OutOfScope.
    """
    reach.check_covers(scope, [surgery_id], Power.SEE_PATIENTS)
    uuid = uuid4()
    clearing.claim()
    with transaction.atomic():
        be_alone(surgery_id)
        before = queries.in_use(scope=scope, surgeries=[surgery_id]).get(surgery_id)
        if before is not None and before.system is not System.INVENTED:
            raise CannotImport(
                f"The records in use at this surgery are real: {before.system.words}, as at "
                f"{day(before.as_at)}. Invented ones do not take their place."
            )
        key = key_as_before(before)
        with writing.incoming(queries.records_root(), uuid) as incoming:
            counts = {}
            for layout in TABLES:
                rows = incoming.add(layout, tables.get(layout.name, ()))
                counts[layout.name] = Counts(rows, rows, 0, 0)
            written = incoming.finish(store=queries.store(), surgery=surgery_id)
        taken = Taken(
            surgery_id, System.INVENTED, as_at, pseudonyms.key_check(key), counts, notes=tuple(notes)
        )
        row = keep(written, uuid, taken, scope=scope, at=at)
        audit.record(
            actor=scope.actor,
            deed="records.put_in_use",
            subject=f"invented records as at {as_at:%d %B %Y}",
            surgery_id=surgery_id,
            details={"snapshot": str(uuid)},
            at=at,
        )
    return snapshot_fact(row.snapshot)


def be_alone(surgery_id: int) -> None:
    """Until the transaction ends nobody else takes in an extract of the surgery. Raises CannotImport."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('records_import'), %s)", [surgery_id])
        if not cursor.fetchone()[0]:
            raise CannotImport(
                "An extract of this surgery is being taken in at this moment. Wait until that is done."
            )


def key_as_before(before: SnapshotFact | None) -> bytes:
    """The key of pseudonyms, the one that the last snapshot was made with. Raises CannotImport."""
    key = bytes.fromhex(settings.PSEUDONYM_KEY)
    if before is not None and before.key_check != pseudonyms.key_check(key):
        raise CannotImport(
            "The key that NHS numbers are turned into pseudonyms with is not the one that the snapshot in "
            "use was made with: no patient would be found again. Put pseudonym.key back from the backup of "
            "the data folder (or COMMONPRACTICE_PSEUDONYM_KEY, where it is set)."
        )
    return key
