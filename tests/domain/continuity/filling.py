"""A month of continuity at each surgery, for the proof of the wall."""

from datetime import date
from uuid import UUID

from commonpractice.domain.continuity import models
from commonpractice.domain.records.models import Clinician, Snapshot
from commonpractice.gateways.scoped_postgres import tickets
from tests.domain.partnerships import NOON, TwoRivers

FIGURES = {"own": 3, "contacts": 8, "patients": 2, "upc": 0.5, "bice_boxerman": 0.0, "herfindahl": 0.5,
           "secon": 0.0, "mmci": 0.1}  # fmt: skip


def fill(rivers: TwoRivers) -> None:
    """After tests/domain/records/filling.py, whose snapshots and clinicians the runs are of."""
    surgeries = (rivers.a, rivers.b)
    with tickets.acting(actor_id=0, surgeries=surgeries):
        for surgery in surgeries:
            snapshot = Snapshot.objects.filter(surgery_id=surgery).order_by("-id")[0]
            (run,) = models.Run.objects.bulk_create([_run(surgery, snapshot.id)])
            mine = {"run_id": run.id, "surgery_id": surgery}
            clinician = Clinician.objects.filter(surgery_id=surgery).order_by("id")[0]
            models.GroupMonth.objects.bulk_create([models.GroupMonth(**mine, **FIGURES, seen=9)])
            models.ListMonth.objects.bulk_create(
                [models.ListMonth(**mine, **FIGURES, seen=9, clinician_id=clinician.id)]
            )
            models.Disclosed.objects.bulk_create([models.Disclosed(**mine)])


def _run(surgery: int, snapshot: int) -> models.Run:
    return models.Run(
        surgery_id=surgery, batch=UUID(int=surgery), on=date(2026, 10, 31), year_from=date(2025, 11, 1),
        snapshot_id=snapshot, rulebook="0" * 64, codelists="0" * 64, version="test", engine="duckdb",
        at=NOON, actor_id=0, actor_name="Program",
    )  # fmt: skip
