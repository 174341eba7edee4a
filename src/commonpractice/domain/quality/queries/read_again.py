"""Patients of a recall list read again, one by one, from the very files that the run read."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from commonpractice.domain.quality import models
from commonpractice.domain.quality.facts.definitions import Indicator, Task
from commonpractice.domain.quality.facts.people import Asked, Event, PatientRecord, Registered
from commonpractice.domain.quality.facts.recalls import Kind, ListFact, Missed
from commonpractice.domain.quality.facts.verdicts import Status
from commonpractice.domain.quality.parameters import recalls as parameters
from commonpractice.domain.quality.parameters.definitions import definitions
from commonpractice.domain.quality.rules.judging import Judge
from commonpractice.domain.records import queries as records
from commonpractice.domain.records.queries.codes import clusters_of
from commonpractice.domain.records.queries.snapshots import snapshot_fact, stored
from commonpractice.domain.records.rules.values import counts
from commonpractice.gateways.event_store import layout
from commonpractice.gateways.event_store.reading import StoredSnapshot


@dataclass(frozen=True)
class Thing:
    """Something that a patient has not met, as judging the patient alone says it.

    `why` is the sentence ("HbA1c 64 on 3 March 2026, above 58"), `since` since when on the register.
    `agrees` is false where the patient alone is judged otherwise than the list says; `why` then says how.
    """

    indicator: Indicator
    task: Task | None
    kinds: tuple[Kind, ...]
    why: str
    since: str
    agrees: bool


def things(of: ListFact, missed: Mapping[int, Sequence[Missed]]) -> dict[int, list[Thing]]:
    """What some patients of a list have not met, by patient, in the order given.

    Raises event_store's SnapshotDamaged.
    """
    run = models.Run.objects.select_related("snapshot").get(id=of.run)
    told = definitions()
    found: dict[int, list[Thing]] = {patient: [] for patient in missed}
    for patient, record in _records(run, missed).items():
        judges = {asked: Judge(record, asked, told.registers) for asked in {of.asked, Asked(run.on, run.on)}}
        for one in missed[patient]:
            indicator = told.indicators.get(one.indicator)
            if indicator is not None:
                judge = judges[Asked(run.on, run.on) if indicator.rolling else of.asked]
                found[patient].append(_thing(judge, indicator, one.task))
    return found


def things_unread(missed: Mapping[int, Sequence[Missed]]) -> dict[int, list[Thing]]:
    """The same where the files cannot be read: by the definitions alone, without a sentence."""
    told = definitions().indicators
    return {
        patient: [
            Thing(told[one.indicator], task, parameters.kinds_of(task), "", "", True)
            for one in some
            if one.indicator in told
            for task in [_task_at(told[one.indicator], one.task)]
        ]
        for patient, some in missed.items()
    }


def days_coded(
    snapshot: StoredSnapshot, patients: Collection[int], concepts: Collection[int]
) -> dict[tuple[int, int], list[date]]:
    """On which days some patients were coded with some concepts, by patient and concept."""
    found: dict[tuple[int, int], list[date]] = {}
    for table in (layout.EVENTS, layout.MEDICATIONS):
        for row in _rows(snapshot.path(table), ["concept", "patient", "day"], patients, concepts):
            found.setdefault((row["patient"], row["concept"]), []).append(row["day"])
    return found


def _thing(judge: Judge, indicator: Indicator, place: int | None) -> Thing:
    verdict = judge.verdict(indicator)
    task = judge.task(indicator) if verdict.status is Status.NOT_MET else None
    agrees = verdict.status is Status.NOT_MET and task == _task_at(indicator, place)
    since, _, why = verdict.sentence.rpartition("not met: ")
    return Thing(
        indicator=indicator,
        task=task,
        kinds=parameters.kinds_of(task),
        why=why if agrees else verdict.sentence,
        since=since.removesuffix("; ") if agrees else "",
        agrees=agrees,
    )


def _task_at(indicator: Indicator, place: int | None) -> Task | None:
    """A task by its place; none where the definition has changed and has fewer."""
    return indicator.tasks[place] if place is not None and place < len(indicator.tasks) else None


def _records(run: models.Run, patients: Iterable[int]) -> dict[int, PatientRecord]:
    """Patients as a judge sees them, with the codelists as the run knew them."""
    snapshot, wanted = stored(snapshot_fact(run.snapshot)), sorted(patients)
    events = _rows(snapshot.path(layout.EVENTS), ["concept", "patient", "day", "value", "unit"], wanted)
    events += _rows(snapshot.path(layout.MEDICATIONS), ["concept", "patient", "day"], wanted)
    clusters = clusters_of(concepts={row["concept"] for row in events}, on=run.on, known_at=run.at)
    units = records.values(on=run.on, known_at=run.at)
    coded: dict[int, dict[str, list[Event]]] = {patient: {} for patient in wanted}
    for row in events:
        value = counts(row.get("value"), row.get("unit"), units.get(row["concept"]))
        for name in clusters.get(row["concept"], ()):
            coded[row["patient"]].setdefault(name, []).append(Event(row["day"], value))
    times: dict[int, list[Registered]] = {patient: [] for patient in wanted}
    registrations = snapshot.path(layout.REGISTRATIONS)
    for row in _rows(registrations, ["patient", "registered_on", "ended_on"], wanted):
        times[row["patient"]].append(Registered(row["registered_on"], row["ended_on"]))
    people = _rows(snapshot.path(layout.PATIENTS), ["patient", "born", "sex", "died_on", "care_home"], wanted)
    return {
        row["patient"]: PatientRecord(
            born=row["born"],
            sex=row["sex"],
            registrations=tuple(times[row["patient"]]),
            events={name: tuple(found) for name, found in coded[row["patient"]].items()},
            died_on=row["died_on"],
            care_home=row["care_home"],
        )
        for row in people
    }


def _rows(
    path: Path, columns: list[str], patients: Collection[int], concepts: Collection[int] | None = None
) -> list[dict[str, Any]]:
    """The rows of some patients in a file; pieces of it in which none of them lies are not read."""
    if not patients or (concepts is not None and not concepts):
        return []
    wanted = [("patient", "in", set(patients))]
    if concepts is not None:
        wanted.append(("concept", "in", set(concepts)))
    return pq.read_table(path, columns=columns, filters=wanted).to_pylist()
