"""Take a surgery's extract in: a new snapshot in place of the last, whole or not at all.

    files → staged rows → judged rows → numbers from the database → Parquet → the row that names it

Nothing is kept until the transaction ends: whoever is stopped on the way leaves the last snapshot in use.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from uuid import uuid4

from django.db import transaction

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import Power, Scope
from commonpractice.domain.partnership.rules import reach
from commonpractice.domain.records import models, parameters, queries
from commonpractice.domain.records.actions import (
    again,
    clearing,
    giving_back,
    judging,
    keeping,
    noticing,
    refused_rows,
    snapshot_rows,
)
from commonpractice.domain.records.facts import Counts, ImportReport, SnapshotFact, System
from commonpractice.domain.records.rules import pseudonyms
from commonpractice.foundations.dated import day
from commonpractice.foundations.days import local_day
from commonpractice.gateways.clinical_extracts import fhir, mapped, plain, schema, staging
from commonpractice.gateways.clinical_extracts.sources import ExtractRefused
from commonpractice.gateways.clinical_extracts.staging import Staging
from commonpractice.gateways.event_store import writing
from commonpractice.gateways.event_store.layout import TABLES

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Asked:
    """What is to be taken in: whose, of which system and day.

    `mended` adds rows to the snapshot in use; `accept_fewer` takes in far fewer rows than it has.
    """

    surgery_id: int
    system: System
    as_at: date
    mended: bool = False
    accept_fewer: bool = False


def import_extract(
    paths: Sequence[Path],
    *,
    asked: Asked,
    scope: Scope,
    at: datetime,
    progress: Progress = lambda words: None,
) -> ImportReport:
    """Take an extract in, and say what became of its rows. The same files again change nothing, and say so.

    Rows that were refused come back as files (the report's `refused`); those, mended, are taken in with
    `mended`, into a new snapshot that also holds all that is in use now. They are there once the
    transaction is kept. Needs a ticket for the patients of the surgery. Raises ExtractRefused where a file
    is unfit as a whole, CannotImport, NotAllowed and OutOfScope.
    """
    reach.check_covers(scope, [asked.surgery_id], Power.SEE_PATIENTS)
    root, uuid = queries.records_root(), uuid4()
    not_cleared = clearing.clear_away(at)
    with giving_back.held_back(root, uuid) as held, transaction.atomic():
        keeping.be_alone(asked.surgery_id)
        before = queries.in_use(scope=scope, surgeries=[asked.surgery_id]).get(asked.surgery_id)
        key = keeping.key_as_before(before)
        _check_day(asked, before, at)
        meanings = _meanings(asked)
        rules = again.way_of_reading(asked.system, meanings)
        with writing.incoming(root, uuid) as incoming, staging.staged(incoming.work) as staged:
            progress("Reading")
            _read(staged, paths, asked, scope)
            # mended rows that are in use already, read in another way now, would stand beside themselves
            unchanged = again.taken_in_already(
                staged, before, system=asked.system, as_at=asked.as_at, rules=None if asked.mended else rules
            )
            if unchanged:
                return queries.report(unchanged, unchanged=True)
            progress("Judging")
            follows = before if asked.mended else None
            judging.judge(
                staged, asked.as_at, meanings, at=at, surgery_id=asked.surgery_id, key=key, follows=follows
            )
            taken = _taken(staged, incoming.work / giving_back.FOLDER, asked, key, follows)
            taken = replace(taken, rules=rules, notes=[*taken.notes, *filter(None, [not_cleared])])
            if before and before.system is not System.INVENTED and not (asked.mended or asked.accept_fewer):
                _check_not_far_fewer(taken, before)
            for layout in TABLES:
                progress(f"Writing {layout.name}")
                incoming.add(layout, snapshot_rows.batches(staged, layout, asked.surgery_id, follows))
            staged.connection.close()
            if taken.reasons:
                held.take(incoming.work / giving_back.FOLDER)
                taken = replace(taken, refused=str(held.folder))
            written = incoming.finish(store=queries.store(), surgery=asked.surgery_id)
        row = keeping.keep(written, uuid, taken, scope=scope, at=at)
        _record(row, taken, scope, at)
    return queries.report(row)


def _meanings(asked: Asked) -> judging.Meanings:
    """What codes mean on the day; rows have their terms from a dictionary where a system wrote them."""
    return judging.Meanings(
        values=queries.values(on=asked.as_at),
        resolutions=queries.resolutions(on=asked.as_at),
        of_dictionary=asked.system is not System.PLAIN and not asked.mended,
    )


def _check_day(asked: Asked, before: SnapshotFact | None, at: datetime) -> None:
    if asked.as_at > local_day(at):
        raise keeping.CannotImport(
            f"{day(asked.as_at)} is still to come. Say with --as-at on which day the extract was taken."
        )
    if asked.mended and before is None:
        raise keeping.CannotImport(
            "There is nothing in use that mended rows could be added to. Take the extract in first."
        )
    if before is not None and asked.as_at < before.as_at:
        raise keeping.CannotImport(
            f"The snapshot in use is of {before.as_at:%d %B %Y}, and this extract is of "
            f"{asked.as_at:%d %B %Y}, before that. An older extract does not take the place of a newer one."
        )
    if before is not None and asked.mended and asked.as_at != before.as_at:
        raise keeping.CannotImport(
            f"Mended rows are of the day of the snapshot that they are added to, {before.as_at:%d %B %Y}."
        )


def _check_not_far_fewer(taken: keeping.Taken, before: SnapshotFact) -> None:
    """An extract of what has changed alone would do away with all that has not. Raises CannotImport."""
    for table, in_use in before.rows.items():
        arriving = taken.counts[table].taken_in if table in taken.counts else 0
        if parameters.far_fewer(table, in_use=in_use, arriving=arriving):
            refused = [reason for reason in taken.reasons if reason.table == table][:1]
            most = [
                f" Of its rows {each.rows:,} were refused: {each.column}: {each.reason}." for each in refused
            ]
            raise keeping.CannotImport(
                f"The extract has {arriving:,} {table} to take in, and {in_use:,} are in use.{''.join(most)} "
                "Does it hold only what has changed since the last one? An extract takes the place of all "
                "that is in use. If it is right all the same, say --accept-fewer."
            )


def _read(staged: Staging, paths: Sequence[Path], asked: Asked, scope: Scope) -> None:
    if asked.mended or asked.system is System.PLAIN:
        plain.read(staged, paths)
    elif asked.system is System.FHIR:
        fhir.read(staged, paths, as_at=asked.as_at)
    else:
        whose = partnership.partnership(partnership_id=scope.partnership_id).surgeries
        code = next(surgery.code for surgery in whose if surgery.id == asked.surgery_id)
        mapped.read(staged, paths, system=asked.system.value, surgery_code=code)
    if not any(staged.count(table) for table in schema.TABLES):
        raise ExtractRefused("There is not one row in the files that were named.")
    if not asked.mended and not staged.count(schema.PATIENTS):
        raise ExtractRefused(
            "The extract has no patients, and takes the place of all that is in use. Rows that were mended "
            "are added to what is in use with --mended."
        )


def _taken(
    staged: Staging, folder: Path, asked: Asked, key: bytes, follows: SnapshotFact | None
) -> keeping.Taken:
    """What became of every row; those refused are written to files in a folder."""
    counts, reasons = {}, []
    for table in schema.TABLES:
        reasons += refused_rows.write(staged, table, folder)
        read, refused, repeated = staged.connection.execute(
            f"SELECT count(*), count(*) FILTER (fault IS NOT NULL), "  # noqa: S608 of the plain schema
            f"count(*) FILTER (fault IS NULL AND repeated) FROM judged_{table.name}"
        ).fetchall()[0]
        if read:
            counts[table.name] = Counts(read, read - refused - repeated, refused, repeated)
    return keeping.Taken(
        surgery_id=asked.surgery_id,
        system=asked.system,
        as_at=asked.as_at,
        key_check=pseudonyms.key_check(key),
        follows_id=follows.id if follows else None,
        files=[source.told for source in staged.files],
        kinds=dict(staged.kinds),
        counts=counts,
        reasons=reasons,
        notes=noticing.notes(staged, follows),
    )


def _record(row: models.Import, taken: keeping.Taken, scope: Scope, at: datetime) -> None:
    # how many rows is told by the import itself, behind the patients' wall: it may be one
    audit.record(
        actor=scope.actor,
        deed="records.import",
        subject=f"{taken.system.words} of {day(taken.as_at)}",
        surgery_id=taken.surgery_id,
        details={"snapshot": str(row.snapshot.uuid)},
        at=at,
    )
