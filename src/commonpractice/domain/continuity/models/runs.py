"""Runs of the measures of continuity, and what they found at each surgery."""

from django.db import models

from commonpractice.domain.partnership.models import Surgery
from commonpractice.domain.records.models import Clinician, Snapshot


class Run(models.Model):
    """Continuity of one surgery in one month: of which snapshot, by which rules and program."""

    surgery = models.ForeignKey(Surgery, models.PROTECT, db_index=False, related_name="+")
    batch = models.UUIDField(help_text="the runs that were worked out together")
    on = models.DateField(help_text="the last day of the month")
    year_from = models.DateField(help_text="from which day on patients are measured, up to the last")
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, db_index=False, related_name="+")
    rulebook = models.CharField(max_length=64, help_text="SHA-256 of rulebook/continuity")
    codelists = models.CharField(
        max_length=64, help_text="SHA-256 of which concept said which condition is there"
    )
    version = models.TextField(help_text="of the program")
    engine = models.TextField()
    at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    actor_name = models.TextField()

    class Meta:
        db_table = "continuity_run"
        indexes = [models.Index(fields=["surgery", "on", "id"], name="continuity_run_of_surgery")]


class Measured(models.Model):
    """Contacts of a month, and means of patients over the year to its end.

    `own` of `contacts` of patients on a list were with their own clinician; `seen` are all that clinicians
    with a list had. `patients` could be measured, and the means are of them.
    """

    own = models.IntegerField(null=True)
    contacts = models.IntegerField(null=True)
    seen = models.IntegerField(null=True)
    patients = models.IntegerField(null=True)
    upc = models.FloatField(null=True)
    bice_boxerman = models.FloatField(null=True)
    herfindahl = models.FloatField(null=True)
    secon = models.FloatField(null=True)
    mmci = models.FloatField(null=True)

    class Meta:
        abstract = True


class GroupMonth(Measured):
    """A group of a surgery's patients in a month; blank for everybody, and `seen` for them alone."""

    run = models.ForeignKey(Run, models.PROTECT, db_index=False, related_name="+")
    surgery = models.ForeignKey(Surgery, models.PROTECT, db_index=False, related_name="+")
    split = models.TextField(blank=True)
    group = models.TextField(blank=True)

    class Meta:
        db_table = "continuity_group_month"
        constraints = [
            models.UniqueConstraint(fields=["surgery", "run", "split", "group"], name="continuity_group_once")
        ]


class ListMonth(Measured):
    """One clinician's list in a month: seen at their own surgery alone."""

    run = models.ForeignKey(Run, models.PROTECT, db_index=False, related_name="+")
    surgery = models.ForeignKey(Surgery, models.PROTECT, db_index=False, related_name="+")
    clinician = models.ForeignKey(Clinician, models.PROTECT, db_index=False, related_name="+")

    class Meta:
        db_table = "continuity_list_month"
        constraints = [
            models.UniqueConstraint(fields=["surgery", "run", "clinician"], name="continuity_list_once")
        ]
