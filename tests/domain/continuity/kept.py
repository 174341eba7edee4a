"""The made-up people as snapshots in use, at two surgeries of a database."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pyarrow as pa
import pytest
from django.conf import settings
from django.db import transaction

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.continuity import parameters
from commonpractice.domain.records import actions as records
from commonpractice.domain.records import models as stored
from commonpractice.domain.records import queries as in_records
from commonpractice.gateways.event_store import layout, writing
from commonpractice.gateways.scoped_postgres import tickets
from tests.domain.continuity.populations import DOCTORS, TIMES, People
from tests.domain.partnerships import TwoRivers, two_rivers

NOON = datetime(2026, 4, 2, 12, tzinfo=UTC)
PLACES = {7: "a", 8: "b"}  # surgeries of the made-up people


@pytest.fixture
def rivers(db, tmp_path, monkeypatch) -> TwoRivers:
    monkeypatch.setattr(settings, "DATA", tmp_path)
    found = two_rivers()
    with tickets.acting(actor_id=PROGRAM.id, surgeries=found.everything.surgeries):
        records.load_starter(actor=PROGRAM, at=NOON)
        yield found


AS_AT = date(2026, 3, 31)


def keep(rivers: TwoRivers, told: People, *, as_at_of_b: date = AS_AT) -> People:
    """Some people as snapshots in use; and the same people under the database's numbers."""
    surgeries = {number: getattr(rivers, name) for number, name in PLACES.items()}
    members = _members()
    codes = dict(zip(range(10, 22), (concept for concept, _, _ in members), strict=False))
    with (
        tickets.acting(actor_id=0, surgeries=rivers.everything.surgeries, patients=surgeries.values()),
        transaction.atomic(),
    ):
        doctors = {one: _doctor(surgeries[number], one) for number, of in DOCTORS.items() for one in of}
        moved = People(
            patients=[
                {**row, "surgery": surgeries[row["surgery"]], "clinician": doctors.get(row["clinician"])}
                for row in told.patients
            ],
            consultations=[{**row, "clinician": doctors[row["clinician"]]} for row in told.consultations],
            events=[{**row, "concept": codes[row["concept"]]} for row in told.events],
            members=members,
        )
        for surgery in surgeries.values():
            snapshot(surgery, moved, as_at_of_b if surgery == rivers.b else AS_AT)
    return moved


def _doctor(surgery: int, number: int) -> int:
    (made,) = stored.Clinician.objects.bulk_create(
        [stored.Clinician(surgery_id=surgery, code=f"GP{number}", name=f"Dr {number}", role="gp")]
    )
    return made.id


def _members() -> list[tuple[int, int, bool]]:
    """By the rulebook itself: which concept of the starter codelists says which condition is there."""
    of: dict[str, list[int]] = {}
    for row in in_records.membership(on=TIMES[-1].on).to_pylist():
        of.setdefault(row["cluster"], []).append(row["concept"])
    return [
        (concept, number, ends)
        for number, condition in enumerate(parameters.conditions())
        for ends, names in ((False, condition.diagnosed), (True, condition.resolved))
        for concept in sorted({one for name in names for one in of.get(name, ())})
    ]


def snapshot(surgery: int, told: People, as_at: date) -> None:
    mine = {row["patient"] for row in told.patients if row["surgery"] == surgery}
    rows = {
        layout.PATIENTS: [
            {"pseudonym": row["patient"].to_bytes(16, "big"), "sex": "female", "died_on": None,
             "ethnicity": None, "language": None, "deprivation": None, "care_home": False, **row}
            for row in told.patients if row["patient"] in mine
        ],
        layout.CONSULTATIONS: [
            {"mode": "surgery", **row} for row in told.consultations if row["patient"] in mine
        ],
        layout.EVENTS: [
            {"value": None, "unit": None, **row} for row in told.events if row["patient"] in mine
        ],
    }  # fmt: skip
    uuid = uuid4()
    with writing.incoming(in_records.records_root(), uuid) as incoming:
        for table, of in rows.items():
            in_order = sorted(of, key=lambda row: tuple(row[name] for name in table.order))
            incoming.add(table, [pa.Table.from_pylist(in_order, schema=table.schema)])
        manifest = incoming.finish(store=in_records.store(), surgery=surgery)
    stored.Snapshot.objects.bulk_create(
        [
            stored.Snapshot(
                surgery_id=surgery, uuid=uuid, system="plain", as_at=as_at, rows={},
                manifest_sha256=manifest.sha256, key_check="0" * 16, at=NOON, actor_id=0, actor_name="",
            )
        ]
    )  # fmt: skip
