"""Indicators run over snapshots in files: what is kept is what judging each patient gives."""

import random
from collections import Counter
from datetime import UTC, date, datetime
from uuid import uuid4

import pyarrow as pa
import pytest
from django.conf import settings

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.quality import actions, models
from commonpractice.domain.quality.facts.people import Asked, PatientRecord
from commonpractice.domain.quality.facts.verdicts import Status
from commonpractice.domain.quality.parameters.definitions import definitions
from commonpractice.domain.quality.rules.judging import Judge
from commonpractice.domain.quality.rules.years import towards_the_year_end
from commonpractice.domain.records import actions as records
from commonpractice.domain.records import models as stored
from commonpractice.domain.records import queries
from commonpractice.gateways.event_engine import open_engine
from commonpractice.gateways.event_store import layout, writing
from commonpractice.gateways.scoped_postgres import tickets
from tests.domain.partnerships import TwoRivers, two_rivers
from tests.domain.quality.populations import population

pytestmark = pytest.mark.slow
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
DAYS = towards_the_year_end([date(2026, 3, 31), date(2026, 10, 31)])


@pytest.fixture
def rivers(db, tmp_path, monkeypatch) -> TwoRivers:
    monkeypatch.setattr(settings, "DATA", tmp_path)
    found = two_rivers()
    with tickets.acting(actor_id=PROGRAM.id, surgeries=found.everything.surgeries):
        records.load_starter(actor=PROGRAM, at=NOON)
        yield found


def concepts() -> dict[str, int]:
    """A concept of each codelist."""
    members = queries.membership(on=date(2026, 10, 31)).to_pylist()
    return {row["cluster"]: row["concept"] for row in members}


def keep(surgery: int, patients: list[PatientRecord], first: int) -> None:
    """Patients as a snapshot in use."""
    concept = concepts()
    people, times, events = [], [], []
    for number, patient in enumerate(patients, start=first):
        people.append(
            {"patient": number, "surgery": surgery, "pseudonym": number.to_bytes(16, "big"),
             "born": patient.born,
             "sex": patient.sex, "died_on": patient.died_on, "clinician": None, "ethnicity": None,
             "language": "en", "deprivation": 1 + number % 10, "care_home": patient.care_home}
        )  # fmt: skip
        times += [
            {"patient": number, "surgery": surgery, "registered_on": time.start, "ended_on": time.ended}
            for time in patient.registrations
        ]
        events += [
            {
                "concept": concept[name],
                "patient": number,
                "day": event.day,
                "value": event.value,
                "unit": None,
            }
            for name, found in patient.events.items()
            for event in found
        ]
    events.sort(key=lambda row: (row["concept"], row["patient"], row["day"]))
    uuid = uuid4()
    with writing.incoming(queries.records_root(), uuid) as incoming:
        for table, rows in (
            (layout.PATIENTS, people),
            (layout.REGISTRATIONS, times),
            (layout.EVENTS, events),
        ):
            incoming.add(table, [pa.Table.from_pylist(rows, schema=table.schema)])
        manifest = incoming.finish(store=queries.store(), surgery=surgery)
    with tickets.acting(actor_id=PROGRAM.id, surgeries=[surgery], patients=[surgery]):
        stored.Snapshot.objects.bulk_create(
            [
                stored.Snapshot(
                    surgery_id=surgery, uuid=uuid, system="plain", as_at=date(2026, 10, 31), rows={},
                    manifest_sha256=manifest.sha256, key_check="0" * 16, at=NOON, actor_id=0, actor_name="",
                )
            ]
        )  # fmt: skip


def alone(patients: list[PatientRecord]) -> list[PatientRecord]:
    """Patients in whose record each concept stands for one codelist only, as in `keep`."""
    members = queries.membership(on=date(2026, 10, 31)).to_pylist()
    lists = Counter(row["concept"] for row in members)
    single = {name for name, number in concepts().items() if lists[number] == 1}
    return [
        PatientRecord(
            one.born, one.sex, one.registrations,
            {name: found for name, found in one.events.items() if name in single}, one.died_on, one.care_home,
        )
        for one in patients
    ]  # fmt: skip


