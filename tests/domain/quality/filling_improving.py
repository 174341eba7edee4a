"""An action with something written down of it, and new limits, at each of two surgeries: for the wall."""

from collections.abc import Sequence
from datetime import date

from commonpractice.domain.partnership.models import Surgery
from commonpractice.domain.quality import models
from commonpractice.gateways.scoped_postgres import tickets
from tests.domain.partnerships import NOON

BY = {"at": NOON, "actor_id": 0, "actor_name": ""}


def fill(surgeries: Sequence[int]) -> None:
    """After the runs of tests/domain/quality/filling.py."""
    with tickets.acting(actor_id=0, surgeries=surgeries):
        for surgery in surgeries:
            partnership = Surgery.objects.get(pk=surgery).partnership_id
            run = models.Run.objects.filter(surgery_id=surgery).latest("id")
            action = models.Improvement(
                surgery_id=surgery, indicator="DM020", run=run, plan="Call them", goal="signal", owner_id=1,
                owner_name="Somebody", due_on=date(2026, 11, 30), check_on=date(2027, 6, 30), **BY,
            )  # fmt: skip
            models.Improvement.objects.bulk_create([action])
            event = {"improvement": action, "surgery_id": surgery, "what": "comment", "words": "Called ten"}
            models.ImprovementEvent.objects.bulk_create([models.ImprovementEvent(**event, **BY)])
            models.Baseline.objects.bulk_create(
                [
                    models.Baseline(
                        partnership_id=partnership, surgery_id=surgery, indicator="DM020",
                        first=date(2026, 4, 1), reason="A new nurse", **BY,
                    )
                ]
            )  # fmt: skip
