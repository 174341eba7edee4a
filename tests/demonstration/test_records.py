"""The invented population put in use: its rows stand under the database's numbers, once."""

from datetime import UTC, date, datetime

import pyarrow.parquet as pq
import pytest
from django.conf import settings

from commonpractice.demonstration import population, records
from commonpractice.demonstration.population.places import plan
from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.partnership.facts import Model
from commonpractice.domain.records import models, queries
from commonpractice.domain.records.queries.snapshots import stored
from commonpractice.gateways.event_store import layout
from commonpractice.gateways.scoped_postgres import tickets
from tests.domain.partnerships import two_rivers

pytestmark = pytest.mark.slow
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
ON = date(2026, 10, 31)


@pytest.fixture
def rivers(db, tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "DATA", tmp_path)
    found = two_rivers()
    surgeries = found.everything.surgeries
    with tickets.acting(actor_id=PROGRAM.id, surgeries=surgeries, patients=surgeries):
        yield found


def take_in(rivers, places):
    return records.take_in(
        rivers.partnership, model=Model.DECENTRALISED, on=ON, scope=rivers.everything, at=NOON, seed=3,
        places=places,
    )  # fmt: skip


def test_patients_and_clinicians_have_the_databases_numbers(rivers):
    places = plan(3, {"A1": 500, "B1": 400}, ())
    done = take_in(rivers, places)
    assert done.surgeries == 2
    in_use = queries.in_use(scope=rivers.everything)
    assert set(in_use) == {rivers.a, rivers.b}
    for surgery, snapshot in in_use.items():
        folder = stored(snapshot)
        numbers = set(models.Patient.objects.filter(surgery_id=surgery).values_list("id", flat=True))
        seen_by = set(models.Clinician.objects.filter(surgery_id=surgery).values_list("id", flat=True))
        for table in (layout.PATIENTS, layout.REGISTRATIONS, layout.EVENTS, layout.MEDICATIONS):
            rows = pq.read_table(folder.path(table))
            assert set(rows["patient"].to_pylist()) <= numbers, table.name
            keys = list(zip(*(rows[name].to_pylist() for name in table.order), strict=True))
            assert keys == sorted(keys), f"{table.name} is in its order"
        contacts = pq.read_table(folder.path(layout.CONSULTATIONS))
        assert set(contacts["clinician"].to_pylist()) <= seen_by
        kept = {row["patient"]: row for row in pq.read_table(folder.path(layout.PATIENTS)).to_pylist()}
        for person in models.Patient.objects.filter(surgery_id=surgery)[:50]:
            assert bytes(person.pseudonym) == kept[person.id]["pseudonym"]
            assert person.born.replace(day=1) == kept[person.id]["born"]


def test_the_second_time_nothing_is_done(rivers):
    places = plan(3, {"A1": 200, "B1": 200}, ())
    take_in(rivers, places)
    before = set(models.Snapshot.objects.values_list("uuid", flat=True))
    assert take_in(rivers, places) == records.TakenIn(0, 0, 0)
    assert set(models.Snapshot.objects.values_list("uuid", flat=True)) == before


def test_everybody_is_marked_as_invented(rivers):
    take_in(rivers, plan(3, {"A1": 200}, ()))
    (kept,) = models.Import.objects.all()
    assert kept.notes == [records.NOTE]
    assert population.Wanted(3, ON).amount == "usual"
