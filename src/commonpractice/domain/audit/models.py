"""How the audit log is stored. Written once, chained by hash when its transaction commits."""

from django.db import models


class Entry(models.Model):
    """One deed or one look: who, what, when, of which surgery.

    `surgery_id` is the surgery (or the centre) whose fact it was, or whose person; none for what concerns no
    surgery, a published file for instance. No foreign keys: the log outlives what it speaks of.
    """

    at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    actor_name = models.TextField()
    deed = models.TextField(help_text="room.deed, as ledger.lock_month")
    room = models.GeneratedField(
        expression=models.Func("deed", models.Value("."), models.Value(1), function="split_part"),
        output_field=models.TextField(),
        db_persist=True,  # a column, because an index does not look for a function's result behind the wall
    )
    surgery_id = models.IntegerField(null=True)
    subject = models.TextField(help_text="what it was done to, in words")
    details = models.JSONField(default=dict)

    class Meta:
        db_table = "audit_entry"
        # each led by the surgery, as the wall is, and in the order in which the log is read
        indexes = [
            models.Index(fields=["surgery_id", "at", "id"], name="audit_by_surgery"),
            models.Index(fields=["surgery_id", "actor_id", "at", "id"], name="audit_by_actor"),
            models.Index(fields=["surgery_id", "room", "at", "id"], name="audit_by_room"),
        ]


class Link(models.Model):
    """The chain: the hash of an entry together with the link before, in order of commit."""

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True)
    number = models.BigIntegerField(unique=True)
    hash = models.BinaryField()

    class Meta:
        db_table = "audit_link"
