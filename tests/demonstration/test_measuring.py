"""The demonstration's care measured: indicators both ways, continuity, pounds; and only once."""

from datetime import UTC, date, datetime

import pytest
from django.conf import settings

from commonpractice.demonstration import measuring, records
from commonpractice.demonstration.population.places import plan
from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.continuity import queries as continuity
from commonpractice.domain.partnership.facts import Model
from commonpractice.domain.quality import queries as quality
from commonpractice.gateways.event_engine import open_engine
from commonpractice.gateways.scoped_postgres import tickets
from tests.domain.partnerships import two_rivers

pytestmark = pytest.mark.slow
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
ON = date(2026, 10, 31)


@pytest.fixture
def rivers(db, tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "DATA", tmp_path)
    monkeypatch.setattr(measuring, "MONTHS", 2)
    found = two_rivers()
    surgeries = found.everything.surgeries
    with tickets.acting(actor_id=PROGRAM.id, surgeries=surgeries, patients=surgeries):
        records.take_in(
            found.partnership, model=Model.DECENTRALISED, on=ON, scope=found.everything, at=NOON, seed=3,
            places=plan(3, {"A1": 300, "B1": 200}, ()),
        )  # fmt: skip
        yield found


def measured(rivers) -> bool:
    return measuring.measure(on=ON, scope=rivers.everything, open_engine=open_engine, at=NOON)


def test_what_was_measured_once_is_left_alone(rivers):
    assert measured(rivers)
    scope = rivers.everything
    for looking_back in (False, True):
        runs = quality.monthly(scope=scope, looking_back=looking_back)
        assert {(run.surgery_id, run.asked.on) for run in runs} == {
            (surgery, day) for surgery in (rivers.a, rivers.b) for day in (date(2026, 9, 30), ON)
        }
    assert {run.on for run in continuity.latest(scope=scope).values()} == {ON}
    kept = {run.id for run in quality.monthly(scope=scope)}
    assert not measured(rivers)
    assert {run.id for run in quality.monthly(scope=scope)} == kept
