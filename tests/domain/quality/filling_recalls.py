"""Somebody missed by a run and invited for it, at each of two surgeries: for the proof of the wall."""

from collections.abc import Sequence
from datetime import date

from commonpractice.domain.quality import models
from commonpractice.domain.records.models import Patient
from commonpractice.gateways.scoped_postgres import tickets
from tests.domain.partnerships import NOON


def fill(surgeries: Sequence[int]) -> None:
    """After the runs of tests/domain/quality/filling.py."""
    with tickets.acting(actor_id=0, surgeries=surgeries, patients=surgeries):
        for surgery in surgeries:
            run = models.Run.objects.filter(surgery_id=surgery).latest("id")
            patient = Patient.objects.filter(surgery_id=surgery).earliest("id")
            models.Missed.objects.bulk_create(
                [
                    models.Missed(
                        surgery_id=surgery, run=run, patient=patient.id, indicator="DM020", task=0,
                        last_found=date(2025, 5, 3),
                    )
                ]
            )  # fmt: skip
            models.RecallEvent.objects.bulk_create(
                [
                    models.RecallEvent(
                        surgery_id=surgery, patient=patient, what="invited", by="letter",
                        on=date(2026, 10, 31), indicators=["DM020"], at=NOON, actor_id=0, actor_name="",
                    )
                ]
            )  # fmt: skip
