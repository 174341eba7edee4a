"""What may leave a surgery of its continuity."""

from django.db import models

from commonpractice.domain.continuity.models.runs import Measured, Run
from commonpractice.domain.partnership.models import Partnership, Surgery


class Disclosed(Measured):
    """What may be seen of everybody at a surgery in a month; nothing where it is hidden."""

    run = models.ForeignKey(Run, models.PROTECT, db_index=False, related_name="+")
    surgery = models.ForeignKey(Surgery, models.PROTECT, db_index=False, related_name="+")

    class Meta:
        db_table = "continuity_disclosed"
        constraints = [models.UniqueConstraint(fields=["surgery", "run"], name="continuity_disclosed_once")]


class DisclosedTotal(Measured):
    """What may be seen of all surgeries of a batch together, of everybody (no split) or of one group."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, db_index=False, related_name="+")
    batch = models.UUIDField()
    on = models.DateField()
    threshold = models.PositiveSmallIntegerField(help_text="the deed's, as it was then")
    surgeries = models.IntegerField(help_text="so many, together")
    split = models.TextField(blank=True)
    group = models.TextField(blank=True)

    class Meta:
        db_table = "continuity_disclosed_total"
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "on", "batch", "split", "group"],
                name="continuity_total_once",
            )
        ]
