"""What the page of a surgery's records shows: the extract in use, how old it is, and every import."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from commonpractice.domain.quality.facts.runs import RunFact
from commonpractice.domain.quality.parameters.seeing import seeing
from commonpractice.domain.records.facts import ImportReport, SnapshotFact
from commonpractice.foundations.dated import day
from commonpractice.interfaces.web.amounts import count

TABLES = {
    "patients": "Patients",
    "registrations": "Registrations",
    "events": "Coded entries",
    "medications": "Medicines",
    "consultations": "Consultations",
    "appointments": "Appointments",
    "clinicians": "Clinicians",
}
COLUMNS = {
    "nhs_number": "NHS number",
    "died_on": "died on",
    "started_on": "started on",
    "ended_on": "ended on",
}


@dataclass(frozen=True)
class Reason:
    table: str
    column: str
    reason: str
    rows: int


@dataclass(frozen=True)
class File:
    """Refused rows of one table, to be mended; `there` says whether they are still kept."""

    table: str
    name: str
    rows: int
    there: bool


@dataclass(frozen=True)
class Import:
    """One import: `taken_in` and `refused` are rows of all tables."""

    at: datetime
    by: str
    system: str
    as_at: date
    snapshot: UUID
    in_use: bool
    taken_in: int
    refused: int
    counts: tuple[tuple[str, tuple[int, int, int, int]], ...]
    reasons: tuple[Reason, ...]
    files: tuple[File, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """`old` says that the extract in use is older than it should be, `waits` what was counted of it."""

    in_use: SnapshotFact | None
    age: str
    old: bool
    waits: str
    rows: tuple[tuple[str, int], ...]
    imports: tuple[Import, ...]


def page(
    in_use: SnapshotFact | None,
    imports: Sequence[tuple[datetime, str, ImportReport]],
    *,
    run: RunFact | None,
    on: date,
) -> Page:
    """`run` is the last run of the indicators, `on` today."""
    days = (on - in_use.as_at).days if in_use else 0
    return Page(
        in_use=in_use,
        age=_age(days),
        old=in_use is not None and days > seeing().stale_days,
        waits=_waits(in_use, run),
        rows=tuple((table_name(name), rows) for name, rows in in_use.rows.items()) if in_use else (),
        imports=tuple(_import(*one, in_use) for one in imports),
    )


def table_name(name: str) -> str:
    return TABLES.get(name, name.replace("_", " ").capitalize())


def _age(days: int) -> str:
    if days <= 0:
        return "of today" if days == 0 else "of a day still to come"
    return "1 day old" if days == 1 else f"{count(days)} days old"


def _waits(in_use: SnapshotFact | None, run: RunFact | None) -> str:
    if in_use is None:
        return ""
    if run is None:
        return "The indicators have not been run on it yet."
    if run.snapshot_id != in_use.id:
        return f"The indicators were last run on the extract before it, as at {day(run.asked.on)}."
    return f"The indicators were run on it as at {day(run.asked.on)}."


def _import(at: datetime, by: str, report: ImportReport, in_use: SnapshotFact | None) -> Import:
    return Import(
        at=at,
        by=by,
        system=report.system.words,
        as_at=report.as_at,
        snapshot=report.snapshot,
        in_use=in_use is not None and in_use.uuid == report.snapshot,
        taken_in=sum(one.taken_in for one in report.counts.values()),
        refused=sum(one.refused for one in report.counts.values()),
        counts=tuple(
            (table_name(name), (one.read, one.taken_in, one.refused, one.repeated))
            for name, one in report.counts.items()
        ),
        reasons=tuple(
            Reason(table_name(one.table), _column(one.column), one.reason, one.rows) for one in report.reasons
        ),
        files=tuple(_files(report)),
        notes=report.notes,
    )


def _files(report: ImportReport) -> list[File]:
    tables = dict.fromkeys(one.table for one in report.reasons)
    return [
        File(
            table,
            table_name(table),
            sum(one.rows for one in report.reasons if one.table == table),
            bool(report.refused) and (Path(report.refused) / f"{table}.csv").is_file(),
        )
        for table in tables
    ]


def _column(name: str) -> str:
    return COLUMNS.get(name, name.replace("_", " "))
