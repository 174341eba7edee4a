"""How sign-offs and closings are stored. Written once: what is taken back is a further row."""

from django.db import models

from commonpractice.domain.partnership.models import Surgery
from commonpractice.domain.profits.facts import ClosingDeed


class SignOff(models.Model):
    """A surgery's month signed off by the surgery itself, over its books as they were.

    `seal` is the head of the surgery's hash chain at that moment: what is posted afterwards was not signed.
    """

    surgery = models.ForeignKey(Surgery, models.PROTECT, db_index=False)
    month = models.DateField(help_text="its first day")
    at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    actor_name = models.TextField()
    words = models.TextField(blank=True)
    seal = models.BinaryField(null=True)

    class Meta:
        db_table = "profits_sign_off"
        indexes = [models.Index(fields=["surgery", "month"], name="sign_off_by_month")]
        constraints = [models.CheckConstraint(condition=models.Q(month__day=1), name="sign_off_of_a_month")]


class Closing(models.Model):
    """A month closed by the partnership, or reopened with a reason: a row for each profit centre.

    `estimated`: the surgery had not signed, and the deed let it be closed with an estimate.
    """

    surgery = models.ForeignKey(Surgery, models.PROTECT, db_index=False)
    month = models.DateField(help_text="its first day")
    deed = models.TextField(choices=ClosingDeed.choices())
    at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    actor_name = models.TextField()
    reason = models.TextField(blank=True)
    estimated = models.BooleanField(default=False)

    class Meta:
        db_table = "profits_closing"
        indexes = [models.Index(fields=["surgery", "month"], name="closing_by_month")]
        constraints = [models.CheckConstraint(condition=models.Q(month__day=1), name="closing_of_a_month")]
