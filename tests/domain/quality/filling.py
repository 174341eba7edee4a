"""A run of each surgery with something counted, for the proof of the wall."""

from datetime import date
from uuid import UUID

from commonpractice.domain.quality import models
from commonpractice.domain.records.models import Snapshot
from commonpractice.gateways.scoped_postgres import tickets
from tests.domain.partnerships import NOON, TwoRivers
from tests.domain.quality import filling_improving, filling_recalls


def fill(rivers: TwoRivers) -> None:
    """After tests/domain/records/filling.py, whose snapshots the runs are of."""
    surgeries = (rivers.a, rivers.b)
    with tickets.acting(actor_id=0, surgeries=surgeries):
        for surgery in surgeries:
            snapshot = Snapshot.objects.filter(surgery_id=surgery).order_by("-id")[0]
            (run,) = models.Run.objects.bulk_create([_run(surgery, snapshot.id)])
            mine = {"run_id": run.id, "surgery_id": surgery}
            models.VerdictCount.objects.bulk_create(
                [models.VerdictCount(**mine, indicator="DM020", status="met", reason="", patients=3)]
            )
            models.RegisterCount.objects.bulk_create(
                [models.RegisterCount(**mine, register="DM", patients=5, listed=80)]
            )
            models.GroupCount.objects.bulk_create(
                [models.GroupCount(**mine, indicator="DM020", split="sex", group="female", met=1, not_met=1)]
            )
            models.Disclosed.objects.bulk_create(
                [models.Disclosed(**mine, of="indicator", code="DM020", met=None, not_met=None, adjusted=7)]
            )
    filling_recalls.fill(surgeries)
    filling_improving.fill(surgeries)


def _run(surgery: int, snapshot: int) -> models.Run:
    return models.Run(
        surgery_id=surgery, batch=UUID(int=surgery), on=date(2026, 10, 31), year_end=date(2027, 3, 31),
        snapshot_id=snapshot, rulebook="0" * 64, codelists="0" * 64, version="test", engine="duckdb",
        listed=100, at=NOON, actor_id=0, actor_name="Program",
    )  # fmt: skip
