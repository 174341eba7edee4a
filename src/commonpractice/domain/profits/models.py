"""How sign-offs, closings and what was told are stored. Written once: what is taken back is a further row."""

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


class YearClosing(models.Model):
    """A financial year of which the final shares were posted, at one profit centre. Whatever moves the year
    afterwards moves its final shares, with the next month that closes."""

    surgery = models.ForeignKey(Surgery, models.PROTECT, db_index=False)
    year = models.IntegerField(help_text="the year in which it begins")
    at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    actor_name = models.TextField()

    class Meta:
        db_table = "profits_year_closing"
        constraints = [models.UniqueConstraint(fields=["surgery", "year"], name="year_closes_once")]


class ChargeUse(models.Model):
    """How often a surgery used in a month what the centre charges by use, or what was spent for it directly.

    A correction is a further row: of a surgery, charge and month, the latest holds.
    """

    surgery = models.ForeignKey(Surgery, models.PROTECT, db_index=False)
    charge = models.CharField(max_length=20, help_text="its code in the partnership's file")
    month = models.DateField(help_text="its first day")
    uses = models.BigIntegerField(null=True)
    pence = models.BigIntegerField(null=True, help_text="what was spent, of a direct charge")
    known_on = models.DateField()
    source = models.TextField()
    at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    actor_name = models.TextField()

    class Meta:
        db_table = "profits_charge_use"
        indexes = [models.Index(fields=["surgery", "month"], name="charge_use_by_month")]
        constraints = [
            models.CheckConstraint(condition=models.Q(month__day=1), name="charge_use_of_a_month"),
            models.CheckConstraint(
                condition=models.Q(uses__gte=0, pence__isnull=True)
                | models.Q(uses__isnull=True, pence__isnull=False),
                name="charge_use_is_one_thing",
            ),
        ]
