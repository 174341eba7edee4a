"""How the audit log is stored. Written once, chained by hash when its transaction commits."""

from django.db import models


class Entry(models.Model):
    """One deed or one look: who, what, when, of which surgery.

    `surgery_id` is the surgery (or the centre) whose fact it was; none for what concerns no surgery, a
    failed sign-in for instance. No foreign keys: the log outlives what it speaks of.
    """

    at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    actor_name = models.TextField()
    deed = models.TextField(help_text="room.deed, as ledger.lock_month")
    surgery_id = models.IntegerField(null=True)
    subject = models.TextField(help_text="what it was done to, in words")
    details = models.JSONField(default=dict)

    class Meta:
        db_table = "audit_entry"
        indexes = [models.Index(fields=["surgery_id", "-at"], name="audit_by_surgery")]


class Link(models.Model):
    """The chain: the hash of an entry together with the link before, in order of commit."""

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True)
    number = models.BigIntegerField(unique=True)
    hash = models.BinaryField()

    class Meta:
        db_table = "audit_link"
