"""Take a surgery's extract in: a new snapshot in place of the last, whole or not at all.

    files → staged rows → judged rows → numbers from the database → Parquet → the row that names it

Nothing is kept until the transaction ends: whoever is stopped on the way leaves the last snapshot in use.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from uuid import UUID, uuid4

from django.db import transaction

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import Power, Scope
from commonpractice.domain.partnership.rules import reach
from commonpractice.domain.records import models, parameters, queries
from commonpractice.domain.records.actions import judging, keeping, refused_rows, snapshot_rows
from commonpractice.domain.records.facts import Counts, ImportReport, SnapshotFact, System
from commonpractice.domain.records.rules import pseudonyms
from commonpractice.foundations import rulebook_files
from commonpractice.foundations.dated import day
from commonpractice.foundations.days import local_day
from commonpractice.gateways.clinical_extracts import fhir, mapped, plain, schema, staging
from commonpractice.gateways.clinical_extracts.sources import ExtractRefused
from commonpractice.gateways.clinical_extracts.staging import Staging
from commonpractice.gateways.event_store import writing
from commonpractice.gateways.event_store.layout import TABLES, VERSION

Progress = Callable[[str], None]
REFUSED = "refused"
"""The folder of the rows that were refused, by snapshot."""


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
    `mended`, into a new snapshot that also holds all that is in use now. Needs a ticket for the patients of
    the surgery. Raises ExtractRefused where a file is unfit as a whole, CannotImport, NotAllowed and
    OutOfScope.
    """
    reach.check_covers(scope, [asked.surgery_id], Power.SEE_PATIENTS)
    root = queries.records_root()
    store = queries.store()
    writing.clear_away(root, store=store, known=queries.named, now=at)
    uuid = uuid4()
    with transaction.atomic():
        keeping.be_alone(asked.surgery_id)
        before = queries.in_use(scope=scope, surgeries=[asked.surgery_id]).get(asked.surgery_id)
        key = keeping.key_as_before(before)
        _check_day(asked, before, at)
        with writing.incoming(root, uuid) as incoming, staging.staged(incoming.work) as staged:
            progress("Reading")
            _read(staged, paths, asked, scope)
            if unchanged := _taken_in_already(staged, asked, before):
                return queries.report(unchanged, unchanged=True)
            progress("Judging")
            follows = before if asked.mended else None
            judging.judge(staged, asked.as_at, at=at, surgery_id=asked.surgery_id, key=key, follows=follows)
            taken = _taken(staged, incoming.work / REFUSED, asked, key, follows)
            if before and before.system is not System.INVENTED and not (asked.mended or asked.accept_fewer):
                _check_not_far_fewer(taken, before)
            for layout in TABLES:
                progress(f"Writing {layout.name}")
                incoming.add(layout, snapshot_rows.batches(staged, layout, asked.surgery_id, follows))
            staged.connection.close()
            if taken.reasons:
                taken = replace(taken, refused=str(_give_back(incoming.work / REFUSED, root, uuid)))
            written = incoming.finish(store=store, surgery=asked.surgery_id)
        row = keeping.keep(written, uuid, taken, scope=scope, at=at)
        _record(row, taken, scope, at)
    return queries.report(row)


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
        fhir.read(staged, paths)
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


def _rules(system: System) -> str:
    """What tells one way of reading extracts from another: its layout, column maps and units."""
    told: list = [VERSION, rulebook_files.toml("records/values.toml")]
    told.append(rulebook_files.rows("records/translations.csv"))
    if system is not System.PLAIN:
        told.append(rulebook_files.toml(f"records/layouts/{system.value}.toml"))
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _taken_in_already(staged: Staging, asked: Asked, before: SnapshotFact | None) -> models.Import | None:
    """The import that the snapshot in use holds already, where one was of the same files, day and rules.

    It holds what it came of, and where mended rows were added to others, those too.
    """
    files, rules = _hashes(source.told for source in staged.files), _rules(asked.system)
    number = before.id if before else None
    while number is not None:
        row = models.Import.objects.select_related("snapshot").get(snapshot_id=number)
        same_day = (row.snapshot.system, row.snapshot.as_at) == (asked.system.value, asked.as_at)
        if same_day and row.rules == rules and _hashes(row.files) == files:
            return row
        number = row.follows_id
    return None


def _hashes(files) -> list[str]:
    return sorted(file["sha256"] for file in files)


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
        rules=_rules(asked.system),
        counts=counts,
        reasons=reasons,
        notes=_notes(staged, follows),
    )


def _give_back(written: Path, root: Path, uuid: UUID) -> Path:
    """Put the files of refused rows where they stay, beside the folder of snapshots."""
    kept = root.parent / REFUSED / str(uuid)
    kept.parent.mkdir(mode=0o700, exist_ok=True)
    return written.rename(kept)


def _notes(staged: Staging, follows: SnapshotFact | None) -> list[str]:
    """What else was noticed, in sentences for the import's page."""
    run = staged.connection.execute
    notes = [
        f"{words[:1].upper()}{words[1:]}: {rows:,}, left out." for words, rows in staged.left_out.items()
    ]
    aside = run(
        "SELECT measured, aside, count(*) FROM judged_events WHERE fault IS NULL AND NOT repeated "
        "AND aside IS NOT NULL GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"
    ).fetchall()
    notes += [
        f"{measured}: {rows:,} values {why}, set aside; the event is kept." for measured, why, rows in aside
    ]
    without = run(
        "SELECT count(*) FROM judged_patients WHERE fault IS NULL AND NOT repeated AND nhs_number IS NULL"
    ).fetchall()[0][0]
    if without:
        notes.append(
            f"{without:,} patients have no NHS number: they are known by the surgery's own, and at no other "
            "surgery."
        )
    not_read = {kind: count for kind, count in staged.kinds.items() if kind not in fhir.READERS}
    if not_read:
        told = ", ".join(f"{count:,} {kind}" for kind, count in sorted(not_read.items()))
        notes.append(f"Resources of kinds that are not read: {told}.")
    if follows is not None:
        notes.append(f"The rows were added to the snapshot of {follows.as_at:%d %B %Y} that was in use.")
    return notes


def _record(row: models.Import, taken: keeping.Taken, scope: Scope, at: datetime) -> None:
    good = sum(count.taken_in for count in taken.counts.values())
    refused = sum(count.refused for count in taken.counts.values())
    audit.record(
        actor=scope.actor,
        deed="records.import",
        subject=f"{taken.system.words} of {taken.as_at:%d %B %Y}: {good:,} rows in, {refused:,} refused",
        surgery_id=taken.surgery_id,
        details={"snapshot": str(row.snapshot.uuid)},
        at=at,
    )
