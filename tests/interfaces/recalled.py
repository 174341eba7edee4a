"""A surgery whose patients' records are taken in and measured: for pages about its recall list."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pytest
from django.conf import settings
from django.db import transaction

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.quality import actions
from commonpractice.domain.quality.rules.years import towards_the_year_end
from commonpractice.domain.records import actions as records
from commonpractice.domain.records import models as stored
from commonpractice.domain.records import queries
from commonpractice.domain.records.actions import Told
from commonpractice.gateways.event_engine import open_engine
from commonpractice.gateways.event_store import layout, writing
from commonpractice.gateways.scoped_postgres import tickets
from tests import databases
from tests.interfaces.house import Furnished, House

BRYN, CEDAR = "M81002", "M81003"
DAY, AT = date(2025, 10, 31), datetime(2025, 11, 1, 12, tzinfo=UTC)
"""As at which day care was measured, and when: long enough ago for something to have been done since."""


@dataclass(frozen=True)
class Drawn:
    """A patient as drawn for a test: what is coded of them, as (codelist, day, value)."""

    given: str
    family: str
    born: date
    events: tuple[tuple[str, date, float | None], ...] = ()
    nhs_number: str | None = None
    address: str = "1 High Street, Upper Ottery"
    sex: str = "female"


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


LONG_AGO = date(2012, 5, 3)
DIABETES, PRESSURE = ("dm_cod", LONG_AGO, None), ("hyp_cod", LONG_AGO, None)
PATIENTS = [
    Drawn(
        "Dilys", "=Sugden", date(1958, 2, 1), (DIABETES, ("ifcchbam_cod", date(2025, 6, 3), 64)), "9434765919"
    ),
    Drawn("Parveen", "Pressure", date(1950, 7, 1), (DIABETES, PRESSURE), "9434765870"),
    Drawn("Nesta", "Painkiller", date(1944, 1, 1), (("oralnsaiddrug_cod", ago(20), None),)),
    Drawn("Baby", "O’Shot", date(2025, 1, 1)),
    Drawn("Well", "Enough", date(1990, 3, 1), (("bp_cod", ago(10), None),), sex="male"),
]


def told(patient: Drawn, number: int) -> Told:
    return Told(
        pseudonym=number.to_bytes(16, "big"), local_id=f"L{number}", nhs_number=patient.nhs_number,
        given_name=patient.given, family_name=patient.family, born=patient.born, address=patient.address,
        postcode="ZZ99 9ZZ", phone="01632 960001",
    )  # fmt: skip


def take_in(surgery: int, patients: list[Drawn], *, as_at: date, at: datetime) -> list[int]:
    """Patients as a surgery's snapshot in use; their numbers."""
    with tickets.acting(actor_id=PROGRAM.id, surgeries=[surgery], patients=[surgery]), transaction.atomic():
        numbers = records.number_patients(
            [told(patient, number) for number, patient in enumerate(patients, start=1)],
            surgery_id=surgery,
            at=at,
        )
        concepts = {row["cluster"]: row["concept"] for row in queries.membership(on=as_at).to_pylist()}
        people = [
            {"patient": number, "surgery": surgery, "pseudonym": number.to_bytes(16, "big"),
             "born": one.born.replace(day=1), "sex": one.sex, "died_on": None, "clinician": None,
             "ethnicity": None, "language": "en", "deprivation": 5, "care_home": False}
            for number, one in zip(numbers, patients, strict=True)
        ]  # fmt: skip
        times = [
            {
                "patient": number,
                "surgery": surgery,
                "registered_on": max(date(2010, 1, 1), one.born),
                "ended_on": None,
            }
            for number, one in zip(numbers, patients, strict=True)
        ]
        events = sorted(
            (
                {"concept": concepts[name], "patient": number, "day": day, "value": value, "unit": None}
                for number, one in zip(numbers, patients, strict=True)
                for name, day, value in one.events
            ),
            key=lambda row: (row["concept"], row["patient"], row["day"]),
        )
        uuid = uuid4()
        tables = ((layout.PATIENTS, people), (layout.REGISTRATIONS, times), (layout.EVENTS, events))
        with writing.incoming(queries.records_root(), uuid) as incoming:
            for table, rows in tables:
                incoming.add(table, [pa.Table.from_pylist(rows, schema=table.schema)])
            manifest = incoming.finish(store=queries.store(), surgery=surgery)
        stored.Snapshot.objects.bulk_create(
            [
                stored.Snapshot(
                    surgery_id=surgery, uuid=uuid, system="plain", as_at=as_at, rows={},
                    manifest_sha256=manifest.sha256, key_check="0" * 16, at=at, actor_id=0, actor_name="",
                )
            ]
        )  # fmt: skip
    return numbers


def measure(house: House, *, on: date, at: datetime) -> None:
    with (
        tickets.acting(actor_id=PROGRAM.id, surgeries=house.everything.surgeries),
        open_engine() as engine,
    ):
        actions.run_indicators(days=towards_the_year_end([on]), scope=house.everything, engine=engine, at=at)


@dataclass(frozen=True)
class Measured(Furnished):
    """A house to clone with patients in it: the folder of their records, their numbers by family name."""

    folder: Path
    numbers: dict[str, int]


@pytest.fixture(scope="session")
def recalled_to_clone(house_to_clone, django_db_blocker, tmp_path_factory):
    """The house with patients of Bryn Môr, and one at Cedar House, as measured on DAY: once for all tests."""
    folder, built = tmp_path_factory.mktemp("records"), house_to_clone.house

    def put_in() -> dict[str, int]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(settings, "DATA", folder)
            return furnish(built)

    with databases.furnished(house_to_clone.name, django_db_blocker, put_in) as (name, numbers):
        yield Measured(name, built, folder, numbers)


@pytest.fixture
def recalled(recalled_to_clone, house, monkeypatch) -> dict[str, int]:
    """The patients, in a house of the test's own: their numbers by family name."""
    monkeypatch.setattr(settings, "DATA", recalled_to_clone.folder)
    return recalled_to_clone.numbers


def furnish(house: House, patients: list[Drawn] = PATIENTS) -> dict[str, int]:
    with tickets.acting(actor_id=PROGRAM.id, surgeries=house.everything.surgeries):
        records.load_starter(actor=PROGRAM, at=AT)
    numbers = take_in(house.surgery(BRYN).id, patients, as_at=DAY, at=AT)
    other = [Drawn("Elsewhere", "Cedar", date(1940, 1, 1), (DIABETES,))]
    (elsewhere,) = take_in(house.surgery(CEDAR).id, other, as_at=DAY, at=AT)
    measure(house, on=DAY, at=AT)
    named = {one.family: number for one, number in zip(patients, numbers, strict=True)}
    return named | {"Cedar": elsewhere}
