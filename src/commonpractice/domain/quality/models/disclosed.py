"""What may leave a surgery of what was counted there."""

from django.db import models

from commonpractice.domain.partnership.models import Partnership, Surgery
from commonpractice.domain.quality.facts.disclosed import Counted
from commonpractice.domain.quality.models.runs import Run

OF = [(counted.value, counted.value) for counted in Counted]


class Disclosed(models.Model):
    """What may be seen of a surgery's run; nothing where it is hidden, for its own sake or another's.

    Of a register `met` are those on it, rounded, and `not_met` the rest of the list that it is compared with.
    """

    run = models.ForeignKey(Run, models.PROTECT, db_index=False)
    surgery = models.ForeignKey(Surgery, models.PROTECT, db_index=False)
    of = models.TextField(choices=OF)
    code = models.TextField()
    met = models.IntegerField(null=True)
    not_met = models.IntegerField(null=True)
    adjusted = models.IntegerField(null=True)

    class Meta:
        db_table = "quality_disclosed"
        constraints = [
            models.UniqueConstraint(fields=["surgery", "run", "of", "code"], name="disclosed_once"),
            models.CheckConstraint(
                condition=models.Q(met__isnull=True, not_met__isnull=True)
                | models.Q(met__isnull=False, not_met__isnull=False),
                name="disclosed_whole_or_not",
            ),
        ]


class DisclosedTotal(models.Model):
    """What may be seen of all surgeries of a batch together, of everybody (no split) or of one group."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, db_index=False)
    batch = models.UUIDField()
    on = models.DateField()
    year_end = models.DateField()
    threshold = models.PositiveSmallIntegerField(help_text="the deed's, as it was then")
    surgeries = models.IntegerField(help_text="so many, together")
    of = models.TextField(choices=OF)
    code = models.TextField()
    split = models.TextField(blank=True)
    group = models.TextField(blank=True)
    met = models.IntegerField(null=True)
    not_met = models.IntegerField(null=True)
    adjusted = models.IntegerField(null=True)

    class Meta:
        db_table = "quality_disclosed_total"
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "on", "year_end", "batch", "of", "code", "split", "group"],
                name="total_disclosed_once",
            ),
        ]
