"""The house with fifteen months of continuity measured: two surgeries with many contacts, one with three.

In each month 40 and 44 of 100 contacts at Ash Tree are with the patients' own doctor in turn, and 90 in the
last; at Bryn 150 of 300 always; at Cedar 1 of 3.
"""

from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from commonpractice.domain.continuity import models
from commonpractice.domain.continuity.actions.disclosing import disclose
from commonpractice.domain.records.models import Clinician, Snapshot
from commonpractice.foundations.months import Month
from commonpractice.gateways.scoped_postgres import tickets
from tests.interfaces.house import House, welcome

ASH, BRYN, CEDAR = "M81001", "M81002", "M81003"
MONTHS = 15
INDICES = {"bice_boxerman": 0.3214, "herfindahl": 0.41, "secon": 0.48, "mmci": 0.62}


def last_month() -> Month:
    return Month.of(timezone.localdate()) - 1


def own_of(code: str, place: int) -> tuple[int, int]:
    """With their own doctor, of how many, in a month."""
    if code == ASH:
        return (90 if place == MONTHS - 1 else 40 + 4 * (place % 2)), 100
    return (150, 300) if code == BRYN else (1, 3)


def measure(house: House) -> None:
    """Every month up to the last, as a batch of all surgeries."""
    scope = house.everything
    ticket = tickets.acting(
        actor_id=0, surgeries=scope.surgeries, patients=scope.surgeries, counts=scope.surgeries
    )
    with ticket, transaction.atomic():
        batch = uuid4()
        snapshots = {code: _snapshot(house, code) for code in (ASH, BRYN, CEDAR)}
        doctors = {
            code: Clinician.objects.bulk_create(
                Clinician(surgery_id=house.surgery(code).id, code=f"{code}-{number}", name=name, role="gp")
                for number, name in enumerate(("Dr Ada Archer", "Dr Bo Baker"))
            )
            for code in snapshots
        }
        for place in range(MONTHS):
            month = last_month() - (MONTHS - 1 - place)
            runs = {
                house.surgery(code).id: _month(
                    house, code, place, month, batch, snapshots[code], doctors[code]
                )
                for code in snapshots
            }
            disclose(batch=batch, on=month.last, runs=runs, scope=scope, at=timezone.now())


def _snapshot(house: House, code: str) -> int:
    (made,) = Snapshot.objects.bulk_create(
        [
            Snapshot(
                surgery_id=house.surgery(code).id, uuid=uuid4(), system="plain", as_at=last_month().last,
                rows={}, manifest_sha256="0" * 64, key_check="0" * 16, at=timezone.now(), actor_id=0,
                actor_name="",
            )
        ]
    )  # fmt: skip
    return made.id


def _month(house: House, code: str, place: int, month: Month, batch, snapshot: int, doctors) -> int:
    surgery = house.surgery(code).id
    own, contacts = own_of(code, place)
    (run,) = models.Run.objects.bulk_create(
        [
            models.Run(
                surgery_id=surgery, batch=batch, on=month.last, year_from=(month - 11).first,
                snapshot_id=snapshot, rulebook="a" * 64, codelists="b" * 64, version="test", engine="duckdb",
                at=timezone.now(), actor_id=0, actor_name="",
            )
        ]
    )  # fmt: skip
    mine = {"run_id": run.id, "surgery_id": surgery, **INDICES}
    patients = max(contacts // 2, 2)
    of = [
        ("", "", own, contacts, contacts + 20, patients),
        ("age", "0-17", own // 2, contacts // 2, None, patients // 2),
        ("age", "80+", own - own // 2, contacts - contacts // 2, None, patients - patients // 2),
        ("need", "4+", own, contacts, None, patients),
    ]
    models.GroupMonth.objects.bulk_create(
        models.GroupMonth(
            **mine,
            split=split,
            group=group,
            own=with_own,
            contacts=all_,
            seen=seen,
            patients=many,
            upc=0.5712,
        )
        for split, group, with_own, all_, seen, many in of
    )
    models.ListMonth.objects.bulk_create(
        models.ListMonth(
            **mine, clinician_id=doctor.id, own=own // 2, contacts=contacts // 2, seen=contacts,
            patients=patients // 2, upc=0.6,
        )
        for doctor in doctors
    )  # fmt: skip
    return run.id


@pytest.fixture
def measured(house) -> House:
    """The house with its months, and Quinn Quality in it."""
    from commonpractice.domain.partnership.facts import Role

    welcome(house, {"quality": ("Quinn Quality", Role.QUALITY_LEAD, "CENTRE")})
    measure(house)
    return house
