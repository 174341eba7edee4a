"""What the database keeps of care: runs of the indicators and what they counted; no table says who."""

from django.db import models

from commonpractice.domain.partnership.models import Surgery
from commonpractice.domain.records.models import Snapshot


class Run(models.Model):
    """The indicators of one surgery as at one day: of which snapshot, by which definitions and program."""

    surgery = models.ForeignKey(Surgery, models.PROTECT, db_index=False)
    batch = models.UUIDField(help_text="the runs that were worked out together")
    on = models.DateField(help_text="as at which day: nothing later was known")
    year_end = models.DateField(help_text="to which the windows count; the same day where it looks back")
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, db_index=False)
    rulebook = models.CharField(max_length=64, help_text="SHA-256 of the definitions")
    codelists = models.CharField(max_length=64, help_text="SHA-256 of which concept was in which codelist")
    version = models.TextField(help_text="of the program")
    engine = models.TextField()
    listed = models.IntegerField(help_text="patients on the list on the day")
    at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    actor_name = models.TextField()

    class Meta:
        db_table = "quality_run"
        indexes = [models.Index(fields=["surgery", "on", "year_end", "id"], name="run_of_surgery")]


class VerdictCount(models.Model):
    """How many patients of a run had a verdict by an indicator; `reason` where left out or adjusted."""

    run = models.ForeignKey(Run, models.PROTECT, db_index=False)
    surgery = models.ForeignKey(Surgery, models.PROTECT, db_index=False)
    indicator = models.TextField()
    status = models.TextField()
    reason = models.TextField()
    patients = models.IntegerField()

    class Meta:
        db_table = "quality_verdict_count"
        constraints = [
            models.UniqueConstraint(
                fields=["surgery", "run", "indicator", "status", "reason"], name="verdict_counted_once"
            )
        ]


class RegisterCount(models.Model):
    """How many were on a register, and on the list that it is compared with."""

    run = models.ForeignKey(Run, models.PROTECT, db_index=False)
    surgery = models.ForeignKey(Surgery, models.PROTECT, db_index=False)
    register = models.TextField()
    patients = models.IntegerField()
    listed = models.IntegerField()

    class Meta:
        db_table = "quality_register_count"
        constraints = [
            models.UniqueConstraint(fields=["surgery", "run", "register"], name="register_counted_once")
        ]


class GroupCount(models.Model):
    """How many of a group met an indicator, and how many did not; `group` is blank where not known."""

    run = models.ForeignKey(Run, models.PROTECT, db_index=False)
    surgery = models.ForeignKey(Surgery, models.PROTECT, db_index=False)
    indicator = models.TextField()
    split = models.TextField()
    group = models.TextField()
    met = models.IntegerField()
    not_met = models.IntegerField()

    class Meta:
        db_table = "quality_group_count"
        constraints = [
            models.UniqueConstraint(
                fields=["surgery", "run", "indicator", "split", "group"], name="group_counted_once"
            )
        ]