def expected(patients: list[PatientRecord], asked: Asked) -> Counter[tuple[str, str, str]]:
    told = definitions()
    year = "2025/26" if asked.year_end.year == 2026 else "2026/27"
    found: Counter[tuple[str, str, str]] = Counter()
    looking_back = Asked(asked.on, asked.on)
    for patient in patients:
        judges = {day: Judge(patient, day, told.registers) for day in (asked, looking_back)}
        for code, indicator in told.of_year(year).items():
            verdict = judges[looking_back if indicator.rolling else asked].verdict(indicator)
            if verdict.status not in (Status.NOT_REGISTERED, Status.NOT_CONCERNED):
                found[code, verdict.status.value, verdict.reason] += 1
    return found


def run(scope: Scope, days: list[Asked] = DAYS):
    with open_engine() as engine:
        return actions.run_indicators(days=days, scope=scope, engine=engine, at=NOON)


def test_what_is_kept_is_what_judging_each_patient_gives(rivers):
    told = definitions()
    everything = [*told.registers.values(), *told.indicators.values()]
    patients = alone(population(240, everything, DAYS, random.Random(5)))
    keep(rivers.a, patients[:160], 1)
    keep(rivers.b, patients[160:], 1_001)
    done = run(rivers.everything)
    assert (done.surgeries, set(done.without_snapshot)) == (2, {rivers.centre})
    for surgery, mine in ((rivers.a, patients[:160]), (rivers.b, patients[160:])):
        for asked in DAYS:
            kept = models.Run.objects.get(surgery_id=surgery, on=asked.on)
            assert (kept.rulebook, kept.engine) == (told.hash, "duckdb")
            found = Counter(
                {
                    (row.indicator, row.status, row.reason): row.patients
                    for row in models.VerdictCount.objects.filter(run=kept)
                }
            )
            assert found == expected(mine, asked)
            judges = [Judge(patient, asked, told.registers) for patient in mine]
            listed = [judge for judge in judges if judge.registered is not None]
            assert kept.listed == len(listed)
            on = {row.register: row.patients for row in models.RegisterCount.objects.filter(run=kept)}
            assert on == {code: sum(judge.on_register(code) for judge in listed) for code in told.registers}


def test_each_split_adds_up_to_the_whole(rivers):
    told = definitions()
    everything = [*told.registers.values(), *told.indicators.values()]
    keep(rivers.a, population(200, everything, DAYS, random.Random(6)), 1)
    run(rivers.everything)
    last = models.Run.objects.get(surgery_id=rivers.a, on=DAYS[-1].on)
    whole = Counter[str]()
    for row in models.VerdictCount.objects.filter(run=last, status__in=("met", "not_met")):
        whole[row.indicator] += row.patients
    for split in ("age", "sex", "deprivation", "ethnicity", "language"):
        parts = Counter[str]()
        for row in models.GroupCount.objects.filter(run=last, split=split):
            parts[row.indicator] += row.met + row.not_met
        assert parts == whole, split
    groups = set(models.GroupCount.objects.filter(split="deprivation").values_list("group", flat=True))
    assert groups == {"1", "2", "3", "4", "5"}


def test_without_records_nothing_is_run(rivers):
    with pytest.raises(actions.CannotRun, match="No records have been taken in yet"):
        run(rivers.everything)
    assert not models.Run.objects.exists()


def test_records_too_old_for_the_day_are_left_out_and_said_so(rivers):
    told = definitions()
    everything = [*told.registers.values(), *told.indicators.values()]
    keep(rivers.a, population(20, everything, DAYS, random.Random(7)), 1)
    keep(rivers.b, population(20, everything, DAYS, random.Random(8)), 101)
    late = towards_the_year_end([date(2026, 12, 5)])  # 35 days after the records of both
    assert set(run(rivers.everything, late).too_old) == set()
    with pytest.raises(actions.CannotRun, match="The newest records are of 31 October 2026, too old to say"):
        run(rivers.everything, towards_the_year_end([date(2026, 12, 6)]))
