"""What is done about what charts show, and from when their limits are new. Nothing of it is ever changed.

Both are seen by the surgery and by whoever sees all, so neither holds a number that may not leave it.
"""

from django.db import models

from commonpractice.domain.partnership.models import Partnership, Surgery
from commonpractice.domain.quality.facts.improving import Goal, What
from commonpractice.domain.quality.models.runs import Run


class Improvement(models.Model):
    """Something that is done to improve an indicator, as it was opened; the centre's is the partnership's."""

    surgery = models.ForeignKey(Surgery, models.PROTECT, db_index=False)
    indicator = models.TextField()
    run = models.ForeignKey(Run, models.PROTECT, null=True, db_index=False, help_text="which was seen")
    seen_on = models.DateField(null=True, help_text="up to which day its twelve months counted")
    part = models.FloatField(null=True, help_text="of 1, met then, as it may leave the surgery")
    signal = models.TextField(blank=True, help_text="of the chart then; blank: none")
    side = models.TextField(blank=True)
    plan = models.TextField()
    goal = models.TextField(choices=Goal.choices())
    percent = models.FloatField(null=True, help_text="that it is to reach")
    owner_id = models.BigIntegerField()
    owner_name = models.TextField()
    due_on = models.DateField()
    check_on = models.DateField()
    at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    actor_name = models.TextField()

    class Meta:
        db_table = "quality_improvement"
        indexes = [models.Index(fields=["surgery", "indicator"], name="improvement_of_surgery")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(goal=Goal.PERCENT.value) ^ models.Q(percent=None),
                name="improvement_has_one_goal",
            ),
            models.CheckConstraint(
                condition=models.Q(part=None) | models.Q(part__gte=0, part__lte=1),
                name="improvement_part_of_one",
            ),
        ]


class ImprovementEvent(models.Model):
    """What became of an action: done, checked, changed, withdrawn, or said of it."""

    surgery = models.ForeignKey(Surgery, models.PROTECT, db_index=False)
    improvement = models.ForeignKey(Improvement, models.PROTECT, related_name="events")
    what = models.TextField(choices=What.choices())
    words = models.TextField(blank=True)
    on = models.DateField(null=True, help_text="of done: when it was")
    owner_id = models.BigIntegerField(null=True)
    owner_name = models.TextField(blank=True)
    due_on = models.DateField(null=True)
    check_on = models.DateField(null=True)
    part = models.FloatField(null=True, help_text="of 1, of a check: as it may leave the surgery")
    found = models.TextField(blank=True, help_text="what the figures that may leave said")
    at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    actor_name = models.TextField()

    class Meta:
        db_table = "quality_improvement_event"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(what=What.DONE.value) ^ models.Q(on=None), name="improvement_done_on_a_day"
            ),
        ]


class Baseline(models.Model):
    """From which day an indicator's chart has new limits, and why; one that names another takes it back.

    No surgery: of the partnership's own chart.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, db_index=False)
    surgery = models.ForeignKey(Surgery, models.PROTECT, null=True, db_index=False)
    indicator = models.TextField()
    first = models.DateField(help_text="from which day")
    last = models.DateField(
        null=True, help_text="until which day its months fix them; none: the usual number"
    )
    reason = models.TextField()
    takes_back = models.OneToOneField("self", models.PROTECT, null=True, related_name="taken_back_by")
    at = models.DateTimeField(help_text="since when it is known")
    actor_id = models.BigIntegerField()
    actor_name = models.TextField()

    class Meta:
        db_table = "quality_baseline"
        indexes = [models.Index(fields=["partnership", "surgery", "indicator"], name="baseline_of_chart")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last=None) | models.Q(last__gte=models.F("first")),
                name="baseline_ends_after_it_begins",
            ),
        ]
