"""Recall lists: who has not met what, as the last run found it, and what was done about it since."""

from django.db import models

from commonpractice.domain.partnership.models import Surgery
from commonpractice.domain.quality.facts.recalls import InvitedBy, What
from commonpractice.domain.quality.models.runs import Run
from commonpractice.domain.records.models import Patient


class Missed(models.Model):
    """A patient who has not met an indicator. Worked out: the next run replaces a surgery's rows whole.

    The patient is a number as in the snapshot's files. That run and surgery belong together is held by one
    foreign key of both, for half a million rows are written at once.
    """

    pk = models.CompositePrimaryKey("surgery_id", "patient", "indicator")
    surgery = models.ForeignKey(Surgery, models.PROTECT, db_index=False, db_constraint=False)
    run = models.ForeignKey(Run, models.PROTECT, db_index=False, db_constraint=False)
    patient = models.IntegerField(help_text="records_patient")
    indicator = models.TextField()
    task = models.SmallIntegerField(
        null=True, help_text="which of the definition's, from 0; blank: none fits"
    )
    last_found = models.DateField(null=True, help_text="when what good care asks for was last coded")

    class Meta:
        db_table = "quality_missed"


class RecallEvent(models.Model):
    """What was done about some things that a patient has not met, as somebody wrote it down; never changed.

    What was written down by mistake is taken back by a row that names it. It changes no verdict: that takes
    a code in the clinical system.
    """

    surgery = models.ForeignKey(Surgery, models.PROTECT, db_index=False)
    patient = models.ForeignKey(Patient, models.PROTECT, db_index=False)
    what = models.TextField(choices=What.choices())
    by = models.TextField(choices=InvitedBy.choices(), blank=True, help_text="of an invitation: by what")
    on = models.DateField()
    indicators = models.JSONField(help_text="the codes of those that it is about")
    words = models.TextField(blank=True)
    takes_back = models.OneToOneField("self", models.PROTECT, null=True, related_name="taken_back_by")
    at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    actor_name = models.TextField()

    class Meta:
        db_table = "quality_recall_event"
        indexes = [models.Index(fields=["surgery", "patient", "on", "id"], name="recall_event_of_patient")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(what=What.INVITED.value) ^ models.Q(by=""),
                name="recall_invited_by_something",
            ),
            models.CheckConstraint(
                condition=models.Q(what=What.TAKEN_BACK.value) ^ models.Q(takes_back=None),
                name="recall_takes_back_something",
            ),
        ]
